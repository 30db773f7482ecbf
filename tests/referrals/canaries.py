"""A case in which every field holds a word of its own, so that a page can be searched for what it must not show."""

from dropout_cases import workflow
from dropout_cases.models import Note
from dropout_cases.steps import Safety
from dropout_cases.workflow import engine
from referrals.models import Attendee, Certainty, Finding, Meeting, Party, Resolution, Side
from schools.models import Code
from tests.make import DAY, code, make_case, make_contact, make_referral, make_school, make_student, make_visit
from thai.identity import format_pin

NUMBER = "0000000123455"

# What each tick shares, by the code of the tick.
SHARED = {
    "name_age": ("canary-first", "canary-last", "canary-nick"),
    "school_grade": ("canary-school",),
    "causes": ("canary-cause",),
    "guardian": ("canary-guardian",),
    "guardian_phone": ("canary-phone",),
    "address": ("canary-address",),
    "sensitive_causes": ("canary-delicate",),
    "facts": ("canary-fact",),
    "story": ("canary-story",),
    "identity_number": (format_pin(NUMBER),),
}

# What no tick shares.
KEPT = (
    "canary-reporter", "canary-caller", "canary-safety", "canary-contact-asked", "canary-contact-answer", "canary-find-out",
    "canary-visitors", "canary-seen", "canary-voice", "canary-conclusion", "canary-source", "canary-second", "canary-unchecked",
    "canary-untrue", "canary-chair", "canary-summary", "canary-statement", "canary-attendee", "canary-resolution", "canary-note",
    "canary-other-asked", "canary-interest", "canary-consent", NUMBER,
)  # fmt: skip


def relabel(name: str, label: str) -> Code:
    cause = code(name, "dropout_reason")
    cause.label_th = label
    cause.save()
    return cause


def make_full_case(world, by=None):
    """A case of the world's office with something in every field."""
    by = by or world.officer
    relabel("POVERTY", "canary-cause")
    relabel("ABUSE", "canary-delicate")
    school = make_school(world.area, "canary-school")
    student = make_student(
        world.area,
        school,
        first_name="canary-first",
        last_name="canary-last",
        nickname="canary-nick",
        born_on=DAY.replace(year=2012),
        born_precision="day",
        guardian_name="canary-guardian",
        guardian_phone="canary-phone",
        address="canary-address",
    )
    reporter = {"reporter_name": "canary-reporter", "reporter_phone": "canary-caller"}
    case = make_case(by, school, student, causes=("POVERTY", "ABUSE"), story="canary-story", **reporter)
    student.identities.create(number=NUMBER, started_on=DAY)
    _work_on(case, world, by)
    case.refresh_from_db()
    case.safety_note = "canary-safety"
    case.save(update_fields=["safety_note"])
    return case


def _work_on(case, world, by):
    asked = {"asked": "canary-contact-asked", "answer": "canary-contact-answer", "to_find_out": "canary-find-out"}
    make_contact(case, by, party=Party.AGENCY, agency=world.other_agency, **asked)
    written = {"visitors": "canary-visitors", "seen": "canary-seen", "child_voice": "canary-voice"}
    make_visit(case, by, findings=_findings(), conclusion="canary-conclusion", best_interest="canary-interest", **written)
    minutes = {"place_text": "ที่ประชุม", "chair": "canary-chair", "summary": "canary-summary", "safety": Safety.SAFE}
    workflow.record(Meeting(round=case.current_round, happened_on=DAY, **minutes), by=by, lines=_said())
    make_referral(case, by, world.other_agency, asked="canary-other-asked", consent_note="canary-consent")
    note = Note(case=case, round=case.current_round, text="canary-note", happened_on=DAY)
    engine.add(note, by=by)


def _findings():
    sources = {"source": "canary-source", "second_source": "canary-second"}
    return [
        Finding(statement="canary-fact", state=Certainty.CHECKED, **sources),
        Finding(statement="canary-unchecked", state="", **sources),
        Finding(statement="canary-untrue", state=Certainty.DISPROVED, **sources),
    ]


def _said():
    return [
        Attendee(name="canary-attendee", side=Side.FAMILY, statement="canary-statement"),
        Resolution(text="canary-resolution", owner_name="ครู", due_on=DAY),
    ]
