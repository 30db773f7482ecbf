"""What may be asked of referrals: the filters of their list, and the questions that every figure about them counts by."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.filters.fields import Tick, YearField, YearFilter
from dropout_cases.filters.words import Chip, words_of
from dropout_cases.models import Case, Closing, Round
from referrals.models import HelpGiven, Outcome, Referral, ReferralStatus
from referrals.models.referrals import HAS_TAKEN_ON
from referrals.unmet import Unmet
from schools.access import Action
from schools.filters import ANY, SearchFilter
from schools.models import Agency, Amphoe, Code, School
from thai.dates import fiscal_year_bounds
from thai.text import fold, fold_school

NOTHING_GIVEN = (ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN)
UNKNOWN = "UNKNOWN"  # the result of help that may still come of a referral
RESULTS = [*Outcome.choices, (UNKNOWN, _("ยังไม่ทราบผล"))]
NO_AMPHOE = "none"


@dataclass(frozen=True)
class Question:
    """Something that is so of a referral, or is not."""

    label: str | Promise
    so: str | Promise
    not_so: str | Promise
    is_so: Q


QUESTIONS = {
    "opened": Question(_("การเปิดอ่าน"), _("เปิดอ่านแล้ว"), _("ยังไม่เปิดอ่าน"), Q(opened_at__isnull=False)),
    "answered": Question(_("คำตอบ"), _("ตอบแล้ว"), _("ยังไม่ตอบ"), Q(answered_on__isnull=False)),
    "taken_on": Question(_("การรับเรื่อง"), _("รับเรื่อง"), _("ไม่ได้รับเรื่อง"), HAS_TAKEN_ON),
    "in_time": Question(_("กำหนดตอบ"), _("ตอบทันกำหนด"), _("ยังไม่ตอบหรือตอบช้า"), Q(answered_on__lte=F("answer_by"))),
    "reported": Question(_("การแจ้งผล"), _("แจ้งผลแล้ว"), _("ยังไม่แจ้งผล"), Q(result_on__isnull=False)),
}


class YesNo(django_filters.ChoiceFilter):
    """One of the QUESTIONS: 1 where it is so, 0 where it is not."""

    def __init__(self, name: str, **options):
        asked = QUESTIONS[name]
        self.is_so = asked.is_so
        choices = [("1", asked.so), ("0", asked.not_so)]
        super().__init__(label=asked.label, choices=choices, empty_label=ANY, **options)

    def filter(self, referrals, value):
        """Those of which it is so, or is not."""
        return referrals.filter(self.is_so if value == "1" else ~self.is_so) if value else referrals


def due_by(today: date) -> Q:
    """Whose answer is there, or should be."""
    return Q(answered_on__isnull=False) | Q(status=ReferralStatus.SENT, answer_by__lt=today)


def codes_of(name: str):
    """Every code of a list, also those that are chosen no more: referrals of before have them."""
    return Code.objects.filter(list=name).order_by("order")


def _behind(label, **options):
    """A filter set by a figure or a card, and taken off again like the others."""
    return django_filters.ModelChoiceFilter(label=label, widget=forms.HiddenInput, **options)


class ReferralFilter(django_filters.FilterSet):
    """What the office asks of the referrals of its cases."""

    to = SearchFilter(label=_("ส่งถึง"), method="by_receivers_name")
    status = django_filters.ChoiceFilter(label=_("สถานะ"), choices=ReferralStatus.choices, empty_label=ANY)
    mine = Tick(label=_("เคสที่ฉันรับผิดชอบ"), method="by_owner")
    silent = Tick(label=_("เงียบเกินกำหนด"), method="by_silence")
    question = Tick(label=_("ผู้รับรอคำตอบจากเขต"), method="by_question")
    opened = YesNo("opened")
    help = django_filters.ModelChoiceFilter(
        label=_("ขอให้ช่วยเรื่อง"), field_name="helps", queryset=codes_of("help_kind"), to_field_name="code", empty_label=ANY
    )
    result = django_filters.ChoiceFilter(label=_("ผลการช่วยเหลือ"), choices=RESULTS, empty_label=ANY, method="by_result")
    reason = django_filters.ModelChoiceFilter(
        label=_("เหตุผลที่รับไม่ได้"),
        field_name="decline_reason",
        queryset=codes_of("referral_decline_reason"),
        to_field_name="code",
        empty_label=ANY,
    )
    year = YearFilter(label=_("ปีงบประมาณที่ส่ง (พ.ศ.)"), method="by_year")
    agency = _behind(
        _("หน่วยงาน"), queryset=lambda request: Agency.objects.visible_to(request.user, Action.AGENCY_SEE), to_field_name="key"
    )
    school = _behind(_("โรงเรียนที่รับ"), queryset=School.objects.all(), to_field_name="key")
    answered = YesNo("answered", widget=forms.HiddenInput)
    taken_on = YesNo("taken_on", widget=forms.HiddenInput)
    in_time = YesNo("in_time", widget=forms.HiddenInput)
    reported = YesNo("reported", widget=forms.HiddenInput)
    due = Tick(label=_("ถึงกำหนดตอบแล้ว"), method="by_due", widget=forms.HiddenInput)

    class Meta:
        model = Referral
        fields: list[str] = []

    def __init__(self, data, queryset, *, request, today: date):
        self.today = today
        super().__init__(data, queryset, request=request)

    def by_receivers_name(self, referrals, _name, typed):
        """Those whose receiver, an agency or a school, has these letters in its name."""
        return referrals.filter(Q(agency__search_text__contains=fold(typed)) | Q(school__search_text__contains=fold_school(typed)))

    def by_owner(self, referrals, _name, ticked):
        """Those of the cases the reader is responsible for."""
        return referrals.filter(round__case__owner=self.request.user) if ticked else referrals

    def by_silence(self, referrals, _name, ticked):
        """Those past their limit."""
        return referrals.silent(self.today) if ticked else referrals

    def by_question(self, referrals, _name, ticked):
        """Those whose receiver waits for what it asked."""
        return referrals.asking() if ticked else referrals

    def by_due(self, referrals, _name, ticked):
        """Those answered, or past the day of their answer."""
        return referrals.filter(due_by(self.today)) if ticked else referrals

    def by_result(self, referrals, _name, result):
        """Those with this result; of the help asked about, where one is."""
        given = HelpGiven.objects.filter(record=OuterRef("pk"))
        if help_kind := self.form.cleaned_data.get("help"):
            given = given.filter(help_kind=help_kind)
        if result == UNKNOWN:
            return referrals.filter(~Exists(given)).exclude(status__in=NOTHING_GIVEN)
        return referrals.filter(Exists(given.filter(outcome=result)))

    def by_year(self, referrals, _name, year):
        """Those sent in a fiscal year."""
        return referrals.filter(happened_on__range=fiscal_year_bounds(year))

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, each with the address without it."""
        return chips_of(self.form)


