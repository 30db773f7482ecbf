"""The world in which access is tried: people of every role, a row of every kind, and a word of its own in every field.

Everything hangs on two children: one of our office, whose case holds something of every kind, and one of another office. What
somebody may read is then a matter of looking for words; who may read which stands in `test_access.py`.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from dropout_cases import absences, documents, receipts, workflow
from dropout_cases.imports import jobs, storing
from dropout_cases.imports.headings import guess
from dropout_cases.imports.kinds import KINDS
from dropout_cases.models import (
    Advice,
    Attendance,
    Case,
    ContactTry,
    ImportKind,
    Note,
    Report,
    ReportChannel,
    ReportPoint,
    Return,
    SavedView,
    SetbackKind,
    TeamMember,
)
from dropout_cases.steps import Safety, Step
from dropout_cases.workflow import engine, links
from dropout_cases.workflow.team import join_team, note_try
from referrals import facts, package, passing, plans
from referrals.models import (
    LOOKS,
    Attendee,
    Certainty,
    Finding,
    Invitee,
    Meeting,
    Package,
    Party,
    Plan,
    ReferralStatus,
    Resolution,
    Side,
    UnmetNeed,
)
from referrals.needs import tell_need
from schools import second_step
from schools.access import Role
from schools.agencies import token_of
from schools.models import Code, Holiday, Notice, Post, Term, User
from tests.files import pdf, picture
from tests.make import (
    DAY,
    answer_referral,
    close,
    code,
    decline_referral,
    go_through,
    make_agency,
    make_amphoe,
    make_area,
    make_case,
    make_consent,
    make_contact,
    make_follow_up,
    make_meeting,
    make_move,
    make_officer,
    make_partner,
    make_pause,
    make_referral,
    make_return,
    make_school,
    make_setback,
    make_student,
    make_supervisor,
    make_task,
    make_teacher,
    make_user,
    make_visit,
)
from tests.referrals.papers import make_draft, make_letter, set_up_office

NOW = datetime(2024, 6, 3, 9, tzinfo=ZoneInfo("Asia/Bangkok"))  # a Monday of fiscal year 2567
PASSWORD = "a-long-password"
NUMBER = "1234567890121"
NO_KEY = "A" * 22  # the shape of a key that no row has


@dataclass
class World:
    """Places and people by name, and the keys of the rows that addresses speak of."""

    places: SimpleNamespace
    people: dict[str, User]
    keys: dict[str, str] = field(default_factory=lambda: {"absent": NO_KEY})
    main: Case | None = None

    def name(self, **rows):
        """Give rows the names by which the tests speak of them."""
        self.keys |= {name: row.key for name, row in rows.items()}


def build_world() -> World:
    """Two offices and all that the tests of access ask for."""
    places = _places()
    world = World(places, _people(places))
    _rare_cause()
    _our_case(world)
    _our_other_cases(world)
    _far_case(world)
    _moves(world)
    _told_before_cases(world)
    _beside_cases(world)
    _imports(world)
    _saved_views(world)
    people, rows = world.people, world.places
    world.name(worker=people["officer"], far_worker=people["stranger"])
    world.name(account=people["colleague"], own_account=people["sysadmin"], far_account=people["stranger"])
    world.name(shared_account=_person_of_both_offices(places), school=rows.school, far_school=rows.far_school)
    world.name(agency=rows.agency, far_agency=rows.far_agency)
    world.keys["card_token"] = token_of(rows.former_agency)
    return world


def _places() -> SimpleNamespace:
    area, elsewhere = make_area("ขก1"), make_area("ขก2")
    for one in (area, elsewhere):
        one.amphoe.add(make_amphoe())
    return SimpleNamespace(
        area=area,
        elsewhere=elsewhere,
        school=make_school(area, "canary-school-of-child"),
        other_school=make_school(area, "canary-school-next-door"),
        new_school=make_school(area, "canary-school-receiving"),
        far_school=make_school(elsewhere, "canary-far-school"),
        agency=make_agency(area, "canary-agency", email="ward@hospital.example"),
        other_agency=make_agency(area, "หน่วยงานที่ไม่มีคำขอ"),
        former_agency=make_agency(area, "หน่วยงานที่คำขอจบแล้ว"),
        far_agency=make_agency(elsewhere, "canary-far-agency"),
    )


def _people(places) -> dict[str, User]:
    people = {
        "officer": make_officer(places.area, username="officer"),
        "colleague": make_officer(places.area, username="colleague"),
        "supervisor": make_supervisor(places.area, username="supervisor"),
        "stranger": make_officer(places.elsewhere, username="stranger", full_name="canary-far-officer"),
        "far_supervisor": make_supervisor(places.elsewhere, username="far-supervisor"),
        "teacher": make_teacher(places.school, username="teacher"),
        "neighbour": make_teacher(places.other_school, username="neighbour"),
        "receiver": make_teacher(places.new_school, username="receiver"),
        "executive": make_user(Role.EXECUTIVE, places.area, username="executive"),
        "partner": make_partner(places.agency, username="partner"),
        "other_partner": make_partner(places.other_agency, username="other-partner"),
        "former_partner": make_partner(places.former_agency, username="former-partner"),
        "sysadmin": make_user(Role.SYSADMIN, places.area, username="sysadmin"),
        "far_sysadmin": make_user(Role.SYSADMIN, places.elsewhere, username="far-sysadmin"),
        "nobody": make_user(username="nobody"),
        "moved": make_officer(places.area, username="moved"),
        "disabled": make_officer(places.area, username="disabled"),
    }
    places.area.intake_owner = people["officer"]
    places.area.save()
    second_step.set_up(people["colleague"], "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", 1, session={}, now=NOW)
    return people


def end_access(people: dict[str, User]) -> None:
    """What happened a second ago, while the sessions of both were open: one was moved, the other disabled."""
    people["moved"].posts.update(ended_on=NOW.date())
    people["disabled"].is_active = False
    people["disabled"].save()


def _person_of_both_offices(places) -> User:
    person = make_officer(places.area, username="of-both")
    Post.objects.create(user=person, role=Role.OFFICER, area=places.elsewhere)
    return person


def _rare_cause() -> None:
    """A sensitive cause that no form offers any more, so that a page which names it says it of a child."""
    label = "canary-cause"
    more = {"label_th": label, "label_en": label, "sensitive": True, "retired": True, "order": 999}
    Code.objects.create(id="dropout_reason.CANARY", list="dropout_reason", code="CANARY", **more)


# The case of our office


def _our_case(world: World) -> None:
    places, people = world.places, world.people
    officer, teacher = people["officer"], people["teacher"]
    child = make_student(
        places.area,
        places.school,
        first_name="canary-child",
        last_name="canary-family",
        nickname="canary-nick",
        guardian_name="canary-guardian",
        guardian_phone="canary-phone",
        address="canary-address",
    )
    reporter = {"reporter_name": "canary-reporter", "reporter_phone": "canary-caller", "reporter_confidential": True}
    report = {"safety": Safety.UNSAFE, "story": "canary-story", **reporter}
    case = world.main = make_case(officer, places.school, child, causes=("POVERTY", "CANARY"), **report)
    child.identities.create(number=NUMBER, started_on=DAY)
    Case.objects.filter(pk=case.pk).update(safety_note="canary-safety-note")
    world.name(case=case)
    _our_contacts(world, case)
    _our_team(world, case)
    _our_visit_and_meeting(world, case)
    _our_referrals(world, case)
    _our_papers(world, case)
    _our_return(world, case)
    _our_decisions(case, officer, people["supervisor"])
    _our_notes_and_files(world, case)
    world.name(plan=_plan(case, officer, "canary-plan-place", "canary-invitee", agenda="canary-plan-agenda"))
    _our_tasks(world, case)
    _written_by_the_school(world, case, teacher)


def _our_contacts(world: World, case: Case) -> None:
    officer = world.people["officer"]
    thoughts = {"best_interest": "canary-best-interest", "to_find_out": "canary-to-find-out"}
    asked = make_contact(case, officer, answer="", asked="canary-asked-of-school", **thoughts)
    agency = {"party": Party.AGENCY, "agency": world.places.agency}
    of_agency = make_contact(case, officer, answer="", asked="canary-asked-of-agency", **agency)
    struck = make_contact(case, officer, answer="")
    workflow.void(struck, reason="ซ้ำ", by=officer)
    world.name(contact=asked, agency_contact=of_agency, void_contact=struck)
    _link(world, of_agency, officer, link="secret")
    _link(world, of_agency, officer, "PHONE", phone_link="phone_secret")


def _link(world: World, entry, by: User, way: str = "MAIL", **names: str) -> None:
    """A personal link to a record; its key and its secret under the names given."""
    asked = {"for_whom": "พยาบาล", "way": way, "address": "ward@hospital.example", "days": 14}
    for name, of_secret in names.items():
        link, world.keys[of_secret] = links.make_link(entry, **asked, by=by, at=NOW)
        world.name(**{name: link})


def _our_team(world: World, case: Case) -> None:
    officer = world.people["officer"]
    member = TeamMember(case=case, name="canary-member", phone="canary-member-phone", happened_on=DAY)
    barred = TeamMember(case=case, name="canary-barred", no_contact=True, no_contact_why="canary-no-contact", happened_on=DAY)
    world.name(member=join_team(member, by=officer), barred_member=join_team(barred, by=officer))
    note_try(ContactTry(case=case, member=member, reached=False, note="canary-try", happened_on=DAY), by=officer)
    workflow.give_advice(Advice(case=case, text="canary-advice", happened_on=DAY), by=officer)


def _our_visit_and_meeting(world: World, case: Case) -> None:
    officer, agency = world.people["officer"], world.places.agency
    finding = Finding(statement="canary-finding", source="canary-source", state="")
    sure = Finding(statement="ผู้ปกครองทำงานไกล", source="ยาย", state=Certainty.ONE_SIDED)
    words = {"seen": "canary-seen", "child_voice": "canary-voice", "conclusion": "canary-conclusion"}
    where = {"position": "16.43220 102.82360", "position_from": "TYPED", "no_position_why": "canary-no-place"}
    visit = make_visit(case, officer, agencies=[agency], findings=[finding, sure], **words, **where)
    heard = Finding(round=case.current_round, happened_on=DAY, statement="canary-heard", source="canary-source", state="")
    seen = Finding(record=visit, round=visit.round, happened_on=DAY, statement="canary-school-finding", source="ครู", state="")
    facts.add_fact(heard, by=officer)
    facts.add_fact(seen, by=world.people["teacher"])
    world.name(visit=visit, fact=heard)
    said = Attendee(name="ผู้แทนโรงเรียน", side=Side.SCHOOL, statement="canary-statement")
    agreed = Resolution(text="canary-resolution", owner_name="โรงเรียน", due_on=DAY + timedelta(days=14))
    minutes = {"place_text": "โรงเรียน", "chair": "ผอ.", "summary": "canary-summary", "safety": Safety.SAFE}
    meeting = Meeting(round=case.current_round, happened_on=DAY, **minutes)
    world.name(meeting=workflow.record(meeting, by=officer, lines=[said, agreed]))


def _our_referrals(world: World, case: Case) -> None:
    officer, places = world.people["officer"], world.places

    def refer(agency, asked, **more):
        shared = package.build(case, ["name_age", "school_grade"], on=DAY, asked=asked)
        return make_referral(case, officer, agency, accepted=False, asked=asked, items=package.freeze(shared), **more)

    accepted = answer_referral(refer(places.agency, "canary-asked-of-partner"), officer, text="canary-partner-answer")
    struck = refer(places.agency, "canary-asked-by-mistake")
    workflow.void(struck, reason="ส่งผิด", by=officer)
    sent = refer(places.agency, "ขอให้เยี่ยมบ้าน")
    world.name(referral=accepted, sent_referral=sent, void_referral=struck)
    _link(world, sent, officer, referral_link="referral_secret")
    declined = decline_referral(refer(places.former_agency, "canary-asked-formerly"), officer)
    withdrawn = refer(places.former_agency, "canary-asked-formerly")
    answer_referral(withdrawn, officer, status=ReferralStatus.WITHDRAWN)
    expired = refer(places.former_agency, "canary-asked-formerly", expires_on=NOW.date() - timedelta(days=1))
    world.name(declined_referral=declined, withdrawn_referral=withdrawn, expired_referral=expired)
    late = refer(None, "canary-asked-formerly", school=places.new_school, expires_on=NOW.date() - timedelta(days=1))
    asked = refer(None, "canary-asked-of-receiver", school=places.new_school)
    passing.inquire(asked, voice=passing.Voice(officer), on=DAY, text="canary-asked-by-receiver")
    world.name(school_referral=asked, expired_school_referral=late)
    world.name(consent=make_consent(case, officer, given_by="canary-consent"))
    passing.call(accepted, by=officer, on=DAY, text="canary-rung")
    help_kind = Code.objects.get(pk="help_kind.PSYCH")
    tell_need(UnmetNeed(case=case, help_kind=help_kind, note="canary-need", happened_on=DAY), by=officer)


def _our_papers(world: World, case: Case) -> None:
    officer, referral = world.people["officer"], case.current_round.referrals.get(key=world.keys["referral"])
    for area in (world.places.area, world.places.elsewhere):
        set_up_office(area, emblem=picture("PNG"))
    words = {"subject": "canary-paper-subject", "cause": "canary-paper"}
    struck = make_letter(case, officer, on=DAY, **words)
    workflow.void(struck, reason="พิมพ์ผิด", by=officer)
    world.name(paper=make_letter(case, officer, referral, on=DAY, **words), void_paper=struck)
    world.name(draft_paper=make_draft(case, officer, on=DAY, **words))


def _our_return(world: World, case: Case) -> None:
    officer = world.people["officer"]
    struck = make_return(case, officer, school=world.places.new_school, confirmed=False)
    workflow.void(struck, reason="วันผิด", by=officer)
    world.name(void_return=struck)
    announced = make_return(case, officer, school=world.places.new_school, confirmed=False)
    Return.objects.filter(pk=announced.pk).update(best_interest="canary-best-interest")
    _link(world, announced, officer, return_link="return_secret")
    noticed = workflow.tell_setback(case, SetbackKind.OFF_ROLL, text="canary-setback", on=DAY, token="roll", by=None)
    world.name(setback=noticed)
    world.name(**{"return": announced, "check": announced.checks.first(), "void_check": struck.checks.first()})


def _our_decisions(case: Case, officer: User, supervisor: User) -> None:
    now = case.current_round
    workflow.waive(now, Step.MEETING, reason="canary-decision", by=officer, on=DAY)
    workflow.postpone(now, to=NOW.date() + timedelta(days=9), reason="canary-deadline", by=officer, on=DAY)
    outcome = code("NOT_FOUND", "case_close_reason")
    carried = [workflow.Ending(task, owner=officer) for task in case.tasks.open()]
    closing = workflow.ask_to_close(case, outcome=outcome, note="canary-closing-note", by=officer, on=DAY, endings=carried)
    workflow.refuse_closing(closing, reason="canary-closing-refusal", by=supervisor, on=DAY)


def _our_notes_and_files(world: World, case: Case) -> None:
    officer, colleague, supervisor = (world.people[name] for name in ("officer", "colleague", "supervisor"))
    plain = _note(case, officer, "canary-note")
    world.name(note=plain, restricted_note=_note(case, supervisor, "canary-restricted-note", restricted=True))
    _note(case, colleague, "canary-colleague-note", restricted=True)
    world.name(document=_file(case, officer, "canary-document"))
    world.name(restricted_document=_file(case, supervisor, "canary-restricted-document", restricted=True))
    world.name(school_document=_file(case, world.people["teacher"], "canary-school-document"))
    struck = _file(case, officer, "ไฟล์ผิด")
    workflow.void(struck, reason="ไฟล์ผิด", by=officer)
    world.name(void_document=struck)
    shared = _file(case, officer, "ไฟล์ที่ส่งให้ผู้รับ")
    Package.objects.get(record__key=world.keys["sent_referral"]).files.add(shared)
    world.name(shared_document=shared)


def _our_tasks(world: World, case: Case) -> None:
    officer = world.people["officer"]
    struck = make_task(case, officer, text="canary-task")
    workflow.void(struck, reason="ซ้ำ", by=officer)
    given = {"due_on": NOW.date(), "on": NOW.date()}
    world.name(task=make_task(case, officer, text="canary-task", **given), void_task=struck)
    world.name(school_task=make_task(case, officer, text="canary-school-task", by_school=True, **given))
    done = make_task(case, officer, text="canary-school-task", by_school=True)
    world.name(done_task=workflow.finish_task(done, on=DAY, by=world.people["teacher"]))


def _note(case: Case, by: User, text: str, **more) -> Note:
    note = Note(case=case, round=case.current_round, text=text, happened_on=DAY, **more)
    engine.add(note, by=by)
    return note


def _file(case: Case, by: User, name: str, **more):
    checked = documents.Checked(ContentFile(f"%PDF-1.4 {name}-content".encode()), "application/pdf")
    where = {"round": case.current_round, "on": DAY, "by": by}
    document = documents.attach(documents.Attachment(f"{name}.pdf", checked), name=name, **where, **more)
    document.preview_name = documents.shelf.lay_down([f"{name}-content".encode()])
    document.save(update_fields=["preview_name"])
    return document


def _written_by_the_school(world: World, case: Case, teacher: User) -> None:
    make_follow_up(case, teacher, attendance=Attendance.STOPPED, note="canary-school-note")
    struck = _report(case, teacher, story="เขียนผิดคน")
    workflow.void(struck, reason="ผิดคน", by=world.people["officer"])
    told = _report(case, teacher, story="canary-school-story", reporter_name="canary-school-reporter")
    world.name(void_report=struck, report=told)


def _report(case: Case, by: User, **words) -> Report:
    return workflow.record(Report(round=case.current_round, happened_on=DAY, **words), by=by)


# The other cases


def _plan(case: Case, by: User, place: str, invited: str, **words) -> Plan:
    plan = Plan(case=case, round=case.current_round, kind="VISIT", planned_on=NOW.date(), place_text=place, **words)
    return plans.make_plan(plan, by=by, invitees=[Invitee(name=invited)], on=DAY)


def _our_other_cases(world: World) -> None:
    places, people = world.places, world.people
    officer, supervisor = people["officer"], people["supervisor"]
    closed = make_case(officer, places.school, make_student(places.area, places.school, first_name="canary-closed-child"))
    close(go_through(closed, officer, places.agency, until=7), officer, supervisor)
    asked = make_case(officer, places.school, causes=())
    _ask_to_close(asked, officer)
    make_case(people["teacher"], places.school)
    pupil = make_student(places.area, places.other_school, first_name="canary-pupil-next-door")
    next_door = make_case(officer, places.other_school, pupil)
    resting = make_case(officer, places.school, make_student(places.area, places.school, first_name="canary-resting-child"))
    world.name(pause=make_pause(resting, officer, until=NOW.date() + timedelta(days=9), reason="ILLNESS"))
    world.name(closed_case=closed, asked_case=asked, case_next_door=next_door)


def _ask_to_close(case: Case, by: User) -> None:
    carried = [workflow.Ending(task, owner=by) for task in case.tasks.open()]
    outcome = code("NOT_FOUND", "case_close_reason")
    workflow.ask_to_close(case, outcome=outcome, note="หาไม่พบ", by=by, on=DAY, endings=carried)


def _far_case(world: World) -> None:
    places, by = world.places, world.people["stranger"]
    child = make_student(places.elsewhere, places.far_school, first_name="canary-far-child", last_name="ไกล")
    case = make_case(by, places.far_school, child, story="canary-far-story")
    contact = make_contact(case, by, answer="")
    make_return(case, by, confirmed=False)
    _link(world, contact, by, far_link="far_secret")
    world.name(
        far_case=case,
        far_member=join_team(TeamMember(case=case, name="สมมติ", happened_on=DAY), by=by),
        far_contact=contact,
        far_referral=make_referral(case, by, places.far_agency, accepted=False),
        far_consent=make_consent(case, by),
        far_return=case.current_round.returns.get(),
        far_check=case.current_round.returns.get().checks.first(),
        far_report=case.current_round.reports.get(),
        far_document=_file(case, by, "canary-far-document"),
        far_note=_note(case, by, "canary-far-note"),
        far_plan=_plan(case, by, "วัด", "กำนัน"),
        far_visit=make_visit(case, by, findings=[Finding(statement="canary-far-story", source="แม่", state="")]),
        far_fact=Finding.objects.get(round__case=case),
        far_meeting=make_meeting(case, by),
        far_task=make_task(case, by, text="canary-far-task"),
        far_paper=make_letter(case, by),
    )
    world.name(far_pause=make_pause(case, by), far_setback=make_setback(case))
    _ask_to_close(case, by)


# To another school, to another office


def _moves(world: World) -> None:
    """One child on its way to the school next door, one case on its way to the other office, and one that has arrived there."""
    places, people = world.places, world.people
    officer, supervisor, teacher = people["officer"], people["supervisor"], people["teacher"]

    def case_of(name: str) -> Case:
        return make_case(officer, places.school, make_student(places.area, places.school, first_name=name))

    moving = make_move(case_of("canary-moving-child"), officer, places.other_school, told="canary-told-new-school")
    leaving = make_move(case_of("canary-leaving-child"), supervisor, places.elsewhere, told="canary-told-office")
    left = case_of("canary-left-child")
    make_follow_up(left, teacher, note="canary-left-by-school")
    by = people["far_supervisor"]
    gone = make_move(left, supervisor, places.elsewhere)
    left = workflow.accept_move(gone, by=by, on=DAY, school=places.far_school)
    _note(left, by, "canary-since")
    world.name(school_move=moving, office_move=leaving, closed_move=gone, left_case=left)


# What is told before there is a case


def _told(world: World, area, school, by: str = "", **words) -> Report:
    person = world.people[by] if by else None
    channel = ReportChannel.SCHOOL if by else ReportChannel.PUBLIC
    report = Report(area=area, school=school, happened_on=DAY, channel=channel, **words)
    return workflow.receive(report, by=person, causes=[code("POVERTY", "dropout_reason")])


def _told_before_cases(world: World) -> None:
    places, officer = world.places, world.people["officer"]
    ours, far = (places.area, places.school), (places.elsewhere, places.far_school)
    reporter = {"reporter_name": "canary-told-reporter", "reporter_phone": "canary-told-caller"}
    told = _told(
        world, *ours, child_name="canary-told-child", story="canary-told-story", receipt=receipts.print_of(RECEIPT), **reporter
    )
    workflow.add_to(told, "canary-told-addition")
    asked = {"school": places.school, "child_name": "canary-asked-child", "asked": "canary-question", "by": officer}
    question = workflow.ask_school(told, **asked)
    handed_in = _told(world, *ours, by="teacher", child_name="canary-handed-child", story="canary-handed-story")
    aside = _told(world, *ours, child_name="เด็กที่ยังมาเรียน")
    workflow.set_aside(aside, reason=code("STILL_ATTENDING", "report_set_aside_reason"), by=officer, on=DAY)
    far_told = _told(world, *far, child_name="canary-far-told", story="canary-far-story")
    far_asked = {"school": places.far_school, "child_name": "สมมติ", "asked": "ถาม", "by": world.people["stranger"]}
    far_question = workflow.ask_school(far_told, **far_asked)
    world.name(
        area=places.area,
        told=told,
        handed_in=handed_in,
        aside=aside,
        far_told=far_told,
        question=question,
        far_question=far_question,
    )


RECEIPT = "K7QF3M4XPT"


# What stands beside the cases


def _beside_cases(world: World) -> None:
    places, people = world.places, world.people
    pupils = {
        "pupil": make_student(places.area, places.school, first_name="canary-pupil"),
        "twin": make_student(places.area, places.school, first_name="canary-twin", last_name="ตัวอย่าง"),
        "far_pupil": make_student(places.elsewhere, places.far_school, first_name="canary-far-pupil"),
    }
    for pupil in pupils.values():
        pupil.save()
    gone = make_student(places.area, places.school, first_name="canary-gone")
    gone.save()
    merge = workflow.merge(pupils["twin"], gone, reason="canary-merge-reason", by=people["supervisor"], on=DAY)
    days = [NOW.date() - timedelta(days=ago) for ago in (3, 4, 5)]  # Wednesday to Friday
    absences.note_absences([(pupils["pupil"], day) for day in days], by=people["teacher"])
    world.name(merge=merge, **pupils)
    for prefix, area, school, by in (
        ("", places.area, places.school, "officer"),
        ("far_", places.elsewhere, places.far_school, "stranger"),
    ):
        made = {"area": area, "made_by": people[by]}
        world.name(
            **{
                f"{prefix}point": ReportPoint.objects.create(school=school, **made),
                f"{prefix}village_point": ReportPoint.objects.create(place_text="หมู่บ้านทดสอบ", **made),
                f"{prefix}term": Term.objects.create(area=area, academic_year=2567, number=1, starts_on=DAY, ends_on=NOW.date()),
                f"{prefix}holiday": Holiday.objects.create(area=area, day=NOW.date() + timedelta(days=9), name="วันหยุด"),
                f"{prefix}notice": Notice.objects.create(recipient=people[by], kind="DANGER", event="a", path="/reports/"),
            }
        )


def _saved_views(world: World) -> None:
    places, people = world.places, world.people
    for name, by, area, shared in (
        ("view", "officer", places.area, False),
        ("shared_view", "officer", places.area, True),
        ("school_view", "teacher", places.area, False),
        ("far_view", "stranger", places.elsewhere, True),
    ):
        title = f"canary-{name.replace('_', '-')}"
        view = SavedView.objects.create(owner=people[by], area=area, name=title, query="step=3", shared=shared)
        world.name(**{name: view})


# Files on their way in


def _imports(world: World) -> None:
    places, people = world.places, world.people
    pupils = "เลขประจำตัวประชาชน,ชื่อ,นามสกุล,ชั้น,ชื่อโรงเรียน\n,canary-rolled,ตัวอย่าง,ป.1,{school}\n,ผิด,ตัวอย่าง,canary-fault,{school}\n"
    rows = {
        "batch": (places.area, "officer", ImportKind.PUPILS, pupils.format(school=places.school.name)),
        "far_batch": (places.elsewhere, "stranger", ImportKind.PUPILS, "ชื่อ,นามสกุล,ชื่อโรงเรียน\nสมมติ,ไกล,ไม่รู้จัก\n"),
        "school_batch": (places.area, "sysadmin", ImportKind.SCHOOLS, "ชื่อโรงเรียน,ตำบล,อำเภอ\nโรงเรียนนำเข้า,บ้านโต้น,พระยืน\n"),
        "written_batch": (places.area, "officer", ImportKind.PUPILS, pupils.format(school=places.school.name)),
    }
    for name, (area, by, kind, text) in rows.items():
        batch = storing.store([text.encode()], name="roll.csv", kind=kind, area=area, by=people[by])
        batch.reading |= {"encoding": "utf-8", "delimiter": ","}
        batch.columns = guess(text.splitlines()[0].split(","), KINDS[kind].fields)
        batch.save()
        jobs.start_check(batch, by=people[by], today=NOW.date())
        if name == "written_batch":
            jobs.start_write(batch, by=people[by], today=NOW.date())
        world.name(**{name: batch})


# What each form is sent with


def a_day(ago: int = 2) -> str:
    """A day lately, as it is typed."""
    day = NOW.date() - timedelta(days=ago)
    return f"{day.day}/{day.month}/{day.year + 543}"


def a_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", pdf(), "application/pdf")


def a_roll() -> SimpleUploadedFile:
    return SimpleUploadedFile("roll.csv", "ชื่อ,นามสกุล\nสมมติ,ตัวอย่าง\n".encode(), "text/csv")


def forms_of(world: World) -> dict[str, dict[str, object]]:
    """What every page with a form takes, filled in rightly, by the name of its address."""
    places, keys = world.places, world.keys
    reason = {"reason": "เหตุผล"}
    step = {"happened_on": a_day(), "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    no_rows = {
        f"{rows}-{part}_FORMS": "0"
        for rows in ("advice", "findings", "attendees", "agenda_items", "resolutions")
        for part in ("TOTAL", "INITIAL")
    }
    looks = {name: "FINE" for name, _label in LOOKS}
    child = {"name": "เด็กชายใหม่ ทดลอง", "place_text": "ตลาด", "causes": "dropout_reason.POVERTY", "story": "ไม่มาเรียน"}
    password = {f"new_password{number}": "สี่คำต่อกันยาวพอ" for number in (1, 2)}
    no_contacts = {f"contacts-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL")}
    agency = {"name": "หน่วยงานใหม่", "kind": "agency_kind.HOSPITAL"} | no_contacts
    school = {"name": "โรงเรียนใหม่", "tambon": "400303", "is_open": "on"}
    person = {"full_name": "สมมติ คนใหม่", "role": "EXECUTIVE"}
    letterhead = {"name": "สำนักงานใหม่", "prefix": "ศธ 04yyy", "signers-TOTAL_FORMS": "0", "signers-INITIAL_FORMS": "0"}
    paper = {
        "happened_on": a_day(), "urgency": "doc_urgency.D0", "secrecy": "doc_secrecy.C1", "subject": "ขอความช่วยเหลือ",
        "to": "ผู้อำนวยการ",
    }  # fmt: skip
    said_on_paper = {"happened_on": a_day(), "said_by": "พยาบาล", "text": "ช่วยแล้ว"}
    return {
        "dropout_cases:case-export": reason,
        "dropout_cases:case-add": child | {"happened_on": a_day(), "safety": "SAFE"},
        "dropout_cases:case-student": {},
        "dropout_cases:student-edit": {"first_name": "สมชาย", "last_name": "ใจดี"},
        "dropout_cases:case-documents": {"files": a_file, "name": "หนังสือ"},
        "referrals:meeting-detail": {"files": a_file},
        "dropout_cases:upload-add": {"file": a_file, "token": "one"},
        "dropout_cases:document-edit": {"name": "หนังสือนำส่ง", "caption": "หน้าแรก"},
        "dropout_cases:note-add": {"kind": "NOTE", "text": "โทรแล้ว"},
        "dropout_cases:report-add": step | {"story": "เห็นที่ตลาด"},
        "dropout_cases:return-add": step | {"place_text": "ศูนย์ สกร.", "pathway": "education_pathway.SAME_SCHOOL"},
        "dropout_cases:followup-add": step | {"attendance": "ATTENDING"},
        "dropout_cases:step-waive": reason,
        "dropout_cases:step-vouch": reason,
        "dropout_cases:danger-end": reason,
        "dropout_cases:case-postpone": reason | {"to": a_day(-20)},
        "dropout_cases:view-add": {"name": "เสี่ยงสูง"},
        "dropout_cases:view-edit": {"name": "ลงพื้นที่"},
        "dropout_cases:view-save": {},
        "dropout_cases:view-remove": {},
        "dropout_cases:case-assign-many": {"case": [keys["case"]], "owner": world.people["colleague"].pk},
        "dropout_cases:handover-add": {"receivers": [world.people["supervisor"].pk], "sure": "1"},
        "dropout_cases:case-assign": {"owner": world.people["colleague"].pk},
        "dropout_cases:entry-void": reason,
        "dropout_cases:entry-undo": {},
        "dropout_cases:draft-discard": {},
        "dropout_cases:draft-save": {"draft_path": "/cases/add/", "name": "เด็กชายใหม่ ทดลอง"},
        "dropout_cases:member-add": {"name": "ครูใหม่", "happened_on": a_day()},
        "dropout_cases:member-edit": {"phone": "043-000-000"},
        "dropout_cases:member-tried": {"reached": "yes"},
        "dropout_cases:try-add": {"who": "เพื่อนบ้าน", "channel": "PHONE", "reached": "yes", "happened_on": a_day()},
        "dropout_cases:advice-add": {"kind": "KNOW", "text": "รายได้", "happened_on": a_day()},
        "dropout_cases:link-list": {"for_whom": "พยาบาล", "way": "MAIL", "address": "ward@hospital.example", "days": "14"},
        "dropout_cases:link-code": {},
        "dropout_cases:link-withdraw": {},
        "dropout_cases:answer-page": {"answer": "ปกติ"},
        "dropout_cases:answer-code": {},
        "dropout_cases:answer-open": {"code": "123456"},
        "dropout_cases:task-add": {"text": "พาไปทำบัตร", "due_on": a_day(-7), "owner": world.people["colleague"].pk},
        "dropout_cases:task-finish": {"note": "ได้บัตรแล้ว"},
        "dropout_cases:task-move": reason | {"to": a_day(-20)},
        "dropout_cases:task-drop": reason,
        "dropout_cases:task-hand-on": {"owner_name": "ผู้ใหญ่บ้าน"},
        "dropout_cases:task-reopen": {},
        "dropout_cases:days-edit": {"quiet_days": "10", "remind_days": "2", "silent_days": "3", "check_weeks": "1,4"}
        | {"check_remind_days": "1", "check_task_days": "3"}
        | {f"days_{step:d}_{risk}": "5" for step in Step for risk in ("HIGH", "MEDIUM", "LOW")},
        "dropout_cases:move-add": reason | {"to_school": "anary-school-next-door", "happened_on": a_day()},
        "dropout_cases:hand-over": reason | {"to_area": places.elsewhere.key, "happened_on": a_day()},
        "dropout_cases:move-answer": {"answer": "no", "note": "ยังไม่มา", "answered_on": a_day()},
        "dropout_cases:move-withdraw": reason,
        "dropout_cases:round-add": {"reason": "round_start_reason.STOPPED_AGAIN"},
        "dropout_cases:setback-dismiss": reason,
        "dropout_cases:pause-add": {"reason": "pause_reason.MIGRATION", "until": a_day(-20)},
        "dropout_cases:pause-edit": reason | {"until": a_day(-20)},
        "dropout_cases:pause-end": {},
        "dropout_cases:closing-add": {"outcome": "case_close_reason.NOT_FOUND", "note": "หาไม่พบ"}
        | {f"how_{task.key}": "done" for task in world.main.tasks.open()},
        "dropout_cases:closing-answer": {"approved": "yes"},
        "dropout_cases:case-reopen": {"reason": "round_start_reason.TAKEN_UP_AGAIN"},
        "dropout_cases:report-answer": {},
        "dropout_cases:return-answer": {"since": a_day(), "confirmed_how": "โทรศัพท์"},
        "dropout_cases:return-received": {"since": a_day()},
        "dropout_cases:check-edit": reason | {"due_on": a_day(-20)},
        "dropout_cases:attendance-add": {f"{keys['case']}-attendance": "ATTENDING"},
        "referrals:contact-add": step | no_rows | {"party": "FAMILY", "channel": "PHONE", "asked": "ถามทาง"},
        "referrals:visit-add": step
        | no_rows
        | looks
        | {"place_text": "บ้าน", "visitors": "ทีมเขต", "result": "visit_result.MET_STUDENT_GUARDIAN"}
        | {"no_position_why": "ไม่มีสัญญาณ"},
        "referrals:finding-add": {"happened_on": a_day(), "statement": "แม่ทำงานไกล", "source": "ยาย"},
        "referrals:finding-check": {"checked_on": a_day(), "state": "CHECKED", "source": "ผู้ใหญ่บ้าน"},
        "referrals:visit-finding": {"statement": "เห็นอยู่บ้านคนเดียว", "source": "เห็นเอง"},
        "referrals:finding-answer": {"statement": "เห็นอยู่บ้านคนเดียว", "source": "เห็นเอง"},
        "referrals:meeting-add": step | no_rows | {"place_text": "โรงเรียน", "chair": "ผอ."},
        "referrals:referral-add": step
        | {"agency": places.agency.pk, "helps": "help_kind.MEDICAL", "asked": "ประเมิน", "legal_basis": "legal_basis.S24_4"}
        | {"answer_by": a_day(-7), "shared": "name_age", "urgency": "urgency.NORMAL", "way": "PAPER"},
        "referrals:referral-urgent": step
        | {"agency": places.agency.pk, "asked": "รับตัวทันที", "legal_basis": "legal_basis.S24_2", "answer_by": a_day(-1)}
        | {"urgency": "urgency.CRITICAL", "safety": "UNSAFE"},
        "referrals:dossier": {"purpose": "dossier_purpose.MEETING", "to": "ทีมสหวิชาชีพ"},
        "referrals:consent-add": {"given_by": "แม่", "how": "SPOKEN", "scope": "ให้โรงพยาบาล", "happened_on": a_day()},
        "referrals:consent-withdraw": {"day": a_day()},
        "referrals:referral-share": {"shared": "address"},
        "referrals:referral-reply": {"text": "แพ้ยา"},
        "referrals:contact-answer": {"answered_on": a_day(), "answer": "มาเรียนแล้ว"},
        "referrals:paper-add": paper,
        "referrals:paper-follow": {},
        "referrals:paper-detail": {"files": a_file},
        "referrals:paper-edit": paper,
        "referrals:paper-issue": {"on": a_day()},
        "schools:letterhead": letterhead,
        "referrals:referral-answer": said_on_paper | {"pathway_reply": "AGREED"},
        "referrals:referral-ask": said_on_paper,
        "referrals:referral-helping": said_on_paper,
        "referrals:referral-result": said_on_paper | {"help_MEDICAL": "GOT", "files": a_file},
        "referrals:referral-call": {"outcome": "NOBODY"},
        "referrals:need-add": {"help_kind": "help_kind.FOSTER", "note": "ถามแล้วสองแห่ง"},
        "referrals:referral-withdraw": {"text": "ส่งผิด"},
        "referrals:received-act": {"pathway_reply": "AGREED"},
        "referrals:plan-add": {"planned_on": a_day(-9), "place_text": "บ้าน"},
        "referrals:plan-edit": {"planned_on": a_day(-9), "place_text": "บ้าน"},
        "referrals:plan-call-off": reason,
        "dropout_cases:report-new": child | {"happened_on": a_day(), "safety": "SAFE", "channel": "PHONE"},
        "dropout_cases:report-open": {"school": "anary-school-of-child"},
        "dropout_cases:report-join": {"number": world.main.number},
        "dropout_cases:report-ask": {"school": "anary-school-of-child", "child_name": "สมมติ", "asked": "มาเรียนไหม"},
        "dropout_cases:report-set-aside": {"reason": "report_set_aside_reason.STILL_ATTENDING"},
        "dropout_cases:report-undo": {},
        "dropout_cases:question-answer": {"answer": "ขาดสามวัน"},
        "dropout_cases:point-add": {"school": "anary-school-of-child"},
        "dropout_cases:point-switch": {},
        "dropout_cases:public-start": {},
        "dropout_cases:public-area": child | {"safety": "SAFE", "where": "ตลาด"},
        "dropout_cases:public-point": child | {"safety": "SAFE", "where": "ตลาด"},
        "dropout_cases:public-status": {"code": RECEIPT},
        "dropout_cases:public-add": {"code": RECEIPT, "text": "ยังไม่มาเรียน"},
        "dropout_cases:absence-day": {},
        "dropout_cases:absence-student": {"start": a_day(10)},
        "dropout_cases:watchact-add": {"deed": "TEACHER", "done_on": a_day()},
        "dropout_cases:match-list": {"name": "canary-twin ตัวอย่าง"},
        "dropout_cases:twins-part": reason,
        "dropout_cases:merge-choose": {"name": "สมมติ"},
        "dropout_cases:merge-add": reason,
        "dropout_cases:merge-detail": {},
        "dropout_cases:search-list": {"q": "anary-pupil"},
        "dropout_cases:import-add": {"kind": "PUPILS", "file": a_roll},
        "dropout_cases:import-reading": {"encoding": "utf-8", "delimiter": ",", "heading_row": "1"},
        "dropout_cases:import-columns": {},
        "dropout_cases:import-check": {},
        "dropout_cases:import-fix": {},
        "dropout_cases:import-wrong": {},
        "dropout_cases:import-confirm": {},
        "dropout_cases:import-undo": {},
        "dropout_cases:import-abandon": {},
        "schools:notice-open": {},
        "schools:notice-read-all": {},
        "schools:notice-choices": {"in_app": ["TASK_GIVEN"], "by_mail": []},
        "schools:mail-retry": {},
        "schools:term-add": {"number": "2", "starts_on": "1/11/2567", "ends_on": "31/3/2568"},
        "schools:term-edit": {"number": "1", "starts_on": "16/5/2567", "ends_on": "10/10/2567"},
        "schools:term-remove": {},
        "schools:term-fill": {},
        "schools:holiday-add": {"name": "น้ำท่วม", "day": "1/8/2567"},
        "schools:holiday-edit": {"name": "น้ำท่วม", "day": "2/8/2567"},
        "schools:holiday-remove": {},
        "schools:holiday-fill": {},
        "schools:levels-edit": {"absent_days_teacher": "2", "absent_days_meeting": "4", "absent_days_report": "6"},
        "schools:sign-in": {"username": "officer", "password": PASSWORD},
        "schools:sign-in-code": {"code": "000000"},
        "schools:sign-in-recovery": {"code": "0000"},
        "schools:second-step": {},
        "schools:second-step-renew": {},
        "schools:second-step-codes": {},
        "schools:second-step-off": {},
        "schools:account-second-step": reason,
        "schools:sign-out": {},
        "schools:password": {"old_password": PASSWORD, **password},
        "schools:language": {"language": "en", "next": "/"},
        "schools:account-add": person | {"username": "newcomer"},
        "schools:account-edit": person | {"username": "renamed"},
        "schools:account-suspend": {},
        "schools:account-restore": {},
        "schools:account-reset": {},
        "schools:school-add": school,
        "schools:school-edit": school,
        "schools:agency-add": agency,
        "schools:agency-edit": agency,
        "schools:agency-ask": {},
        "schools:agency-phoned": {},
        "schools:agency-confirm": {"who": "ผู้ประสานงาน สมมติ"} | no_contacts,
    }
