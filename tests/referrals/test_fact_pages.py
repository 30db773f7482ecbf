"""The pages of facts: the list, one more, a look from another side, the box beside every step form, and the school's own page."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.steps import RULES
from referrals import facts
from referrals.models import Certainty, Finding
from schools.models import TrailEvent
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case, make_visit

EARLIER = DAY - timedelta(days=2)
LOOK = {"state": "CHECKED", "source": "ผู้ใหญ่บ้าน", "note": "เห็นเอง"}


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=EARLIER)


def added(case, by, **fields):
    said = {"happened_on": EARLIER, "statement": "พ่อดื่มสุรา", "source": "ยาย", "state": Certainty.ONE_SIDED}
    return facts.add_fact(Finding(round=case.current_round, **said | fields), by=by)


def list_of(case):
    return f"/cases/{case.key}/facts/"


def send(client, url, **typed):
    return client.post(url, form_on(client.get(url)) | typed, follow=True)


# The list


def test_the_list_says_how_sure_each_fact_is_from_whom_and_whose(world, client, case):
    added(case, world.officer, organisation="ตำรวจบ้านทดสอบ")
    page = words(client.get(list_of(case)))
    for said in ("ได้จากฝ่ายเดียว พ่อดื่มสุรา ได้จาก: ยาย", "ตำรวจบ้านทดสอบ", "13 ม.ค. 2567", "รอบที่ 1", "ตรวจข้อนี้"):
        assert said in page


def test_the_list_keeps_every_look_and_what_was_voided(world, client, case):
    fact = added(case, world.officer)
    facts.check_fact(fact, state="DISPROVED", source="แพทย์", note="ไม่มีรอย", by=world.officer, on=DAY)
    struck = added(case, world.officer, statement="ผิดคน")
    client.post(f"/cases/{case.key}/void/finding/{struck.key}/", {"reason": "พิมพ์ผิดเคส"})
    page = words(client.get(list_of(case)))
    assert "ไม่เป็นความจริง พ่อดื่มสุรา" in page
    assert "15 ม.ค. 2567 ไม่เป็นความจริง · แพทย์ · สมมติ officer ไม่มีรอย" in page
    assert "ยกเลิกแล้ว: พิมพ์ผิดเคส" in page


def test_the_colleague_reads_that_there_is_a_fact_and_not_what_it_says(world, client, case):
    fact = added(case, world.officer)
    facts.check_fact(fact, state="CHECKED", source="canary-source", note="canary-note", by=world.officer, on=DAY)
    client.force_login(world.colleague)
    page = client.get(list_of(case))
    assert "ตรวจจากแหล่งที่สองแล้ว ข้อเท็จจริงนี้อ่านได้เฉพาะผู้รับผิดชอบ" in words(page)
    assert not [word for word in ("พ่อดื่มสุรา", "ยาย", "canary") if word in page.content.decode()]


def test_the_case_leads_to_its_facts_and_opening_them_is_written_down(client, case):
    assert list_of(case) in links_on(client.get(case.get_absolute_url()))
    assert "ยังไม่มีข้อเท็จจริง" in words(client.get(list_of(case)))
    assert TrailEvent.objects.first().verb == "OPENED_SENSITIVE"


def test_the_list_asks_the_same_for_two_facts_and_for_twenty(world, client, case):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(list_of(case))
        return len(asked)

    visit = make_visit(case, world.officer)
    for number in range(2):
        facts.check_fact(added(case, world.officer, record=visit), state="CHECKED", source=f"ครู {number}", by=world.officer, on=DAY)
    queries()  # the session is written down
    few = queries()
    for number in range(18):
        facts.check_fact(added(case, world.officer, record=visit), state="CHECKED", source=f"ครู {number}", by=world.officer, on=DAY)
    assert queries() == few


# One more


def test_a_fact_is_added_from_a_call(client, case):
    page = send(client, f"{list_of(case)}add/", statement="แม่ส่งเงินทุกเดือน", source="แม่ทางโทรศัพท์")
    assert page.request["PATH_INFO"] == list_of(case)
    assert "เพิ่มข้อเท็จจริงแล้ว" in words(page)
    assert [(one.statement, one.happened_on, one.state) for one in Finding.objects.all()] == [("แม่ส่งเงินทุกเดือน", DAY, "")]


def test_a_fact_another_organisation_found_is_added_to_the_visit(world, client, case):
    visit = make_visit(case, world.officer, on=EARLIER, findings=[])
    url = f"{list_of(case)}add/?visit={visit.key}"
    send(client, url, statement="ตรวจพบสารเสพติด", source="ผลตรวจ", organisation="โรงพยาบาลทดสอบ", state="ONE_SIDED")
    assert [(one.organisation, one.label) for one in visit.findings.all()] == [
        ("โรงพยาบาลทดสอบ", "ได้จากฝ่ายเดียว (ผลตรวจ) · โรงพยาบาลทดสอบ")
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"source": ""}, "ระบุว่าได้จากใคร"),
        ({"happened_on_0": "16"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"state": "CHECKED", "second_source": "แม่"}, "แหล่งที่สองที่ต่างจากแหล่งแรก"),
        ({"record": "x"}, "เลือกจากรายการ"),
        ({"record": "\x00"}, "แก้ไข 1 จุด"),
        ({"statement": "ก\x00"}, "มองไม่เห็น"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(world, client, case, typed, said):
    make_visit(case, world.officer, findings=[])
    page = send(client, f"{list_of(case)}add/", **{"statement": "พ่อดื่มสุรา", "source": "แม่"} | typed)
    assert said in words(page)
    assert not Finding.objects.exists()


def test_a_closed_case_takes_no_fact(world, client, case):
    typed = form_on(client.get(f"{list_of(case)}add/")) | {"statement": "หนี้", "source": "แม่"}
    case.current_round.__class__.objects.filter(case=case).update(closed_on=DAY, closed_by=world.officer, result="ENDED")
    assert "รอบนี้ปิดแล้ว" in words(client.post(f"{list_of(case)}add/", typed))


# A look from another side


def test_a_look_is_kept_and_shown(world, client, case):
    fact = added(case, world.officer)
    page = send(client, f"/facts/{fact.key}/check/", **LOOK)
    assert "บันทึกการตรวจสอบแล้ว" in words(page)
    assert "ตรวจจากแหล่งที่สองแล้ว พ่อดื่มสุรา ได้จาก: ยาย · ผู้ใหญ่บ้าน" in words(page)
    assert "ตรวจอีกครั้ง" in words(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"source": "ยาย"}, "ต่างจากแหล่งแรก"), ({"state": "x"}, "เลือกจากรายการ"), ({"state": ""}, "เลือกผลการตรวจสอบ")],
)
def test_a_look_that_cannot_be_comes_back(world, client, case, typed, said):
    fact = added(case, world.officer)
    page = send(client, f"/facts/{fact.key}/check/", **LOOK | typed)
    assert said in words(page)
    assert form_on(page)["note"] == "เห็นเอง"


@pytest.mark.parametrize(("who", "answer"), [("colleague", 403), ("stranger", 404), ("teacher", 404), ("nobody", 404)])
def test_a_look_is_for_those_who_read_the_fact(world, client, case, who, answer):
    fact = added(case, world.officer)
    client.force_login(getattr(world, who))
    page = client.get(f"/facts/{fact.key}/check/")
    assert page.status_code == answer
    assert "พ่อดื่มสุรา" not in page.content.decode()


# Beside every step form


@pytest.mark.parametrize("name", [rule.url_name for rule in RULES])
def test_every_step_shows_what_is_still_one_sided(world, client, case, name):
    fact = added(case, world.officer)
    sure = added(case, world.officer, statement="ย้ายบ้านแล้ว")
    facts.check_fact(sure, state="CHECKED", source="ครู", by=world.officer, on=DAY)
    page = client.get(reverse(name, args=[case.key]))
    assert f"/facts/{fact.key}/check/" in links_on(page)
    assert f"/facts/{sure.key}/check/" not in links_on(page)


def test_the_colleague_is_told_that_something_is_one_sided(world, client, case):
    added(case, world.officer)
    client.force_login(world.colleague)
    page = client.get(f"/cases/{case.key}/visit/")
    assert "ยังได้จากฝ่ายเดียว ข้อเท็จจริงจำกัดผู้เห็น" in words(page)
    assert "พ่อดื่มสุรา" not in page.content.decode()


@pytest.mark.parametrize("path", ["report", "follow-up"])
def test_no_step_tells_the_school_what_is_one_sided_nor_that_something_is(world, client, case, path):
    added(case, world.officer)
    own = Finding(record=make_visit(case, world.officer, on=EARLIER), statement="ที่นอนเปียก", source="ครู", state="")
    own.round, own.happened_on = case.current_round, EARLIER
    facts.add_fact(own, by=world.teacher)
    client.force_login(world.teacher)
    page = client.get(f"/cases/{case.key}/{path}/")
    assert page.status_code == 200
    assert "ยังได้จากฝ่ายเดียว" not in words(page)
    assert not [link for link in links_on(page) if "/facts/" in link]


# The school


def test_the_school_adds_what_it_saw_and_reads_its_own_words(world, client, case):
    visit = make_visit(case, world.officer, on=EARLIER)
    client.force_login(world.teacher)
    url = f"/visits/{visit.key}/finding/"
    assert url in links_on(client.get(case.get_absolute_url()))
    page = send(client, url, statement="ที่นอนเปียก", source="ครูเห็นเอง")
    assert page.request["PATH_INFO"] == case.get_absolute_url()
    assert "ที่นอนเปียก" in words(page)
    fact = Finding.objects.get(entered_by=world.teacher)
    assert (fact.record, fact.organisation, fact.state, fact.happened_on) == (visit, world.school.short_name, "ONE_SIDED", EARLIER)


def test_the_school_sees_nothing_of_the_visit_itself(world, client, case):
    visit = make_visit(case, world.officer, on=EARLIER, place_text="canary-place", conclusion="canary-conclusion")
    client.force_login(world.teacher)
    for url in (f"/visits/{visit.key}/finding/", case.get_absolute_url()):
        assert "canary" not in client.get(url).content.decode()


@pytest.mark.parametrize(("who", "answer"), [("neighbour", 404), ("stranger", 404), ("partner", 404)])
def test_the_page_is_for_the_school_that_joined(world, client, case, who, answer):
    visit = make_visit(case, world.officer, on=EARLIER)
    client.force_login(getattr(world, who))
    assert client.get(f"/visits/{visit.key}/finding/").status_code == answer


def test_a_visit_without_the_school_has_no_page_for_it(world, client, case):
    visit = make_visit(case, world.officer, on=EARLIER, with_school=False)
    client.force_login(world.teacher)
    assert client.get(f"/visits/{visit.key}/finding/").status_code == 404
    assert not [link for link in links_on(client.get(case.get_absolute_url())) if "/visits/" in link]


def test_a_voided_visit_takes_nothing_more(world, client, case):
    visit = make_visit(case, world.officer, on=EARLIER)
    workflow.void(visit, reason="ผิดบ้าน", by=world.officer)
    client.force_login(world.teacher)
    page = send(client, f"/visits/{visit.key}/finding/", statement="ที่นอนเปียก", source="ครู")
    assert "รายการนี้ถูกยกเลิกแล้ว" in words(page)
