"""The site's own pages for what goes wrong: plain words, a way on, the typed text kept, nothing of the inside."""

import re

import pytest
import time_machine

from dropout_cases import worklist
from dropout_cases.models import Case
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, make_case

ABSENT = "/cases/AAAAAAAAAAAAAAAAAAAAAA/"
ANSWERS = {
    "name": "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์", "school": "โรงเรียนหนึ่ง", "causes": ["dropout_reason.POVERTY", "dropout_reason.FAMILY_PROBLEM"],
    "safety": "SAFE", "story": "ขาดเรียนสองสัปดาห์\nช่วยที่บ้านขายของ <b>ทุกวัน</b>",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def careful(world):
    """A browser whose forms are checked for their token."""
    client = PageClient(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.officer)
    return client


# Not here, and not for you


@pytest.mark.parametrize("path", ["/nowhere/", ABSENT, "/cases/%00/", "/cases/ปิ่น/", "/cases/1/"])
def test_what_is_not_there_is_said_in_plain_words_with_a_way_on(world, client, path):
    client.force_login(world.officer)
    page = client.get(path)
    assert page.status_code == 404
    assert "ไม่พบหน้านี้ ที่อยู่อาจพิมพ์ผิด หรือหน้านี้ย้ายไปแล้ว ตรวจที่อยู่อีกครั้ง" in words(page)
    assert 'action="/search/"' in page.content.decode()
    assert "/" in links_on(page)


@pytest.mark.parametrize(
    "asked",
    [
        "referral/?from=%00", "referral/?agency=%00", "referral/?help=%00", "needs/add/?help=A&referral=%00",
        "agencies/?service=%00&amphoe=%00", "rounds/add/?reason=%00", "papers/letter/add/?referral=%00",
    ],
)  # fmt: skip
def test_an_address_that_asks_for_what_cannot_be_stored_is_no_fault(world, client, asked):
    case = make_case(world.officer, world.school)
    client.force_login(world.officer)
    assert client.get(f"{case.get_absolute_url()}{asked}").status_code in (200, 302, 404)


@pytest.mark.parametrize("path", ["/referrals/?agency=%00&to=%00&year=%00", "/referrals/needs/?year=%00", "/papers/?q=%00"])
def test_a_list_asked_for_what_cannot_be_stored_is_still_a_list(world, client, path):
    client.force_login(world.officer)
    assert client.get(path).status_code == 200


def test_what_is_out_of_scope_looks_like_what_is_absent(world, client):
    case = make_case(world.stranger, world.far_school)
    client.force_login(world.officer)
    pages = [client.get(path) for path in (case.get_absolute_url(), ABSENT)]
    bodies = [re.sub(r'value="([A-Za-z0-9]{64}|/cases/.{22}/)"', "", page.content.decode()) for page in pages]
    assert [page.status_code for page in pages] == [404, 404]
    assert bodies[0] == bodies[1]


def test_an_address_that_is_wrong_is_the_same_for_who_is_not_signed_in(client, db):
    page = client.get("/nowhere/")
    assert page.status_code == 404
    assert "ไม่พบหน้านี้" in words(page)
    assert 'role="search"' not in page.content.decode()


def test_what_one_may_not_do_names_the_right_that_is_missing_and_whom_to_ask(world, client):
    case = make_case(world.officer, world.school)
    client.force_login(world.officer)
    page = client.get(f"{case.get_absolute_url()}trail/")
    assert page.status_code == 403
    assert "ไม่มีสิทธิ์เปิดหน้านี้" in words(page)
    assert "ต้องมีสิทธิ์ “ดูว่าใครเปิดเคส” ในพื้นที่นี้ ติดต่อผู้ดูแลระบบของเขต" in words(page)


def test_a_method_nobody_offers_is_refused(world, client):
    client.force_login(world.officer)
    assert client.delete("/").status_code == 405


# Something broke


@pytest.fixture
def broken(monkeypatch):
    def fault(*_anything):
        raise RuntimeError("เด็กหญิงลับ นามสกุลลับ")

    monkeypatch.setattr(worklist, "groups", fault)


def test_a_fault_has_a_reference_that_is_in_the_log_and_nothing_of_the_inside(careful, broken, caplog):
    page = careful.get("/?q=นามสกุล")
    assert page.status_code == 500
    reference = re.search(r"แจ้งรหัส ([0-9A-F]{8})", words(page))[1]
    assert f"Fault {reference} at /" in [record.getMessage() for record in caplog.records]
    assert "ข้อมูลที่บันทึกแล้วยังอยู่" in words(page)
    for inside in ("RuntimeError", "Traceback", "worklist", "นามสกุล"):
        assert inside not in page.content.decode()


def test_two_faults_have_two_references(careful, broken):
    assert words(careful.get("/")) != words(careful.get("/"))


def test_the_page_of_a_fault_names_the_telephone_of_the_office(careful, broken, settings):
    settings.OFFICE_PHONE = "043-123-456"
    assert 'href="tel:043-123-456"' in careful.get("/").content.decode()


def test_the_page_of_a_fault_is_read_in_the_chosen_language(careful, broken):
    careful.cookies["django_language"] = "en"
    page = careful.get("/")
    assert page.status_code == 500
    assert '<html lang="en">' in page.content.decode()


def test_the_page_of_a_fault_needs_no_database(client, monkeypatch, broken):
    client.raise_request_exception = False

    def gone(*_anything):
        raise RuntimeError

    monkeypatch.setattr("django.contrib.sessions.backends.base.SessionBase.__getitem__", gone)
    monkeypatch.setattr("django.contrib.sessions.backends.base.SessionBase.get", gone)
    page = client.get("/")
    assert page.status_code == 500
    assert "ระบบขัดข้อง" in words(page)


URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"story": "ก" * 3_000_000}},
        {"data": {f"x{number}": "" for number in range(2_100)}},
        {"data": "story=" + "x" * 6_000_000, "content_type": URLENCODED},
        {"data": "x=&" * 2_100, "content_type": URLENCODED},
    ],
    ids=["long", "many", "long and urlencoded", "many and urlencoded"],
)
def test_a_form_too_large_is_said_to_be_so(careful, sent):
    page = careful.post("/cases/add/", **sent)
    assert page.status_code == 400
    assert "ข้อมูลที่ส่งมาไม่ครบหรือใหญ่เกินไป" in words(page)


