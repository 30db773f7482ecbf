"""The forms of an agency's card: the whole for the office, and the part that the agency itself may correct by its link."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from schools.conflicts import BothMayChange
from schools.form_fields import PhoneField
from schools.models import Agency, AgencyContact, Amphoe, Code
from thai.text import normalise

from .contact_rows import ContactsField, rows_of, typed_rows
from .words import OfAreaForm, PlainWords

HELP_TEXTS = {
    "contact_name": _("ผู้รับการส่งต่อ"),
    "hours": _("เช่น จันทร์–ศุกร์ 08.30–16.30 น."),
}


class CardForm(BothMayChange, PlainWords, forms.ModelForm):
    """Whom to ask at an agency, when, and what it can do; not where the codes of personal links go."""

    contacts = ContactsField(label=_("ผู้ติดต่อเพิ่มเติม"), required=False, help_text=_("แถวที่เว้นว่างไม่นับ ลบชื่อออกทั้งแถวเมื่อเลิกติดต่อ"))

    class Meta:
        model = Agency
        fields = ["contact_name", "line_id", "hours", "services"]
        widgets = {"services": forms.CheckboxSelectMultiple}
        help_texts = HELP_TEXTS

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.initial.setdefault("contacts", rows_of(self.instance))
        chosen = self.instance.services.values("pk") if self.instance.pk else []
        self.fields["services"].queryset = self._codes("help_kind", Q(pk__in=chosen))

    @staticmethod
    def _codes(name: str, kept: Q):
        """The codes of a list that may be chosen, and those retired ones this agency already has."""
        return Code.objects.filter(Q(list=name, retired=False) | kept).order_by("order")

    def _save_m2m(self):
        super()._save_m2m()
        rows = self.cleaned_data["contacts"]
        if rows != self.initial["contacts"]:
            self.instance.contacts.all().delete()
            AgencyContact.objects.bulk_create(AgencyContact(agency=self.instance, **row._asdict()) for row in rows)

    def one_row_more(self) -> dict[str, object]:
        """What stands in the form, right or wrong, with an empty row of contacts more."""
        typed = {name: self[name].value() for name in self.fields}
        return typed | {"contacts": [*typed_rows(typed["contacts"]), {}]}


class AgencyForm(CardForm, OfAreaForm):
    """An agency, what it can do, for which amphoe, and how it is reached."""

    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)

    class Meta:
        model = Agency
        fields = [
            "area",
            "name",
            "kind",
            "services",
            "covers",
            "contact_name",
            "phone",
            "email",
            "line_id",
            "hours",
            "head",
            "address",
            "note",
            "is_open",
        ]
        labels = {"area": _("เขตพื้นที่")}
        widgets = {
            "services": forms.CheckboxSelectMultiple,
            "covers": forms.CheckboxSelectMultiple,
            "address": forms.Textarea({"rows": 3}),
            "note": forms.Textarea({"rows": 3}),
        }
        help_texts = HELP_TEXTS | {
            "covers": _("ไม่เลือกเลย หมายถึงทั้งเขตพื้นที่"),
            "email": _("รหัสเปิดลิงก์ส่งไปที่อีเมลหรือเบอร์โทรนี้เท่านั้น ใช้อีเมลของหน่วยงาน"),
            "address": _("ตามที่ใช้ในหนังสือราชการ"),
            "note": _("สิ่งที่ผู้ส่งต่อควรรู้ ไม่เขียนเรื่องของเด็กคนใด"),
            "is_open": _("หน่วยงานที่ไม่รับเรื่องแล้วยังอยู่ในการส่งต่อเดิม แต่เลือกใหม่ไม่ได้"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["kind"].queryset = self._codes("agency_kind", Q(pk=self.instance.kind_id))
        self.fields["kind"].empty_label = _("เลือกประเภท")
        covered = self.instance.covers.values("pk") if self.instance.pk else []
        self.fields["covers"].queryset = Amphoe.objects.filter(Q(areas__in=self.areas) | Q(pk__in=covered)).distinct()


class ConfirmForm(CardForm):
    """What an agency confirms or corrects by its link. The office decides the rest: what should be other there is told to it."""

    one_sided = ("who", "told")
    who = forms.CharField(label=_("ชื่อและตำแหน่งของผู้ยืนยัน"), max_length=160)
    told = forms.CharField(
        label=_("ข้อมูลอื่นที่ต้องแก้"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("ชื่อหน่วยงาน ประเภท อีเมล พื้นที่ หรือที่อยู่ เจ้าหน้าที่เขตแก้ให้ ไม่เขียนเรื่องของเด็กคนใด"),
    )

    def clean_who(self):
        """The name as it is stored."""
        return _stored(self.cleaned_data["who"])

    def clean_told(self):
        """The text as it is stored."""
        return _stored(self.cleaned_data["told"])


def _stored(text: str) -> str:
    try:
        return normalise(text, multiline=True)
    except ValueError as error:
        raise ValidationError(str(error), code="invalid") from error
