"""Acts on what is planned, and what goes out to those invited: a text and a calendar entry, neither with a child's name."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from dropout_cases import workflow
from dropout_cases.models import Case
from dropout_cases.workflow.engine import Refused, add, ask, lock, refuse_closed, refuse_moved, twin_of, written
from dropout_cases.workflow.team import refuse_barred
from referrals.models import Invitee, Plan, PlanKind
from schools import trail
from schools.access import Action
from schools.models import TrailEvent, User, Verb
from thai.dates import thai_date
from thai.dates.words import WEEKDAYS
from thai.numerals import to_thai

DOMAIN = "klap-rian"  # of no host: it only sets the calendar entries of this site apart
NOT_NAMED_HERE = "สถานที่ซึ่งจะแจ้งให้ทราบโดยตรง"
# Official letters are Thai whatever language the reader has chosen.
INVITATIONS: dict[str, str] = {
    PlanKind.VISIT: """เรื่อง ขอเชิญร่วมลงพื้นที่เพื่อช่วยเหลือนักเรียน

เรียน ..............................

ด้วย%(office)s กำหนดลงพื้นที่ร่วมกับหน่วยงานที่เกี่ยวข้องเพื่อช่วยเหลือนักเรียน (เลขที่เคส %(number)s) ใน%(when)s \
ณ %(place)s จึงขอเชิญท่านหรือผู้แทนร่วมลงพื้นที่ตามวัน เวลา และสถานที่ดังกล่าว

จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์""",
    PlanKind.MEETING: """เรื่อง ขอเชิญร่วมการประชุมหารือเพื่อช่วยเหลือนักเรียน

เรียน ..............................

ด้วย%(office)s กำหนดจัดการประชุมหารือเพื่อช่วยเหลือนักเรียน (เลขที่เคส %(number)s) ใน%(when)s \
ณ %(place)s จึงขอเชิญท่านหรือผู้แทนเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว

จึงเรียนมาเพื่อโปรดพิจารณาเข้าร่วมประชุม""",
}


@transaction.atomic
def make_plan(plan: Plan, *, by: User, invitees: Iterable[Invitee] = (), on: date) -> Plan:
    """Plan a visit or a meeting for today or later. The same form sent twice makes one plan."""
    case = lock(plan.case_id)
    twin = twin_of(plan)
    if twin:
        return twin
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(plan.round)
    _refuse_past(plan.planned_on, on)
    invitees = _refuse_barred(case, invitees)
    plan.happened_on = on
    add(plan, by=by, lines=invitees)
    return written(case, plan, Verb.CREATED, by=by)


@transaction.atomic
def change_plan(plan: Plan, *, fields: dict, invitees: Iterable[Invitee], by: User, on: date) -> Plan:
    """Change what is planned and who is invited, while it is still to come."""
    case = lock(plan.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    refuse_closed(plan.round)
    plan.refresh_from_db()
    refuse_moved(plan, case)
    if not plan.is_open:
        raise Refused(_("นัดนี้จัดแล้วหรือยกเลิกแล้ว แก้ไขไม่ได้"))
    if fields["planned_on"] != plan.planned_on:
        _refuse_past(fields["planned_on"], on)
    invitees = _refuse_barred(case, invitees)
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.save(update_fields=list(fields))
    plan.invitees.all().delete()
    for invitee in invitees:
        invitee.record = plan
        invitee.save()
    return written(case, plan, Verb.CHANGED, by=by)


def call_off(plan: Plan, *, reason: str, by: User) -> None:
    """Strike a plan out, with a reason; one that was held cannot be called off."""
    workflow.void(plan, reason=reason, by=by)


def _refuse_past(day: date, today: date) -> None:
    if day < today:
        raise Refused(_("วันที่นัดต้องไม่ก่อนวันนี้"))


def _refuse_barred(case: Case, invitees: Iterable[Invitee]) -> list[Invitee]:
    """Those invited; raises Refused when one of them must not be contacted."""
    invitees = list(invitees)
    for invitee in invitees:
        refuse_barred(case, invitee.member, invitee.name)
    return invitees


# What goes out


def place_for_all(plan: Plan) -> str:
    """The place as those invited may read it: without it where somebody typed the child's name into it."""
    child = plan.case.student
    names = filter(None, (child.first_name, child.last_name))
    return NOT_NAMED_HERE if any(name in plan.place_text for name in names) else plan.place_text


def invitation(plan: Plan) -> str:
    """The text of the invitation, in Thai as an office writes it; the child goes by the number of the case."""
    when = f"วัน{WEEKDAYS[plan.planned_on.weekday()]}ที่ {thai_date(plan.planned_on, 'official')}"
    if plan.starts_at:
        when += to_thai(f" เวลา {plan.starts_at:%H.%M} น.")
    facts = {"office": plan.case.area.name, "number": plan.case.number, "when": when, "place": place_for_all(plan)}
    return INVITATIONS[plan.kind] % facts


def calendar_entry(plan: Plan) -> bytes:
    """The plan as an iCalendar file; sent again after a change it takes the place of what was sent before."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", f"-//{DOMAIN}//TH")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if plan.is_void else "PUBLISH")
    event.add("uid", f"{plan.key}@{DOMAIN}")
    event.add("dtstamp", timezone.now())
    event.add("sequence", _times_changed(plan))
    event.add("status", "CANCELLED" if plan.is_void else "CONFIRMED")
    event.add("dtstart", _start(plan))
    event.add("summary", f"{plan.title} {plan.case.number}")
    event.add("location", place_for_all(plan))
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _start(plan: Plan) -> date:
    """The moment by the clock in Thailand, or the day alone where no time was set."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(plan.planned_on, plan.starts_at, zone) if plan.starts_at else plan.planned_on


def _times_changed(plan: Plan) -> int:
    """How often the plan was changed or called off, as the trail of its case tells."""
    changes = TrailEvent.objects.filter(subject=trail.subject_of(plan.case), verb=Verb.CHANGED)
    return sum(plan.key in event.fields for event in changes) + plan.is_void
