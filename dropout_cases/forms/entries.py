"""Forms of what is written into a case beside the steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Document, Note, NoteKind
from schools.access import Role
from schools.models import User

from .base import HouseMixin, SentOnce
from .files import FilesField


class NoteForm(SentOnce):
    """A fact or a call."""

    kind = forms.ChoiceField(label=_("ชนิด"), choices=NoteKind.choices, initial=NoteKind.NOTE, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("ข้อความ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000, required=False,
        help_text=_("เขียนข้อเท็จจริง ใครพูด เมื่อไร"),
    )  # fmt: skip
    files = FilesField(label=_("ไฟล์"), required=False)
    restricted = forms.BooleanField(label=_("จำกัดผู้เห็น: ผู้รับผิดชอบและผู้กำกับดูแล"), required=False)
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("ให้เฉพาะ"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("เลือกชื่อแล้ว มีเพียงคุณกับผู้ที่เลือกที่อ่านข้อความได้ ผู้อื่นเห็นว่ามีบันทึก"),
    )  # fmt: skip

    def __init__(self, *args, case, user, **options):
        super().__init__(*args, **options)
        office = User.objects.working_in(case.area, Role.OFFICER, Role.SUPERVISOR).filter(is_active=True)
        self.fields["readers"].queryset = office.exclude(pk=user.pk).order_by("full_name")
        self.fields["text"].one_of_several = True
        self.fields["files"].wait_for(case, user)

    def clean(self):
        """A text, or files; files are read by whoever reads the case, so that none goes with a text for named people."""
        typed = super().clean()
        if not typed.get("text") and not typed.get("files") and not {"text", "files"} & set(self.errors):
            self.add_error("text", _("เขียนข้อความ หรือเลือกไฟล์"))
        if typed.get("readers") and typed.get("files"):
            self.add_error("files", _("ไฟล์ระบุผู้อ่านรายคนไม่ได้ เพิ่มไฟล์เป็นอีกรายการ"))
        if typed.get("readers") and not typed.get("text") and "text" not in self.errors:
            self.add_error("text", _("เขียนข้อความถึงผู้ที่เลือก"))
        return typed

    def note(self) -> Note:
        """The note as typed, not saved."""
        typed = self.cleaned_data
        return Note(kind=typed["kind"], text=typed["text"], restricted=typed["restricted"], token=typed["token"] or None)


class DocumentForm(SentOnce):
    """Files to keep with the case."""

    files = FilesField(
        label=_("ไฟล์"), help_text=_("JPEG PNG WebP PDF Word Excel PowerPoint ไม่เกิน 20 MB ต่อไฟล์ ตำแหน่งในภาพถูกลบออก"),
        error_messages={"required": _("เลือกไฟล์"), "empty": _("ไฟล์ว่างเปล่า เลือกไฟล์อื่น")},
    )  # fmt: skip
    name = forms.CharField(label=_("ชื่อเอกสาร"), max_length=120, required=False, help_text=_("เว้นว่างไว้เพื่อใช้ชื่อไฟล์"))
    restricted = forms.BooleanField(label=_("จำกัดผู้เห็น: ผู้รับผิดชอบและผู้กำกับดูแล"), required=False)

    def __init__(self, *args, case, user, **options):
        super().__init__(*args, **options)
        self.fields["files"].wait_for(case, user)


class UploadForm(forms.Form):
    """One file on its way to a form; the token, made by the browser, makes two sendings of it one."""

    file = forms.FileField(error_messages={"required": _("เลือกไฟล์"), "empty": _("ไฟล์ว่างเปล่า เลือกไฟล์อื่น")})
    token = forms.SlugField(max_length=40, error_messages={"required": _("ส่งไฟล์นี้ไม่ได้ เปิดหน้านี้ใหม่แล้วลองอีกครั้ง")})


class DocumentChangeForm(HouseMixin, forms.ModelForm):
    """What a file is called, and what it shows."""

    class Meta:
        model = Document
        fields = ["name", "caption", "shows_face"]
        error_messages = {"name": {"required": _("กรอกชื่อเอกสาร")}}
        help_texts = {"shows_face": _("ภาพที่เห็นหน้าเด็กจำกัดผู้เห็นเสมอ")}