# A form whose token ran out


def test_a_form_that_expired_comes_back_filled_and_is_sent_again(world, careful):
    typed = form_on(careful.get("/cases/add/")) | ANSWERS
    page = careful.post("/cases/add/", typed | {"csrfmiddlewaretoken": "expired"})
    assert page.status_code == 403
    assert "ยังไม่ได้บันทึก ข้อความของคุณยังอยู่ กดส่งอีกครั้งเพื่อบันทึก" in words(page)
    assert "ช่วยที่บ้านขายของ" in words(page)
    assert not Case.objects.exists()
    kept = form_on(page)
    assert {name: kept[name] for name in typed if name != "csrfmiddlewaretoken" and typed[name]} == {
        name: value for name, value in typed.items() if name != "csrfmiddlewaretoken" and value
    }
    assert careful.post("/cases/add/", kept).status_code == 302
    assert Case.objects.get().current_round.reports.get().story == ANSWERS["story"]


def test_the_form_goes_back_where_it_was_sent(careful):
    page = careful.post("/cases/?q=%22%3E", {"story": "ขาดเรียนสองสัปดาห์แล้วกลับมา"})
    assert 'action="/cases/?q=%22%3E"' in page.content.decode()


def test_what_was_typed_is_text_on_the_way_back(careful):
    page = careful.post("/cases/add/", {"<script>": "<script>alert(1)</script>" * 2})
    assert page.status_code == 403
    assert "<script>alert" not in page.content.decode()
    assert 'name="<script>"' not in page.content.decode()


@pytest.mark.parametrize("name", ["password", "old_password", "new_password1", "new_password2"])
def test_a_password_never_comes_back(careful, name):
    page = careful.post("/password/", {name: "a-very-long-password", "note": "ข้อความที่ยาวพอจะแสดงให้เห็น"})
    assert page.status_code == 403
    assert "a-very-long-password" not in page.content.decode()


def test_who_is_not_signed_in_is_asked_to_load_the_page_again(db):
    client = PageClient(enforce_csrf_checks=True)
    page = client.post("/sign-in/", {"username": "officer", "password": "a-long-password"})
    assert page.status_code == 403
    assert "ยังไม่ได้บันทึก กลับไปหน้าเดิม โหลดหน้าใหม่ แล้วส่งอีกครั้ง" in words(page)
    assert "officer" not in page.content.decode()
