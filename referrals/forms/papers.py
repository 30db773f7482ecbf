"""Forms of official papers: what a draft says, and the number and day it is issued with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin, SentOnce, new_token
from referrals.issuing import is_counted_here, names_child
from referrals.models import OfficialPaper, PaperKind
from schools.models import Code, Signer
from thai.dates import ThaiDateField

MOST_NUMBER = 999_999
TEXTS = ("refs", "enclosures", "cause", "purpose", "conclusion", "copies")
NOT_OF = {
    PaperKind.LETTER: (),
    PaperKind.MEMO: ("copies", "signer", "signer_acting"),
    PaperKind.FORM: ("refs", "enclosures", "cause", "purpose", "conclusion", "copies", "signer", "signer_acting"),
}


class PaperForm(HouseMixin, forms.ModelForm):
    """What a paper says; `instance` says of which case and kind, and what is proposed."""

    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)
    about = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)  # the referral for which it was typed
    happened_on = ThaiDateField(label=_("วันที่ในหนังสือ"), help_text=_("เปลี่ยนได้อีกครั้งเมื่อออกหนังสือ"))
    signer = forms.ModelChoiceField(
        Signer.objects.none(), label=_("ผู้ลงนาม"), to_field_name="key", required=False, empty_label=_("พิมพ์เองด้านล่าง")
    )

    class Meta:
        model = OfficialPaper
        fields = [
            "happened_on", "urgency", "secrecy", "subject", "to", "refs", "enclosures", "cause", "purpose", "conclusion", "signer",
            "signer_name", "signer_position", "signer_acting", "copies",
        ]  # fmt: skip
        widgets = {name: forms.Textarea({"rows": 5 if name in ("cause", "purpose") else 2}) for name in TEXTS}
        help_texts = {
            "to": _("ตำแหน่งผู้รับ ไม่ใช่ชื่อคน"),
            "refs": _("เช่น หนังสือ… ที่ ศธ 04xxx/12 ลงวันที่ 3 มกราคม 2568 คนละบรรทัด"),
            "enclosures": _("พร้อมจำนวน คนละบรรทัด"),
            "cause": _("ด้วย… หรือ ตามที่… นั้น"),
            "conclusion": _("จึงเรียนมาเพื่อ…"),
            "signer_name": _("ชื่อเต็มพร้อมคำนำหน้า"),
        }
        labels = {"signer_name": _("ชื่อผู้ลงนาม"), "signer_position": _("ตำแหน่ง")}

    field_order = ["token", "about", *Meta.fields]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["secrecy"].queryset = Code.objects.of("doc_secrecy")
        self.fields["urgency"].queryset = Code.objects.of("doc_urgency")
        for name in ("secrecy", "urgency"):
            self.fields[name].empty_label = None
        self._offer_signers()
        self.initial["about"] = self.instance.referral.key if self.instance.referral else ""
        for name in NOT_OF[PaperKind(self.instance.kind)]:
            del self.fields[name]

    def _offer_signers(self):
        """Those who sign the office's letters, and the one who is to sign this."""
        signers, paper = self.instance.area.signers.filter(is_active=True), self.instance
        self.fields["signer"].queryset = signers
        chosen = signers.filter(name=paper.signer_name, position=paper.signer_position, acting=paper.signer_acting).first()
        if chosen:
            self.initial |= {"signer": chosen.key, "signer_name": "", "signer_position": "", "signer_acting": ""}

    def clean(self):
        """Take the signer chosen, and keep the token of this sending."""
        cleaned = super().clean()
        if signer := cleaned.get("signer"):
            said = {"signer_name": signer.name, "signer_position": signer.position, "signer_acting": signer.acting}
            cleaned |= {name: text for name, text in said.items() if name in self.fields}
        if self.instance.pk is None:
            self.instance.token = cleaned.get("token") or None
        return cleaned

    def _post_clean(self):
        """Once the paper says what was typed: a child's name is not for all to read."""
        super()._post_clean()
        if not self.errors and names_child(self.instance):
            self.add_error("secrecy", _("ชื่อนักเรียนอยู่ในหนังสือ เลือกชั้นความลับ หรือตัดชื่อออก"))


class IssueForm(SentOnce):
    """The day on the paper, and its number where the office keeps a book of its own."""

    on = ThaiDateField(label=_("วันที่ในหนังสือ"))
    number = forms.IntegerField(
        label=_("เลขที่"), min_value=1, max_value=MOST_NUMBER,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "class": "input-short"}),
        error_messages={
            "invalid": _("กรอกเฉพาะตัวเลข เช่น 123"), "required": _("กรอกเลขที่จากทะเบียนหนังสือส่งของสำนักงาน"),
            "min_value": _("กรอกเลข 1 ถึง 999999"), "max_value": _("กรอกเลข 1 ถึง 999999"),
        },
    )  # fmt: skip

    def __init__(self, *args, paper: OfficialPaper, today, **options):
        super().__init__(*args, **options)
        self.fields["on"].not_after = today
        self.fields["on"].widget.attrs["data-quick"] = "today yesterday"
        number = self.fields["number"]
        if paper.kind == PaperKind.FORM:
            del self.fields["number"]
        elif is_counted_here(paper):
            number.required = False
            number.help_text = _("เว้นว่าง ระบบให้เลขถัดไป กรอกเฉพาะเมื่อเริ่มใช้ทะเบียนกลางปี หรือเลขที่จองไว้")
        else:
            number.help_text = _("จากทะเบียนหนังสือส่งของสำนักงาน เฉพาะตัวเลขหลังเครื่องหมาย /")
