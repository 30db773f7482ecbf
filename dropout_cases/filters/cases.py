"""What may be asked of the cases a person sees, and the cases that answer it."""

from datetime import date
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dropout_cases import figures, worklist
from dropout_cases.figures import FIGURES, MOST_ROUNDS, NONE
from dropout_cases.models import Case, Move, Round, Status
from dropout_cases.models.case_queries import ORDERS
from dropout_cases.parts import child_then
from dropout_cases.steps import Risk, Step
from schools.access import GRANTS, Action, holds
from schools.models import Amphoe, Code, Post, School
from thai.sorting import sort_key

from .fields import SchoolFilter, Tick, YearFilter
from .words import ALL, PARTS_OF_A_FIGURE, USUAL_ORDER, SaysWhatIsAsked

STATUSES = [*((one.value, one.label) for one in Status if one != Status.MERGED), (ALL, _("ทุกสถานะ"))]
ROUNDS = [*((str(number), str(number)) for number in range(1, MOST_ROUNDS)), (str(MOST_ROUNDS), _("3 ขึ้นไป"))]

# What only those are asked who read cases whole: the answers would tell others what the page does not show them.
FOR_THOSE_WHO_SEE_ALL = ("amphoe", "owner", "cause", "figure", "pathway", "rounds")
OF_THE_FIGURE = ("figure", "year", "school", "amphoe", "cause", "pathway", "rounds")


class FilterForm(forms.Form):
    """The form of the filters; a figure is of a year."""

    def clean(self):
        """Ask for the year of a figure."""
        asked = super().clean()
        if asked.get("figure") and not asked.get("year") and "year" not in self.errors:
            self.add_error("year", _("ตัวเลขจากสรุปรายปีต้องมีปี พ.ศ."))
        return asked


def _schools(request):
    return School.objects.visible_to(request.user)


def _amphoe(user):
    """The amphoe of the areas a person works in."""
    areas, _places = user.scope_of(Action.CASE_SEE_WHOLE, "school")
    found = Amphoe.objects.filter(areas__in=areas).distinct()
    return [(NONE, _("ไม่ระบุอำเภอ")), *((amphoe.code, amphoe.name) for amphoe in found)]


def _owners(user):
    """Oneself, nobody, and the people who may be responsible for cases here."""
    areas, _places = user.scope_of(Action.CASE_SEE_WHOLE, "school")
    roles = [role for role, acts in GRANTS.items() if Action.CASE_RECORD in acts]
    posts = Post.objects.filter(area__in=areas, role__in=roles, ended_on=None).exclude(user=user)
    officers = set(posts.values_list("user__key", "user__full_name"))
    in_order = sorted(officers, key=lambda officer: sort_key(officer[1]))
    return [(user.key, _("ฉัน")), (NONE, _("ยังไม่มีผู้รับผิดชอบ")), *in_order]


def _gone_by(move: Move) -> Case:
    """The case as the row of an office that handed it over by this move."""
    case: Any = move.case
    case.student, case.gone_by = child_then(move), move
    return case


