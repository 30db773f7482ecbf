"""What a dossier is for, to whom it goes, and what is to stand in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin
from referrals.papers.dossier import Choice
from schools.models import Code

OTHER = "dossier_purpose.OTHER"
NEED_WHOLE_NUMBER = ("dossier_purpose.COURT", "dossier_purpose.NEXT_OFFICE")
GUARDED = ("sensitive", "whole_number", "annexes")  # offered to those who read the sensitive part of the case


class DossierForm(HouseMixin, forms.Form):
    """Nothing sensitive stands in a dossier, and of the identity number the last digits, unless that is chosen."""

    purpose = forms.ModelChoiceField(
        Code.objects.none(), label=_("วัตถุประสงค์"), empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกวัตถุประสงค์")},
    )  # fmt: skip
    note = forms.CharField(label=_("วัตถุประสงค์อื่น"), help_text=_("กรอกเมื่อเลือกอื่น ๆ"), max_length=100, required=False)
    to = forms.CharField(
        label=_("มอบให้"), help_text=_("หน่วยงานหรือตำแหน่งที่รับแฟ้มนี้ พิมพ์ไว้ทุกหน้า"), max_length=120,
        error_messages={"required": _("กรอกว่ามอบแฟ้มนี้ให้ใคร")},
    )  # fmt: skip
    sensitive = forms.BooleanField(
        label=_("รวมข้อมูลอ่อนไหว"), help_text=_("สิ่งที่เด็กและแต่ละฝ่ายพูด สาเหตุที่อ่อนไหว ที่อยู่ โทรศัพท์ บันทึกและเอกสารจำกัดผู้เห็น"), required=False
    )
    whole_number = forms.BooleanField(
        label=_("แสดงเลขประจำตัวทุกหลัก"), help_text=_("เฉพาะเมื่อส่งศาลหรือส่งมอบให้สำนักงานที่รับดูแลต่อ"), required=False
    )
    annexes = forms.BooleanField(
        label=_("แนบหนังสือที่ออกแล้วและรายงานการประชุมทั้งฉบับ"), help_text=_("เลือกได้เมื่อรวมข้อมูลอ่อนไหว"), required=False
    )

    def __init__(self, *args, guarded: bool, **options):
        super().__init__(*args, **options)
        self.fields["purpose"].queryset = Code.objects.of("dossier_purpose")
        for name in () if guarded else GUARDED:
            del self.fields[name]

    def clean(self):
        """Another purpose is put in words; what is guarded goes only where it may."""
        cleaned = super().clean()
        purpose = cleaned.get("purpose")
        if purpose and purpose.pk == OTHER and not cleaned.get("note"):
            self.add_error("note", _("กรอกวัตถุประสงค์"))
        if purpose and purpose.pk not in NEED_WHOLE_NUMBER and cleaned.get("whole_number"):
            self.add_error("whole_number", _("วัตถุประสงค์นี้ใช้เลขประจำตัวแบบปกปิด ยกเลิกตัวเลือกนี้"))
        if cleaned.get("annexes") and not cleaned.get("sensitive"):
            self.add_error("annexes", _("หนังสือและรายงานการประชุมมีข้อมูลอ่อนไหว เลือกรวมข้อมูลอ่อนไหวด้วย"))
        return cleaned

    def choice(self) -> Choice:
        """What was chosen; words for another purpose count only with that purpose."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        note = self.cleaned_data["note"] if chosen["purpose"].pk == OTHER else ""
        return Choice(**chosen, note=note)
