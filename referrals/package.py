"""What a referral shows its receiver: a table of what may be shared, and the frozen copy of what was."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.models import Case, Precision, Report
from referrals.models import Certainty, Finding
from schools.models import Code
from thai.dates import BE, age_on, thai_date
from thai.identity import format_pin, mask_pin


@dataclass(frozen=True)
class Part:
    """One thing of a case that may be shared: what a tick means, and where it is read."""

    code: str
    label: Promise
    read: Callable[[Case, date], list[str]]
    sensitive: bool = False  # shared only by those who may read it in the case
    usual: bool = False  # ticked unless the officer says otherwise


@dataclass(frozen=True)
class Item:
    """One labelled thing as it was frozen."""

    code: str
    label: str
    value: list[str]

    @property
    def is_purpose(self) -> bool:
        """Whether it says what is asked, rather than something of the child."""
        return self.code in PURPOSE

    @property
    def sensitive(self) -> bool:
        """Whether within the office only those who may read the sensitive part of the case read it."""
        return self.code in SENSITIVE


def _name_and_age(case: Case, on: date) -> list[str]:
    child = case.student
    lines = [child.full_name, child.described_as]
    if child.nickname:
        lines.append(_("ชื่อเล่น %(name)s") % {"name": child.nickname})
    return [*lines, _age(child.born_on, child.born_precision, on)]


def _age(born_on: date | None, precision: str, on: date) -> str:
    if born_on is None:
        return ""
    if precision == Precision.YEAR:
        return _("เกิด พ.ศ. %(year)s") % {"year": born_on.year + BE}
    return _("อายุ %(years)s ปี") % {"years": age_on(born_on, on)}


def _school_and_grade(case: Case, on: date) -> list[str]:
    return [str(case.school or case.place_text), str(case.student.grade or "")]


def _causes(case: Case, on: date) -> list[str]:
    return [cause.label for cause in case.causes.all() if not cause.sensitive]


def _sensitive_causes(case: Case, on: date) -> list[str]:
    return [cause.label for cause in case.causes.all() if cause.sensitive]


def _facts(case: Case, on: date) -> list[str]:
    # Who said it is not shared: a source may be a child, or somebody who spoke in confidence.
    sure = Finding.objects.of_case(case).filter(state__in=[Certainty.CHECKED, Certainty.ONE_SIDED]).order_by("happened_on", "pk")
    return [f"{_day(one.happened_on)} {one.statement} ({one.state_words})" for one in sure]


def _story(case: Case, on: date) -> list[str]:
    reports = Report.objects.filter(round__case=case, voided_at=None)
    return [f"{_day(report.happened_on)} {report.story}" for report in reports if report.story]


def _day(day: date) -> str:
    """A day whose parts stay together at the end of a line."""
    return thai_date(day).replace(" ", "\u00a0")


def _guardian(case: Case, on: date) -> list[str]:
    child = case.student
    relation = f" ({child.guardian_relation})" if child.guardian_relation else ""
    return [child.guardian_name + relation] if child.guardian_name else []


def _guardian_phone(case: Case, on: date) -> list[str]:
    return [case.student.guardian_phone]


def _address(case: Case, on: date) -> list[str]:
    return [case.student.address, str(case.student.tambon or "")]


def _identity_number(case: Case, on: date) -> list[str]:
    identity = case.student.current_number
    return [format_pin(identity.number)] if identity else []


PACKAGE: tuple[Part, ...] = (
    Part("name_age", gettext_lazy("ชื่อและอายุ"), _name_and_age, usual=True),
    Part("school_grade", gettext_lazy("โรงเรียนและชั้น"), _school_and_grade, usual=True),
    Part("causes", gettext_lazy("สาเหตุ"), _causes, usual=True),
    Part("guardian", gettext_lazy("ชื่อผู้ปกครอง"), _guardian),
    Part("guardian_phone", gettext_lazy("โทรศัพท์ผู้ปกครอง"), _guardian_phone),
    Part("address", gettext_lazy("ที่อยู่"), _address),
    Part("sensitive_causes", gettext_lazy("สาเหตุที่อ่อนไหว"), _sensitive_causes, sensitive=True),
    Part("facts", gettext_lazy("ข้อเท็จจริง"), _facts, sensitive=True),
    Part("story", gettext_lazy("เรื่องที่แจ้ง"), _story, sensitive=True),
    Part("identity_number", gettext_lazy("เลขประจำตัว"), _identity_number, sensitive=True),
)
PURPOSE = ("helps", "asked", "pathway", "legal_basis")
USUAL = [part.code for part in PACKAGE if part.usual]
SENSITIVE = {part.code for part in PACKAGE if part.sensitive} | {"asked"}


def parts_for(user, case: Case) -> list[Part]:
    """What `user` may share of `case`: nothing they may not read themselves."""
    whole = case.shows_sensitive_to(user)
    return [part for part in PACKAGE if whole or not part.sensitive]


def build(
    case: Case,
    codes: Iterable[str],
    *,
    on: date,
    helps: Iterable[Code] = (),
    asked: str = "",
    ordinary_study: bool = False,
    pathway: Code | None = None,
    pathway_place: str = "",
    legal_basis: Code | None = None,
) -> list[Item]:
    """What the receiver will see: what is asked and on which ground, and of the child exactly the ticked parts.

    It is worded in the office's own language, whichever one the writer reads. What is empty is left out.
    """
    with translation.override(settings.LANGUAGE_CODE):
        ordinary = _("เรียนในชั้นเรียนปกติได้") if ordinary_study else ""
        items = [
            _item("helps", _("ขอให้ช่วยเรื่อง"), [help_kind.label for help_kind in helps]),
            _item("asked", _("สิ่งที่ขอให้ช่วย"), [asked]),
            _item("pathway", _("แนวทางการจัดการศึกษาที่เสนอแนะ"), [ordinary, str(pathway or ""), pathway_place]),
            _item("legal_basis", _("ฐานทางกฎหมาย"), [str(legal_basis or "")]),
            *(_item(part.code, str(part.label), part.read(case, on)) for part in PACKAGE if part.code in codes),
        ]
    return [item for item in items if item.value]


def _item(code: str, label: str, lines: list[str]) -> Item:
    return Item(code, label, [line for line in lines if line])


def freeze(items: Iterable[Item]) -> str:
    """The items as they are stored with a referral."""
    return json.dumps([asdict(item) for item in items], ensure_ascii=False)


def thaw(text: str) -> list[Item]:
    """The items as they were frozen."""
    return [Item(**fields) for fields in json.loads(text)]


def as_the_office_reads(items: Iterable[Item], *, whole: bool) -> list[Item]:
    """The items within the office: a number masked, and without `whole` the sensitive ones emptied."""
    masked = [_masked(item) if item.code == "identity_number" else item for item in items]
    return [item if whole or not item.sensitive else replace(item, value=[]) for item in masked]


def _masked(item: Item) -> Item:
    return replace(item, value=[mask_pin(line) for line in item.value])
