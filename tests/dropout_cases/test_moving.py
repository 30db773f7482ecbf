"""A child moves to another school or its case to another office: asked for, answered once, and both keep the trace."""

import pytest
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Case, Identity, Move, MoveState, Report, RoundResult, Status, Student
from dropout_cases.workflow import Refused, links
from schools.access import Action
from schools.models import Notice
from tests.dropout_cases.moves import hand_over, move_to_school
from tests.make import (
    DAY,
    close,
    code,
    confirm_return,
    go_through,
    make_case,
    make_contact,
    make_move,
    make_return,
    make_school,
    make_student,
    make_supervisor,
    make_task,
)

pytestmark = pytest.mark.django_db
NUMBER = "1234567890121"


@pytest.fixture
def case(world) -> Case:
    return make_case(world.officer, world.school)


@pytest.fixture
def receiver(world):
    return make_supervisor(world.elsewhere)


def read(case) -> Case:
    return Case.objects.get(pk=case.pk)


# To another school


def test_the_new_school_is_told_and_nothing_changes_before_it_answers(world, case):
    move = make_move(case, world.officer, world.other_school)
    case = read(case)
    assert (case.school, case.receiving_school, case.status) == (world.school, world.other_school, Status.IN_PROGRESS)
    assert Notice.objects.filter(recipient=world.neighbour, kind="MOVE_CAME", path=move.get_absolute_url()).exists()


def test_an_acknowledged_child_is_at_its_new_school(world, case):
    case = move_to_school(case, world.officer, world.other_school, world.neighbour)
    assert (case.school, case.student.school, case.receiving_school) == (world.other_school, world.other_school, None)
    assert case.tambon == world.other_school.tambon
    assert case.rounds.count() == 1


def test_a_school_that_does_not_have_the_child_says_why(world, case):
    move = make_move(case, world.officer, world.other_school)
    with pytest.raises(Refused, match="เหตุผล"):
        workflow.refuse_move(move, by=world.neighbour, on=DAY, reason=" ")
    workflow.refuse_move(move, by=world.neighbour, on=DAY, reason="ยังไม่มา")
    case = read(case)
    assert (case.school, case.receiving_school) == (world.school, None)


@pytest.mark.parametrize("who", ["teacher", "stranger", "executive", "partner"])
def test_only_the_new_school_or_its_office_acknowledges(world, case, who):
    move = make_move(case, world.officer, world.other_school)
    with pytest.raises(Refused):
        workflow.accept_move(move, by=getattr(world, who), on=DAY)
    assert read(case).school == world.school


def test_one_move_waits_at_a_time(world, case):
    make_move(case, world.officer, world.other_school)
    with pytest.raises(Refused, match="รอคำตอบอยู่แล้ว"):
        make_move(case, world.supervisor, world.elsewhere)


def test_a_child_goes_nowhere_it_is_and_no_school_of_another_area_is_a_move_to_a_school(world, case):
    for school in (world.school, world.far_school, make_school(world.area, is_open=False)):
        with pytest.raises(Refused):
            make_move(case, world.officer, school)


def test_a_task_of_the_school_goes_along(world, case):
    task = make_task(case, world.officer, by_school=True)
    move_to_school(case, world.officer, world.other_school, world.neighbour)
    workflow.finish_task(task, on=DAY, by=world.neighbour)
    with pytest.raises(Refused):
        workflow.finish_task(make_task(read(case), world.officer, by_school=True), on=DAY, by=world.teacher)


def test_a_return_confirmed_elsewhere_leaves_a_move(world, case):
    entry = make_return(case, world.officer, school=world.other_school, confirmed=False)
    confirm_return(entry, world.neighbour)
    move = Move.objects.get(case=case)
    assert (move.state, move.from_school, move.to_school) == (MoveState.ACCEPTED, world.school, world.other_school)
    assert read(case).school == world.other_school


# To another office


def test_only_a_supervisor_asks_for_a_hand_over(world, case):
    with pytest.raises(Refused, match="โอนเคส"):
        make_move(case, world.officer, world.elsewhere)