class CaseFilter(SaysWhatIsAsked):
    """What may be asked of the cases a person sees. Unless a status or a figure is asked for, open cases alone."""

    q = django_filters.CharFilter(label=_("ชื่อหรือเลขที่เคส"), method="by_name", max_length=100)
    status = django_filters.ChoiceFilter(label=_("สถานะ"), choices=STATUSES, empty_label=_("เปิดอยู่"), method="by_status")
    step = django_filters.MultipleChoiceFilter(
        label=_("ขั้น"), choices=Step.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    round = django_filters.ChoiceFilter(label=_("รอบที่"), choices=ROUNDS, empty_label=_("ทุกรอบ"), method="by_round")
    risk = django_filters.MultipleChoiceFilter(
        label=_("ความเสี่ยง"), choices=Risk.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    danger = Tick(label=_("มีธงความปลอดภัย"), method="by_danger")
    overdue = Tick(label=_("เกินกำหนด"), method="by_overdue")
    quiet = Tick(label=_("เคสนิ่ง"), method="by_quiet")
    school = SchoolFilter(label=_("โรงเรียน"), queryset=_schools)
    amphoe = django_filters.ChoiceFilter(label=_("อำเภอ"), null_value=NONE, empty_label=_("ทุกอำเภอ"))
    owner = django_filters.ChoiceFilter(label=_("ผู้รับผิดชอบ"), field_name="owner__key", null_value=NONE, empty_label=_("ทุกคน"))
    cause = django_filters.ChoiceFilter(label=_("สาเหตุ"), empty_label=_("ทุกสาเหตุ"), method="by_cause")
    year = YearFilter(label=_("ปีงบประมาณที่รับแจ้ง (พ.ศ.)"), method="by_year")
    figure = django_filters.ChoiceFilter(
        label=_("ตัวเลขจากสรุปรายปี"),
        choices=[(figure.name, figure.label) for figure in FIGURES.values()],
        widget=forms.HiddenInput,
    )
    pathway = django_filters.ModelChoiceFilter(
        label=_("แนวทางการจัดการศึกษา"),
        queryset=Code.objects.filter(list="education_pathway"),
        to_field_name="code",
        null_value=NONE,
        null_label=_("ไม่ระบุ"),
        widget=forms.HiddenInput,
    )
    rounds = django_filters.ChoiceFilter(label=_("จำนวนรอบ"), choices=ROUNDS, widget=forms.HiddenInput)

    class Meta:
        form = FilterForm

    def __init__(self, data: QueryDict, queryset, *, request, today: date):
        self.today, self.user = today, request.user
        self.sees_all = holds(self.user, Action.CASE_SEE_WHOLE)
        super().__init__(self._read(data), queryset, request=request)
        sort = data.get("sort", "")
        self.order = sort if sort in ORDERS else USUAL_ORDER
        if self.sees_all:
            self._ask_all()
        else:
            self._ask_less()
        if self.data.get("figure"):
            self.filters["year"].label = _("ปีงบประมาณของตัวเลข (พ.ศ.)")

    def _read(self, data: QueryDict) -> QueryDict:
        """What the address asks: a figure counts cases of every status, and without one its parts mean nothing."""
        asked = data.copy()
        if self.sees_all and asked.get("figure"):
            asked.setdefault("status", ALL)
        else:
            for name in PARTS_OF_A_FIGURE:
                asked.pop(name, None)
        return asked

    def _ask_all(self):
        self.causes = {cause.code: cause for cause in Code.objects.filter(list="dropout_reason")}
        causes = [(NONE, _("ไม่ระบุสาเหตุ")), *((code, cause.label) for code, cause in self.causes.items())]
        choices = {"amphoe": _amphoe(self.user), "owner": _owners(self.user), "cause": causes}
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def _ask_less(self):
        for name in FOR_THOSE_WHO_SEE_ALL:
            del self.filters[name]
        _areas, places = self.user.scope_of(Action.CASE_SEE, "school")
        if len(places) < 2:
            del self.filters["school"]

    # The cases

    @property
    def cases(self):
        """The cases asked for, in the order asked for; none where what was typed is not understood."""
        return self.qs.in_order(self.order) if self.is_valid() else self.queryset.none()

    def rows(self, ids: list[int]) -> list[Case]:
        """The rows of these cases, in this order."""
        found = self.queryset.for_list().in_bulk(ids)
        elsewhere = [pk for pk in ids if pk not in found]
        return [found[pk] for pk in ids if pk in found] + (self._rows_gone(elsewhere) if elsewhere else [])

    def _rows_gone(self, ids: list[int]) -> list[Case]:
        """The rows of cases that another office has: the child as it was named then, and by which move they went."""
        moves = Move.objects.departures_for(self.user).of_offices().filter(case__in=ids).for_list()
        latest_last = reversed(moves.prefetch_related("case__student__merged", "case__student__former_names"))
        gone = {move.case_id: move for move in latest_last}
        return [_gone_by(gone[pk]) for pk in ids]

    @property
    def _areas(self):
        return self.user.scope_of(Action.CASE_SEE_WHOLE, "school")[0]

    def filter_queryset(self, cases):
        """Apply the figure, and then every filter that is not part of it."""
        asked = self.form.cleaned_data
        of_the_figure = OF_THE_FIGURE if asked.get("figure") else ("figure", *PARTS_OF_A_FIGURE)
        if asked.get("figure"):
            cases = cases.whole_to(self.user).filter(pk__in=self.counted.values("pk"))
        if not asked["status"]:
            cases = cases.open()
        for name, one in self.filters.items():
            if name not in of_the_figure:
                cases = one.filter(cases, asked[name])
        return cases

    @cached_property
    def counted(self):
        """The cases that the figure asked for counts, wherever they are now."""
        asked = self.form.cleaned_data
        return figures.narrow(
            Round.objects.whole_to(self.user),
            figure=asked["figure"],
            year=asked["year"],
            today=self.today,
            reader=self.user,
            school=getattr(asked["school"], "key", asked["school"]),
            amphoe=asked["amphoe"],
            cause=asked["cause"],
            pathway=getattr(asked["pathway"], "code", asked["pathway"]),
            rounds=int(asked["rounds"] or 0),
        )

    @property
    def gone(self):
        """Those that the figure counts and another office has now; none beside another filter, which would tell what came after."""
        beside = {name for name, _value in self.pairs if name not in OF_THE_FIGURE} - {"status"}
        if not self.figure_shown or beside or self.form.cleaned_data["status"] != ALL:
            return Case.objects.none()
        return self.counted.exclude(area__in=self._areas).order_by("pk")

    def by_name(self, cases, _name, text):
        """Part of a name, nickname or case number."""
        return cases.naming(text)

    def by_status(self, cases, _name, status):
        """One status, or all."""
        return cases if status == ALL else cases.filter(status=status)

    def by_round(self, cases, _name, number):
        """The round a case is in; the last choice stands for later ones too."""
        exact = "gte" if int(number) == MOST_ROUNDS else "exact"
        return cases.filter(**{f"round_number__{exact}": number})

    def by_danger(self, cases, _name, ticked):
        """Children in danger."""
        return cases.filter(in_danger=True) if ticked else cases

    def by_overdue(self, cases, _name, ticked):
        """Cases whose next act is overdue."""
        return cases.overdue(self.today) if ticked else cases

    def by_quiet(self, cases, _name, ticked):
        """Cases nothing was written into for longer than their office allows."""
        return worklist.quiet(cases, self.today) if ticked else cases

    def by_cause(self, cases, _name, code):
        """Cases of a cause, as far as the reader may know; or of none."""
        if code == NONE:
            return cases.whole_to(self.user).filter(causes=None)
        return cases.with_cause(self.causes[code], self.user)

    def by_year(self, cases, _name, year):
        """Cases reported in a fiscal year."""
        return cases.opened_in(year)
