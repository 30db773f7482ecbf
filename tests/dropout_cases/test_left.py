"""Who had a case reads its own part for ever, as it stood – and on no path anything of what came after."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse

from dropout_cases import timeline, workflow
from dropout_cases.absences.watchlist import acts_read_by
from dropout_cases.models import Advice, Attendance, Case, Note, TeamMember, WatchAct
from dropout_cases.parts import left_part
from dropout_cases.steps import Safety
from dropout_cases.workflow import children
from dropout_cases.workflow.notes import write_note
from dropout_cases.workflow.team import join_team
from referrals import facts
from referrals.models import Certainty, Finding
from schools.models import Notice, TrailEvent, Verb
from tests.access_table import PAGES, pages_of
from tests.dropout_cases.browsing import words
from tests.dropout_cases.moves import hand_over, move_to_school
from tests.make import (
    DAY,
    make_case,
    make_contact,
    make_follow_up,
    make_meeting,
    make_student,
    make_supervisor,
    make_task,
    make_teacher,
    make_visit,
)
from tests.people import make_world

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=3)
NUMBER = "1234567890121"
AFTER = ("หลังจากนั้น", "ชื่อใหม่")  # words of what came after


def write(case, by, text, **more) -> Note:
    return write_note(case, Note(text=text, **more), by=by, on=DAY)


def told_of(case, user) -> str:
    """All that somebody reads of a case that left."""
    story = timeline.read(case, user, part=left_part(case, user))
    said = [
        [one.title, one.who, *(f"{line.value}" for line in one.lines), *(f.name for f in one.files)] for one in story.happenings
    ]
    return " ".join(part for one in said for part in one)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The people, made once for all tests here, within a transaction that is never kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def gone(world):
    """A case with something of every kind, handed over; then worked on by the other office in every way there is."""
    child = make_student(world.area, world.school, first_name="ปิ่น", last_name="จากไป", guardian_name="ยายหลังจากนั้น")
    case = make_case(world.officer, world.school, child, story="เรื่องแรก", safety=Safety.UNSAFE)
    before = _before(case, world)
    receiver = make_supervisor(world.elsewhere, full_name="เจ้าของใหม่")
    case = hand_over(case, world.supervisor, world.elsewhere, receiver, school=world.far_school)
    _after(case, before, receiver, make_teacher(world.far_school, full_name="เจ้าของใหม่ ครู"))
    return SimpleNamespace(case=Case.objects.get(pk=case.pk), receiver=receiver, **vars(before))


def _before(case, world) -> SimpleNamespace:
    by = world.officer
    make_contact(case, by, asked="ถามก่อนย้าย", answer="ตอบก่อนย้าย")
    finding = Finding(statement="ข้อเท็จจริงก่อนย้าย", source="ยาย", state=Certainty.ONE_SIDED)
    visit = make_visit(case, by, agencies=[world.agency], findings=[finding], seen="เห็นก่อนย้าย")
    make_meeting(case, by)
    make_follow_up(case, world.teacher, note="ครูเขียนก่อนย้าย")
    write(case, by, "บันทึกก่อนย้าย")
    write(case, world.supervisor, "จำกัดก่อนย้าย", restricted=True)
    workflow.finish_task(make_task(case, by, text="งานเสร็จก่อนย้าย"), on=DAY, by=by)
    advice = workflow.give_advice(Advice(case=case, text="ข้อแนะนำก่อนย้าย", happened_on=DAY), by=by)
    member = join_team(TeamMember(case=case, name="ผู้ใหญ่บ้านสมมติ", happened_on=DAY), by=by)
    return SimpleNamespace(visit=visit, advice=advice, member=member, task=make_task(case, by, text="งานค้าง"))


def _after(case, before, by, teacher) -> None:
    write(case, by, "บันทึกหลังจากนั้น")
    workflow.finish_task(before.task, note="ผลหลังจากนั้น", on=DAY, by=by)
    Advice.objects.filter(pk=before.advice.pk).update(
        settled_at=case.active_at, settled_on=DAY, settled_by=by, settled_step=3, settled_note="หลังจากนั้น"
    )
    workflow.team.change_member(before.member, fields={"position": "หลังจากนั้น"}, by=by)
    facts.check_fact(before.visit.findings.get(), state=Certainty.CHECKED, source="หลังจากนั้น", by=by, on=DAY)
    make_follow_up(case, teacher, note="ครูเขียนหลังจากนั้น", attendance=Attendance.STOPPED)
    make_visit(case, by, seen="เห็นหลังจากนั้น")
    children.rename(case.student, title="ด.ญ.", first="ชื่อใหม่", last="จากไป", by=by, on=LATER)


# What is read


def test_the_office_reads_what_it_wrote(world, gone):
    told = told_of(gone.case, world.supervisor)
    for words_of_ours in (
        "เรื่องแรก", "ถามก่อนย้าย", "ตอบก่อนย้าย", "ข้อเท็จจริงก่อนย้าย", "เห็นก่อนย้าย", "ครูเขียนก่อนย้าย", "บันทึกก่อนย้าย",
        "จำกัดก่อนย้าย", "งานเสร็จก่อนย้าย", "ข้อแนะนำก่อนย้าย", "ผู้ใหญ่บ้านสมมติ", "โอนเคสให้เขตอื่น",
    ):  # fmt: skip
        assert words_of_ours in told


@pytest.mark.parametrize("who", ["officer", "colleague", "supervisor", "teacher"])
def test_nothing_of_what_came_after_is_read(world, gone, who):
    told = told_of(gone.case, getattr(world, who))
    assert told
    assert not [one for one in AFTER if one in told]
    assert told.count("เจ้าของใหม่") == (who != "teacher")  # who said yes to the move


def test_sensitive_lines_are_for_supervisors_and_their_writers(world, gone):
    assert "เห็นก่อนย้าย" not in told_of(gone.case, world.colleague)
    assert "จำกัดก่อนย้าย" not in told_of(gone.case, world.officer)


def test_what_still_waited_went_along(world, gone):
    assert "งานค้าง" not in told_of(gone.case, world.supervisor)


def test_the_school_reads_what_its_people_wrote(world, gone):
    told = told_of(gone.case, world.teacher)
    assert "ครูเขียนก่อนย้าย" in told
    assert "บันทึกก่อนย้าย" not in told


# No other path


def case_pages(case):
    """Every address of a case that shows anything by looking."""
    for name in PAGES.keys() - {"referrals:dossier"}:  # which prints their own part
        for page in pages_of(name):
            if page.of == "case" and page.knows("GET"):
                yield reverse(name, args=[case.key, *page.more])


@pytest.mark.parametrize("who", ["supervisor", "teacher"])
def test_every_page_of_the_case_is_absent(world, gone, client, who):
    client.force_login(getattr(world, who))
    assert {path: status for path in case_pages(gone.case) if (status := client.get(path).status_code) != 404} == {}


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher"])
def test_what_stands_in_the_case_is_absent_too(world, gone, client, who):
    client.force_login(getattr(world, who))
    things = {
        "dropout_cases:task-finish": gone.task,
        "dropout_cases:member-edit": gone.member,
        "referrals:contact-answer": gone.case.rounds.first().contacts.first(),
        "referrals:meeting-detail": gone.case.rounds.first().meetings.first(),
        "referrals:visit-finding": gone.visit,
    }
    assert {client.get(reverse(name, args=[one.key])).status_code for name, one in things.items()} == {404}


LISTS = (
    "/", "/?who=all", "/cases/", "/cases/?closed=all", "/cases/board/", "/tasks/", "/tasks/?who=team",
    "/tasks/?who=team&state=DONE", "/reports/", "/reports/?tab=news", "/reports/?tab=decided", "/referrals/", "/watch/", "/stuck/",
    "/notices/", "/papers/", "/moves/", "/moves/?tab=out",
)  # fmt: skip


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher"])
def test_no_list_names_the_child(world, gone, client, who):
    client.force_login(getattr(world, who))
    named = [path for path in LISTS if {"จากไป", *AFTER} & set(words(client.get(path)).split())]
    assert named == []


@pytest.mark.parametrize("sought", ["ปิ่น", "จากไป", "ชื่อใหม่", NUMBER])
@pytest.mark.parametrize("who", ["officer", "teacher"])
def test_no_search_finds_the_child(world, gone, client, who, sought):
    gone.case.student.identities.create(number=NUMBER, started_on=DAY)
    client.force_login(getattr(world, who))
    found = words(client.post("/search/", {"q": sought}))
    assert gone.case.number not in found
    assert "พบ 0 รายการ" in found or "ไม่พบ" in found


def test_entering_the_child_again_answers_as_for_a_new_one(world, gone, client):
    client.force_login(world.officer)
    shown = words(client.post("/matches/", {"name": "ด.ช. ปิ่น จากไป"}))
    assert gone.case.number not in shown
    assert "จากไป" not in shown


def test_no_export_has_the_case(world, gone, client):
    client.force_login(world.supervisor)
    assert gone.case.number.encode() not in client.post("/cases/export/", {"reason": "ประชุม"}).content


def test_a_notice_given_before_leads_nowhere(world, gone, client):
    client.force_login(world.officer)
    path = gone.case.get_absolute_url()
    notice = Notice.objects.create(recipient=world.officer, kind="ANSWER_CAME", event="x", about=gone.case.number, path=path)
    client.post(reverse("schools:notice-open", args=[notice.key]))
    assert client.get(path).status_code == 404
    assert "จากไป" not in words(client.get("/"))


def test_the_other_office_reads_everything(world, gone, client):
    client.force_login(gone.receiver)
    told = words(client.get(gone.case.get_absolute_url()))
    for one in ("บันทึกก่อนย้าย", "จำกัดก่อนย้าย", "เห็นก่อนย้าย", "บันทึกหลังจากนั้น"):
        assert one in told
    assert "สมมติ officer" in words(client.get(reverse("dropout_cases:case-trail", args=[gone.case.key])))


# The pages of the trace


@pytest.mark.parametrize(
    ("who", "status"), [("officer", 200), ("teacher", 200), ("neighbour", 404), ("stranger", 404), ("partner", 404)]
)
def test_the_trace_is_for_who_had_the_case(world, gone, client, who, status):
    client.force_login(getattr(world, who))
    path = reverse("dropout_cases:case-left", args=[gone.case.key])
    assert client.get(path).status_code == status
    assert (gone.case.key in client.get("/cases/left/").content.decode()) if status == 200 else True
    assert TrailEvent.objects.filter(actor=getattr(world, who), verb=Verb.OPENED, subject=f"case:{gone.case.key}").exists() == (
        status == 200
    )


def test_the_trace_says_where_it_went_and_bears_the_name_of_then(world, gone, client):
    client.force_login(world.officer)
    page = words(client.get(reverse("dropout_cases:case-left", args=[gone.case.key])))
    assert "ปิ่น" in page
    assert str(world.elsewhere) in page
    assert "ปิ่น" in words(client.get("/cases/left/"))
    assert not [one for one in AFTER if one in page]


def test_the_dossier_of_who_had_the_case_tells_nothing_of_since(world, gone, client):
    client.force_login(world.supervisor)
    page = words(client.get(reverse("referrals:dossier", args=[gone.case.key])))
    assert not [one for one in AFTER if one in page]


def test_a_school_that_sees_the_child_again_reads_its_own_of_before(world):
    case = make_case(world.officer, world.school)
    make_follow_up(case, world.teacher, note="ครูแรกเขียน")
    case = move_to_school(case, world.officer, world.other_school, world.neighbour)
    make_follow_up(case, world.neighbour, note="ครูที่สองเขียน", attendance=Attendance.IRREGULAR)
    case = move_to_school(case, world.officer, world.school, world.teacher)
    said = [[line.value for line in one.lines] for one in timeline.read(case, world.teacher).happenings if one.kind == "followup"]
    assert said == [["ขาดบางวัน"], ["มาเรียนสม่ำเสมอ", "ครูแรกเขียน"]]


# After a move within the area


@pytest.fixture(scope="module")
def moved(world):
    """A child at its second school, with something of each side from before and since."""
    case = make_case(world.officer, world.school)
    make_contact(case, world.officer, asked="ถามโรงเรียนแรก")
    make_contact(case, world.officer, asked="ถามค้าง", answer="")
    make_follow_up(case, world.teacher, note="ครูแรกเขียน")
    case = move_to_school(case, world.officer, world.other_school, world.neighbour)
    make_contact(case, world.officer, asked="ถามโรงเรียนใหม่")
    make_follow_up(case, world.neighbour, note="ครูใหม่เขียน")
    return Case.objects.get(pk=case.pk)


def values(story) -> set[str]:
    return {str(line.value) for one in story.happenings for line in one.lines}


def test_the_new_school_reads_from_its_day_on_and_of_before_the_word_alone(world, moved):
    told = values(timeline.read(moved, world.neighbour))
    assert {"ถามโรงเรียนใหม่", "ถามค้าง", "ครูใหม่เขียน", "มาเรียนสม่ำเสมอ"} <= told
    assert not told & {"ครูแรกเขียน", "ถามโรงเรียนแรก"}


def test_the_old_school_keeps_what_it_wrote(world, moved):
    told = values(timeline.read(moved, world.teacher, part=left_part(moved, world.teacher)))
    assert "ครูแรกเขียน" in told
    assert not told & {"ครูใหม่เขียน", "ถามโรงเรียนใหม่"}


def test_a_visit_the_first_school_joined_is_not_the_seconds_to_add_to(world, client):
    case = make_case(world.officer, world.school)
    visit = make_visit(case, world.officer, with_school=True)
    case = move_to_school(case, world.officer, world.other_school, world.neighbour)
    client.force_login(world.neighbour)
    path = reverse("referrals:visit-finding", args=[visit.key])
    assert path not in client.get(case.get_absolute_url()).content.decode()
    assert client.get(path).status_code == 404


def test_what_the_first_school_did_about_absences_is_its_own(world):
    pupil = make_student(world.area, world.school)
    pupil.save()
    for by, note in ((world.teacher, "ครูแรก"), (world.officer, "เขต"), (world.neighbour, "ครูใหม่")):
        WatchAct.objects.create(student=pupil, deed="TEACHER", done_on=DAY, note=note, noted_by=by)
    children.move(pupil, world.other_school, on=DAY)
    assert {act.note for act in acts_read_by(world.neighbour, pupil)} == {"เขต", "ครูใหม่"}
    assert acts_read_by(world.officer, pupil).count() == 3


def test_the_old_school_opens_nothing_else(world, moved, client):
    client.force_login(world.teacher)
    assert client.get(moved.get_absolute_url()).status_code == 404
    assert client.get(reverse("dropout_cases:case-left", args=[moved.key])).status_code == 200


def test_the_office_that_still_has_the_case_has_no_trace_of_it(world, moved, client):
    client.force_login(world.officer)
    assert client.get(reverse("dropout_cases:case-left", args=[moved.key])).status_code == 404
    assert "จำนวน" not in words(client.get("/cases/left/"))


def test_an_old_contact_of_the_first_school_is_not_opened_by_the_second(world, moved, client):
    client.force_login(world.neighbour)
    first, waiting = moved.current_round.contacts.all()[:2]
    assert client.get(reverse("referrals:contact-answer", args=[first.key])).status_code == 404
    assert client.get(reverse("referrals:contact-answer", args=[waiting.key])).status_code == 200
