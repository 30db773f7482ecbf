"""What may be done next about help that a receiver declined, did not give, or is silent about: by itself, without being asked.

Only help that is still wanting is spoken of: what somebody else was asked for since and has not failed to give is under way.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from django.db.models import F, Q, Value
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dropout_cases.models import Case
from referrals.forms.receivers import reply_words
from referrals.models import UNDER_WAY, Outcome, Referral, ReferralStatus, UnmetNeed
from schools.models import Agency, Code
from thai.text import fold

MOST_AGENCIES = 5
SHORTEST_NAME = 4  # letters of what a receiver wrote that may be a part of an agency's name


Offer = tuple[Agency, list[Code]]


@dataclass(frozen=True)
class Move:
    """One thing that may be done next, why, and the page that does it."""

    label: str
    url: str
    reason: str = ""


@dataclass
class Stuck:
    """A referral whose help is still wanting: which, what became of the referral, and what may be done."""

    referral: Referral
    helps: list[Code]
    what: str | Promise
    advisers: list[Referral] = field(default_factory=list)  # whose receivers named somebody instead
    moves: list[Move] = field(default_factory=list)

    @property
    def is_silent(self) -> bool:
        """Whether the receiver still has it, and says nothing."""
        return self.referral.status in UNDER_WAY


def wanting(case: Case, today: date, *, may_loop: bool) -> list[Stuck]:
    """What is still wanting in the open round of a case, each kind of help once, under the latest referral that lost it.

    In a number of queries that does not depend on how many referrals there are.
    """
    return _with_moves(_stuck(_sent(case, today), today), case, may_loop=may_loop)


def proposals(referral: Referral, today: date, *, may_loop: bool) -> list[Stuck]:
    """The same of one referral, for its own page; nothing of a round that is over."""
    if referral.round.closed_on:
        return []
    case = referral.round.case
    found = [one for one in _stuck(_sent(case, today), today) if one.referral == referral]
    return _with_moves(found, case, may_loop=may_loop)


def _sent(case: Case, today: date) -> list[Referral]:
    """The referrals of the open round, the latest first; none where none of them has lost anything, which is soon known."""
    sent = Referral.objects.filter(round__case=case, round__closed_on=None, voided_at=None)
    over = Q(status__in=[ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN]) | Q(help_given__outcome=Outcome.NOT)
    if not sent.filter(over | Q(pk__in=Referral.objects.silent(today))).exists():
        return []
    joined = sent.select_related("round__case", "agency", "school", "decline_reason").prefetch_related("helps", "help_given")
    return list(joined.defer("asked").order_by("-happened_on", "-pk"))


def _stuck(sent: list[Referral], today: date) -> list[Stuck]:
    """Each kind of help that nobody has in hand, once."""
    in_hand = {one for referral in sent for one in _kept(referral, today)}
    found: list[Stuck] = []
    for referral in sent:
        lost = _lost(referral, today)
        if helps := [one for one in lost if one not in in_hand]:
            found.append(Stuck(referral, helps, _what(referral)))
            in_hand.update(helps)
        for one in found:
            if referral.instead and set(lost) & set(one.helps):
                one.advisers.append(referral)
    return found


def _is_silent(referral: Referral, today: date) -> bool:
    """Whether its receiver owes an answer or a result that is late; not while the office owes a reply."""
    return referral.question_on is None and referral.owed_by is not None and referral.owed_by < today


def _lost(referral: Referral, today: date) -> list[Code]:
    """The kinds of help that this referral does not bring, as it stands."""
    if referral.status == ReferralStatus.DONE:
        not_given = {one.help_kind_id for one in referral.help_given.all() if one.outcome == Outcome.NOT}
        return [one for one in referral.helps.all() if one.pk in not_given]
    is_over = referral.status in (ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN)
    return list(referral.helps.all()) if is_over or _is_silent(referral, today) else []


def _kept(referral: Referral, today: date) -> list[Code]:
    """The kinds of help that this referral brings, or may bring yet."""
    lost = _lost(referral, today)
    return [one for one in referral.helps.all() if one not in lost]


def _what(referral: Referral) -> str | Promise:
    """What became of the referral."""
    if referral.status == ReferralStatus.DECLINED:
        return f"{_('รับไม่ได้')}: {referral.decline_reason}"
    words = {
        ReferralStatus.SENT: gettext_lazy("ยังไม่ตอบตามกำหนด"),
        ReferralStatus.DONE: gettext_lazy("แจ้งผลว่าไม่ได้รับความช่วยเหลือ"),
        ReferralStatus.WITHDRAWN: gettext_lazy("ถอนคำขอแล้ว"),
    }
    return words.get(ReferralStatus(referral.status), gettext_lazy("รับเรื่องแล้ว ยังไม่แจ้งผลตามกำหนด"))


def _with_moves(found: list[Stuck], case: Case, *, may_loop: bool) -> list[Stuck]:
    """Each with what may be done about it: somebody else, nobody left, or another round."""
    if not found:
        return []
    directory = _directory(case, [help_kind for one in found for help_kind in one.helps])
    asked, told, named = _asked(case), _told(case), _named(found, case)
    for one in found:
        advised = {named[by.pk]: by for by in one.advisers if by.pk in named and _is_new(named[by.pk], one.helps, asked)}
        offers = [(agency, helps) for agency in directory if agency not in advised and (helps := _new_helps(one, agency, asked))]
        others = [*_advice(one, advised), *_offered(one, offers)][:MOST_AGENCIES]
        if one.is_silent:
            one.moves = [_of("call", _("โทรติดตาม"), one), *others, _elsewhere(one), _of("withdraw", _("ถอนคำขอ"), one)]
        else:
            one.moves = [*others, _elsewhere(one), *([] if advised else _needs(one, offers, told))]
            one.moves += _loop(one, case) if may_loop else []
    return found


def _directory(case: Case, helps: Iterable[Code]) -> list[Agency]:
    """The open agencies that give any of this help where the child is, the quickest first."""
    agencies = Agency.objects.filter(area=case.area_id, is_open=True, services__in=helps).distinct()
    local = agencies.serving(case.amphoe_id) if case.amphoe_id else agencies
    return list(local.quickest().prefetch_related("services"))


def _told(case: Case) -> set[str]:
    """The help of which the open round tells that it is not to be had."""
    needs = UnmetNeed.objects.filter(round__case=case, round__closed_on=None, voided_at=None)
    return set(needs.values_list("help_kind", flat=True))


def _asked(case: Case) -> set[tuple[int | None, str]]:
    """Which agency was asked for which help in the open round, whatever became of it."""
    asked = Referral.objects.filter(round__case=case, round__closed_on=None, voided_at=None)
    return set(asked.values_list("agency", "helps"))


def _named(found: list[Stuck], case: Case) -> dict[int, Agency]:
    """By referral, the open agency of the directory that its receiver named instead."""
    hints = {by.pk: fold(by.instead) for one in found for by in one.advisers}
    wanted = Q(pk__in=[])
    for hint in hints.values():
        part = Q(search_text__contains=hint) if len(hint) >= SHORTEST_NAME else Q(pk__in=[])
        wanted |= part | Q(pk__in=Agency.objects.annotate(hint=Value(hint)).filter(hint__contains=F("search_text")).values("pk"))
    known = list(Agency.objects.filter(wanted, area=case.area_id, is_open=True).order_by(Length("search_text").desc(), "pk"))
    return {
        pk: agency
        for pk, hint in hints.items()
        if (agency := next((one for one in known if one.search_text in hint or hint in one.search_text), None))
    }


def _is_new(agency: Agency, helps: Iterable[Code], asked: set) -> bool:
    """Whether an agency was asked for none of this help in the open round."""
    return not any((agency.pk, one.pk) in asked for one in helps)


def _new_helps(stuck: Stuck, agency: Agency, asked: set) -> list[Code]:
    """What an agency gives of the help that is wanting, and was not asked for."""
    services = set(agency.services.all())
    helps = [one for one in stuck.helps if one in services]
    return helps if _is_new(agency, helps, asked) else []


def _advice(stuck: Stuck, advised: dict[Agency, Referral]) -> list[Move]:
    """Whom a receiver named instead, whatever services it lists."""
    return [_send(stuck, agency, _("%(who)s แนะนำ") % {"who": by.receiver}) for agency, by in advised.items()]


def _offered(stuck: Stuck, offers: list[Offer]) -> list[Move]:
    """Those who give all of the help, or where nobody does each part of it."""
    whole = [(agency, helps) for agency, helps in offers if helps == stuck.helps]
    moves = []
    for agency, helps in whole or offers:
        part = "" if whole else ", ".join(one.label for one in helps)
        moves.append(_send(stuck, agency, " · ".join(filter(None, (part, reply_words(agency))))))
    return moves


def _send(stuck: Stuck, agency: Agency, reason: str) -> Move:
    return Move(_("ส่งต่อ %(agency)s") % {"agency": agency}, _form_of(stuck, agency=agency.key), reason)


def _elsewhere(stuck: Stuck) -> Move:
    return Move(_("เลือกผู้รับเอง"), _form_of(stuck))


def _form_of(stuck: Stuck, **named: str) -> str:
    """The form of a referral that begins as this one was; of part of its help where only that is wanting."""
    part = {"help": stuck.helps[0].code} if len(stuck.helps) == 1 < len(stuck.referral.helps.all()) else {}
    page = reverse("referrals:referral-add", args=[stuck.referral.round.case.key])
    return f"{page}?{urlencode({'from': stuck.referral.key, **named, **part})}"


def _of(act: str, label: str, stuck: Stuck) -> Move:
    """An act of the office on the referral itself."""
    return Move(label, reverse(f"referrals:referral-{act}", args=[stuck.referral.key]))


def _needs(stuck: Stuck, offers: list[Offer], told: set[str]) -> list[Move]:
    """Tell what nobody in the directory gives, where it was not told in this round."""
    offered = {one.pk for _agency, helps in offers for one in helps}
    page = reverse("referrals:need-add", args=[stuck.referral.round.case.key])
    reason = _("ไม่มีหน่วยงานอื่นในทำเนียบที่ให้ความช่วยเหลือนี้ในพื้นที่")
    return [
        Move(
            _("บันทึกว่าหา “%(help)s” ในพื้นที่ไม่ได้") % {"help": one.label},
            f"{page}?{urlencode({'help': one.code, 'referral': stuck.referral.key})}",
            reason,
        )
        for one in stuck.helps
        if one.pk not in offered | told
    ]


def _loop(stuck: Stuck, case: Case) -> list[Move]:
    """Begin the next round, where this referral is a ground for it."""
    if stuck.referral.status not in (ReferralStatus.DECLINED, ReferralStatus.DONE):
        return []
    label = _("เริ่มรอบที่ %(number)s") % {"number": case.round_number + 1}
    why = "REFERRAL_DECLINED" if stuck.referral.status == ReferralStatus.DECLINED else "HELP_NOT_ENOUGH"
    page = f"{reverse('dropout_cases:round-add', args=[case.key])}?reason={why}"
    return [Move(label, page, _("ประสานงานและลงพื้นที่ใหม่ ข้อเท็จจริง คน และงานที่ค้างตามไป"))]
