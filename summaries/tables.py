"""The tables of a fiscal year: one function a table, given the year, the rounds that may be counted, and today."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Least
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.figures import FIGURES, MOST_ROUNDS, NONE, Paths, Year, query_string
from dropout_cases.handed_over import count_causes, gone, is_here
from schools.models import Code


@dataclass(frozen=True)
class Cell:
    """A number, the query string of the cases behind it, where it leads, and what is shown in its stead where it is left out."""

    number: int
    query: str = ""
    url: str = ""
    instead: str = ""

    @property
    def shown(self) -> int | str:
        """What a reader sees."""
        return self.instead or self.number


@dataclass(frozen=True)
class Row:
    """One line of a table; `detail` is its second column, or says more of its label."""

    key: str
    label: str
    cells: tuple[Cell, ...] = ()
    detail: str = ""
    sensitive: bool = False
    order: str | int = 0
    share: int = 0


@dataclass(frozen=True)
class Table:
    """A table: what it is called, what it found, what it counts, its headings and rows; `figures` are its columns of numbers.

    `adds_up`: each child stands in one row, so a column adds up to its figure.
    """

    name: str
    label: str
    title: str
    definition: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    figures: tuple[str, ...] = ()
    adds_up: bool = False

    @property
    def number_heads(self) -> tuple[str, ...]:
        """The headings of the numbers."""
        return self.heads[-len(self.rows[0].cells) :] if self.rows else ()

    @property
    def word_heads(self) -> tuple[str, ...]:
        """The headings of the words: the label, and the detail where it has a column of its own."""
        return self.heads[: len(self.heads) - len(self.number_heads)]

    @property
    def has_detail(self) -> bool:
        """Whether the rows have a second column of words."""
        return len(self.word_heads) > 1

    @property
    def lines(self) -> list[tuple[Row, list[tuple[str, Cell]]]]:
        """Each row with its numbers under their headings."""
        return [(row, list(zip(self.number_heads, row.cells, strict=True))) for row in self.rows]

    def row(self, key: str) -> Row:
        """The row of a key."""
        return next(row for row in self.rows if row.key == key)


@dataclass(frozen=True)
class Grouping:
    """How a table puts the children of some figures into rows. Its name is also what `narrow` calls the row's value."""

    by: str
    label: str | Promise
    heads: tuple[str | Promise, ...]
    definition: str | Promise
    figures: tuple[str, ...]
    count: Callable[[QuerySet, Paths], QuerySet]  # rows of values, the first being what `narrow` takes, and a number
    describe: Callable[..., Row]
    adds_up: bool = True
    in_order: bool = False  # in the order of the rows themselves, not the greatest number first


def headline(year: int, rounds: QuerySet, today: date) -> Table:
    """The figures of the year beside those of the year before."""
    numbers = _headline_numbers(year, rounds, today)
    names = ["staying", "schools", *(name for name in FIGURES if name != "staying")]
    rows = [_headline_row(name, year, numbers) for name in names]
    pupils, schools = numbers["staying", year], numbers["schools", year]
    found = _("ช่วยนักเรียนจนอยู่ในการศึกษาต่อได้ %(pupils)s คน จาก %(schools)s โรงเรียน")
    title = found % {"pupils": pupils, "schools": schools} if pupils else _("ยังไม่มีนักเรียนที่ปิดเคสว่าอยู่ในการศึกษาต่อได้")
    heads = (_("ตัวเลขสำคัญ"), _("ปี %(year)s") % {"year": year}, _("ปี %(year)s") % {"year": year - 1})
    return Table("headline", _("ตัวเลขสำคัญ"), title, _("นักเรียนหนึ่งคนนับครั้งเดียวในแต่ละตัวเลข"), heads, tuple(rows))


def _headline_numbers(year: int, rounds: QuerySet, today: date) -> Counter:
    """Every figure of both years by name and year, and the schools of those who stay, in one query."""
    years = [Year(year, today), Year(year - 1, today)]
    counts = [figure.count(rounds, one) for one in years for figure in FIGURES.values()]
    counts += [_count_schools(rounds, one) for one in years]
    found = counts[0].union(*counts[1:], all=True)
    return Counter({(one["figure"], one["of_year"]): one["children"] for one in found})


def _count_schools(rounds: QuerySet, year: Year) -> QuerySet:
    stayed = FIGURES["staying"].rows(rounds, year).values(figure=Value("schools"), of_year=Value(year.number))
    return stayed.annotate(children=Count("school", distinct=True))


