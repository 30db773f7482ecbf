"""What goes along when a round ends and the next begins: people, facts, what is to be done, and what is still waited for."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thai.dates import thai_date

from .models import Case, Move, TeamMember
from .models.moves import MOVE_ENDS

FINDING, RESOLUTION = "referrals.Finding", "referrals.Resolution"  # of a floor above
CONTACT, REFERRAL, PLAN = "referrals.Contact", "referrals.Referral", "referrals.Plan"
PAGES = ("dropout_cases:case-tasks", "dropout_cases:case-people", "referrals:finding-list")

OF_REFERRALS = gettext_lazy("ผู้รับตอบและแจ้งผลต่อได้ในรอบใหม่ ไม่ต้องการแล้ว ถอนคำขอก่อนเริ่มรอบ")
TAKEN_UP = gettext_lazy("ผู้รับตอบและแจ้งผลต่อได้ในรอบใหม่")
# What becomes of it when the case is closed.
MOVES_END = gettext_lazy("ถอนเมื่ออนุมัติปิดเคส")
PLANS_END = gettext_lazy("ยกเลิกเมื่ออนุมัติปิดเคส แจ้งผู้ได้รับเชิญ")
LINKS_END = gettext_lazy("ลิงก์ให้ตอบปิดพร้อมเคส")
REFERRALS_END = gettext_lazy("ผู้รับเปิดดูและตอบไม่ได้เมื่อเคสปิด ไม่ต้องการแล้ว ถอนคำขอ")


Words = str | Promise


@dataclass(frozen=True)
class Row:
    """One thing that goes along; `url` is where it is seen, `withdraw_url` where it is taken back instead."""

    text: str
    url: str = ""
    withdraw_url: str = ""


@dataclass(frozen=True)
class Carried:
    """Things of one kind that go along."""

    title: Words
    rows: list[Row]
    note: Words = ""


def carried_over(case: Case) -> list[Carried]:
    """What goes along, kind by kind, without what there is none of; of a closed case, when it is taken up again."""
    tasks, people, facts = (reverse(name, args=[case.key]) for name in PAGES)
    told = [
        Carried(gettext_lazy("คนในเคส"), [Row(str(one), people) for one in TeamMember.objects.of(case)]),
        Carried(gettext_lazy("ข้อเท็จจริง"), [Row(text, facts) for text in _facts(case)]),
        Carried(gettext_lazy("มติที่ยังไม่เสร็จ"), [Row(one.sentence) for one in _resolutions(case)]),
        Carried(gettext_lazy("งานที่ยังไม่เสร็จ"), [Row(_by(one.text, one.due_on), tasks) for one in case.tasks.open()]),
        *under_way(case, moves="", plans="", contacts="", referrals=OF_REFERRALS if case.is_open else TAKEN_UP),
    ]
    return [one for one in told if one.rows]


def under_way(
    case: Case, moves: Words = MOVES_END, plans: Words = PLANS_END, contacts: Words = LINKS_END, referrals: Words = REFERRALS_END
) -> list[Carried]:
    """What others are still asked for, and what becomes of it; unless another note is given, when the case is closed."""
    waiting = Move.objects.waiting().filter(case=case).select_related(*MOVE_ENDS)
    told = [
        Carried(gettext_lazy("การย้ายที่รอคำตอบ"), [Row(one.where_to, one.get_absolute_url()) for one in waiting], moves),
        Carried(
            gettext_lazy("นัดหมาย"), [Row(f"{one.title} {one.when}", one.get_absolute_url()) for one in _along(PLAN, case)], plans
        ),
        Carried(gettext_lazy("รอคำตอบ"), [_contact(one, case) for one in _along(CONTACT, case)], contacts),
        Carried(gettext_lazy("การส่งต่อที่ยังดำเนินอยู่"), [_referral(one, case) for one in _along(REFERRAL, case)], referrals),
    ]
    return [one for one in told if one.rows]


def _along(name: str, case: Case) -> list[Any]:
    """The entries of one kind that the engine takes along."""
    model: Any = apps.get_model(name)
    return list(model.objects.filter(round=case.current_round, voided_at=None, **model.GOES_ALONG))


def _facts(case: Case) -> list[str]:
    """How many facts stand in the case, and how many of them still need another source."""
    found: Any = apps.get_model(FINDING).objects
    standing, unsure = found.filter(round__case=case, voided_at=None).count(), found.of_case(case).unsure().count()
    words = [_("%(count)s ข้อ") % {"count": standing}, _("ยังต้องตรวจ %(count)s ข้อ") % {"count": unsure}]
    return [" · ".join(words[: 1 + bool(unsure)])] if standing else []


def _resolutions(case: Case) -> list[Any]:
    """Those that are no task: the others stand among the tasks."""
    agreed: Any = apps.get_model(RESOLUTION).objects
    return [one for one in agreed.to_follow(case) if one.task is None]


def _plan(plan: Any) -> Row:
    return Row(f"{plan.title} {plan.when}", plan.get_absolute_url())


def _contact(contact: Any, case: Case) -> Row:
    return Row(_by(contact.who, contact.answer_by), contact.answer_url if case.is_open else "")


def _referral(referral: Any, case: Case) -> Row:
    """A request that is wanted no more is taken back while the case is open."""
    text = f"{referral.receiver} – {referral.get_status_display()}"
    withdraw = reverse("referrals:referral-withdraw", args=[referral.key]) if case.is_open else ""
    return Row(text, referral.get_absolute_url(), withdraw)


def _by(text: str, until) -> str:
    return f"{text} – {_('ภายใน %(day)s') % {'day': thai_date(until)}}" if until else text
