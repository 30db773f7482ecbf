"""The rounds of a case side by side: what was found and done in each, how it went, how long the child stayed, why it ended."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from thai.dates import thai_date

from .happenings import Story
from .judgement import unanswered
from .models import Attendance, Case, Closing, Round
from .models.returns import LEFT
from .steps import DONE, State

PEOPLE_IN = ("contact", "visit", "meeting", "referral", "return")
WITHDRAWN = "WITHDRAWN"  # where a referral stands, of a floor above
A_WEEK = 7

Entries = dict[str, list[Any]]


@dataclass(frozen=True)
class Chapter:
    """One round with what was written into it, oldest first by kind, as far as a person may read it."""

    round: Round
    entries: Entries
    team: list[Any]
    sensitive: bool
    today: date
    closing: Closing | None = None
    next_round: Round | None = None
    office: str = ""  # where more than one office had the case

    def of(self, *kinds: str) -> list[Any]:
        """The entries of some kinds."""
        return [one for kind in kinds for one in self.entries.get(kind, ())]

    @property
    def end(self) -> date:
        """Its last day so far."""
        return self.round.closed_on or self.today

    @property
    def returned(self) -> Any:
        """The latest return, if any."""
        return next(reversed(self.of("return")), None)

    @property
    def reports(self) -> list[Any]:
        """What was reported since the return."""
        back = self.returned
        return [one for one in self.of("followup") if back and one.happened_on >= back.happened_on]

    @property
    def left_on(self) -> date | None:
        """The day on which it first showed that the child, once back, was leaving again."""
        attended = max((one.happened_on for one in self.reports if one.attendance == Attendance.ATTENDING), default=date.min)
        stopped = [one for one in self.reports if one.attendance in LEFT and one.happened_on >= attended]
        noticed = unanswered([one for one in self.of("setback") if not one.dismissed_on], self.reports)
        return min((one.happened_on for one in (*stopped, *noticed)), default=None) if self.returned else None

    @property
    def rows(self) -> list[tuple[str | Promise, list[str]]]:
        """Every row, the same of each round, so that they stand side by side."""
        return [(row.label, row.tell(self)) for row in ROWS]

    @property
    def brief(self) -> list[tuple[str | Promise, list[str]]]:
        """What whoever plans the next step should know, without what there is nothing of."""
        return [(row.label, told) for row in ROWS if row.is_brief and (told := row.tell(self))]


@dataclass(frozen=True)
class Row:
    """One aspect of a round."""

    label: str | Promise
    tell: Callable[[Chapter], list[str]]
    is_brief: bool = False


def chapters(case: Case, story: Story, user, today: date) -> list[Chapter]:
    """The rounds of a case, oldest first, from its whole story as `user` reads it, in three queries."""
    rounds = list(case.rounds.select_related("start_reason", "area").prefetch_related("states"))
    closings = {one.round_id: one for one in case.closings.filter(approved=True).select_related("outcome")}
    entries = _by_round(story, rounds)
    team = [one for of_round in entries.values() for one in of_round["teammember"]]
    sensitive = case.shows_sensitive_to(user)
    following: list[Round | None] = [*rounds[1:], None]
    has_moved = len({one.area_id for one in rounds}) > 1
    return [
        Chapter(one, entries[one.pk], team, sensitive, today, closings.get(one.pk), after, str(one.area) if has_moved else "")
        for one, after in zip(rounds, following, strict=True)
    ]


def _by_round(story: Story, rounds: list[Round]) -> dict[int, Entries]:
    """The entries of each round by kind; what went along into a later round also stands in the one in which it was written."""
    entries: dict[int, Entries] = defaultdict(lambda: defaultdict(list))
    told = [one.entry for one in story.happenings if one.entry is not None and not one.entry.is_void]
    for entry in sorted(told, key=lambda one: (one.happened_on, one.pk)):
        written = [one.pk for one in rounds if one.opened_at <= entry.entered_at][-1:] if hasattr(entry, "GOES_ALONG") else []
        for number in {entry.round_id, *written}:  # type: ignore[attr-defined]  # each kind has one
            entries[number][str(entry._meta.model_name)].append(entry)
    return entries


def days_words(days: int) -> str:
    """A stretch of time as people say it: in weeks from two weeks on."""
    if days < 2 * A_WEEK:
        return ngettext("%(count)s วัน", "%(count)s วัน", days) % {"count": days}
    return _("%(count)s สัปดาห์") % {"count": days // A_WEEK}


def _each(texts: Iterable[object]) -> list[str]:
    """Each text once, in order."""
    return list(dict.fromkeys(str(text) for text in texts if text))


def _period(chapter: Chapter) -> list[str]:
    begun = thai_date(chapter.round.opened_on)
    ended = thai_date(chapter.round.closed_on) if chapter.round.closed_on else _("ยังดำเนินการ")
    return _each([f"{begun} – {ended} ({days_words((chapter.end - chapter.round.opened_on).days)})", chapter.office])


def _start(chapter: Chapter) -> list[str]:
    return _each([chapter.round.start_reason, chapter.round.start_note]) or [_("รับแจ้ง")]


def _causes(chapter: Chapter) -> list[str]:
    found = [cause for one in chapter.of("report", "visit") for cause in one.causes.all()]
    hidden = any(cause.sensitive for cause in found) and not chapter.sensitive
    shown = [cause for cause in found if chapter.sensitive or not cause.sensitive]
    return _each([*shown, _("สาเหตุที่จำกัดผู้เห็น") if hidden else ""])


def _people(chapter: Chapter) -> list[str]:
    team = [
        one for one in chapter.team
        if one.happened_on <= chapter.end and (one.until_on is None or one.until_on >= chapter.round.opened_on)
    ]  # fmt: skip
    named = [name for one in chapter.of(*PEOPLE_IN) for name, _part in one.people()]
    return _each([*(" · ".join(filter(None, (one.name, one.from_where))) for one in team), *named])


def _outings(chapter: Chapter) -> list[str]:
    visits = [f"{_('ลงพื้นที่')} {thai_date(one.happened_on)} – {one.result}" for one in chapter.of("visit")]
    return [*visits, *(f"{one.title} {thai_date(one.happened_on)}" for one in chapter.of("meeting"))]


def _helps(chapter: Chapter) -> list[str]:
    along = _(" · ตามไปรอบต่อมา")
    asked = [f"{one.receiver} – {_how_it_went(one)}{'' if _ends_here(chapter, one) else along}" for one in chapter.of("referral")]
    return _each([*asked, *(_("หาในพื้นที่ไม่ได้: %(help)s") % {"help": one.help_kind} for one in chapter.of("unmetneed"))])


def _ends_here(chapter: Chapter, entry: Any) -> bool:
    return entry.round_id == chapter.round.pk


def _how_it_went(referral: Any) -> str:
    """Each help that was asked for and what came of it; without a result, where the referral stands."""
    given = {one.help_kind_id: one.get_outcome_display() for one in referral.help_given.all()}
    status = " ".join(filter(None, (referral.get_status_display(), str(referral.decline_reason or ""))))
    return ", ".join(f"{one}: {given.get(one.pk, status)}" for one in referral.helps.all())


def _recommended(chapter: Chapter) -> list[str]:
    sent = [one for one in chapter.of("referral") if one.pathway_to_be and one.status != WITHDRAWN]
    return _each(" ".join(filter(None, (str(one.pathway_to_be), one.recommended_where))) for one in sent)


def _real(chapter: Chapter) -> list[str]:
    back = chapter.returned
    return [f"{back.pathway} – {back.where}"] if back else []


def _days(chapter: Chapter) -> list[str]:
    """How many days each step took, counted from when the steps before it were done."""
    told, since = [], chapter.round.opened_on
    for state in chapter.round.states.all():
        words = state.get_state_display()
        if state.state in DONE - {State.WAIVED} and state.settled_on:
            words = days_words(max((state.settled_on - since).days, 0))
            since = max(since, state.settled_on)
        told.append(f"{state.step} {state.get_step_display()}: {words}")
    return told


def _checks(chapter: Chapter) -> list[str]:
    reports = [(one.happened_on, str(one.get_attendance_display())) for one in chapter.reports]
    noticed = [(one.happened_on, _noticed(one)) for one in chapter.of("setback")]
    return [f"{thai_date(day)}: {words}" for day, words in sorted(reports + noticed)]


def _noticed(setback: Any) -> str:
    return f"{setback.title} ({_('ตรวจแล้วยังเรียนอยู่')})" if setback.dismissed_on else str(setback.title)


def _pauses(chapter: Chapter) -> list[str]:
    return [
        f"{thai_date(one.happened_on)} – {thai_date(one.ended_on or one.until)}"
        + ("" if one.reason.sensitive and not chapter.sensitive else f" {one.reason}")
        for one in chapter.of("pause")
    ]


def _stay(chapter: Chapter) -> list[str]:
    back = chapter.returned
    if back is None:
        return [_("ยังไม่ได้กลับเข้าเรียน")]
    if not back.confirmed_on:
        return [_("ปลายทางยังไม่ยืนยันว่ากลับเข้าเรียน")]
    last = chapter.left_on or chapter.end
    return [
        _("กลับเข้าเรียน %(day)s อยู่ได้ %(time)s")
        % {"day": thai_date(back.happened_on), "time": days_words((last - back.happened_on).days)}
    ]


def _end(chapter: Chapter) -> list[str]:
    if not chapter.round.closed_on:
        return [_("ยังดำเนินการ")]
    outcome = chapter.closing and chapter.closing.outcome
    why = chapter.next_round and chapter.next_round.start_reason
    return _each([chapter.round.get_result_display(), outcome, why])


ROWS = (
    Row(gettext_lazy("ช่วงเวลา"), _period),
    Row(gettext_lazy("เหตุที่เริ่ม"), _start),
    Row(gettext_lazy("สาเหตุ"), _causes, is_brief=True),
    Row(gettext_lazy("ผู้มีส่วนร่วม"), _people),
    Row(gettext_lazy("ลงพื้นที่และประชุม"), _outings),
    Row(gettext_lazy("ความช่วยเหลือที่ขอและผล"), _helps, is_brief=True),
    Row(gettext_lazy("แนวทางที่เสนอแนะ"), _recommended, is_brief=True),
    Row(gettext_lazy("แนวทางที่จัดจริง"), _real, is_brief=True),
    Row(gettext_lazy("เวลาที่ใช้แต่ละขั้น"), _days),
    Row(gettext_lazy("ติดตามแล้วพบ"), _checks),
    Row(gettext_lazy("พักเคส"), _pauses),
    Row(gettext_lazy("อยู่ได้นานเท่าใด"), _stay, is_brief=True),
    Row(gettext_lazy("ผลของรอบ"), _end, is_brief=True),
)
