"""Forms of what the office adds to a referral: more that is shared, and the answer to what its receiver asked."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from dropout_cases.models import Document
from referrals import package
from referrals.forms.receivers import CaseFilesField
from referrals.models import Package, Referral
from schools.models import User


class ShareForm(SentOnce):
    """More of the case for the receiver, with a line of text; what was sent before stays as it was sent."""

    previewed: list[package.Item] | None = None
    previewed_files: list = []
    text = forms.CharField(
        label=_("ข้อความถึงผู้รับ"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=4000,
        error_messages={"required": _("เขียนคำตอบ")},
    )  # fmt: skip
    shared = forms.MultipleChoiceField(label=_("ผู้รับจะเห็นเพิ่ม"), widget=forms.CheckboxSelectMultiple, required=False)
    documents = CaseFilesField(label=_("ไฟล์ที่ส่งเพิ่ม"))

    def __init__(self, *args, referral: Referral, user: User, today: date, **options):
        super().__init__(*args, **options)
        self.referral, self.user, self.today = referral, user, today
        self.case = referral.round.case
        self.before = list(referral.packages.all())[-1]
        sent = self.before.shared
        parts = package.parts_for(user, self.case)
        self.fields["shared"].choices = [(part.code, _again(part.label) if part.code in sent else part.label) for part in parts]
        self.fields["documents"].queryset = package.files_for(user, self.case)

    def clean(self):
        """Something is shared."""
        typed = super().clean()
        if not typed.get("shared") and not typed.get("documents") and not self.errors and not self.fields["text"].required:
            self.add_error("shared", _("เลือกสิ่งที่ส่งเพิ่มอย่างน้อยหนึ่งข้อ"))
        return typed

    def items(self) -> list[package.Item]:
        """What the receiver will see that it has not seen, or as it is now."""
        return package.build(self.case, self.cleaned_data.get("shared", []), on=self.today)

    def version(self) -> Package | None:
        """A further version: the one before, with what was chosen now; None where nothing was."""
        chosen = self.cleaned_data
        if not chosen["shared"] and not chosen["documents"]:
            return None
        items = package.extended(package.thaw(self.before.items), self.items())
        return Package(items=package.freeze(items), shared=list(dict.fromkeys([*self.before.shared, *chosen["shared"]])))

    def all_files(self) -> list[Document]:
        """The files of the version before, and those chosen now."""
        return [*self.before.files.all(), *self.cleaned_data["documents"]]


class ReplyForm(ShareForm):
    """The answer to what the receiver asked, with more of the case where it helps."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["text"].required = True
        self.fields["text"].label = _("คำตอบ")


def _again(label) -> str:
    return _("%(what)s (ส่งแล้ว ส่งใหม่ตามข้อมูลวันนี้)") % {"what": label}
