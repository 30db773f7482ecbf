"""Makes what tests need, with sensible defaults: make_school(), make_case(), make_visit() …"""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import (
    Attendance,
    Case,
    Channel,
    FollowUp,
    Move,
    MoveKind,
    Pause,
    Report,
    Return,
    Setback,
    SetbackKind,
    Student,
    Task,
)
from dropout_cases.steps import Safety
from referrals import passing
from referrals.models import (
    Attendee,
    Certainty,
    Consent,
    Contact,
    Finding,
    Meeting,
    Outcome,
    Package,
    Party,
    Referral,
    ReferralStatus,
    Resolution,
    Side,
    UnmetNeed,
    Visit,
)
from schools.access import Action, Role
from schools.models import Agency, Amphoe, Area, Code, Post, School, Tambon, User

_numbers = count(1)
DAY = date(2024, 1, 15)  # in fiscal year 2567


def code(name: str, of: str) -> Code:
    """A code of a list: code("POVERTY", of="dropout_reason")."""
    return Code.objects.get(pk=f"{of}.{name}")


def make_amphoe(name="พระยืน", number="4003") -> Amphoe:
    return Amphoe.objects.get_or_create(code=number, defaults={"name": name, "province": "ขอนแก่น"})[0]


def make_tambon(name="บ้านโต้น", number="400303", amphoe=None) -> Tambon:
    amphoe = amphoe or make_amphoe()
    return Tambon.objects.get_or_create(code=number, defaults={"name": name, "amphoe": amphoe})[0]


def make_area(code="ขก1", **fields) -> Area:
    defaults = {"name": f"สำนักงานเขตพื้นที่การศึกษาทดสอบ {code}", "short_name": f"สพป.{code}", "province": "ขอนแก่น"}
    defaults |= {"check_term_end": False}  # twelve weeks then make a case whole
    return Area.objects.create(code=code, **defaults | fields)


def make_school(area=None, name=None, **fields) -> School:
    fields.setdefault("tambon", make_tambon())
    return School.objects.create(area=area or make_area(), name=name or f"โรงเรียนทดสอบ {next(_numbers)}", **fields)


def make_agency(area, name=None, kind="HOSPITAL", **fields) -> Agency:
    return Agency.objects.create(area=area, name=name or f"หน่วยงานทดสอบ {next(_numbers)}", kind=code(kind, "agency_kind"), **fields)


def make_user(role=None, place=None, username=None, **fields) -> User:
    """A person with one post at `place` (an Area, School or Agency); without a role, a person with no post."""
    username = username or f"user{next(_numbers)}"
    fields.setdefault("full_name", f"สมมติ {username}")
    user = User.objects.create_user(username, "a-long-password", **fields)
    if role:
        Post.objects.create(user=user, role=role, **{type(place).__name__.lower(): place})
    return user


def make_users(**posts) -> dict[str, User]:
    """People by name, each with one post given as (role, place), or with none; many of them in two queries."""
    people = {name: User(username=name.replace("_", "-")) for name in posts}
    for user in people.values():
        user.full_name = f"สมมติ {user.username}"
        user.set_password("a-long-password")
    User.objects.bulk_create(people.values())
    held = [(people[name], *post) for name, post in posts.items() if post]
    Post.objects.bulk_create(Post(user=user, role=role, **{type(place).__name__.lower(): place}) for user, role, place in held)
    return people


def make_officer(area, **fields) -> User:
    return make_user(Role.OFFICER, area, **fields)


def make_supervisor(area, **fields) -> User:
    return make_user(Role.SUPERVISOR, area, **fields)


def make_teacher(school, **fields) -> User:
    return make_user(Role.SCHOOL_STAFF, school, **fields)


def make_partner(agency, **fields) -> User:
    return make_user(Role.PARTNER, agency, **fields)


def make_student(area, school=None, **fields) -> Student:
    fields.setdefault("first_name", f"สมมติ{next(_numbers)}")
    fields.setdefault("last_name", "ตัวอย่าง")
    return Student(area=area, school=school, title=fields.pop("title", "ด.ช."), **fields)


def make_case(by, school=None, student=None, on=DAY, causes=("POVERTY",), safety=Safety.SAFE, **report) -> Case:
    """A case opened by `by` with one report, through the engine."""
    school = school or make_school(area=by.current_posts[0].area)
    student = student or make_student(school.area, school)
    entry = Report(happened_on=on, safety=safety, **report)
    return workflow.open_case(student, entry, by=by, causes=[code(name, "dropout_reason") for name in causes])


