"""The figures of a fiscal year: what each counts, and the cases behind it.

Every figure counts by the day a thing happened, each child once: a child with two rounds or two cases is there with the
latest. `narrow` gives the cases of a figure, so a list of them is always as long as the figure says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Case, Closing, Return, Round
from dropout_cases.models.case_queries import CaseQuerySet
from schools.models import Code
from thai.dates import fiscal_year_bounds

YEARS = range(2540, 2701)  # the fiscal years (พ.ศ.) there are summaries of
NONE = "none"  # the row of a table for what has no school, amphoe, cause or pathway
MOST_ROUNDS = 3  # the last row of the table of rounds holds this number and more


@dataclass(frozen=True)
class Year:
    """A fiscal year (พ.ศ.) as seen on a day."""

    number: int
    today: date

    @property
    def first(self) -> date:
        """Its first day."""
        return fiscal_year_bounds(self.number)[0]

    @property
    def last(self) -> date:
        """Its last day."""
        return fiscal_year_bounds(self.number)[1]

    @property
    def has_begun(self) -> bool:
        """Whether anything can have happened in it yet."""
        return self.first <= self.today

    @property
    def is_over(self) -> bool:
        """Whether its figures can no longer grow."""
        return self.last < self.today


@dataclass(frozen=True)
class Paths:
    """How the rows a figure counts lead to their case, and to what tables group them by; None where they do not."""

    case: str
    school: str
    amphoe: str
    rounds: str
    pathway: str | None = None

    @property
    def student(self) -> str:
        """The child."""
        return "student" if self.case == "pk" else f"{self.case}__student"

    @property
    def cause(self) -> str:
        """The causes of the case; a row leads to several."""
        return "causes" if self.case == "pk" else f"{self.case}__causes"


CASES = Paths("pk", school="school", amphoe="amphoe", rounds="round_number")
ROUNDS = Paths("case", school="case__school", amphoe="case__amphoe", rounds="number")
RETURNS = Paths("round__case", school="school", amphoe="school__tambon__amphoe", rounds="round__number", pathway="pathway")
# A closing keeps where the child stayed, for the child may move on later.
CLOSINGS = Paths("case", school="school", amphoe="amphoe", rounds="round__number", pathway="pathway")


@dataclass(frozen=True)
class Figure:
    """One number of a year: what happened to the children it counts, and how that leads to cases."""

    name: str
    label: str | Promise
    definition: str | Promise
    paths: Paths
    happened: Callable[[QuerySet, Year], QuerySet]
    latest_by: str
    head: str | Promise = ""  # what a column of it is called, where its label is too long

    def rows(self, cases: QuerySet, year: Year) -> QuerySet:
        """Of each child the latest of what happened within `cases`, so their number is the figure."""
        happened = self._within(cases, year)
        place = Window(RowNumber(), partition_by=F(self.paths.student), order_by=[f"-{self.latest_by}", "-pk"])
        latest = happened.annotate(place=place).filter(place=1)
        return happened.model.objects.order_by().filter(pk__in=latest.values("pk"))

    def count(self, cases: QuerySet, year: Year) -> QuerySet:
        """The figure itself, one row with its name and year: as many children as `rows` has, counted faster."""
        children = Count(self.paths.student, distinct=True)
        named = self._within(cases, year).values(figure=Value(self.name), of_year=Value(year.number))
        return named.annotate(children=children)

    def _within(self, cases: QuerySet, year: Year) -> QuerySet:
        return self.happened(cases.order_by().values("pk"), year).order_by()


def _opened(cases, year):
    return Case.objects.filter(pk__in=cases, opened_on__range=(year.first, year.last))


def _open_at_the_start(cases, year):
    still_open = Q(closed_on=None) | Q(closed_on__gte=year.first)
    return _rounds(cases, year).filter(still_open, opened_on__lt=year.first)


def _open_at_the_end(cases, year):
    day = min(year.last, year.today)
    return _rounds(cases, year).filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


def _rounds(cases, year):
    return Round.objects.filter(case__in=cases) if year.has_begun else Round.objects.none()


def _begun_again(cases, year):
    return Round.objects.filter(case__in=cases, number__gte=2, opened_on__range=(year.first, year.last))


def _returned(cases, year):
    return Return.objects.filter(
        round__case__in=cases,
        voided_at=None,
        confirmed_on__isnull=False,
        happened_on__range=(year.first, year.last),
    )


def _closed(*groups):
    """Closings with an outcome of these groups that stood for the rest of the year."""

    def happened(cases, year):
        return Closing.objects.filter(
            Q(reopened_on=None) | Q(reopened_on__gt=year.last),
            case__in=cases,
            approved=True,
            outcome__group__in=groups,
            decided_on__range=(year.first, year.last),
        )

    return happened


FIGURES: dict[str, Figure] = {
    figure.name: figure
    for figure in (
        Figure(
            "staying",
            _("ช่วยจนอยู่ในการศึกษาต่อได้"),
            _("นักเรียนที่อนุมัติปิดเคสในปีนี้ว่าอยู่ในการศึกษาต่อได้ และไม่ได้รับกลับมาดูแลอีกในปีเดียวกัน นับตามวันที่อนุมัติ"),
            CLOSINGS,
            _closed("success"),
            latest_by="decided_on",
            head=_("อยู่ต่อได้"),
        ),
        Figure(
            "opened",
            _("รับแจ้งใหม่"),
            _("นักเรียนที่มีเคสเปิดใหม่ในปีนี้ นับตามวันที่รับแจ้ง"),
            CASES,
            _opened,
            latest_by="opened_on",
        ),
        Figure(
            "carried_in",
            _("ยกมาจากปีก่อน"),
            _("นักเรียนที่เคสเปิดก่อนวันแรกของปีงบประมาณ และยังไม่ปิดในวันนั้น"),
            ROUNDS,
            _open_at_the_start,
            latest_by="opened_on",
        ),
        Figure(
            "returned",
            _("กลับเข้าเรียน"),
            _("นักเรียนที่กลับเข้าเรียนในปีนี้และสถานศึกษายืนยันแล้ว นับตามวันที่กลับเข้าเรียน"),
            RETURNS,
            _returned,
            latest_by="happened_on",
        ),
        Figure(
            "looped",
            _("เริ่มรอบใหม่"),
            _("นักเรียนที่เริ่มรอบที่ 2 ขึ้นไปในปีนี้ นับตามวันที่เริ่มรอบ"),
            ROUNDS,
            _begun_again,
            latest_by="opened_on",
        ),
        Figure(
            "unsuccessful",
            _("ปิดเคสโดยยังไม่สำเร็จ"),
            _("นักเรียนที่ปิดเคสในปีนี้เพราะติดตามไม่พบหรือไม่ประสงค์รับความช่วยเหลือ และไม่ได้รับกลับมาดูแลอีกในปีเดียวกัน"),
            CLOSINGS,
            _closed("unsuccessful"),
            latest_by="decided_on",
        ),
        Figure(
            "closed_otherwise",
            _("ปิดเคสด้วยเหตุอื่น"),
            _("นักเรียนที่ปิดเคสในปีนี้ด้วยเหตุที่ไม่นับเป็นผลสำเร็จหรือไม่สำเร็จ เช่น ยังเรียนอยู่ตามปกติ หรือโอนเรื่องให้เขตอื่น"),
            CLOSINGS,
            _closed("neutral", "not_a_case"),
            latest_by="decided_on",
        ),
        Figure(
            "carried_out",
            _("ยังดูแลอยู่"),
            _("นักเรียนที่เคสยังเปิดอยู่ในวันสุดท้ายของปีงบประมาณ หรือวันนี้ถ้าปียังไม่สิ้นสุด ยกไปปีถัดไป"),
            ROUNDS,
            _open_at_the_end,
            latest_by="opened_on",
        ),
    )
}


def narrow(
    cases: CaseQuerySet,
    *,
    figure: str,
    year: int,
    today: date,
    reader,
    school: str = "",
    amphoe: str = "",
    cause: str = "",
    pathway: str = "",
    rounds: int | None = None,
) -> CaseQuerySet:
    """The cases of `cases` that a figure counts, or one row of its tables; as many as the figure says.

    Hand over all the cases that were counted, and filter further what comes back: of a child's cases the latest is meant.

    `school` is a key, `amphoe`, `cause` and `pathway` are codes, each also NONE; `rounds` is a number, of which MOST_ROUNDS
    stands for more too. A sensitive cause finds only the cases whose sensitive part `reader` may read.
    """
    chosen = FIGURES[figure]
    rows = chosen.rows(cases, Year(year, today))
    rows = _at(rows, chosen.paths.school, "key", school)
    rows = _at(rows, chosen.paths.amphoe, "code", amphoe)
    rows = _at(rows, chosen.paths.pathway, "code", pathway)
    if rounds:
        exact = "gte" if rounds >= MOST_ROUNDS else "exact"
        rows = rows.filter(**{f"{chosen.paths.rounds}__{exact}": rounds})
    return _with_cause(cases.filter(pk__in=rows.values(chosen.paths.case)), cause, reader)


def _at(rows: QuerySet, path: str | None, name: str, value: str) -> QuerySet:
    """The rows that lead by `path` to what has this value; all of them when no value is asked for."""
    if not value:
        return rows
    if path is None:
        return rows.none()
    return rows.filter(**({f"{path}__isnull": True} if value == NONE else {f"{path}__{name}": value}))


def _with_cause(cases: CaseQuerySet, cause: str, reader) -> CaseQuerySet:
    if not cause:
        return cases
    if cause == NONE:
        return cases.filter(causes=None)
    code = Code.objects.filter(list="dropout_reason", code=cause).first()
    return cases.with_cause(code, reader) if code else cases.none()


def query_string(figure: str, year: int, **row: object) -> str:
    """The part of an address after "?" by which the list of cases calls `narrow`."""
    return urlencode({"figure": figure, "year": year} | row)
