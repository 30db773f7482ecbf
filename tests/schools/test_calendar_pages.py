"""The pages of the school calendar: terms, days off, and the numbers of the absence rule."""

from datetime import date

import pytest
import time_machine

from schools.calendar import is_school_day, public_holidays
from schools.models import Area, Holiday, Term, TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, links_on, words
from thai.dates import build_date

NO_KEY = "A" * 22
TODAY = date(2024, 6, 28)
PAGE, TERM, HOLIDAY, LEVELS = "/calendar/", "/calendar/terms/add/", "/calendar/holidays/add/", "/calendar/levels/"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


@pytest.fixture(params=["supervisor", "sysadmin"])
def keeper(request, world, client):
    person = getattr(world, request.param)
    client.force_login(person)
    return person


@pytest.fixture
def supervisor(world, client):
    client.force_login(world.supervisor)
    return world.supervisor


def parts(name, day, month, year):
    return {f"{name}_0": day, f"{name}_1": month, f"{name}_2": year}


def a_term(area, number=1, start=date(2024, 5, 16), end=date(2024, 10, 10), year=2567):
    return Term.objects.create(area=area, academic_year=year, number=number, starts_on=start, ends_on=end)


def a_holiday(area, day=date(2024, 8, 12), name="วันแม่แห่งชาติ", school=None):
    return Holiday.objects.create(area=area, day=day, name=name, school=school)


def send(client, url, typed, follow=True):
    return client.post(url, form_on(client.get(url)) | typed, follow=follow)


def test_a_year_without_terms_shows_the_usual_ones(client, keeper):
    text = words(client.get(PAGE))
    assert "ปฏิทินปีการศึกษา 2567" in text
    assert "ภาคเรียนที่ 1: 16 พ.ค. 2567 – 10 ต.ค. 2567" in text
    assert "ครบ 3 วันเรียน ครูติดต่อ · ครบ 5 วัน โรงเรียนพบผู้ปกครอง · ครบ 7 วัน ระบบรายงานเขต" in text
    assert "ยังไม่มีวันหยุดของปีนี้" in text


def test_the_usual_terms_become_rows_to_change(world, client, keeper):
    page = client.post("/calendar/terms/fill/", follow=True)
    assert "เพิ่ม 2 รายการแล้ว" in words(page)
    assert "มีครบแล้ว" in words(client.post("/calendar/terms/fill/", follow=True))
    term = world.area.terms.get(number=1)
    page = send(client, f"/calendar/terms/{term.key}/edit/", parts("starts_on", 3, 6, 2567))
    term.refresh_from_db()
    assert term.starts_on == date(2024, 6, 3)
    assert not is_school_day(world.area, date(2024, 5, 20))
    assert "1/2567 3 มิ.ย. 2567" in words(page)
    lines = TrailEvent.objects.filter(subject=f"term:{term.key}", verb=Verb.CHANGED, actor=keeper, area=world.area)
    assert lines.get().fields == ["starts_on"]


def test_a_term_is_added(world, client, supervisor):
    typed = {"number": "1"} | parts("starts_on", 16, 5, 2567) | parts("ends_on", 11, 10, 2567)
    page = send(client, TERM, typed)
    assert "ปีนี้มีภาคเรียนเดียว" in words(page)
    term = Term.objects.get()
    assert (term.area, term.academic_year, term.ends_on) == (world.area, 2567, date(2024, 10, 11))
    assert TrailEvent.objects.filter(verb=Verb.CREATED, subject=f"term:{term.key}").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"number": "1"} | parts("starts_on", 1, 12, 2567) | parts("ends_on", 31, 3, 2568), "มีภาคเรียนนี้ในปีการศึกษานี้แล้ว"),
        ({"number": "2"} | parts("starts_on", 1, 10, 2567) | parts("ends_on", 31, 3, 2568), "วันซ้อนกับภาคเรียนที่ 1/2567"),
        ({"number": "2"} | parts("starts_on", 1, 12, 2567) | parts("ends_on", 1, 11, 2567), "วันปิดเรียนต้องหลังวันเปิดเรียน"),
        ({"number": "2"} | parts("starts_on", 1, 11, 2568) | parts("ends_on", 31, 3, 2569), "ต้องอยู่ในปีการศึกษา 2567"),
        ({"number": "2"} | parts("starts_on", 31, 11, 2567) | parts("ends_on", 31, 3, 2568), "ไม่มีวันที่ 31 พฤศจิกายน"),
        ({"number": "2"} | parts("starts_on", 1, 11, 67) | parts("ends_on", 31, 3, 2568), "ปีต้องเป็น พ.ศ. 4 หลัก"),
        ({"number": "9"} | parts("starts_on", 1, 11, 2567) | parts("ends_on", 31, 3, 2568), "เลือกจากรายการ"),
        ({}, "กรอกวัน เดือน และ พ.ศ."),
    ],
)
def test_a_term_that_cannot_be_comes_back_as_typed(world, client, supervisor, typed, said):
    a_term(world.area)
    page = client.post(TERM, typed)
    assert said in words(page)
    assert {name: str(value) for name, value in typed.items() if name != "number"}.items() <= form_on(page).items()
    assert Term.objects.count() == 1