def _headline_row(name: str, year: int, numbers: Counter) -> Row:
    if name == "schools":
        cells = tuple(Cell(numbers[name, one]) for one in (year, year - 1))
        return Row(name, _("โรงเรียน"), cells, _("โรงเรียนที่นักเรียนเรียนอยู่ เมื่ออนุมัติปิดเคสว่าอยู่ในการศึกษาต่อได้"))
    cells = tuple(Cell(numbers[name, one], query_string(name, one)) for one in (year, year - 1))
    return Row(name, str(FIGURES[name].label), cells, str(FIGURES[name].definition))


def _by(columns: Callable[[Paths], list]) -> Callable[[QuerySet, Paths], QuerySet]:
    return lambda rows, paths: rows.values_list(*columns(paths)).annotate(number=Count("*"))


def _by_cause(rows: QuerySet, paths: Paths) -> QuerySet:
    """Causes as they are known now, and of cases that were handed over, as they were known then."""
    names = ["code", "label_th", "label_en", "order", "sensitive"]
    here = rows.filter(is_here(paths.round)).values_list(*(f"{paths.case}__causes__{name}" for name in names))
    return here.annotate(number=Count("*")).union(count_causes(gone(rows, paths.round), paths.round, names), all=True)


AMPHOE = Grouping(
    "amphoe",
    gettext_lazy("ตามอำเภอ"),
    (gettext_lazy("อำเภอ"),),
    gettext_lazy("อยู่ต่อได้นับตามที่เรียนเมื่อปิดเคส รับแจ้งใหม่นับตามโรงเรียนหรือพื้นที่ของเคสในขณะนี้ หรือเมื่อโอนให้เขตอื่น"),
    ("staying", "opened"),
    _by(lambda paths: [paths.in_amphoe(name) for name in ("code", "name", "province")]),
    lambda code, name, province: Row(code or NONE, name or _("ไม่ระบุอำเภอ"), detail=province or "", order=code or ""),
)
SCHOOL = Grouping(
    "school",
    gettext_lazy("ตามโรงเรียน"),
    (gettext_lazy("โรงเรียน"), gettext_lazy("อำเภอ")),
    gettext_lazy("โรงเรียนที่นักเรียนเรียนอยู่เมื่ออนุมัติปิดเคสว่าอยู่ในการศึกษาต่อได้"),
    ("staying",),
    _by(lambda paths: [paths.at_school(name) for name in ("key", "name", "sort_key", "tambon__amphoe__name")]),
    lambda key, name, order, amphoe: Row(key or NONE, name or _("สถานที่เรียนอื่น"), detail=amphoe or "", order=order or ""),
)
CAUSE = Grouping(
    "cause",
    gettext_lazy("ตามสาเหตุ"),
    (gettext_lazy("สาเหตุ"),),
    gettext_lazy("นักเรียนหนึ่งคนมีได้หลายสาเหตุ ผลรวมจึงอาจมากกว่าจำนวนนักเรียน"),
    ("opened", "staying"),
    _by_cause,
    lambda code, thai, english, order, sensitive: replace(
        _code_row(code, thai, english, order, _("ไม่ระบุสาเหตุ")), sensitive=bool(sensitive)
    ),
    adds_up=False,
)
PATHWAY = Grouping(
    "pathway",
    gettext_lazy("ตามแนวทางการจัดการศึกษา"),
    (gettext_lazy("แนวทางการจัดการศึกษา"),),
    gettext_lazy("แนวทางที่นักเรียนเรียนอยู่เมื่ออนุมัติปิดเคสว่าอยู่ในการศึกษาต่อได้"),
    ("staying",),
    _by(lambda paths: [f"{paths.pathway}__{name}" for name in ("code", "label_th", "label_en", "order")]),
    lambda code, thai, english, order: _code_row(code, thai, english, order, _("ไม่ระบุแนวทาง")),
)
ROUNDS = Grouping(
    "rounds",
    gettext_lazy("ตามจำนวนรอบ"),
    (gettext_lazy("รอบที่ใช้"),),
    gettext_lazy("จำนวนรอบที่ใช้จนอนุมัติปิดเคสว่าอยู่ในการศึกษาต่อได้"),
    ("staying",),
    _by(lambda paths: [Least(F(paths.rounds), MOST_ROUNDS)]),
    lambda number: Row(str(number), _rounds_label(number), order=number),
    in_order=True,
)


def _code_row(code: str | None, thai: str | None, english: str | None, order: int | None, without: str) -> Row:
    return Row(code or NONE, Code(label_th=thai or "", label_en=english or "").label or without, order=order or 0)


def _rounds_label(number: int) -> str:
    words = _("%(number)s รอบขึ้นไป") if number == MOST_ROUNDS else _("%(number)s รอบ")
    return words % {"number": number}


