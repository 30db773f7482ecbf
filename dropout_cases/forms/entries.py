"""Forms of what is written into a case beside the steps."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import NoteKind

from .base import FilesField, SentOnce


class NoteForm(SentOnce):
    """A fact or a call."""

    kind = forms.ChoiceField(label=_("ชนิด"), choices=NoteKind.choices, initial=NoteKind.NOTE, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("ข้อความ"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000,
        help_text=_("เขียนข้อเท็จจริง ใครพูด เมื่อไร"), error_messages={"required": _("เขียนข้อความ")},
    )  # fmt: skip
    restricted = forms.BooleanField(label=_("จำกัดผู้เห็น: ผู้รับผิดชอบและผู้กำกับดูแล"), required=False)


class DocumentForm(SentOnce):
    """Files to keep with the case."""

    files = FilesField(
        label=_("ไฟล์"), help_text=_("JPEG PNG WebP PDF Word Excel PowerPoint ไม่เกิน 10 MB ต่อไฟล์"),
        error_messages={"required": _("เลือกไฟล์"), "empty": _("ไฟล์ว่างเปล่า เลือกไฟล์อื่น")},
    )  # fmt: skip
    name = forms.CharField(label=_("ชื่อเอกสาร"), max_length=120, required=False, help_text=_("เว้นว่างไว้เพื่อใช้ชื่อไฟล์"))
    restricted = forms.BooleanField(label=_("จำกัดผู้เห็น: ผู้รับผิดชอบและผู้กำกับดูแล"), required=False)
