"""What a referral shows its receiver: a table of what may be shared, and the frozen copy of what was."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import chain

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.models import Case, Document, Precision, Report
from referrals.models import LOOKS, Certainty, Finding, Look, Meeting, Referral, Visit
from referrals.models.recommendation import Recommendation
from schools.models import Code
from thai.dates import BE, age_on, thai_date
from thai.identity import format_pin, mask_pin

# ด้านที่มีปัญหา of the referral form, by the group of a cause.
PROBLEM_AREAS = {
    "ECON": gettext_lazy("เศรษฐกิจ"),
    "FAMILY": gettext_lazy("ครอบครัว"),
    "HEALTH": gettext_lazy("สุขภาพกายและจิตใจ"),
    "BEHAVIOR": gettext_lazy("พฤติกรรม"),
    "SCHOOL": gettext_lazy("การเรียน"),
    "SAFETY": gettext_lazy("ความปลอดภัย"),
    "STATUS": gettext_lazy("สถานะทางทะเบียน"),
    "ENVIRONMENT": gettext_lazy("สังคมและสภาพแวดล้อม"),
}
OTHER_AREA = gettext_lazy("อื่น ๆ")


@dataclass(frozen=True)
class Part:
    """One thing of a case that may be shared: what a tick means, and where it is read."""

    code: str
    label: Promise
    read: Callable[[Case, date], list[str]]
    sensitive: bool = False  # shared only by those who may read it in the case
    usual: bool = False  # ticked unless the officer says otherwise
    in_danger: bool = False  # ticked as well where the child is not safe: who takes it in must find it


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


def _sex_and_birth(case: Case, on: date) -> list[str]:
    child = case.student
    born_on = child.born_on if child.born_precision == Precision.DAY else None
    return [str(child.get_sex_display()), _("เกิดวันที่ %(day)s") % {"day": _day(born_on)} if born_on else ""]


def _school_and_grade(case: Case, on: date) -> list[str]:
    return [str(case.school or case.place_text), str(case.student.grade or "")]


def _causes(case: Case, on: date) -> list[str]:
    return [cause.label for cause in case.causes.all() if not cause.sensitive]


def _sensitive_causes(case: Case, on: date) -> list[str]:
    return [cause.label for cause in case.causes.all() if cause.sensitive]


def _problem_areas(case: Case, on: date) -> list[str]:
    return list(dict.fromkeys(str(PROBLEM_AREAS.get(cause.group, OTHER_AREA)) for cause in case.causes.all()))


def _facts(case: Case, on: date) -> list[str]:
    # Who said it is not shared: a source may be a child, or somebody who spoke in confidence.
    sure = Finding.objects.of_case(case).filter(state__in=[Certainty.CHECKED, Certainty.ONE_SIDED]).order_by("happened_on", "pk")
    return [f"{_day(one.happened_on)} {one.statement} ({one.state_words})" for one in sure]


def _looks(case: Case, on: date) -> list[str]:
    return [line for visit in _standing(Visit, case) for line in _looks_of(visit)]


def _looks_of(visit: Visit) -> list[str]:
    seen = [(label, name) for name, label in LOOKS if getattr(visit, name) != Look.NOT_SEEN]
    return [f"{_day(visit.happened_on)} {label}: {Look(getattr(visit, name)).label}" for label, name in seen]


def _done_so_far(case: Case, on: date) -> list[str]:
    # Neither who went, nor who sat at the table, nor which agency was asked: what was done, and what came of it.
    done = chain(_visits_made(case), _resolutions(case), _referrals_made(case))
    return [f"{_day(day)} {words}" for day, words in sorted(done, key=lambda one: one[0])]


def _visits_made(case: Case) -> list[tuple[date, str]]:
    met = _standing(Visit, case).select_related("result")
    return [(one.happened_on, _("ลงพื้นที่: %(result)s") % {"result": one.result}) for one in met]


def _resolutions(case: Case) -> list[tuple[date, str]]:
    held = _standing(Meeting, case).prefetch_related("resolutions")
    return [(one.happened_on, _resolved(resolution)) for one in held for resolution in one.resolutions.all()]


def _resolved(resolution) -> str:
    state = _("ทำแล้ว") if resolution.is_settled else _("กำลังทำ")
    return _("มติที่ประชุม: %(text)s (%(state)s)") % {"text": resolution.text, "state": state}


def _referrals_made(case: Case) -> list[tuple[date, str]]:
    sent = _standing(Referral, case).prefetch_related("helps")
    return [(one.happened_on, _referred(one)) for one in sent]


def _referred(referral: Referral) -> str:
    helps = ", ".join(help_kind.label for help_kind in referral.helps.all())
    return _("ส่งต่อเรื่อง %(helps)s: %(status)s") % {"helps": helps, "status": referral.get_status_display()}


def _standing(model, case: Case):
    """What was recorded of a case and not voided, the oldest first."""
    return model.objects.filter(round__case=case, voided_at=None).order_by("happened_on", "pk")


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
    Part("sex_birth", gettext_lazy("เพศและวันเกิด"), _sex_and_birth),
    Part("school_grade", gettext_lazy("โรงเรียนและชั้น"), _school_and_grade, usual=True),
    Part("guardian", gettext_lazy("ชื่อผู้ปกครอง"), _guardian, in_danger=True),
    Part("guardian_phone", gettext_lazy("โทรศัพท์ผู้ปกครอง"), _guardian_phone, in_danger=True),
    Part("address", gettext_lazy("ที่อยู่"), _address, in_danger=True),
    Part("causes", gettext_lazy("สาเหตุ"), _causes, usual=True),
    Part("problem_areas", gettext_lazy("ด้านที่มีปัญหา"), _problem_areas, sensitive=True),
    Part("sensitive_causes", gettext_lazy("สาเหตุที่อ่อนไหว"), _sensitive_causes, sensitive=True),
    Part("facts", gettext_lazy("ข้อเท็จจริง"), _facts, sensitive=True),
    Part("looks", gettext_lazy("ผลการเยี่ยมบ้าน"), _looks, sensitive=True),
    Part("done_so_far", gettext_lazy("การช่วยเหลือที่ดำเนินการแล้วและผล"), _done_so_far, sensitive=True),
    Part("story", gettext_lazy("เรื่องที่แจ้ง"), _story, sensitive=True),
    Part("identity_number", gettext_lazy("เลขประจำตัว"), _identity_number, sensitive=True),
)
PURPOSE = ("helps", "asked", "urgency", "pathway", "legal_basis")
USUAL = [part.code for part in PACKAGE if part.usual]
USUAL_IN_DANGER = [part.code for part in PACKAGE if part.usual or part.in_danger]
SENSITIVE = {part.code for part in PACKAGE if part.sensitive} | {"asked"}


def parts_for(user, case: Case) -> list[Part]:
    """What `user` may share of `case`: nothing they may not read themselves."""
    whole = case.shows_sensitive_to(user)
    return [part for part in PACKAGE if whole or not part.sensitive]


def files_for(user, case: Case):
    """The files of `case` that `user` may share, one by one: those they may open themselves."""
    return Document.objects.visible_to(user).filter(case=case, voided_at=None).order_by("pk")


def build(
    case: Case,
    codes: Iterable[str],
    *,
    on: date,
    helps: Iterable[Code] = (),
    asked: str = "",
    urgency: Code | None = None,
    recommendation: Recommendation | None = None,
    legal_basis: Code | None = None,
) -> list[Item]:
    """What the receiver will see: what is asked and on which ground, and of the child exactly the ticked parts.

    It is worded in the office's own language, whichever one the writer reads. What is empty is left out.
    """
    with translation.override(settings.LANGUAGE_CODE):
        items = [
            _item("helps", _("ขอให้ช่วยเรื่อง"), [help_kind.label for help_kind in helps]),
            _item("asked", _("สิ่งที่ขอให้ช่วย"), [asked]),
            _item("urgency", _("ความเร่งด่วน"), [str(urgency or "")]),
            _item("pathway", _("แนวทางการจัดการศึกษาที่เสนอแนะ"), recommendation.recommended() if recommendation else []),
            _item("legal_basis", _("ฐานทางกฎหมาย"), [str(legal_basis or "")]),
            *(_item(part.code, str(part.label), part.read(case, on)) for part in PACKAGE if part.code in codes),
        ]
    return [item for item in items if item.value]


def extended(before: Iterable[Item], added: Iterable[Item]) -> list[Item]:
    """The items of a further version: those sent before as they were, and those added now, each in its place."""
    items = {item.code: item for item in (*before, *added)}
    places = [*PURPOSE, *(part.code for part in PACKAGE)]
    return sorted(items.values(), key=lambda item: places.index(item.code))


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
