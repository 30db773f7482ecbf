"""Acts on a case's team: who belongs to it, who must not be contacted, and every try to reach somebody.

They say nothing of where a case stands, so nobody who types in a form of the case is overtaken by them.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from dropout_cases.models import Case, ContactTry, TeamMember
from schools.access import Action
from schools.models import User, Verb

from .engine import Refused, ask, keep, lock, read_anew, written


@transaction.atomic
def join_team(member: TeamMember, *, by: User) -> TeamMember:
    """Put somebody on the team of a case; the same form sent twice puts one there."""
    return keep(member, by=by)


@transaction.atomic
def note_try(entry: ContactTry, *, by: User) -> ContactTry:
    """Write down a try to reach somebody; who must not be contacted is not to be tried."""
    refuse_barred(entry.case, entry.member, entry.who)
    return keep(entry, by=by)


@transaction.atomic
def change_member(member: TeamMember, *, fields: dict[str, object], by: User) -> TeamMember:
    """Change how to reach somebody of the team, until when they belong to it, or that nobody may contact them."""
    case = lock(member.round.case_id)
    ask(by, Action.CASE_RECORD, case.place)
    read_anew(member, case)
    for name, value in fields.items():
        setattr(member, name, value)
    if member.no_contact and not member.no_contact_why:
        raise Refused(_("กรอกเหตุผลที่ห้ามติดต่อ"))
    if member.until_on and member.until_on < member.happened_on:
        raise Refused(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"))
    member.save(update_fields=list(fields))
    return written(case, member, Verb.CHANGED, by=by, fields=fields)


def refuse_barred(case: Case, member: TeamMember | None, name: str = "") -> None:
    """Raise Refused for somebody who must not be contacted, chosen from the team or typed by name."""
    for one in TeamMember.objects.of(case).barred():
        if one == member or one.name in name:
            raise Refused(_("ห้ามติดต่อ %(who)s ตามที่บันทึกไว้ในเคส เลือกคนอื่น") % {"who": one})