def test_a_term_typed_in_christian_years_is_the_same(client, supervisor):
    send(client, TERM, {"number": "2"} | parts("starts_on", 1, 11, 2024) | parts("ends_on", 29, 2, 2024 + 4))
    assert Term.objects.get().ends_on == build_date(29, 2, 2571)


def test_a_day_off_is_added_for_the_whole_area(world, client, keeper):
    page = send(client, HOLIDAY, {"name": "วันอาสาฬหบูชา"} | parts("day", 22, 7, 2567))
    assert "วันจันทร์ที่ 22 กรกฎาคม 2567 วันอาสาฬหบูชา ทั้งเขต" in words(page)
    assert not is_school_day(world.school, date(2024, 7, 22))


def test_a_flood_closes_one_school_for_several_days(world, client, supervisor):
    a_holiday(world.area, date(2024, 9, 4), school=world.school, name="งานวัด")
    typed = {"name": "น้ำท่วม", "school": "โรงเรียนหนึ่ง"} | parts("day", 5, 9, 2567) | parts("until", 10, 9, 2567)
    page = send(client, HOLIDAY, typed)
    days = list(world.school.holidays.filter(name="น้ำท่วม").values_list("day", flat=True))
    assert days == [date(2024, 9, day) for day in (5, 6, 9, 10)]
    assert "น้ำท่วม โรงเรียนหนึ่ง" in words(page)
    assert is_school_day(world.other_school, date(2024, 9, 5))
    assert TrailEvent.objects.filter(verb=Verb.CREATED, subject__startswith="holiday:").count() == 4
    send(client, HOLIDAY, typed | parts("day", 3, 9, 2567))
    assert world.school.holidays.count() == 6  # those that were off already stay as they are


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (parts("day", 12, 8, 2567) | {"name": "ซ้ำ"}, "วันนี้เป็นวันหยุดของเขตอยู่แล้ว"),
        (parts("day", 3, 9, 2567) | {"name": "ซ้ำ", "school": "โรงเรียนหนึ่ง"}, "วันนี้เป็นวันหยุดของโรงเรียนอยู่แล้ว"),
        (parts("day", 13, 8, 2567), "กรอกเหตุที่หยุด"),
        ({"name": "ไม่มีวัน"}, "กรอกวัน เดือน และ พ.ศ."),
        (parts("day", 29, 2, 2568) | {"name": "x"}, "ปี 2568 ไม่มีวันที่ 29 กุมภาพันธ์"),
        (parts("day", 5, 9, 2567) | parts("until", 4, 9, 2567) | {"name": "x"}, "วันสุดท้ายต้องไม่ก่อนวันแรก"),
        (parts("day", 5, 9, 2567) | parts("until", 5, 12, 2567) | {"name": "x"}, "ไม่เกิน 60 วัน"),
        (parts("day", 5, 9, 2567) | {"name": "x", "school": "โรงเรียนไกล"}, "ไม่พบโรงเรียน"),
    ],
)
def test_a_day_off_that_cannot_be_comes_back_as_typed(world, client, supervisor, typed, said):
    a_holiday(world.area)
    a_holiday(world.area, date(2024, 9, 3), school=world.school)
    page = client.post(HOLIDAY, typed)
    assert said in words(page)
    assert {name: str(value) for name, value in typed.items()}.items() <= form_on(page).items()
    assert Holiday.objects.count() == 2


def test_a_day_off_is_corrected(world, client, supervisor):
    holiday = a_holiday(world.area, school=world.school)
    send(client, f"/calendar/holidays/{holiday.key}/edit/", parts("day", 13, 8, 2567) | {"school": ""})
    holiday.refresh_from_db()
    assert (holiday.day, holiday.school) == (date(2024, 8, 13), None)


@pytest.mark.parametrize("kind", ["term", "holiday"])
def test_removing_asks_first_and_leaves_a_line(world, client, keeper, kind):
    row = a_term(world.area) if kind == "term" else a_holiday(world.area)
    url = f"/calendar/{kind}s/{row.key}/remove/"
    assert "ลบออกจากปฏิทินหรือไม่" in words(client.get(url))
    assert "ลบแล้ว:" in words(client.post(url, follow=True))
    assert not type(row).objects.exists()
    assert TrailEvent.objects.get(verb=Verb.VOIDED, subject=f"{kind}:{row.key}").actor == keeper


def test_public_holidays_are_filled_in_once(world, client, keeper):
    page = client.post("/calendar/holidays/fill/?year=2566", follow=True)
    assert page.context["page"].year == 2566
    assert f"เพิ่ม {len(public_holidays(2566))} รายการแล้ว" in words(page)
    assert "วันอังคารที่ 2 มกราคม 2567 หยุดชดเชย วันสิ้นปี" in words(page)
    assert "มีครบแล้ว" in words(client.post("/calendar/holidays/fill/?year=2566", follow=True))
    assert client.get("/calendar/holidays/fill/").status_code == 405