def test_an_accepted_case_is_the_other_offices_with_all_that_waits(world, case, receiver):
    task = make_task(case, world.officer)
    case = hand_over(case, world.supervisor, world.elsewhere, receiver, school=world.far_school)
    first, second = case.rounds.all()
    assert (case.area, case.school, case.owner) == (world.elsewhere, world.far_school, receiver)
    assert (first.result, first.area, second.area, second.begins_here) == (
        RoundResult.HANDED_OVER, world.area, world.elsewhere, True,
    )  # fmt: skip
    task.refresh_from_db()
    assert (task.owner, task.is_open) == (receiver, True)
    assert case.closings.get().outcome == code("HANDED_OVER", "case_close_reason")
    assert Report.objects.get(round__case=case).area == world.elsewhere


def test_while_it_waits_the_office_goes_on_and_the_status_says_so(world, case):
    make_move(case, world.supervisor, world.elsewhere)
    assert read(case).status == Status.MOVING
    go_through(case, world.officer, world.agency, until=2)


def test_a_refused_case_stays(world, case, receiver):
    move = make_move(case, world.supervisor, world.elsewhere)
    workflow.refuse_move(move, by=receiver, on=DAY, reason="ไม่พบที่อยู่")
    case = read(case)
    assert (case.area, case.status, case.rounds.count()) == (world.area, Status.IN_PROGRESS, 1)
    assert Notice.objects.filter(recipient=world.supervisor, kind="MOVE_ANSWERED").exists()


def test_a_withdrawn_move_is_answered_no_more(world, case, receiver):
    move = make_move(case, world.supervisor, world.elsewhere)
    with pytest.raises(Refused):
        workflow.withdraw_move(move, by=world.officer, on=DAY, reason="ไม่ย้ายแล้ว")
    workflow.withdraw_move(move, by=world.supervisor, on=DAY, reason="ไม่ย้ายแล้ว")
    with pytest.raises(Refused):
        workflow.accept_move(move, by=receiver, on=DAY)


def test_what_is_to_be_done_here_stays_when_an_office_outside_takes_the_case(world, case):
    own, of_school = make_task(case, world.officer, world.colleague), make_task(case, world.officer, by_school=True)
    move = make_move(case, world.supervisor, "สพป.นอกระบบ เขต 1")
    workflow.accept_move(move, by=make_supervisor(world.area), on=DAY, how="หนังสือ ที่ ศธ 1/2567")
    for task, owner in ((own, world.colleague), (of_school, world.officer)):
        task.refresh_from_db()
        assert (task.outlives, task.by_school, task.owner) == (True, False, owner)
    assert {*case.tasks.open()} == {own, of_school}


def test_the_answer_of_an_office_outside_is_typed_in_by_a_second_supervisor(world, case):
    world.area.two_to_close = True
    world.area.save()
    move = make_move(case, world.supervisor, "สพป.ไกลมาก")
    with pytest.raises(Refused, match="คนอื่น"):
        workflow.accept_move(move, by=world.supervisor, on=DAY, how="หนังสือ 12/2567")
    workflow.accept_move(move, by=make_supervisor(world.area), on=DAY, how="หนังสือ 12/2567")
    case = read(case)
    assert (case.status, case.outcome, case.area) == (Status.CLOSED, code("HANDED_OVER", "case_close_reason"), world.area)


def test_the_same_form_sent_twice_asks_once(world, case):
    first = make_move(case, world.supervisor, world.elsewhere, token="one")
    assert make_move(case, world.supervisor, world.elsewhere, token="one") == first


def test_there_and_back_again(world, case, receiver):
    case = hand_over(case, world.supervisor, world.elsewhere, receiver)
    case = hand_over(case, receiver, world.area, world.supervisor, school=world.school)
    assert (case.area, case.school, case.round_number) == (world.area, world.school, 3)
    assert case.closings.filter(approved=True, reopened_on=None).count() == 1  # the other office's


# The child's row


def numbered(world, number=NUMBER, area=None) -> Student:
    child = make_student(area or world.area, world.school if area is None else world.far_school)
    child.save()
    child.identities.create(number=number, started_on=DAY)
    return child


def test_the_child_goes_along_with_its_number(world, receiver):
    case = make_case(world.officer, world.school, numbered(world))
    case = hand_over(case, world.supervisor, world.elsewhere, receiver)
    assert (case.student.area, Identity.objects.get().area) == (world.elsewhere, world.elsewhere)
    assert case.student.enrolments.get().ended_on == DAY


