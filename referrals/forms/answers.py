"""What a receiver of a referral says, one form for each thing: taking it on, asking, declining, helping, and what came of it."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from dropout_cases.forms.files import FilesField
from referrals.models import Outcome, PathwayReply, Referral
from referrals.models.referrals import RESULT_DAYS
from schools.models import Code, User
from thai.dates import ThaiDateField

LONGEST = 4000
OF_PATHWAY = ("pathway_reply", "agreed_pathway", "agreed_place", "agreed_from")


class SaidForm(SentOnce):
    """Something the receiver says. The office, which types it from paper, also says on which day, and who answered.

    `to_office` is who types from paper; nobody where the receiver writes by itself.
    """

    field_order = ["token", "happened_on", "said_by"]
    happened_on = ThaiDateField(label=_("วันที่ตอบ"))
    said_by = forms.CharField(
        label=_("ผู้ตอบของหน่วยงาน"), max_length=160, help_text=_("ตามที่ลงชื่อในใบตอบรับ หรือผู้ที่พูดสาย"),
        error_messages={"required": _("กรอกชื่อผู้ตอบ")},
    )  # fmt: skip
    text = forms.CharField(label=_("ข้อความถึงเขตพื้นที่"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args, referral: Referral, today: date, to_office: User | None = None, **options):
        super().__init__(*args, **options)
        self.referral, self.today, self.to_office = referral, today, to_office
        if to_office:
            self.fields["happened_on"].initial = today
            self.fields["happened_on"].not_after = today
        else:
            del self.fields["happened_on"], self.fields["said_by"]
        self.prepare()

    def prepare(self) -> None:
        """What the choices and limits of this form depend on."""

    def clean(self):
        """Nothing is said before the referral was sent, and nothing is planned before it is said."""
        typed = super().clean()
        if (day := typed.get("happened_on")) and day < self.referral.happened_on:
            self.add_error("happened_on", _("วันที่ต้องไม่ก่อนวันที่ส่งต่อ"))
        for name in ("next_on", "result_by"):
            if (planned := typed.get(name)) and planned < self.day:
                self.add_error(name, _("วันนี้ต้องไม่ก่อนวันที่ตอบ"))
        return typed

    @property
    def day(self) -> date:
        """The day of it: as typed, or today."""
        return self.cleaned_data.get("happened_on") or self.today

    @property
    def who(self) -> str:
        """Who answered, where the office typed it."""
        return self.cleaned_data.get("said_by", "")

    def said(self) -> dict[str, object]:
        """What the act takes, beside its voice and day; call it once the form is cleaned."""
        kept = {name: self.cleaned_data[name] for name in ("text", "next_on", "result_by") if name in self.fields}
        return kept | {"token": self.cleaned_data["token"] or None}


def _day(label, **options) -> ThaiDateField:
    return ThaiDateField(label=label, required=False, **options)


class AcceptForm(SaidForm):
    """It takes the request on: by when it will tell what came of it, and what it says to the recommendation, if there is one."""

    field_order = [*SaidForm.field_order, *OF_PATHWAY, "result_by", "next_on", "text"]
    pathway_reply = forms.ChoiceField(
        label=_("คำตอบต่อข้อเสนอแนะ"), choices=PathwayReply.choices, widget=forms.RadioSelect,
        error_messages={"required": _("เลือกคำตอบต่อแนวทางที่เสนอแนะ")},
    )  # fmt: skip
    agreed_pathway = forms.ModelChoiceField(Code.objects.none(), label=_("แนวทางที่เสนอแทน"), required=False)
    agreed_place = forms.CharField(label=_("สถานที่เรียนที่เสนอแทน"), max_length=200, required=False)
    agreed_from = _day(_("เริ่มเรียนได้"))
    result_by = _day(_("แจ้งผลภายใน"))
    next_on = _day(_("นัดครั้งแรก"))

    def prepare(self) -> None:
        """The recommendation is answered where there is one; on paper it may have been left out."""
        self.fields["result_by"].initial = self.today + timedelta(days=RESULT_DAYS)
        self.fields["agreed_pathway"].queryset = Code.objects.of("education_pathway")
        self.fields["pathway_reply"].required = not self.to_office
        if not self.referral.recommended():
            for name in OF_PATHWAY:
                del self.fields[name]

    def clean(self):
        """Another pathway is named; where none is offered, what was typed of it does not count."""
        typed = super().clean()
        reply = typed.get("pathway_reply")
        if reply == PathwayReply.OTHERWISE and not typed.get("agreed_pathway") and "agreed_pathway" not in self.errors:
            self.add_error("agreed_pathway", _("เลือกแนวทางที่เสนอแทน"))
        if reply != PathwayReply.OTHERWISE:
            typed |= {"agreed_pathway": None, "agreed_place": ""}
        if reply not in (PathwayReply.AGREED, PathwayReply.OTHERWISE):
            typed |= {"agreed_from": None}
        return typed

    def said(self) -> dict[str, object]:
        """With the answer to the recommendation."""
        reply = {name: self.cleaned_data[name] for name in OF_PATHWAY if name in self.fields}
        return super().said() | {"recommendation": reply}


class AskForm(SaidForm):
    """It asks for more before it answers, or while it helps."""

    def prepare(self) -> None:
        """A question says something."""
        self.fields["text"].label = _("ข้อมูลที่ต้องการเพิ่ม")
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("เขียนข้อมูลที่ต้องการเพิ่ม")
        self.fields["text"].help_text = _("เขตพื้นที่ตอบในหน้านี้ ถามเท่าที่จำเป็นต่อการช่วยเหลือ")


class DeclineForm(SaidForm):
    """It cannot take the request on: why, and who could."""

    field_order = [*SaidForm.field_order, "reason", "instead", "text"]
    reason = forms.ModelChoiceField(
        Code.objects.none(), label=_("เหตุผลที่รับไม่ได้"), widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": _("เลือกเหตุผลที่รับไม่ได้")},
    )  # fmt: skip
    instead = forms.CharField(label=_("หน่วยงานที่ช่วยได้แทน"), max_length=200, required=False, help_text=_("ชื่อหน่วยงานหรือผู้ที่ควรติดต่อ"))

    def prepare(self) -> None:
        """The reasons there are."""
        self.fields["reason"].queryset = Code.objects.of("referral_decline_reason")

    def said(self) -> dict[str, object]:
        """With the reason, and whom to ask instead."""
        return super().said() | {name: self.cleaned_data[name] for name in ("reason", "instead")}


class HelpingForm(SaidForm):
    """Help is under way."""

    next_on = _day(_("นัดครั้งต่อไป"))

    def prepare(self) -> None:
        """How far it has come."""
        self.fields["text"].label = _("ความคืบหน้า")


class ResultForm(SaidForm):
    """What came of it, for each kind of help asked for, with papers if there are any."""

    next_on = _day(_("นัดครั้งต่อไป"))
    files = FilesField(
        label=_("ไฟล์ผลการช่วยเหลือ"), required=False,
        help_text=_("เลือกได้หลายไฟล์ JPEG PNG WebP PDF Word Excel PowerPoint ไม่เกิน 20 MB ต่อไฟล์"),
    )  # fmt: skip

    def prepare(self) -> None:
        """One question for each kind of help. Files wait for their form only within the office: others send them with it."""
        self.fields["text"].label = _("ผลการช่วยเหลือ")
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("เขียนผลการช่วยเหลือ")
        if self.to_office:
            self.fields["files"].wait_for(self.referral.round.case, self.to_office)
        self.helps = {f"help_{one.code}": one for one in self.referral.helps.all()}
        for name, one in self.helps.items():
            self.fields[name] = _outcome(one)
        self.order_fields([*self.field_order, *self.helps, "text", "next_on", "files"])

    def said(self) -> dict[str, object]:
        """With what came of each kind of help."""
        return super().said() | {"given": {one: self.cleaned_data[name] for name, one in self.helps.items()}}


def _outcome(help_kind: Code) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("ได้รับ “%(help)s” หรือไม่") % {"help": help_kind.label},
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าได้รับความช่วยเหลือนี้หรือไม่")},
    )


class WithdrawForm(SentOnce):
    """Why the office takes its request back."""

    text = forms.CharField(
        label=_("เหตุผลที่ถอน"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เก็บไว้ในเคส ผู้รับไม่เห็น"), error_messages={"required": _("เขียนเหตุผลที่ถอน")},
    )  # fmt: skip
