"""Cases as a file: with a reason, a line in the trail, no formulas, no more than the pages show, and not too many."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases.views import lists
from schools.csv import csv_cell
from schools.models import TrailEvent, Verb
from tests.dropout_cases.copies import copies
from tests.make import code, make_case, make_student

URL = "/cases/export/"
REASON = {"reason": "ประชุมคณะกรรมการเขต"}


@pytest.fixture
def case(world):
    student = make_student(world.area, world.school, title="ด.ญ.", first_name="อรทัย", last_name="ใจดี", grade=code("08", "grade"))
    return make_case(world.officer, world.school, student=student, causes=["DRUGS"])


def export_for(client, user, query="", **typed):
    client.force_login(user)
    return client.post(f"{URL}?{query}", typed or REASON)


def lines_of(response):
    """The lines of a file as dictionaries by heading."""
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def exported():
    return TrailEvent.objects.filter(verb=Verb.EXPORTED)


def test_the_page_says_what_how_many_and_asks_why(world, client, case):
    client.force_login(world.officer)
    text = client.get(URL, {"risk": "NONE"}).content.decode()
    for part in ["1 เคส", "ความเสี่ยง: ยังไม่ประเมิน", "เหตุผลที่ส่งออก", "ข้อมูลส่วนบุคคล", 'href="/cases/?risk=NONE"']:
        assert part in text
    assert not exported()


def test_the_file_shows_what_the_list_shows(world, client, case):
    (line,) = lines_of(export_for(client, world.officer))
    wanted = {
        "เลขที่เคส": case.number,
        "ชื่อ": "อรทัย",
        "นามสกุล": "ใจดี",
        "โรงเรียน": "โรงเรียนหนึ่ง",
        "ชั้น": "ป.5",
        "ขั้น": "2 ประสานงาน",
        "ผู้รับผิดชอบ": "สมมติ officer",
        "วันที่รับแจ้ง": "15 ม.ค. 2567",
    }
    assert {heading: line[heading] for heading in wanted} == wanted
    assert "ยาเสพติด" not in "".join(line.values())


def test_the_file_is_named_without_names(world, client, case):
    disposition = export_for(client, world.officer, "q=อรทัย").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="cases-25')


def test_the_trail_says_who_took_how_many_by_which_filters_and_why(world, client, case):
    export_for(client, world.officer, "q=อรทัย&step=2")
    line = exported().get()
    assert (line.actor, line.area, line.fields) == (world.officer, world.area, [REASON["reason"], "n=1", "q", "step"])
    assert "อรทัย" not in str(line.fields)


def test_without_a_reason_nothing_leaves(world, client, case):
    for typed in ["", "   ", "ก\x07ข"]:
        response = export_for(client, world.officer, reason=typed)
        assert "<title>มีข้อผิดพลาด:" in response.content.decode()
    assert "กรอกเหตุผลที่ส่งออก" in export_for(client, world.officer, reason="").content.decode()
    assert not exported()


def test_school_staff_get_their_schools_cases_masked(world, client, case):
    make_case(world.officer, world.other_school)
    (line,) = lines_of(export_for(client, world.teacher))
    assert (line["ชื่อ"], line["นามสกุล"], line["ผู้รับผิดชอบ"]) == ("อรทัย", "ใ.", "ปกปิด")
    assert exported().get().area == world.area


def test_filters_narrow_the_file(world, client, case):
    other = make_case(world.officer, world.other_school)
    lines = lines_of(export_for(client, world.officer, "school=โรงเรียนสอง"))
    assert [line["เลขที่เคส"] for line in lines] == [other.number]


def test_what_is_not_understood_goes_back_to_the_list(world, client, case):
    response = export_for(client, world.officer, "year=67")
    assert response.url == "/cases/?year=67"
    assert not exported()


def test_too_many_cases_do_not_leave_at_once(world, client, case, monkeypatch):
    monkeypatch.setattr(lists, "MOST_EXPORTED", 3)
    copies(case, 3)
    for response in (export_for(client, world.officer), client.get(URL)):
        assert "มีมากกว่า 3 เคส" in response.content.decode()
    assert not exported()


def test_no_cases_make_no_file(world, client):
    assert "ไม่มีเคสให้ส่งออก" in export_for(client, world.officer).content.decode()
    assert not exported()


@pytest.mark.parametrize("who", ["executive", "partner", "sysadmin", "nobody"])
def test_for_others_there_is_no_export(world, client, case, who):
    assert export_for(client, getattr(world, who)).status_code == 404
    assert not exported()


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_people_of_other_places_export_nothing(world, client, case, who):
    assert "ไม่มีเคสให้ส่งออก" in export_for(client, getattr(world, who)).content.decode()


def test_whoever_is_not_signed_in_is_led_to_sign_in(client, db):
    assert client.post(URL, REASON).url.startswith("/sign-in/")


def test_a_long_file_costs_as_many_queries_as_a_short_one(world, client, case):
    copies(case, 3)
    client.force_login(world.officer)
    client.get(URL)
    counts = []
    for many in (0, 40):
        copies(case, many)
        with CaptureQueriesContext(connection) as queries:
            lines_of(client.post(URL, REASON))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("typed", ["=1+1", "+66", "-1", "@x", "\tx", "\rx", " =1", "=cmd|' /C calc'!A0", "＝1"])
def test_a_cell_is_never_a_formula(typed):
    assert csv_cell(typed) == f"'{typed}"


def test_numbers_and_words_stay_as_they_are():
    assert [csv_cell(value) for value in ["ก=ข", "", None, -3, 2.5, "ป.5"]] == ["ก=ข", "", "", "-3", "2.5", "ป.5"]


def test_what_a_name_smuggles_in_stays_text(world, client):
    student = make_student(world.area, world.school, first_name="=1+1", last_name="@x")
    make_case(world.officer, world.school, student=student)
    (line,) = lines_of(export_for(client, world.officer))
    assert (line["ชื่อ"], line["นามสกุล"]) == ("'=1+1", "'@x")
