"""The cases as a list, as a board of seven columns, and as a file to take away."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from dropout_cases import triage
from dropout_cases.export import MOST_EXPORTED, ExportForm, export
from dropout_cases.filters import CaseFilter
from dropout_cases.models import Case
from dropout_cases.steps import Step
from schools.access import Action, holds, states

PER_PAGE = 25
MOST_PAGES = 40
COUNTED = PER_PAGE * MOST_PAGES
CARDS = 10

# The headings of the list: what the first click sorts by, and whether only those who see whole cases have the column.
COLUMNS = [
    (_("ชื่อ"), "name", False),
    (_("โรงเรียน/ชั้น"), "", False),
    (_("ขั้น·รอบ"), "", False),
    (_("ความเสี่ยง"), "risk", False),
    (_("ผู้รับผิดชอบ"), "", True),
    (_("กำหนด"), "due", False),
    (_("ล่าสุด"), "-active", False),
]


@dataclass(frozen=True)
class Heading:
    """The heading of a column: the address that sorts by it, and the direction it is sorted in now."""

    label: str
    query: str
    direction: str


@dataclass(frozen=True)
class Column:
    """One step on the board: how many cases stand there, how many are overdue, and the first of them."""

    step: Step
    count: int
    overdue: int
    cases: list[Case]
    query: str


class CasePages(Paginator):
    """Pages of the cases asked for. They are counted up to COUNTED, a figure's to the last, and only so many are leafed through."""

    def __init__(self, asked: CaseFilter):
        found = (asked.cases[: COUNTED + 1].ids() + asked.gone[: COUNTED + 1].ids())[: COUNTED + 1]
        super().__init__(found[:COUNTED], PER_PAGE)
        self.asked = asked
        self.has_more = len(found) > COUNTED
        self.exact = not self.has_more or asked.figure_shown is not None
        self.total = asked.cases.count() + asked.gone.count() if self.exact and self.has_more else len(found)

    @property
    def total_words(self) -> str:
        """How many cases were found."""
        return f"{self.total:,}" if self.exact else gettext("มากกว่า %(count)s") % {"count": self.most_words}

    @property
    def most_words(self) -> str:
        """How many cases are leafed through at most."""
        return f"{COUNTED:,}"

    def _get_page(self, ids, number, paginator):
        return super()._get_page(self.asked.rows(ids), number, paginator)


def asked_of(request, data=None) -> CaseFilter:
    """What the address asks of the cases a person sees; or what `data` asks."""
    cases = Case.objects.visible_to(request.user).unmerged()
    return CaseFilter(request.GET if data is None else data, cases, request=request, today=timezone.localdate())


def _shown(request, asked: CaseFilter, **context) -> dict[str, object]:
    """What the list and the board have in common."""
    return {
        "filter": asked,
        "form": asked.form,
        "today": asked.today,
        "querystring": asked.query(),
        "may_assign": holds(request.user, Action.CASE_ASSIGN),
        "may_export": holds(request.user, Action.CASE_EXPORT),
        "may_report": holds(request.user, Action.CASE_REPORT),
    } | context


def _headings(asked: CaseFilter) -> list[Heading]:
    """The headings of the columns a person has; a heading sorted by turns its order round."""
    shown = [column for column in COLUMNS if asked.sees_all or not column[2]]
    return [_heading(asked, str(label), first) for label, first, _all in shown]


def _heading(asked: CaseFilter, label: str, first: str) -> Heading:
    name = first.removeprefix("-")
    if not first or asked.order.removeprefix("-") != name:
        return Heading(label, first and asked.query(sort=first), "")
    turned = name if asked.order.startswith("-") else f"-{name}"
    return Heading(label, asked.query(sort=turned), "descending" if asked.order.startswith("-") else "ascending")


@require_safe
@states(Action.CASE_SEE)
def case_list(request):
    """The cases a person sees, filtered and sorted, 25 a page."""
    asked = asked_of(request)
    pages = CasePages(asked)
    page = pages.get_page(request.GET.get("page"))
    numbers = list(pages.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    context = _shown(request, asked, pages=pages, page_obj=page, page_range=numbers, headings=_headings(asked))
    return render(request, "dropout_cases/case_list.html", context)


@require_safe
@states(Action.CASE_SEE)
def case_board(request):
    """The same cases by step: seven columns with counts, and the most urgent of each."""
    asked = asked_of(request)
    context = _shown(request, asked, columns=_columns(asked), report_count=triage.waiting_for(request.user).count())
    return render(request, "dropout_cases/case_board.html", context)


def _columns(asked: CaseFilter) -> list[Column]:
    standing = asked.cases.standing(asked.today)
    urgent = asked.cases.by_urgency()
    ids = {step: urgent.filter(step=step)[:CARDS].ids() for step in Step if step in standing}
    rows = {case.pk: case for case in asked.rows([pk for found in ids.values() for pk in found])}
    return [_column(asked, step, standing.get(step, (0, 0)), [rows[pk] for pk in ids.get(step, [])]) for step in Step]


def _column(asked: CaseFilter, step: Step, standing: tuple[int, int], cases: list[Case]) -> Column:
    count, overdue = standing
    return Column(step, count, overdue, cases, asked.query(step=step))


@require_http_methods(["GET", "HEAD", "POST"])
@states(Action.CASE_EXPORT)
def case_export(request):
    """GET says what would be taken away and asks why; POST writes that down and hands the file over."""
    asked = asked_of(request)
    if not asked.is_valid():
        return redirect(f"{reverse('dropout_cases:case-list')}?{asked.query()}")
    form = ExportForm(request.POST or None)
    count = asked.cases.up_to(MOST_EXPORTED + 1)
    too_many = count > MOST_EXPORTED
    if count and not too_many and form.is_valid():
        return export(asked, by=request.user, reason=form.cleaned_data["reason"])
    context = _shown(request, asked, form=form, count=count, too_many=too_many, most=f"{MOST_EXPORTED:,}")
    return render(request, "dropout_cases/case_export.html", context)