def make_task(case, by, owner=None, on=DAY, due_on=None, **fields) -> Task:
    """A task of the case, for `by` unless somebody else is named."""
    whose = {} if fields.get("by_school") or fields.get("owner_name") else {"owner": owner or by}
    fields = {"text": "พาไปทำบัตร", "due_on": due_on or on} | whose | fields
    return workflow.give_task(Task(case=case, round=case.current_round, happened_on=on, **fields), by=by)


def make_contact(case, by, party=Party.SCHOOL, answer="โรงเรียนตอบแล้ว", on=DAY, **fields) -> Contact:
    answered = {"answer": answer, "answered_on": on} if answer else {}
    fields = {"asked": "ขอข้อมูลการมาเรียน", "channel": Channel.PHONE, "safety": Safety.SAFE} | answered | fields
    entry = Contact(round=case.current_round, happened_on=on, party=party, **fields)
    return workflow.record(entry, by=by)


def make_visit(case, by, agencies=(), on=DAY, result="MET_STUDENT_GUARDIAN", findings=None, **fields) -> Visit:
    fields = {"place_text": "บ้านของนักเรียน", "visitors": "ทีมเขต", "with_school": True, "safety": Safety.SAFE} | fields
    entry = Visit(round=case.current_round, happened_on=on, result=code(result, "visit_result"), **fields)
    lines = findings if findings is not None else [
        Finding(statement="ผู้ปกครองทำงานต่างจังหวัด", source="ยาย", state=Certainty.CHECKED, second_source="ผู้ใหญ่บ้าน")
    ]  # fmt: skip
    return workflow.record(entry, by=by, lines=lines, links={"agencies": agencies})


def make_meeting(case, by, sides=(Side.SCHOOL, Side.FAMILY, Side.COMMUNITY), on=DAY, resolutions=None) -> Meeting:
    entry = Meeting(round=case.current_round, happened_on=on, place_text="โรงเรียน", chair="ผอ.", safety=Safety.SAFE)
    said = [Attendee(name=f"ผู้แทน {side}", side=side, statement="เห็นด้วย") for side in sides]
    if resolutions is None:
        resolutions = [Resolution(text="จัดรถรับส่ง", owner_name="โรงเรียน", due_on=on + timedelta(days=14))]
    return workflow.record(entry, by=by, lines=[*said, *resolutions])


def make_referral(case, by, agency=None, on=DAY, accepted=True, helps=("MEDICAL",), items="[]", shared=(), **fields) -> Referral:
    fields = {
        "asked": "ประเมินสุขภาพ",
        "pathway": code("SAME_SCHOOL", "education_pathway"),
        "legal_basis": code("S24_4", "legal_basis"),
        "answer_by": on + timedelta(days=7),
        "safety": Safety.SAFE,
    } | fields
    entry = Referral(round=case.current_round, agency=agency, happened_on=on, **fields)
    package = Package(items=items, shared=list(shared), made_on=on, made_by=by)
    entry = workflow.record(entry, by=by, lines=[package], links={"helps": [code(one, "help_kind") for one in helps]})
    return answer_referral(entry, by, on=on) if accepted else entry


def make_consent(case, by, on=DAY, **fields) -> Consent:
    fields = {"given_by": "นางสมมติ ยายของเด็ก", "scope": "ส่งข้อมูลให้โรงพยาบาล"} | fields
    written = {"case": case, "round": case.current_round, "entered_by": by, "entered_role": Role.OFFICER, "happened_on": on}
    return Consent.objects.create(**written | fields)


def make_need(case, by, lacking="HOUSING", on=DAY, **fields) -> UnmetNeed:
    written = {"case": case, "round": case.current_round, "entered_by": by, "entered_role": Role.OFFICER, "happened_on": on}
    return UnmetNeed.objects.create(help_kind=code(lacking, "help_kind"), **written | fields)