def test_the_levels_are_the_offices(world, client, keeper):
    page = send(client, LEVELS, {"absent_days_teacher": "๒", "absent_days_meeting": "4", "absent_days_report": "6"})
    world.area.refresh_from_db()
    assert (world.area.absent_days_teacher, world.area.absent_days_meeting, world.area.absent_days_report) == (2, 4, 6)
    assert "ครบ 2 วันเรียน ครูติดต่อ" in words(page)
    line = TrailEvent.objects.get(verb=Verb.CHANGED, subject=f"area:{world.area.key}")
    assert line.fields == ["absent_days_teacher", "absent_days_meeting", "absent_days_report"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((5, 5, 7), "จำนวนวันต้องเพิ่มขึ้นตามลำดับ: ครูติดต่อ พบผู้ปกครอง รายงานเขต"),
        ((3, 5, 4), "จำนวนวันต้องเพิ่มขึ้นตามลำดับ"),
        ((0, 5, 7), "กรอกจำนวนวันเป็นตัวเลข 1 ถึง 60"),
        ((3, 5, 61), "กรอกจำนวนวันเป็นตัวเลข 1 ถึง 60"),
        (("สาม", 5, 7), "กรอกจำนวนวันเป็นตัวเลข เช่น 3"),
        (("", 5, 7), "กรอกจำนวนวัน"),
    ],
)
def test_levels_that_do_not_rise_come_back_as_typed(world, client, supervisor, numbers, said):
    names = ("absent_days_teacher", "absent_days_meeting", "absent_days_report")
    typed = {name: str(number) for name, number in zip(names, numbers, strict=True)}
    page = client.post(LEVELS, typed)
    assert said in words(page)
    assert typed.items() <= form_on(page).items()
    assert Area.objects.get(pk=world.area.pk).absent_days_report == 7


@pytest.mark.parametrize("asked", ["", "year=x", "year=12345", "year=1999", "year=²⁵⁶⁷", "year=2567"])
def test_a_year_that_cannot_be_is_this_year(client, supervisor, asked):
    assert client.get(f"{PAGE}?{asked}").context["page"].year == 2567


def test_who_keeps_two_areas_chooses_between_them(world, client, supervisor):
    world.supervisor.posts.create(role="SUPERVISOR", area=world.elsewhere)
    page = client.get(f"{PAGE}?area={world.elsewhere.key}")
    assert page.context["page"].area == world.elsewhere
    assert {"สพป.ขก1", "สพป.ขก2"} <= set(words(page).split())
    send(client, f"{HOLIDAY}?area={world.elsewhere.key}&year=2567", {"name": "ทดสอบ"} | parts("day", 22, 7, 2567))
    assert Holiday.objects.get().area == world.elsewhere


def test_every_link_of_the_page_opens(world, client, supervisor):
    a_term(world.area)
    a_holiday(world.area)
    links = [link for link in links_on(client.get(PAGE)) if not link.startswith("?")]
    assert len(links) >= 7
    for link in links:
        assert client.get(link).status_code == 200, link


ROWS = ("/calendar/terms/{term}/edit/", "/calendar/terms/{term}/remove/", "/calendar/holidays/{day}/edit/")
OPEN = (PAGE, TERM, HOLIDAY, LEVELS)


@pytest.mark.parametrize("who", ["officer", "teacher", "partner", "executive", "nobody", "supervisor", "sysadmin"])
def test_who_gets_in(world, client, who):
    term, day = a_term(world.area), a_holiday(world.area)
    client.force_login(getattr(world, who))
    for url in (*OPEN, *ROWS):
        status = 200 if who in ("supervisor", "sysadmin") else 403
        assert client.get(url.format(term=term.key, day=day.key)).status_code == status, url


def test_the_calendar_of_another_area_is_absent(world, client, supervisor):
    term, day = a_term(world.elsewhere), a_holiday(world.elsewhere)
    for url in (*ROWS, "/calendar/holidays/{day}/remove/"):
        for answer in (client.get(url.format(term=term.key, day=day.key)), client.post(url.format(term=term.key, day=day.key))):
            assert answer.status_code == 404
    for url in OPEN:
        assert client.get(f"{url}?area={world.elsewhere.key}").status_code == 404
        for wrong in ("%00", "x" * 200, NO_KEY):
            assert client.get(f"{url}?area={wrong}").status_code == 404
    assert client.post(f"/calendar/holidays/fill/?area={world.elsewhere.key}").status_code == 404
    assert (Term.objects.count(), Holiday.objects.count()) == (1, 1)


def test_who_is_not_signed_in_is_sent_to_sign_in(world, client):
    for url in OPEN:
        assert client.get(url).headers["Location"].startswith("/sign-in/")


def test_the_page_costs_the_same_for_many_rows(world, client, supervisor, queries_of):
    a_holiday(world.area)
    before = queries_of(client, PAGE)
    for day in range(1, 20):
        a_holiday(world.area, date(2024, 9, day), school=world.school)
    assert queries_of(client, PAGE) == before <= 14
