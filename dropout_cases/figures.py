"""The figures of a fiscal year: what each counts, and the cases behind it.

Every figure counts within the rounds of an office, by the day a thing happened, each child once: a child with two rounds or two
cases is there with the latest. What an office counted stays when the case goes to another: there it has rounds of its own.
`narrow` gives the cases of a figure, so a list of them is always as long as the figure says.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet, Value, Window
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dropout_cases import handed_over
from dropout_cases.models import Case, Closing, Return
from dropout_cases.models.case_queries import CaseQuerySet, RoundQuerySet
from schools.access import Action
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
    """How the rows a figure counts lead to their round, and to what tables group them by; a row may have a place of its own."""

    round: str = "round__"
    school: str = ""
    amphoe: str = ""
    pathway: str = ""

    @property
    def case(self) -> str:
        """The case."""
        return f"{self.round}case"

    @property
    def rounds(self) -> str:
        """The number of its round."""
        return f"{self.round}number"

    @property
    def child(self) -> Coalesce:
        """The child."""
        return handed_over.child_of(self.round)

    def at_school(self, name: str) -> Combinable:
        """`name` of the school: where the child was, or where the case is, or was when it was handed over."""
        return F(f"{self.school}__{name}") if self.school else handed_over.place_of(self.round, f"school__{name}")

    def in_amphoe(self, name: str) -> Combinable:
        """`name` of the amphoe, likewise."""
        return F(f"{self.amphoe}__{name}") if self.amphoe else handed_over.place_of(self.round, f"amphoe__{name}")


ROUNDS = Paths(round="")
RETURNS = Paths(school="school", amphoe="school__tambon__amphoe", pathway="pathway")
# A closing keeps where the child stayed, for the child may move on later.
CLOSINGS = Paths(school="school", amphoe="amphoe", pathway="pathway")


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

    def rows(self, rounds: QuerySet, year: Year) -> QuerySet:
        """Of each child the latest of what happened within `rounds`, so their number is the figure."""
        happened = self._within(rounds, year)
        place = Window(RowNumber(), partition_by=self.paths.child, order_by=[f"-{self.latest_by}", "-pk"])
        latest = happened.annotate(place=place).filter(place=1)
        return happened.model.objects.order_by().filter(pk__in=latest.values("pk"))

    def count(self, rounds: QuerySet, year: Year) -> QuerySet:
        """The figure itself, one row with its name and year: as many children as `rows` has, counted faster."""
        children = Count(self.paths.child, distinct=True)
        named = self._within(rounds, year).values(figure=Value(self.name), of_year=Value(year.number))
        return named.annotate(children=children)

    def _within(self, rounds: QuerySet, year: Year) -> QuerySet:
        return self.happened(rounds.order_by(), year).order_by()


def _opened(rounds, year):
    return rounds.filter(begins_here=True, opened_on__range=(year.first, year.last))


def _open_at_the_start(rounds, year):
    still_open = Q(closed_on=None) | Q(closed_on__gte=year.first)
    return _once_begun(rounds, year).filter(still_open, opened_on__lt=year.first)


def _open_at_the_end(rounds, year):
    day = min(year.last, year.today)
    return _once_begun(rounds, year).filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


def _once_begun(rounds, year):
    return rounds if year.has_begun else rounds.none()


def _begun_again(rounds, year):
    return rounds.filter(begins_here=False, opened_on__range=(year.first, year.last))


def _returned(rounds, year):
    return Return.objects.filter(
        round__in=rounds.values("pk"),
        voided_at=None,
        confirmed_on__isnull=False,
        happened_on__range=(year.first, year.last),
    )


def _closed(*groups):
    """Closings with an outcome of these groups that stood for the rest of the year."""

    def happened(rounds, year):
        return Closing.objects.filter(
            Q(reopened_on=None) | Q(reopened_on__gt=year.last),
            round__in=rounds.values("pk"),
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
            _("นักเรียนที่มีเคสเปิดใหม่หรือรับโอนจากสำนักงานอื่นในปีนี้ นับตามวันที่รับแจ้งหรือวันที่รับโอน"),
            ROUNDS,
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
            _("นักเรียนที่เริ่มรอบที่ 2 ขึ้นไปในปีนี้ นับตามวันที่เริ่มรอบ รอบที่เริ่มเพราะรับโอนนับเป็นรับแจ้งใหม่"),
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
    counted: RoundQuerySet,
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
    """The cases that a figure counts within the rounds `counted`, or one row of its tables; as many as the figure says.

    Hand over all the rounds, and filter further what comes back: of a child's cases the latest is meant. Some may have gone to
    another office, and are not for `reader` to see.

    `school` is a key, `amphoe`, `cause` and `pathway` are codes, each also NONE; `rounds` is a number, of which MOST_ROUNDS
    stands for more too. A sensitive cause finds only the cases whose sensitive part `reader` may read, or might when they left.
    """
    paths = FIGURES[figure].paths
    rows = FIGURES[figure].rows(counted, Year(year, today))
    rows = _at(rows, paths.at_school("key"), school)
    rows = _at(rows, paths.in_amphoe("code"), amphoe)
    rows = _at(rows, F(f"{paths.pathway}__code") if paths.pathway else Value(""), pathway)
    if rounds:
        exact = "gte" if rounds >= MOST_ROUNDS else "exact"
        rows = rows.filter(**{f"{paths.rounds}__{exact}": rounds})
    if cause:
        return _with_cause(rows, paths, cause, reader)
    return Case.objects.filter(pk__in=rows.values(paths.case))


def _at(rows: QuerySet, path: Combinable, value: str) -> QuerySet:
    """The rows that lead by `path` to this value; all of them when no value is asked for."""
    if not value:
        return rows
    return rows.alias(at=path).filter(**({"at__isnull": True} if value == NONE else {"at": value}))


def _with_cause(rows: QuerySet, paths: Paths, cause: str, reader) -> CaseQuerySet:
    """The cases behind `rows` with a cause, or with none: as it is known now, or was when the case was handed over."""
    here = Case.objects.filter(pk__in=rows.filter(handed_over.is_here(paths.round)).values(paths.case))
    gone = handed_over.gone(rows, paths.round)
    if cause == NONE:
        here, gone = here.filter(causes=None), handed_over.without_cause(gone, paths.round)
    elif code := Code.objects.filter(list="dropout_reason", code=cause).first():
        areas, _schools = reader.scope_of(Action.SENSITIVE_SEE if code.sensitive else Action.CASE_SEE_WHOLE, "school")
        gone = handed_over.with_cause(gone, paths.round, code).filter(**{f"{paths.round}area__in": areas})
        here = here.with_cause(code, reader)
    else:
        return Case.objects.none()
    return Case.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=gone.values(paths.case)))


def query_string(figure: str, year: int, **row: object) -> str:
    """The part of an address after "?" by which the list of cases calls `narrow`."""
    return urlencode({"figure": figure, "year": year} | row)
