"""Forms of consent: who gave it to what, and that it was taken back."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from dropout_cases.forms.files import FilesField
from dropout_cases.forms.team import EntryForm
from referrals.models import Consent
from schools.models import Code
from thai.dates import ThaiDateField


class ConsentForm(EntryForm):
    """Who consented to what, how and when, with the signed paper."""

    happened_on = ThaiDateField(label=_("วันที่ให้ความยินยอม"))
    files = FilesField(label=_("หนังสือยินยอมที่ลงนาม"), required=False)

    class Meta:
        model = Consent
        fields = ["given_by", "relation", "how", "scope", "happened_on"]
        widgets = {"scope": forms.Textarea(attrs={"rows": 2}), "given_by": forms.TextInput, "how": forms.RadioSelect}
        help_texts = {
            "given_by": _("เด็กอายุไม่ถึง 10 ปี ผู้ปกครองให้ความยินยอม"),
            "scope": _("เรื่องใด ให้ใคร เพื่ออะไร"),
        }
        error_messages = {
            "given_by": {"required": _("กรอกชื่อผู้ให้ความยินยอม")},
            "scope": {"required": _("เขียนขอบเขตที่ยินยอม")},
        }

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        self.fields["relation"].queryset = Code.objects.of("guardian_relation")
        self.fields["files"].wait_for(self.case, user)


class ConsentWithdrawForm(SentOnce):
    """On which day consent was taken back, and what was said."""

    day = ThaiDateField(label=_("วันที่ถอนความยินยอม"))
    note = forms.CharField(
        label=_("บันทึกการถอนความยินยอม"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    def __init__(self, *args, today: date, **options):
        super().__init__(*args, **options)
        self.fields["day"].not_after = today
        self.fields["day"].initial = today
