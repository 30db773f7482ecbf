"""Minutes of a meeting (รายงานการประชุม, form 11 of the rules on office work B.E. 2526) as blocks of an official paper.

The paper is Thai whatever language its reader has chosen, so its words are not translated.
"""

import re
from dataclasses import replace

from django.utils.translation import override

from referrals.models import AGENDA, Attendee, Meeting, Resolution
from thai.dates import WEEKDAYS, thai_date, thai_time

from .blocks import Block, Heading, Paper, People, Person, Point, Said, Signature, Text, Title, in_thai_digits, unbreakable

NOTHING = "ไม่มี"
TO_BE_WRITTEN = "." * 20
CONSIDERED = 5  # the item under which the sides are heard and resolutions made


@override("th")
def minutes(meeting: Meeting) -> Paper:
    """The minutes of a meeting; of a voided one they say so on every page, for its number stays in the register."""
    blocks = (*_opening(meeting), *_people(meeting), *_proceedings(meeting), *_signatures(meeting))
    mark = f"ยกเลิก: {meeting.void_reason}" if meeting.is_void else ""
    return in_thai_digits(Paper(f"รายงานการประชุมครั้งที่ {meeting.full_number}", blocks, _names(meeting), mark))


def file_name(meeting: Meeting) -> str:
    """What the file is called: by its number, and nobody's name."""
    return f"รายงานการประชุม-{meeting.number}-{meeting.fiscal_year}"


def _opening(meeting: Meeting) -> list[Block]:
    day = meeting.happened_on
    name = re.sub("^(รายงาน)?(การ)?ประชุม", "", meeting.name) or "เพื่อช่วยเหลือนักเรียน"
    return [
        Title(f"รายงานการประชุม{name}"),
        Title(f"ครั้งที่ {meeting.full_number}"),
        Title(f"เมื่อวัน{WEEKDAYS[day.weekday()]}ที่ {thai_date(day, 'official')}"),
        Title(f"ณ {meeting.place_text}"),
    ]


def _people(meeting: Meeting) -> list[Block]:
    """Who came, the chair first and the secretary last; who did not, and why; who came without being of the team."""
    attendees = list(meeting.attendees.all())
    chair, secretary = _officer(meeting.chair, "ประธาน", attendees), _officer(meeting.secretary, "เลขานุการ", attendees)
    others = [one for one in attendees if one.name not in (chair.name, secretary.name)]
    members = [_person(one) for one in others if one.present and not one.is_guest]
    return [
        *_list("ผู้มาประชุม", [chair, *members, *([secretary] if secretary.name not in ("", chair.name) else [])]),
        *_list("ผู้ไม่มาประชุม", [_person(one, one.absence_reason) for one in others if not one.present]),
        *_list("ผู้เข้าร่วมประชุม", [_person(one) for one in others if one.present and one.is_guest]),
    ]


def _list(heading: str, people: list[Person]) -> list[Block]:
    return [Heading(heading), People(tuple(people)) if people else Text(NOTHING)]


def _person(attendee: Attendee, part: str = "") -> Person:
    return Person(attendee.name, attendee.position or str(attendee.get_side_display()), part)


def _officer(text: str, part: str, attendees: list[Attendee]) -> Person:
    """Somebody with a part in the meeting: the attendee whose name the text begins with, or whoever the text names."""
    known = next((one for one in attendees if one.present and f"{text} ".startswith(f"{one.name} ")), None)
    return replace(_person(known), part=part) if known else Person(text, "", part)


def _proceedings(meeting: Meeting) -> list[Block]:
    blocks: list[Block] = [Said("เริ่มประชุมเวลา", _clock(meeting.starts_at))]
    for number, label in AGENDA:
        blocks += [Heading(f"ระเบียบวาระที่ {number} {label}"), *_item(meeting, number)]
    return [*blocks, Said("เลิกประชุมเวลา", _clock(meeting.ends_at))]


def _clock(time) -> str:
    return thai_time(time) if time else f"{TO_BE_WRITTEN} น."


def _item(meeting: Meeting, number: int) -> list[Block]:
    """What was said under an item; under the one for consideration also each side's word, the summary and the resolutions."""
    texts = [item.text for item in meeting.agenda_items.all() if item.number == number]
    if number == CONSIDERED:
        texts += [_word(attendee) for attendee in meeting.attendees.all() if attendee.statement]
        texts += [meeting.summary] if meeting.summary else []
    said: list[Block] = [Text(text) for text in texts] or [Text(NOTHING)]
    return [*said, *_resolutions(meeting)] if number == CONSIDERED else said


def _word(attendee: Attendee) -> str:
    return f"{attendee.name} ({attendee.get_side_display()}) ให้ความเห็นว่า {attendee.statement}"


def _resolutions(meeting: Meeting) -> list[Block]:
    resolutions = list(meeting.resolutions.all())
    points = [Point(str(place), one.text, _who_and_when(one)) for place, one in enumerate(resolutions, 1)]
    return [Said("มติที่ประชุม", "" if points else NOTHING), *points]


def _who_and_when(resolution: Resolution) -> str:
    """Of a resolution as it was made; what became of it since is not in the minutes."""
    whose = f"ผู้รับผิดชอบ: {resolution.whose}" if resolution.whose else ""
    due = f"ภายในวันที่ {thai_date(resolution.due_on, 'official')}" if resolution.due_on else ""
    return " ".join(filter(None, (whose, due)))


def _signatures(meeting: Meeting) -> list[Block]:
    attendees = list(meeting.attendees.all())
    signing = (("ผู้จดรายงานการประชุม", meeting.secretary), ("ผู้ตรวจรายงานการประชุม", meeting.checker))
    people = [_officer(name, part, attendees) for part, name in signing]
    return [Signature(one.part, one.name, one.position) for one in people]


def _names(meeting: Meeting) -> tuple[str, ...]:
    """Whatever in the text is a name, as far as the meeting and its case know it; the longest first."""
    child = meeting.round.case.student
    people = [one.name for one in meeting.attendees.all()] + [one.whose for one in meeting.resolutions.all()]
    officers = [meeting.chair, meeting.secretary, meeting.checker]
    child_names = [f"{child.first_name} {child.last_name}".strip(), child.first_name, child.last_name]
    return unbreakable((*people, *officers, *child_names))
