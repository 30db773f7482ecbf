"""Which days are school days: the weekdays within the terms of an area, less the days off of the area and of the school."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from thai.dates import BE, academic_year

from .models import Area, Holiday, School, Term

DAY = timedelta(days=1)
FRIDAY = 4
FIRST_OF_YEAR = (5, 16)
LOOK_BACK_DAYS = 366

# Both terms as the regulation has them (ระเบียบกระทรวงศึกษาธิการว่าด้วยปีการศึกษา พ.ศ. 2549); years count from that of May.
USUAL_TERMS = ((1, (0, 5, 16), (0, 10, 10)), (2, (0, 11, 1), (1, 3, 31)))

# Lunar holidays move from year to year and are typed in.
FIXED_HOLIDAYS = (
    (6, 3, "วันเฉลิมพระชนมพรรษาพระบรมราชินี"),
    (7, 28, "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว"),
    (8, 12, "วันแม่แห่งชาติ"),
    (10, 13, "วันนวมินทรมหาราช"),
    (10, 23, "วันปิยมหาราช"),
    (12, 5, "วันพ่อแห่งชาติ"),
    (12, 10, "วันรัฐธรรมนูญ"),
    (12, 31, "วันสิ้นปี"),
    (1, 1, "วันขึ้นปีใหม่"),
    (4, 6, "วันจักรี"),
    (4, 13, "วันสงกรานต์"),
    (4, 14, "วันสงกรานต์"),
    (4, 15, "วันสงกรานต์"),
    (5, 1, "วันแรงงานแห่งชาติ"),
    (5, 4, "วันฉัตรมงคล"),
)
IN_LIEU = "หยุดชดเชย %s"

Span = tuple[date, date]


@dataclass(frozen=True)
class SchoolCalendar:
    """The school days of one school, or of an area where no school is meant."""

    terms: Mapping[int, list[Span]] = field(default_factory=dict)  # by academic year; a year without any has the usual ones
    days_off: frozenset[date] = frozenset()

    def is_school_day(self, day: date) -> bool:
        """Whether there is school on a day."""
        return day.weekday() <= FRIDAY and day not in self.days_off and self._in_term(day)

    def school_days(self, start: date, end: date) -> list[date]:
        """The school days from one day to another, both included."""
        days = (start + DAY * number for number in range((end - start).days + 1))
        return [day for day in days if self.is_school_day(day)]

    def last(self, day: date) -> date | None:
        """The last school day up to a day, itself included; none where there was no school for a year."""
        days = (day - DAY * number for number in range(LOOK_BACK_DAYS))
        return next((one for one in days if self.is_school_day(one)), None)

    def next(self, day: date) -> date | None:
        """The first school day after a day; none where there is no school for a year."""
        days = (day + DAY * number for number in range(1, LOOK_BACK_DAYS))
        return next((one for one in days if self.is_school_day(one)), None)

    def next_term(self, day: date) -> Span:
        """The first term that begins after a day."""
        return min(span for span in self._terms_from(day) if span[0] > day)

    def term_ends(self, day: date) -> list[date]:
        """The ends of the terms from a day on, in order, over the next years."""
        return sorted(end for _start, end in self._terms_from(day) if end >= day)

    def _terms_from(self, day: date) -> list[Span]:
        years = range(academic_year(day) - 1, academic_year(day) + 3)
        return [span for year in years for span in self.terms.get(year) or usual_terms(year).values()]

    def _in_term(self, day: date) -> bool:
        year = academic_year(day)
        spans = [*self.terms.get(year - 1, []), *(self.terms.get(year) or usual_terms(year).values())]
        return any(start <= day <= end for start, end in spans)


@dataclass(frozen=True)
class AreaCalendar:
    """The calendars of an area and of each of its schools, read once and asked many times."""

    terms: Mapping[int, list[Span]]
    days_off: Mapping[int | None, frozenset[date]]  # by school; under None those of the whole area

    def at(self, school_id: int | None) -> SchoolCalendar:
        """The calendar of a school; without one, of the area."""
        return SchoolCalendar(self.terms, self.days_off.get(None, frozenset()) | self.days_off.get(school_id, frozenset()))


def load(areas: Iterable[Area | int]) -> dict[int, AreaCalendar]:
    """The calendars of areas, by row number, in two queries."""
    numbers = [area if isinstance(area, int) else area.pk for area in areas]
    terms: dict[int, dict[int, list[Span]]] = {number: defaultdict(list) for number in numbers}
    off: dict[int, dict[int | None, set[date]]] = {number: defaultdict(set) for number in numbers}
    for term in Term.objects.filter(area__in=numbers):
        terms[term.area_id][term.academic_year].append((term.starts_on, term.ends_on))
    for area, school, day in Holiday.objects.filter(area__in=numbers).values_list("area", "school", "day"):
        off[area][school].add(day)
    frozen = {area: {school: frozenset(days) for school, days in by_school.items()} for area, by_school in off.items()}
    return {number: AreaCalendar(dict(terms[number]), frozen[number]) for number in numbers}


def calendar_of(place: Area | School) -> SchoolCalendar:
    """The calendar of an area or a school, in two queries."""
    return load([place.area_id])[place.area_id].at(place.pk if isinstance(place, School) else None)


def school_days(place: Area | School, start: date, end: date) -> list[date]:
    """The school days of an area or a school from one day to another, both included."""
    return calendar_of(place).school_days(start, end)


def is_school_day(place: Area | School, day: date) -> bool:
    """Whether an area or a school has school on a day."""
    return calendar_of(place).is_school_day(day)


def year_bounds(year: int) -> Span:
    """The first and the last day of an academic year (พ.ศ.)."""
    return date(year - BE, *FIRST_OF_YEAR), date(year - BE + 1, *FIRST_OF_YEAR) - DAY


def usual_terms(year: int) -> dict[int, Span]:
    """The terms of an academic year (พ.ศ.) as the regulation has them, by number."""
    first = year - BE
    return {
        number: (date(first + starts, *start), date(first + ends, *end)) for number, (starts, *start), (ends, *end) in USUAL_TERMS
    }


def public_holidays(year: int) -> dict[date, str]:
    """The fixed public holidays of an academic year (พ.ศ.) that fall on weekdays, and the days kept in lieu of the others.

    A holiday on a weekend is kept on the next working day, one day at most for holidays that follow each other (มติ ค.ร.ม.
    1 พ.ค. 2544 และ 3 ก.พ. 2547).
    """
    dated = {date(year - BE + ((month, day) < FIRST_OF_YEAR), month, day): name for month, day, name in FIXED_HOLIDAYS}
    kept = {day: name for day, name in dated.items() if day.weekday() <= FRIDAY}
    for day in sorted(dated.keys() - kept.keys()):
        if day - DAY not in dated or day - DAY in kept:
            kept[_next_working_day(day, kept)] = IN_LIEU % dated[day]
    return dict(sorted(kept.items()))


def _next_working_day(day: date, taken: Mapping[date, str]) -> date:
    while day.weekday() > FRIDAY or day in taken:
        day += DAY
    return day


def kept_by(areas, model: type[Term] | type[Holiday]):
    """The terms or days off of areas."""
    return model.objects.filter(area__in=areas).select_related("area", *(["school"] if model is Holiday else []))


def make_usual_terms(area: Area, year: int) -> list[Term]:
    """Write down the usual terms of a year, to be changed; nothing where the year has terms of its own."""
    if area.terms.filter(academic_year=year).exists():
        return []
    rows = [
        Term(area=area, academic_year=year, number=number, starts_on=start, ends_on=end)
        for number, (start, end) in usual_terms(year).items()
    ]
    return Term.objects.bulk_create(rows, ignore_conflicts=True)


def make_public_holidays(area: Area, year: int) -> list[Holiday]:
    """Write down the fixed public holidays of a year that are not there yet; those that were changed stay as they are."""
    present = set(area.holidays.filter(school=None).values_list("day", flat=True))
    missing = [Holiday(area=area, day=day, name=name) for day, name in public_holidays(year).items() if day not in present]
    return Holiday.objects.bulk_create(missing, ignore_conflicts=True)
