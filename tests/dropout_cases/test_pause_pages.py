"""Pages of a case that rests: letting it rest, putting the end off, bringing it back, and where its day is shown."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from dropout_cases.models import Case, Pause, Status
from dropout_cases.steps import Safety
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case, make_contact, make_move, make_pause, make_return

BEFORE = DAY - timedelta(days=10)
UNTIL, TYPED = DAY + timedelta(days=30), "14/2/2567"
RESTS = "พักเคสถึง 14 ก.พ. 2567"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=BEFORE)


@pytest.fixture
def pause(world, case):
    return make_pause(case, world.officer, on=BEFORE, until=UNTIL, reason="DETENTION", note="เรียนในสถานพินิจ")


def adding(case):
    return reverse("dropout_cases:pause-add", args=[case.key])


def page_of(pause, act):
    return reverse(f"dropout_cases:pause-{act}", args=[pause.key])


def send(client, url, **typed):
    return client.post(url, form_on(client.get(url)) | typed, follow=True)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_an_officer_lets_a_case_rest_and_the_page_says_until_when(client, case):
    page = send(client, adding(case), reason="pause_reason.MIGRATION", note="ไปตัดอ้อย", until=TYPED)
    text = words(page)
    assert "พักเคสแล้ว" in text
    assert f"{RESTS} ตั้งแต่ 15 ม.ค. 2567 เหตุที่พัก: ไปกับครอบครัวที่ทำงานต่างถิ่นตามฤดูกาล คำอธิบาย: ไปตัดอ้อย" in text
    assert fresh(case).status == Status.PAUSED


def test_nothing_is_chosen_beforehand_and_the_page_says_what_is_put_off(world, client, case):
    make_return(case, world.officer, on=DAY)
    page = client.get(adding(case))
    assert "reason" not in form_on(page)
    assert "กำหนดติดตามที่ยังไม่รายงาน 4 ครั้ง เลื่อนออกไปเท่าจำนวนวันที่พัก" in words(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "เลือกเหตุที่พัก"),
        ({"until": ""}, "กรอกวัน เดือน และ พ.ศ."),
        ({"until": "15/1/2567"}, "วันสิ้นสุดต้องหลัง 15 ม.ค. 2567"),
        ({"until": "1/3/2568"}, "พักได้ครั้งละไม่เกินหนึ่งปี"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(client, case, typed, said):
    page = send(client, adding(case), **{"reason": "pause_reason.OTHER", "until": TYPED, "note": "ไปตัดอ้อย"} | typed)
    assert said in words(page)
    assert form_on(page)["note"].strip() == "ไปตัดอ้อย"
    assert not Pause.objects.exists()


def test_a_form_sent_twice_is_one_pause(client, case):
    typed = form_on(client.get(adding(case))) | {"reason": "pause_reason.OTHER", "until": TYPED}
    for _again in range(2):
        assert client.post(adding(case), typed).status_code == 302
    assert Pause.objects.count() == 1


def test_where_a_case_may_not_rest_the_page_says_so_before_anything_is_typed(client, case, pause):
    assert "เคสนี้พักอยู่ รับกลับมาดำเนินการก่อน" in words(client.get(adding(case)))
    assert adding(case) not in links_on(client.get(case.get_absolute_url()))


def test_the_end_is_put_off_and_the_case_brought_back_from_its_page(client, case, pause):
    links = links_on(client.get(case.get_absolute_url()))
    assert {page_of(pause, "edit"), page_of(pause, "end")} <= set(links)
    page = send(client, page_of(pause, "edit"), until="1/3/2567", reason="ศาลเลื่อนนัด")
    assert "พักเคสถึง 1 มี.ค. 2567" in words(page)
    page = send(client, page_of(pause, "end"), note="กลับมาอยู่กับยาย")
    assert "รับเคสกลับมาดำเนินการแล้ว" in words(page)
    assert "กลับมาอยู่กับยาย" in words(page)
    assert fresh(case).status == Status.IN_PROGRESS


def test_the_end_is_not_moved_without_a_reason(client, case, pause):
    page = send(client, page_of(pause, "edit"), until="1/3/2567")
    assert "กรอกเหตุผล" in words(page)
    assert Pause.objects.get().until == UNTIL


def test_a_pause_that_is_over_is_not_brought_back_again(client, case, pause):
    typed = form_on(client.get(page_of(pause, "end")))
    client.post(page_of(pause, "end"), typed)
    assert "เคสนี้ไม่ได้พักอยู่" in words(client.post(page_of(pause, "end"), typed))


@pytest.mark.parametrize(("who", "reads"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_why_a_case_rests_is_for_those_who_read_what_is_sensitive(world, client, case, pause, who, reads):
    client.force_login(getattr(world, who))
    text = words(client.get(case.get_absolute_url()))
    assert RESTS in text
    assert ("ถูกควบคุมตัวหรืออยู่ในสถานพินิจ" in text, "เรียนในสถานพินิจ" in text) == (reads, reads)


@pytest.mark.parametrize("who", ["supervisor", "teacher"])
def test_nobody_reads_why_anywhere_else(world, client, case, pause, who):
    client.force_login(getattr(world, who))
    whole = who == "supervisor"
    pages = [page_of(pause, "edit"), page_of(pause, "end"), "/?who=all", "/cases/board/"] if whole else [case.get_absolute_url()]
    for page in ["/", "/cases/", *pages]:
        assert "สถานพินิจ" not in words(client.get(page)), page


@pytest.mark.parametrize("page", ["/cases/", "/cases/board/", "/cases/?status=PAUSED"])
def test_lists_say_until_when_a_case_rests(client, case, pause, page):
    assert RESTS in words(client.get(page))


def test_the_day_shows_the_case_in_the_week_its_pause_ends(world, client, case, pause):
    assert not any(group.count for group in client.get("/").context["groups"])
    with time_machine.travel(f"{UNTIL - timedelta(days=3)} 09:00+07:00"):
        client.force_login(world.officer)
        page = client.get("/")
    assert f"{RESTS} อีก 3 วัน" in words(page)
    assert page_of(pause, "end") in links_on(page)


def test_in_danger_the_page_says_both_that_it_rests_and_what_is_urgent(world, client, case, pause):
    make_contact(case, world.officer, on=DAY, safety=Safety.UNSAFE)
    page = client.get(case.get_absolute_url())
    assert RESTS in words(page)
    assert "สิ่งที่ต้องทำต่อไป ส่งต่อหน่วยงาน" in words(page)
    assert page_of(pause, "end") in links_on(page)


def test_a_waiting_move_stands_on_the_page_with_its_way_out(world, client, case):
    move = make_move(case, world.officer, world.other_school, on=DAY)
    page = client.get(case.get_absolute_url())
    assert "ย้ายไปโรงเรียนอื่นในเขต: รอคำตอบ โรงเรียนสอง ตั้งแต่ 15 ม.ค. 2567" in words(page)
    assert move.get_absolute_url() in links_on(page)
    assert reverse("dropout_cases:move-add", args=[case.key]) not in links_on(page)


@pytest.mark.parametrize(("who", "answer"), [("colleague", 200), ("stranger", 404), ("teacher", 404), ("executive", 404)])
def test_the_office_alone_turns_a_pause(world, client, case, pause, who, answer):
    client.force_login(getattr(world, who))
    for act in ("edit", "end"):
        assert client.get(page_of(pause, act)).status_code == answer


def test_the_clock_brings_the_case_back(case, pause, capsys):
    with time_machine.travel(f"{UNTIL} 00:01+07:00"):
        call_command("tick", "--dry-run")
        call_command("tick")
    assert "pauses: 1" in capsys.readouterr().out
    assert fresh(case).status == Status.IN_PROGRESS