def answer_referral(entry, by, on=DAY, status=ReferralStatus.ACCEPTED, **said) -> Referral:
    """What the receiver says, typed in by the office; or the office itself, which withdraws."""
    voice = {"voice": passing.Voice(by), "on": on}
    if status == ReferralStatus.DECLINED:
        passing.decline(entry, **voice, **{"reason": code("NO_SERVICE", "referral_decline_reason")} | said)
    elif status == ReferralStatus.HELPING:
        passing.begin_help(entry, **voice, **said)
    elif status == ReferralStatus.DONE:
        passing.report(entry, **voice, **{"given": dict.fromkeys(entry.helps.all(), Outcome.GOT)} | said)
    elif status == ReferralStatus.WITHDRAWN:
        passing.withdraw(entry, by=by, on=on, **said)
    else:
        passing.accept(entry, **voice, **said)
    return Referral.objects.get(pk=entry.pk)


def decline_referral(entry, by, on=DAY, **said) -> Referral:
    return answer_referral(entry, by, on=on, status=ReferralStatus.DECLINED, **said)


def make_return(case, by, school=None, on=DAY, confirmed=True, pathway="SAME_SCHOOL") -> Return:
    entry = Return(
        round=case.current_round,
        happened_on=on,
        school=school or case.school,
        pathway=code(pathway, "education_pathway"),
        safety=Safety.SAFE,
    )
    entry = workflow.record(entry, by=by)
    return confirm_return(entry, by, on=on) if confirmed else entry


def confirm_return(entry, by, on=DAY) -> Return:
    answer = {"confirmed_on": on, "confirmed_at": timezone.now(), "confirmed_by": by, "confirmed_how": "โทรศัพท์"}
    return workflow.answer(entry, by=by, action=Action.SCHOOL_RECORD, place=entry.school, fields=answer)


def make_pause(case, by, on=DAY, until=None, reason="MIGRATION", **fields) -> Pause:
    until = until or on + timedelta(days=30)
    entry = Pause(case=case, reason=code(reason, "pause_reason"), happened_on=on, until=until, **fields)
    return workflow.pause(entry, by=by)


def make_move(case, by, to, on=DAY, **fields) -> Move:
    """A move asked for: to a School, to an Area, or to an office outside by its name."""
    ends = {School: (MoveKind.SCHOOL, "to_school"), Area: (MoveKind.AREA, "to_area"), str: (MoveKind.OUTSIDE, "to_place")}
    kind, name = ends[type(to)]
    fields = {"reason": "ย้ายตามผู้ปกครอง", name: to} | fields
    return workflow.ask_to_move(Move(case=case, kind=kind, happened_on=on, **fields), by=by)


def make_setback(case, kind=SetbackKind.ABSENT_AGAIN, by=None, on=DAY, token=None) -> Setback:
    """What a list showed of a child, as the lists tell it."""
    token = token or f"setback{next(_numbers)}"
    return workflow.tell_setback(case, kind, text="ขาดเรียนติดต่อกัน 7 วันเรียน", on=on, token=token, by=by)


def make_follow_up(case, by, on=DAY, attendance=Attendance.ATTENDING, **fields) -> FollowUp:
    entry = FollowUp(round=case.current_round, happened_on=on, attendance=attendance, **fields)
    return workflow.record(entry, by=by)


def go_through(case, by, agency, until=6, on=DAY) -> Case:
    """Take a case through steps 2 to `until`, each settled, all on one day."""
    if until >= 2:
        make_contact(case, by, on=on)
        make_contact(case, by, party=Party.AGENCY, agency=agency, to_find_out="รายได้ของครอบครัว", on=on)
    if until >= 3:
        make_visit(case, by, agencies=[agency], on=on)
    if until >= 4:
        make_meeting(case, by, on=on)
    if until >= 5:
        make_referral(case, by, agency, on=on)
    if until >= 6:
        for task in case.tasks.open():
            workflow.finish_task(task, on=on, by=by)
        make_return(case, by, on=on)
    if until >= 7:
        make_follow_up(case, by, on=on + timedelta(weeks=12))
    case.refresh_from_db()
    return case


def close(case, asked_by, approved_by, outcome="RETAINED", on=None) -> Case:
    """Ask for closing and approve it."""
    on = on or DAY + timedelta(weeks=12)
    reason = code(outcome, "case_close_reason")
    done = [workflow.Ending(task, is_done=True) for task in case.tasks.open()]
    closing = workflow.ask_to_close(case, outcome=reason, note="ครบตามแผน", by=asked_by, on=on, endings=done)
    return workflow.approve_closing(closing, by=approved_by, on=on)
