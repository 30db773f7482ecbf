"""What an office sets up for its paper: the head of its letters, the emblem, and who signs."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from schools.conflicts import BothMayChange
from schools.emblem import EmblemField
from schools.models import Area, Letterhead, Signer

from .words import PlainWords

OF_LETTERHEAD = ("prefix", "email", "own_register")


class LetterheadForm(BothMayChange, PlainWords, forms.ModelForm):
    """The office (an area) with what stands on its letters."""

    one_sided = ("emblem", "remove_emblem")
    prefix = Letterhead._meta.get_field("prefix").formfield()
    email = Letterhead._meta.get_field("email").formfield()
    own_register = Letterhead._meta.get_field("own_register").formfield(
        help_text=_("ไม่เลือก: ผู้ออกหนังสือกรอกเลขที่จากทะเบียนหนังสือส่งของสำนักงาน")
    )
    emblem = EmblemField(label=_("ภาพตรา"), required=False, help_text=_("PNG JPEG หรือ WebP ไม่เกิน 2 MB"))
    remove_emblem = forms.BooleanField(label=_("ลบภาพตราที่ใช้อยู่"), required=False)

    class Meta:
        model = Area
        fields = ["name", "address", "phone", "unit_name"]
        widgets = {"address": forms.Textarea({"rows": 2})}
        help_texts = {
            "address": _("ตามที่พิมพ์มุมขวาบนของหนังสือ คนละบรรทัด"),
            "unit_name": _("พิมพ์ท้ายหนังสือ เช่น กลุ่มส่งเสริมการจัดการศึกษา"),
        }

    def __init__(self, *args, letterhead: Letterhead, **options):
        self.letterhead = letterhead
        options["initial"] = {name: getattr(letterhead, name) for name in OF_LETTERHEAD}
        super().__init__(*args, **options)
        if not letterhead.emblem:
            del self.fields["remove_emblem"]

    def clean(self):
        """What stands on the letters keeps to the rules of its own fields."""
        cleaned = super().clean()
        for name in OF_LETTERHEAD:
            setattr(self.letterhead, name, cleaned.get(name, ""))
        try:
            self.letterhead.clean_fields(exclude=["own_register", *self.errors])
        except ValidationError as refused:
            self.add_error(None, refused)
        return cleaned

    def save(self, commit=True):
        """The office, its letterhead, and the picture that was chosen or taken off."""
        area = super().save(commit)
        if self.cleaned_data["emblem"]:
            self.letterhead.emblem = self.cleaned_data["emblem"]
        elif self.cleaned_data.get("remove_emblem"):
            self.letterhead.emblem = None
        self.letterhead.save()
        return area


class SignerForm(PlainWords, forms.ModelForm):
    """Somebody who signs."""

    class Meta:
        model = Signer
        fields = ["name", "position", "acting", "is_active"]
        help_texts = {"acting": _("เช่น รักษาราชการแทน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา…")}


SignerFormSet = forms.modelformset_factory(Signer, form=SignerForm, extra=1, max_num=20, validate_max=True)
