"""Pages of moves: asked for with reasons, shown to those who are to answer as far as they must know, answered, withdrawn."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case, Move, MoveState
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import words
from tests.make import DAY, make_case, make_move, make_student, make_supervisor

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world) -> Case:
    born = {"born_on": DAY.replace(year=2012), "born_precision": "day"}
    child = make_student(world.area, world.school, first_name="ปิ่นเพชร", last_name="สมมติ", sex="F", **born)
    return make_case(world.officer, world.school, child)


def typed_day(day=DAY) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"


def url(name, row) -> str:
    return reverse(f"dropout_cases:{name}", args=[row.key])


def opened(client, user, path) -> str:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200
    return words(response)


# Asked for


def test_an_officer_asks_another_school(world, case, client):
    client.force_login(world.officer)
    typed = {"to_school": "โรงเรียนสอง", "happened_on": typed_day(), "reason": "ย้ายตามแม่", "told": "แพ้ถั่ว"}
    response = client.post(url("move-add", case), typed)
    move = Move.objects.get()
    assert (response.url, move.to_school, move.told) == (move.get_absolute_url(), world.other_school, "แพ้ถั่ว")


def test_what_is_missing_comes_back_with_what_was_typed(world, case, client):
    client.force_login(world.officer)
    page = client.post(url("move-add", case), {"to_school": "ไม่มีโรงเรียนนี้", "happened_on": typed_day(), "told": "แพ้ถั่ว"})
    assert "ไม่พบโรงเรียน" in words(page)
    assert "กรอกเหตุผล" in words(page)
    assert "แพ้ถั่ว" in page.content.decode()


def test_no_school_of_another_area_and_not_the_childs_own_is_offered(world, case, client):
    client.force_login(world.officer)
    for name in ("โรงเรียนไกล", "โรงเรียนหนึ่ง"):
        page = client.post(url("move-add", case), {"to_school": name, "happened_on": typed_day(), "reason": "ย้าย"})
        assert "ไม่พบโรงเรียน" in words(page)
    assert not Move.objects.exists()


@pytest.mark.parametrize(("area", "place"), [(True, "สพป.อื่น"), (False, "")])
def test_a_case_goes_to_one_office(world, case, client, area, place):
    client.force_login(world.supervisor)
    typed = {"to_area": world.elsewhere.key if area else "", "to_place": place, "happened_on": typed_day(), "reason": "ย้าย"}
    assert "เลือกสำนักงานหนึ่งแห่ง" in words(client.post(url("hand-over", case), typed))


@pytest.mark.parametrize(("area", "place", "kind"), [(True, "", "AREA"), (False, "สพป.ไกลมาก", "OUTSIDE")])
def test_a_supervisor_hands_over(world, case, client, area, place, kind):
    client.force_login(world.supervisor)
    typed = {"to_area": world.elsewhere.key if area else "", "to_place": place, "happened_on": typed_day(), "reason": "ย้าย"}
    assert client.post(url("hand-over", case), typed).url == Move.objects.get(kind=kind).get_absolute_url()


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("teacher", 403), ("stranger", 404), ("partner", 404)])
def test_nobody_else_hands_over(world, case, client, who, status):
    client.force_login(getattr(world, who))
    assert client.get(url("hand-over", case)).status_code == status


def test_a_second_move_is_refused_in_words(world, case, client):
    make_move(case, world.supervisor, world.elsewhere)
    client.force_login(world.supervisor)
    page = client.post(url("hand-over", case), {"to_place": "สพป.อื่น", "happened_on": typed_day(), "reason": "ย้าย"})
    assert "รอสำนักงานอื่นรับโอน" in words(page)


# Read


def test_before_it_accepts_the_other_office_reads_no_name(world, case, client):
    move = make_move(case, world.supervisor, world.elsewhere, told="ต้องกินยาทุกเช้า")
    page = opened(client, world.stranger, move.get_absolute_url())
    for known in (case.number, "ต้องกินยาทุกเช้า", "ย้ายตามผู้ปกครอง", "หญิง", "สมมติ supervisor"):
        assert known in page
    assert "ปิ่นเพชร" not in page
    assert "โรงเรียนหนึ่ง" not in page
    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_new_school_reads_the_name_and_what_it_must_know(world, case, client):
    move = make_move(case, world.officer, world.other_school, told="แพ้ถั่ว")
    page = opened(client, world.neighbour, move.get_absolute_url())
    assert "ปิ่นเพชร" in page
    assert "แพ้ถั่ว" in page
    client.force_login(world.teacher)
    assert client.get(move.get_absolute_url()).status_code == 404


def test_what_the_receiver_must_know_is_sensitive_where_it_was_written(world, case, client):
    move = make_move(case, world.supervisor, world.elsewhere, told="ต้องกินยาทุกเช้า")
    assert "ต้องกินยา" in opened(client, world.officer, move.get_absolute_url())  # who is responsible
    assert "ต้องกินยา" not in opened(client, world.colleague, move.get_absolute_url())


def test_so_it_is_where_the_child_only_changes_schools(world, case, client):
    move = make_move(case, world.officer, world.other_school, told="แพ้ถั่ว")
    assert "แพ้ถั่ว" not in opened(client, world.colleague, move.get_absolute_url())


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_what_came_to_nothing_is_read_no_more_elsewhere(world, case, client, how):
    move = make_move(case, world.supervisor, world.elsewhere, told="ต้องกินยาทุกเช้า")
    if how == "refused":
        workflow.refuse_move(move, by=world.stranger, on=DAY, reason="ไม่พบที่อยู่")
    else:
        workflow.withdraw_move(move, by=world.supervisor, on=DAY, reason="ไม่ย้ายแล้ว")
    page = opened(client, world.stranger, move.get_absolute_url())
    assert case.number in page
    for closed in ("ต้องกินยา", "ย้ายตามผู้ปกครอง", "หญิง"):
        assert closed not in page


@pytest.mark.parametrize(
    ("who", "told", "verb"),
    [
        ("stranger", "ต้องกินยา", Verb.OPENED_SENSITIVE),
        ("officer", "ต้องกินยา", Verb.OPENED_SENSITIVE),
        ("stranger", "", Verb.OPENED),
        ("colleague", "ต้องกินยา", Verb.OPENED),
    ],
)
def test_opening_leaves_a_line_that_says_whether_what_must_be_known_was_read(world, case, client, who, told, verb):
    move = make_move(case, world.supervisor, world.elsewhere, told=told)
    opened(client, getattr(world, who), move.get_absolute_url())
    lines = TrailEvent.objects.filter(actor=getattr(world, who), subject=f"case:{case.key}", verb__startswith="OPENED")
    assert [line.verb for line in lines] == [verb]


@pytest.mark.parametrize(("who", "tab", "shown"), [
    ("stranger", "", True), ("officer", "", False), ("officer", "out", True), ("neighbour", "", False), ("stranger", "out", False),
])  # fmt: skip
def test_the_list_shows_what_waits_for_whom(world, case, client, who, tab, shown):
    move = make_move(case, world.supervisor, world.elsewhere)
    client.force_login(getattr(world, who))
    assert (move.key in client.get(f"/moves/?tab={tab}").content.decode()) is shown


@pytest.mark.parametrize(("who", "to"), [("stranger", "elsewhere"), ("neighbour", "other_school")])
def test_the_first_page_says_what_waits(world, case, client, who, to):
    move = make_move(case, world.supervisor, getattr(world, to))
    client.force_login(getattr(world, who))
    assert move.get_absolute_url() in client.get("/").content.decode()


# Answered


def answer_form(**typed) -> dict:
    return {"answer": "yes", "answered_on": typed_day(), "note": ""} | typed


def test_an_office_takes_a_case_over(world, case, client):
    move = make_move(case, world.supervisor, world.elsewhere)
    client.force_login(world.stranger)
    response = client.post(url("move-answer", move), answer_form(school="โรงเรียนไกล", owner=world.stranger.key))
    case.refresh_from_db()
    assert (response.url, case.area, case.school, case.owner) == (
        case.get_absolute_url(), world.elsewhere, world.far_school, world.stranger,
    )  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), [
    ({"answer": ""}, "เลือกคำตอบ"), ({"answer": "no"}, "กรอกเหตุผลที่ไม่รับ"), ({"owner": ""}, "เลือกผู้รับผิดชอบ"),
    ({"school": "โรงเรียนหนึ่ง"}, "ไม่พบโรงเรียน"), ({"answered_on": typed_day(DAY.replace(day=1))}, "ไม่ก่อนวันที่ขอ"),
])  # fmt: skip
def test_what_is_missing_in_an_answer_is_said(world, case, client, typed, said):
    move = make_move(case, world.supervisor, world.elsewhere)
    client.force_login(world.stranger)
    page = client.post(url("move-answer", move), answer_form(owner=world.stranger.key) | typed)
    assert said in words(page)
    assert Move.objects.get().is_waiting


def test_a_school_acknowledges(world, case, client):
    move = make_move(case, world.officer, world.other_school)
    client.force_login(world.neighbour)
    assert client.post(url("move-answer", move), answer_form()).url == case.get_absolute_url()
    assert Case.objects.get().school == world.other_school


def test_a_refusal_leads_back_to_the_move(world, case, client):
    move = make_move(case, world.officer, world.other_school)
    client.force_login(world.neighbour)
    assert client.post(url("move-answer", move), answer_form(answer="no", note="ยังไม่มา")).url == move.get_absolute_url()
    assert Move.objects.get().state == MoveState.REFUSED


def test_the_letter_of_an_office_outside_is_typed_in(world, case, client):
    move = make_move(case, world.supervisor, "สพป.ไกลมาก")
    client.force_login(make_supervisor(world.area))
    assert "ระบุว่าใครตอบ" in words(client.post(url("move-answer", move), answer_form()))
    client.post(url("move-answer", move), answer_form(how="หนังสือ ที่ ศธ 1/2567"))
    assert not Case.objects.get().is_open


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("supervisor", 403), ("neighbour", 404), ("teacher", 404)])
def test_nobody_answers_for_the_other_office(world, case, client, who, status):
    move = make_move(case, world.supervisor, world.elsewhere)
    client.force_login(getattr(world, who))
    assert client.post(url("move-answer", move), answer_form()).status_code == status


def test_what_was_answered_is_shown_and_not_asked_again(world, case, client):
    move = make_move(case, world.officer, world.other_school)
    client.force_login(world.neighbour)
    client.post(url("move-answer", move), answer_form())
    assert client.get(url("move-answer", move)).url == move.get_absolute_url()


def test_who_asked_withdraws_for_a_reason(world, case, client):
    move = make_move(case, world.supervisor, world.elsewhere)
    client.force_login(world.supervisor)
    assert "กรอกเหตุผล" in words(client.post(url("move-withdraw", move), {"reason": ""}))
    assert client.post(url("move-withdraw", move), {"reason": "ไม่ย้ายแล้ว"}).url == case.get_absolute_url()
    client.force_login(world.stranger)
    assert client.get(url("move-withdraw", move)).status_code == 403


@pytest.mark.parametrize("path", ["/moves/?tab=out", "/cases/left/"])
def test_a_list_asks_as_often_however_long_it_is(world, client, path):
    def queries(cases: int) -> int:
        for _number in range(cases):
            move = make_move(make_case(world.officer, world.school), world.supervisor, world.elsewhere)
            workflow.accept_move(move, by=world.stranger, on=DAY)
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            client.get(path)
        return len(caught)

    client.force_login(world.officer)
    assert queries(1) == queries(2)
