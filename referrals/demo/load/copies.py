"""Copies of a told case: another child, school and people, earlier days.

Rows are written past the models, as the database takes them: there are some thirty of them to a case.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain, count
from random import Random

from django.core.management.color import no_style
from django.db import connection, models

from dropout_cases.models import Case, Register, Student, Task
from dropout_cases.models.students import INDEXED, Sex
from referrals.models import Meeting
from schools.fields import new_key
from schools.models import Agency, Amphoe, Area, Code, School, Tambon, User
from thai.dates import fiscal_year

from .offices import LoadOffice

MOST_PARAMETERS = 30_000  # of one statement; SQLite takes 32,766

# Drawn together they name a thousand children, none of whom lives.
FIRST_NAMES = (
    "กมล กันยา กิตติ ขวัญ คมสัน จันทร์ จิรา ชลธี ชัยวัฒน์ ณัฐ ดวงใจ ดารา ต้นกล้า ทองดี ทิพย์ ธนา นภา น้ำฝน บัวแก้ว บุญมี ปรีชา ปิยะ พงษ์ เพชร ไพลิน "
    "ฟ้าใส ภูผา มะลิ มานะ เมฆ ยุพา รัตนา ลำดวน วายุ วีระ ศรัณย์ ศิริ สมชาย สายฝน สุดา เสกสรร หทัย องอาจ อรุณ เอื้อง แก้ว โชค ใบบุญ ไกรสร เกื้อ"
)
LAST_NAMES = "กิจ แก้ว ขวัญ งาม จิต ชัย ดี ทอง ธรรม นา บุญ พงศ์ ภักดิ์ มั่น รักษ์ วงศ์ ศรี สุข ใจ ไพร"
CAUSES = "POVERTY BREADWINNER FAMILY_PROBLEM CARE_FOR_OTHERS MIGRATED PREGNANT ILLNESS ADJUSTMENT TRANSPORT NOT_INTERESTED"
GRADES = "04 05 06 07 08 09 10 11 12"
PATHWAYS = "SAME_SCHOOL REPEAT_GRADE ONE_SCHOOL_3 HOME_BASED_SCHOOL INCLUSIVE"

Reference = tuple[type[models.Model], object]  # a model and the key of its row


@dataclass(frozen=True)
class Row:
    """A row of a told case, taken apart: what stays as it is, where it points, and its days."""

    model: type[models.Model]
    pk: object
    values: dict[str, object]
    references: dict[str, Reference]
    days: dict[str, tuple[date, Callable[[date], object]]]  # each with what makes it a value of the database

    @classmethod
    def of(cls, told: models.Model) -> "Row":
        """Take a row apart."""
        row = cls(type(told), told.pk, {}, {}, {})
        adapters: dict[str, Callable] = {
            "DateField": connection.ops.adapt_datefield_value,
            "DateTimeField": connection.ops.adapt_datetimefield_value,
        }
        for field in told._meta.concrete_fields:
            value, column = getattr(told, field.attname), str(field.column)
            row.values[column] = field.get_db_prep_save(value, connection)
            if isinstance(field, models.ForeignKey):
                row.references[column] = (field.related_model, value)
            elif value and field.get_internal_type() in adapters:
                row.days[column] = (value, adapters[field.get_internal_type()])
        return row

    def copy(self, swaps: dict[Reference, object], shift: timedelta) -> dict[str, object]:
        """The values of a copy, by column."""
        values = dict(self.values)
        values["id"] = swaps[self.model, self.pk]
        for column, reference in self.references.items():
            values[column] = swaps.get(reference, reference[1])
        for column, (day, adapt) in self.days.items():
            values[column] = adapt(day - shift)
        if "key" in values:
            values["key"] = new_key()
        return values


@dataclass(frozen=True)
class Pattern:
    """A told case: its rows in an order in which they can be saved, its many-to-many links, and how it is copied."""

    rows: list[Row]
    links: list[tuple[models.ManyToManyField, Reference, Reference]]
    weight: int
    spread: int  # days over which the copies lie back


class Batch:
    """Copies made together and saved together."""

    def __init__(self, random: Random, told: LoadOffice):
        self.random, self.told = random, told
        self.rows: dict[type[models.Model], list[dict]] = {}
        self.links: dict[models.ManyToManyField, list[tuple]] = {}
        self.numbers: dict[type[models.Model], count] = {}
        self.registers: dict[tuple, Register] = {}
        self.case = Case(student=Student())  # never saved; it knows what a case is found by

    def add(self, pattern: Pattern, office: LoadOffice) -> None:
        """One more copy of a pattern, for a child of `office`."""
        shift = timedelta(days=int(self.random.triangular(0, pattern.spread, 0)))
        swaps = self._swaps(office) | {(row.model, row.pk): self._new_id(row.model) for row in pattern.rows}
        copies = [(row, row.copy(swaps, shift)) for row in pattern.rows]
        self._finish(copies, office, shift)
        for row, values in copies:
            self.rows.setdefault(row.model, []).append(values)
        for field, own, other in pattern.links:
            self.links.setdefault(field, []).append((swaps[own], swaps.get(other, other[1])))

    def save(self) -> None:
        """Save all that was added, parents before children."""
        for model, rows in self.rows.items():
            _insert(model, list(rows[0]), [row.values() for row in rows])
        for field, pairs in self.links.items():
            _insert(getattr(field.model, field.name).through, [field.m2m_column_name(), field.m2m_reverse_name()], pairs)
        Register.objects.bulk_update(self.registers.values(), ["last"])
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(self.rows)):
                cursor.execute(statement)

    def _new_id(self, model: type[models.Model]) -> int:
        if model not in self.numbers:
            last = model._default_manager.aggregate(last=models.Max("pk"))["last"]
            self.numbers[model] = count((last or 0) + 1)
        return next(self.numbers[model])

    def _swaps(self, office: LoadOffice) -> dict[Reference, object]:
        """Whom and what a copy has in place of the pattern's own."""
        told, random = self.told, self.random
        old, new = told.schools[0], random.choice(office.schools)
        first, second = random.sample(CAUSES.split(), 2)
        return {
            (Area, told.area.pk): office.area.pk,
            (School, old.pk): new.pk,
            (Tambon, old.tambon_id): new.tambon_id,
            (Amphoe, old.tambon.amphoe_id): new.tambon.amphoe_id,
            (User, told.officers[0]): random.choice(office.officers),
            (User, told.supervisor): office.supervisor,
            (User, told.teachers[old.pk]): office.teachers[new.pk],
            **{(Agency, agency.pk): office.agencies[kind].pk for kind, agency in told.agencies.items()},
            (Code, "grade.08"): f"grade.{random.choice(GRADES.split())}",
            (Code, "education_pathway.SAME_SCHOOL"): f"education_pathway.{random.choice(PATHWAYS.split())}",
            (Code, "dropout_reason.POVERTY"): f"dropout_reason.{first}",
            (Code, "dropout_reason.FAMILY_PROBLEM"): f"dropout_reason.{second}",
        }

    def _finish(self, copies: list[tuple[Row, dict]], office: LoadOffice, shift: timedelta) -> None:
        """What a copy has of its own: the child's name, and numbers by the year in which things happened."""
        new_keys = {row.values["key"]: values["key"] for row, values in copies if "key" in values}
        name = self._name()
        for row, values in copies:
            if row.model is Student:
                values |= name
            elif row.model is Case:
                year = fiscal_year(row.days["opened_on"][0] - shift)
                number = f"{office.area.code}-{year}-{self._take(office.area, 'case', year):04d}"
                self.case.number, self.case.student.search_text = number, name["search_text"]
                values |= {"number": number, "search_text": self.case.index_text(), "sort_key": name["sort_key"]}
                values["pending_key"] = new_keys.get(values["pending_key"], "")
            elif row.model is Meeting:
                year = fiscal_year(row.days["happened_on"][0] - shift)
                values |= {"fiscal_year": year, "number": self._take(office.area, "meeting", year)}
            elif row.model is Task:
                values["source_key"] = new_keys.get(values["source_key"], "")

    def _name(self) -> dict[str, str]:
        sex = self.random.choice(Sex.values)
        name = _indexed(self.random.choice(FIRST_NAMES.split()), f"ทดลอง{self.random.choice(LAST_NAMES.split())}")
        return name | {"sex": sex, "title": "ด.ช." if sex == Sex.MALE else "ด.ญ."}

    def _take(self, area: Area, name: str, year: int) -> int:
        """The next number of an office's register; the last one taken is written when the batch is saved."""
        if (area.pk, name, year) not in self.registers:
            rows = Register.objects.select_for_update()
            self.registers[area.pk, name, year] = rows.get_or_create(area=area, name=name, fiscal_year=year)[0]
        register = self.registers[area.pk, name, year]
        register.last += 1
        return register.last


@cache
def _indexed(first_name: str, last_name: str) -> dict[str, str]:
    """A name and what it is found and ordered by."""
    child = Student(first_name=first_name, last_name=last_name)
    child.write_index()
    return {name: getattr(child, name) for name in ("first_name", "last_name", *INDEXED)}


def _insert(model: type[models.Model], columns: list[str], rows: Sequence[Collection]) -> None:
    """Write rows in as few statements as the database takes."""
    quote = connection.ops.quote_name
    # Only names of tables and columns are put in; values go beside the statement.
    head = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) VALUES "  # noqa: S608
    one = f"({', '.join(['%s'] * len(columns))})"
    step = MOST_PARAMETERS // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), step):
            part = rows[start : start + step]
            cursor.execute(head + ", ".join([one] * len(part)), list(chain.from_iterable(part)))