def by_amphoe(year: int, rounds: QuerySet, today: date) -> Table:
    """Children who stayed, and new ones, in each amphoe."""
    return _grouped(AMPHOE, year, rounds, today)


def by_school(year: int, rounds: QuerySet, today: date) -> Table:
    """Children who stayed, at each school."""
    return _grouped(SCHOOL, year, rounds, today)


def by_cause(year: int, rounds: QuerySet, today: date) -> Table:
    """New children, and those who stayed, with each cause."""
    return _grouped(CAUSE, year, rounds, today)


def by_pathway(year: int, rounds: QuerySet, today: date) -> Table:
    """Children who stayed, on each pathway."""
    return _grouped(PATHWAY, year, rounds, today)


def by_rounds(year: int, rounds: QuerySet, today: date) -> Table:
    """Children who stayed, by the rounds it took."""
    return _grouped(ROUNDS, year, rounds, today)


TABLES = (headline, by_amphoe, by_school, by_cause, by_pathway, by_rounds)


def tables_of(year: int, rounds: QuerySet, today: date) -> list[Table]:
    """All tables of a year."""
    return [table(year, rounds, today) for table in TABLES]


def _grouped(grouping: Grouping, year: int, rounds: QuerySet, today: date) -> Table:
    counts = [_group_counts(grouping, name, year, rounds, today) for name in grouping.figures]
    rows = [_group_row(grouping, year, values, counts) for values in dict.fromkeys(key for one in counts for key in one)]
    rows = with_shares(_told_apart(rows, grouping))
    by_number = [] if grouping.in_order else range(len(grouping.figures))
    rows.sort(key=lambda row: (*(-row.cells[place].number for place in by_number), row.order))
    heads = (*map(str, grouping.heads), *(str(FIGURES[name].head or FIGURES[name].label) for name in grouping.figures))
    label = str(grouping.label)
    return Table(
        name=f"by_{grouping.by}",
        label=label,
        title=finding(label, rows),
        definition=str(grouping.definition),
        heads=heads,
        rows=tuple(rows),
        figures=grouping.figures,
        adds_up=grouping.adds_up,
    )


def _group_counts(grouping: Grouping, name: str, year: int, rounds: QuerySet, today: date) -> Counter:
    figure = FIGURES[name]
    found: Counter = Counter()
    for *values, number in grouping.count(figure.rows(rounds, Year(year, today)), figure.paths):
        found[tuple(values)] += number
    return found


def _group_row(grouping: Grouping, year: int, values: tuple, counts: list[Counter]) -> Row:
    row = grouping.describe(*values)
    cells = (
        Cell(found[values], query_string(name, year, **{grouping.by: row.key}))
        for name, found in zip(grouping.figures, counts, strict=True)
    )
    return replace(row, cells=tuple(cells))


def _told_apart(rows: list[Row], grouping: Grouping) -> list[Row]:
    """Rows of one name, such as amphoe of two provinces, say more, unless a column of its own does."""
    if len(grouping.heads) > 1:
        return rows
    twice = {label for label, times in Counter(row.label for row in rows).items() if times > 1}
    return [replace(row, label=f"{row.label} ({row.detail})") if row.label in twice else row for row in rows]


def with_shares(rows: list[Row]) -> list[Row]:
    """Rows with the length of their bar, of a hundred."""
    most = max((row.cells[0].number for row in rows), default=0)
    return [replace(row, share=round(100 * row.cells[0].number / most) if most else 0) for row in rows]


def finding(label: str, rows: list[Row]) -> str:
    """What a table shows first of all."""
    most = max((row.cells[0].number for row in rows), default=0)
    first = [row.label for row in rows if row.cells[0].number == most]
    if not most:
        return _("%(by)s: ยังไม่มีข้อมูล") % {"by": label}
    if len(first) == 1:
        return _("%(by)s: %(name)s มากที่สุด %(number)s คน") % {"by": label, "name": first[0], "number": most}
    if len(first) == 2:
        names = _("%(one)s และ%(other)s") % {"one": first[0], "other": first[1]}
        return _("%(by)s: %(names)s มากที่สุดเท่ากัน %(number)s คน") % {"by": label, "names": names, "number": most}
    counts = {"by": label, "count": len(first), "number": most}
    if len(first) == len(rows):
        return _("%(by)s: ทั้ง %(count)s รายการเท่ากัน รายการละ %(number)s คน") % counts
    return _("%(by)s: มากที่สุดเท่ากัน %(count)s รายการ รายการละ %(number)s คน") % counts