def test_earlier_cases_stay_with_what_was_known_there(world, receiver):
    child = numbered(world)
    earlier = make_case(world.officer, world.school, child)
    close(earlier, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    case = make_case(world.officer, world.school, child)
    hand_over(case, world.supervisor, world.elsewhere, receiver)
    Student.objects.filter(pk=child.pk).update(nickname="ใหม่")
    stayed = read(earlier).student
    assert (stayed.area, stayed.nickname, stayed.merged_into_id) == (world.area, "", child.pk)
    assert [one.ended_on for one in stayed.identities.all()] == [DAY]


def test_an_earlier_case_is_not_taken_up_while_the_child_is_elsewhere(world, receiver):
    child = numbered(world)
    earlier = make_case(world.officer, world.school, child)
    close(earlier, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    hand_over(make_case(world.officer, world.school, child), world.supervisor, world.elsewhere, receiver)
    with pytest.raises(Refused, match="สำนักงานอื่น"):
        reason = code("TAKEN_UP_AGAIN", "round_start_reason")
        workflow.take_up_again(read(earlier), reason=reason, by=world.supervisor, on=DAY)


def test_a_personal_link_given_out_before_goes_on_working(world, case, receiver):
    asked = make_contact(case, world.officer, answer="")
    given = {"for_whom": "ครู", "way": "MAIL", "address": "school@example.org", "days": 14}
    link, _secret = links.make_link(asked, **given, by=world.officer, at=timezone.now())
    hand_over(case, world.supervisor, world.elsewhere, receiver)
    asked = type(asked).objects.get(pk=asked.pk)
    fields = asked.answer_by_link("มาเรียนแล้ว", name="ครู", on=DAY)
    workflow.answer(asked, by=None, action=Action.CASE_RECORD, fields=fields, through=link)
    assert Notice.objects.filter(recipient=receiver, kind="ANSWER_CAME").exists()


def test_a_child_that_comes_back_has_its_earlier_cases_again(world, receiver):
    child = numbered(world)
    earlier = make_case(world.officer, world.school, child)
    close(earlier, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    case = hand_over(make_case(world.officer, world.school, child), world.supervisor, world.elsewhere, receiver)
    hand_over(case, receiver, world.area, world.supervisor)
    assert read(earlier).student_id == child.pk


def test_a_child_the_other_area_knows_by_its_number_stays_one_row_there(world, receiver):
    known = numbered(world, area=world.elsewhere)
    case = make_case(world.officer, world.school, numbered(world))
    case = hand_over(case, world.supervisor, world.elsewhere, receiver)
    assert case.student == known
    assert Student.objects.current().filter(area=world.area, identities__isnull=False).count() == 0


def test_no_child_gets_two_open_cases(world, receiver):
    case = make_case(world.officer, world.school, numbered(world))
    make_case(world.stranger, world.far_school, numbered(world, area=world.elsewhere))
    with pytest.raises(Refused, match="เปิดอยู่แล้ว"):
        hand_over(case, world.supervisor, world.elsewhere, receiver)
    assert read(case).area == world.area


def test_what_is_left_behind_points_to_it_no_more(world, case, receiver):
    other = make_case(world.officer, world.school)
    Case.objects.filter(pk=other.pk).update(possible_duplicate_of=case)
    hand_over(case, world.supervisor, world.elsewhere, receiver)
    assert read(other).possible_duplicate_of is None


def test_what_was_merged_goes_along_and_stays_merged(world, receiver):
    kept, gone = (make_case(world.officer, world.school) for _number in range(2))
    merge = workflow.merge(kept.student, gone.student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    hand_over(merge.kept_case, world.supervisor, world.elsewhere, receiver)
    merge.refresh_from_db()
    assert read(merge.gone_case).area == world.elsewhere
    with pytest.raises(Refused, match="โอนไปเขตอื่น"):
        workflow.undo_merge(merge, by=receiver, at=merge.merged_at)


def test_a_task_done_before_is_not_taken_up_again_elsewhere(world, case, receiver):
    task = workflow.finish_task(make_task(case, world.officer), on=DAY, by=world.officer)
    hand_over(case, world.supervisor, world.elsewhere, receiver)
    with pytest.raises(Refused, match="สำนักงานเดิม"):
        workflow.reopen_task(task, by=receiver)
