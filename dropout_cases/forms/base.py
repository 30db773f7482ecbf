"""What every form of a case shares: the house helper, the token against double sending, the version seen, the two questions."""

import secrets

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case
from dropout_cases.steps import RULE, Risk, Safety
from schools.access import Action, may
from schools.forms.words import PlainWords
from thai.dates import ThaiDateField
from thai.text import normalise

from .advice import AdviceMixin
from .files import FilesField

CHOOSE = _("เลือก")
RISKS = [(risk.value, risk.label) for risk in (Risk.HIGH, Risk.MEDIUM, Risk.LOW)]


def new_token() -> str:
    """What makes two sendings of one form the same."""
    return secrets.token_urlsafe(16)


class HouseMixin(PlainWords):
    """Drawn by the house's template pack, inside a form tag the page writes; an empty choice asks to choose.

    Text is read in its one spelling, and what cannot be stored comes back to its box with a sentence.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            if getattr(field, "empty_label", None):
                field.empty_label = CHOOSE
            elif isinstance(field, forms.TypedChoiceField) and field.choices[:1] == BLANK_CHOICE_DASH:
                field.choices = [("", CHOOSE), *field.choices[1:]]

    def clean(self):
        """Each text as it is stored."""
        cleaned = super().clean()
        for name, value in list(cleaned.items()):
            if isinstance(value, str):
                self._normalise(name, value)
        return cleaned

    def _normalise(self, name, text):
        field = self.fields[name]
        try:
            self.cleaned_data[name] = normalise(text, multiline=isinstance(field.widget, forms.Textarea))
        except ValueError as error:
            self.add_error(name, str(error))
        else:
            if field.required and not self.cleaned_data[name]:
                self.add_error(name, field.error_messages["required"])

    @property
    def helper(self) -> FormHelper:
        """The crispy helper."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class SentOnce(HouseMixin, forms.Form):
    """A form that counts once however often it is sent."""

    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)


class StepForm(AdviceMixin, HouseMixin, forms.ModelForm):
    """A step's record. Subclasses name model and fields; `case`, `user` and `today` come from the page."""

    date_label = _("วันที่")
    field_order = ["token", "seen_version", "happened_on"]
    token = forms.CharField(widget=forms.HiddenInput, initial=new_token, max_length=40, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    happened_on = ThaiDateField()
    files = FilesField(
        label=_("ภาพหรือเอกสาร"), required=False, help_text=_("JPEG PNG WebP PDF Word Excel ไม่เกิน 20 MB ต่อไฟล์ ตำแหน่งในภาพถูกลบออก")
    )
    next_due_on = ThaiDateField(label=_("กำหนดของขั้นต่อไป"), required=False, help_text=_("เว้นว่างไว้ ระบบกำหนดวันตามความเสี่ยง"))

    def __init__(self, *args, case: Case, user, today, **options):
        options["initial"] = {"happened_on": today, "seen_version": case.version} | (options.get("initial") or {})
        super().__init__(*args, **options)
        self.case, self.user, self.today = case, user, today
        self.rule = RULE[self._meta.model.step()]
        self.instance.round = case.current_round
        self.fields["happened_on"].label = self.date_label
        self.fields["files"].wait_for(case, user)
        self.fields["happened_on"].not_after = today
        self.fields["happened_on"].widget.attrs["data-quick"] = "today yesterday"
        self._ask_the_two_questions()
        if not may(user, Action.CASE_RECORD, case.place):
            del self.fields["next_due_on"]  # due dates are the office's
        self.offer_points()

    def _ask_the_two_questions(self):
        if "safety" in self.fields:
            self.fields["safety"] = forms.ChoiceField(
                label=_("ตอนนี้นักเรียนปลอดภัยไหม"),
                choices=Safety.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("เลือกว่านักเรียนปลอดภัยหรือไม่")},
            )
        if "best_interest" in self.fields:
            self.fields["best_interest"].required = self.rule.asks_best_interest
            self.fields["best_interest"].widget.attrs["rows"] = 2
            self.fields["best_interest"].error_messages["required"] = _("เขียนสั้น ๆ ว่าอะไรดีที่สุดสำหรับนักเรียน")
        if "risk" in self.fields:
            self.fields["risk"] = forms.ChoiceField(
                label=_("ความเสี่ยงที่จะหลุดจากการศึกษา"),
                choices=[*RISKS, ("", _("ไม่เปลี่ยน"))],
                widget=forms.RadioSelect,
                required=False,
            )

    def clean(self):
        """Give the record its day, and the token of this sending."""
        cleaned = super().clean()
        self.instance.happened_on = cleaned.get("happened_on")
        self.instance.token = cleaned.get("token") or None
        due, happened = cleaned.get("next_due_on"), cleaned.get("happened_on")
        if due and happened and due < happened:
            self.add_error("next_due_on", _("กำหนดต้องไม่ก่อนวันที่ของบันทึกนี้"))
        return cleaned

    def links(self) -> dict:
        """The many-to-many choices, for the engine to save with the record."""
        return {
            field.name: self.cleaned_data[field.name] for field in self._meta.model._meta.many_to_many if field.name in self.fields
        }

    def lines(self) -> list:
        """Lines of the record that come of the form itself, and not of rows under it."""
        return []

    def catch_up(self, version: int) -> None:
        """Let the next sending of this form count against the case as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = version


def typed(form) -> dict:
    """What stands in the form now, so that showing it once more loses nothing (files that come only with the form excepted)."""
    return {
        name: form[name].value()
        for name, field in form.fields.items()
        if isinstance(field, FilesField) or not isinstance(field, forms.FileField)
    }