class YearForm(forms.Form):
    """A fiscal year, or all of them."""

    year = YearField(label=_("ปีงบประมาณ (พ.ศ.)"), required=False)

    @property
    def chosen(self) -> int | None:
        """The year asked for; None is every year."""
        return self.cleaned_data["year"] if self.is_valid() else None


class NeedForm(YearForm):
    """Which help that is not to be had: of one kind, in one amphoe, of one fiscal year."""

    help = forms.ModelChoiceField(
        label=_("ความช่วยเหลือ"), queryset=codes_of("help_kind"), to_field_name="code", empty_label=ANY, required=False
    )
    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)

    def __init__(self, data, *, user):
        super().__init__(data)
        there = Case.objects.whole_to(user).filter(amphoe=OuterRef("pk"))
        then = Closing.objects.filter(round__in=Round.objects.whole_to(user), amphoe=OuterRef("pk"))
        found = Amphoe.objects.filter(Exists(there) | Exists(then)).values_list("code", "name")
        self.fields["amphoe"].choices = [("", ANY), *found, (NO_AMPHOE, _("ไม่ระบุอำเภอ"))]

    def narrow(self, lacking: list[Unmet]) -> list[Unmet]:
        """What is asked of these; none of them where what was typed is not understood."""
        if not self.is_valid():
            return []
        help_kind, amphoe = self.cleaned_data["help"], self.cleaned_data["amphoe"]
        of_amphoe = [one for one in lacking if not amphoe or (one.amphoe or NO_AMPHOE) == amphoe]
        return [one for one in of_amphoe if not help_kind or one.help_kind == help_kind.pk]

    @property
    def chips(self) -> list[Chip]:
        """What is asked, each with the address without it."""
        return chips_of(self)


def chips_of(form) -> list[Chip]:
    """What a form of filters was understood to ask."""
    asked = {
        name: form.data.get(name) for name in form.fields if form.is_valid() and form.cleaned_data[name] and form.data.get(name)
    }

    def chip(name: str) -> Chip:
        others = {other: value for other, value in asked.items() if other != name}
        return Chip(str(form.fields[name].label), words_of(form.fields[name], form.cleaned_data[name]), urlencode(others))

    return [chip(name) for name in asked]
