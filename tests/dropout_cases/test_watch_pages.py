"""The pages of early warning: the day's list to tick, one pupil's days, the watch list, and what was done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases import workflow
from dropout_cases.absences import note_absences, record_act, watch
from dropout_cases.models import Absence, Report, WatchAct, WatchDeed
from schools.access import Role
from schools.models import Holiday, Post, TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import code, make_case, make_student

TODAY = date(2024, 6, 28)  # a Friday of the first term of 2567
DAY, LIST = "/absences/", "/watch/"
LAST_THREE = [TODAY - timedelta(days=number) for number in (2, 1, 0)]
SEVEN = [date(2024, 6, day) for day in (20, 21, 24, 25, 26, 27, 28)]


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


def saved(world, name, grade="08", school=None, **fields):
    school = school or world.school
    pupil = make_student(school.area, school, first_name=name, grade_id=f"grade.{grade}" if grade else None, **fields)
    pupil.save()
    return pupil


@pytest.fixture
def pin(world):
    return saved(world, "ปิ่น")


@pytest.fixture
def korn(world):
    return saved(world, "กร", grade="04", room="2")


@pytest.fixture
def teacher(world, client):
    client.force_login(world.teacher)
    return world.teacher


def note(pupil, days, by):
    note_absences([(pupil, day) for day in days], by=by)


def noted():
    return set(Absence.objects.values_list("student__first_name", "day"))


def act(pupil, deed, by, on=TODAY, text=""):
    return record_act(WatchAct(student=pupil, deed=deed, done_on=on, note=text), by=by, token=f"{pupil.pk}{deed}{on}")


# The list of a day


def test_the_day_begins_with_today_and_nothing_ticked(client, teacher, pin, korn):
    page = client.get(DAY)
    assert "โรงเรียนหนึ่ง · วันศุกร์ที่ 28 มิถุนายน 2567" in words(page)
    assert words(page).index("กร ตัวอย่าง ป.1/2") < words(page).index("ปิ่น ตัวอย่าง ป.5")
    assert "absent" not in form_on(page)


def test_on_a_weekend_the_list_is_of_the_last_school_day(client, teacher, pin):
    with time_machine.travel("2024-06-30 09:00+07:00"):
        client.force_login(teacher)
        assert "วันศุกร์ที่ 28 มิถุนายน 2567" in words(client.get(DAY))


def test_ticked_pupils_are_noted_for_the_day_shown(client, teacher, pin, korn):
    page = client.post(DAY, form_on(client.get(f"{DAY}?day=2024-06-27")) | {"absent": [pin.key]}, follow=True)
    assert noted() == {("ปิ่น", date(2024, 6, 27))}
    assert "บันทึกวันที่ 27 มิ.ย. 2567 แล้ว ขาดเรียน 1 คน" in words(page)
    assert "ปิ่น ตัวอย่าง ป.5 บันทึกว่าขาดแล้ว" in words(page)
    assert form_on(page)["absent"] == pin.key


def test_unticking_a_pupil_removes_the_day_with_a_line(client, teacher, pin, korn):
    note_absences([(pin, TODAY), (korn, TODAY)], by=teacher)
    client.post(DAY, form_on(client.get(DAY)) | {"absent": [korn.key]})
    assert noted() == {("กร", TODAY)}
    assert TrailEvent.objects.filter(verb=Verb.VOIDED, subject=f"student:{pin.key}", actor=teacher).count() == 1


def test_what_a_colleague_noted_meanwhile_stays(world, client, teacher, pin, korn):
    shown = form_on(client.get(DAY))
    note(pin, [TODAY], world.officer)
    client.post(DAY, shown | {"absent": [korn.key]})
    assert noted() == {("กร", TODAY), ("ปิ่น", TODAY)}


def test_a_second_sending_changes_nothing(client, teacher, pin):
    typed = form_on(client.get(DAY)) | {"absent": [pin.key]}
    for _sending in range(2):
        assert client.post(DAY, typed).status_code == 302
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "words_of_error"),
    [
        ("day=2024-06-23", "23 มิ.ย. 2567 ไม่ใช่วันเรียน เลือกวันอื่น"),
        ("day=2024-07-01", "วันที่ต้องไม่เกินวันนี้"),
        ("day_0=31&day_1=6&day_2=2567", "ไม่มีวันที่ 31 มิถุนายน ตรวจวันและเดือน"),
        ("day_0=28&day_1=6&day_2=67", "ปีต้องเป็น พ.ศ. 4 หลัก"),
    ],
)
def test_a_day_that_cannot_be_comes_back_with_a_sentence(client, teacher, pin, asked, words_of_error):
    page = client.get(f"{DAY}?{asked}")
    assert words_of_error in words(page)
    assert "ปิ่น" not in words(page)


@pytest.mark.parametrize("typed", ["day_0=27&day_1=6&day_2=2567", "day=27/06/2567"])
def test_a_day_is_typed_in_thai_years(client, teacher, pin, typed):
    assert "วันพฤหัสบดีที่ 27 มิถุนายน 2567" in words(client.get(f"{DAY}?{typed}"))


def test_a_day_that_became_a_day_off_meanwhile_is_refused(world, client, teacher, pin):
    typed = form_on(client.get(DAY)) | {"absent": [pin.key]}
    Holiday.objects.create(area=world.area, school=world.school, day=TODAY, name="น้ำท่วม")
    assert "28 มิ.ย. 2567 ไม่ใช่วันเรียน" in words(client.post(DAY, typed))
    assert not noted()


def test_pupils_of_another_school_cannot_be_noted(world, client, teacher, pin):
    far = saved(world, "ไกล", school=world.other_school)
    client.post(DAY, form_on(client.get(DAY)) | {"absent": [far.key, "x", "\x00"]})
    client.post(DAY, {"school": world.other_school.key, "day": TODAY.isoformat(), "absent": [far.key]})
    assert not noted()


@pytest.mark.parametrize("status", ["GRADUATED", "TRANSFERRED", "DISCHARGED", "DECEASED"])
def test_who_has_left_the_school_is_not_on_the_list(world, client, teacher, pin, status):
    saved(world, "จากไป", roll_status=code(status, "student_status"))
    saved(world, "แขวน", roll_status=code("FLOATING", "student_status"))
    text = words(client.get(DAY))
    assert "จากไป" not in text
    assert "แขวน" in text


def test_one_grade_is_shown_at_a_time_if_asked(client, teacher, pin, korn):
    page = client.get(f"{DAY}?grade=04")
    assert "กร ตัวอย่าง" in words(page)
    assert "ปิ่น" not in words(page)
    assert "ทุกชั้น ป.1 · 1 คน ป.5 · 1 คน" in words(page)


@pytest.mark.parametrize("grade", ["99", "x", "%00", "none"])
def test_a_grade_that_nobody_is_in_shows_all(client, teacher, pin, grade):
    assert "ปิ่น ตัวอย่าง" in words(client.get(f"{DAY}?grade={grade}"))


def test_pupils_without_a_grade_have_a_list_of_their_own(world, client, teacher, pin):
    saved(world, "ไร้ชั้น", grade=None)
    assert "ไม่ระบุชั้น · 1 คน" in words(client.get(DAY))
    text = words(client.get(f"{DAY}?grade=none"))
    assert "ไร้ชั้น ตัวอย่าง" in text
    assert "ปิ่น" not in text


def test_saving_goes_on_to_the_page_that_follows(world, client, teacher):
    for number in range(45):
        saved(world, f"เด็ก{number:02d}")
    page = client.get(DAY)
    assert "บันทึกแล้วไปหน้าถัดไป" in words(page)
    after = client.post(DAY, form_on(page) | {"absent": [saved_key(page)]})
    assert after.headers["Location"].endswith("&page=2")
    assert client.get(after.headers["Location"]).context["page_obj"].number == 2
    assert Absence.objects.count() == 1


def saved_key(page):
    return page.context["page_obj"].object_list[0].key


def test_an_officer_names_the_school_first(world, client, pin):
    client.force_login(world.officer)
    assert "ปิ่น" not in words(client.get(DAY))
    page = client.get(f"{DAY}?school=โรงเรียนหนึ่ง")
    client.post(DAY, form_on(page) | {"absent": [pin.key]})
    assert noted() == {("ปิ่น", TODAY)}
    assert "ไม่พบโรงเรียน" in words(client.get(f"{DAY}?school=ไม่มีจริง"))
    assert "ไม่พบโรงเรียน" in words(client.get(f"{DAY}?school=โรงเรียนไกล"))


def test_a_school_without_a_roll_is_told_what_to_do(client, teacher):
    assert "ยังไม่มีรายชื่อนักเรียนของโรงเรียนนี้ แจ้งเขตให้นำเข้ารายชื่อ" in words(client.get(DAY))


def test_the_last_threshold_is_reported_and_said(client, teacher, pin):
    note(pin, SEVEN[:-1], teacher)
    page = client.post(DAY, form_on(client.get(DAY)) | {"absent": [pin.key]}, follow=True)
    assert Report.objects.get().student == pin
    assert "ระบบรายงานเขตแล้ว 1 คน" in words(page)


# One pupil's days


def url_of(pupil):
    return f"/absences/{pupil.key}/"


def parts(name, day):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year + 543}


def test_several_days_are_noted_at_once_without_the_weekend(client, teacher, pin):
    typed = parts("start", date(2024, 6, 20)) | parts("end", date(2024, 6, 25))
    page = client.post(url_of(pin), form_on(client.get(url_of(pin))) | typed, follow=True)
    assert sorted(day for _name, day in noted()) == [date(2024, 6, day) for day in (20, 21, 24, 25)]
    assert "บันทึกแล้ว เพิ่ม 4 วัน" in words(page)
    assert "มิถุนายน 2567 รวม 4 วัน" in words(page)


def test_a_day_noted_by_mistake_is_unticked(client, teacher, pin):
    note(pin, LAST_THREE, teacher)
    form = form_on(client.get(url_of(pin)))
    assert sorted(form["days"]) == [day.isoformat() for day in LAST_THREE]
    client.post(url_of(pin), form | {"days": [LAST_THREE[0].isoformat()]})
    assert noted() == {("ปิ่น", LAST_THREE[0])}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "กรอกวันที่ขาดเรียน หรือนำเครื่องหมายออก"),
        (parts("end", TODAY), "กรอกวันแรกที่ขาดเรียน"),
        (parts("start", date(2024, 7, 1)), "วันที่ต้องไม่เกินวันนี้"),
        (parts("start", date(2024, 6, 22)) | parts("end", date(2024, 6, 23)), "ไม่มีวันเรียนในช่วงนี้"),
        (parts("start", TODAY) | parts("end", date(2024, 6, 27)), "วันสุดท้ายต้องไม่ก่อนวันแรก"),
        (parts("start", date(2023, 6, 1)) | parts("end", TODAY), "ไม่เกิน 60 วันเรียน"),
        ({"start_0": "30", "start_1": "2", "start_2": "2567"}, "ไม่มีวันที่ 30 กุมภาพันธ์"),
    ],
)
def test_days_that_cannot_be_come_back_as_typed(client, teacher, pin, typed, said):
    page = client.post(url_of(pin), form_on(client.get(url_of(pin))) | typed)
    assert said in words(page)
    assert {name: str(value) for name, value in typed.items()}.items() <= form_on(page).items()
    assert not noted()


def test_opening_a_pupil_leaves_a_line(client, teacher, pin):
    client.get(url_of(pin))
    assert TrailEvent.objects.filter(verb=Verb.OPENED, subject=f"student:{pin.key}", actor=teacher).exists()


# The watch list


def test_the_list_says_who_how_long_and_that_nobody_did_anything_yet(client, teacher, pin, korn):
    note(pin, LAST_THREE, teacher)
    note(korn, LAST_THREE[1:], teacher)
    text = words(client.get(LIST))
    assert "ปิ่น ตัวอย่าง ถึงเกณฑ์ครูติดต่อ หนึ่ง ป.5 ขาดติดต่อกัน 3 วันเรียน มิถุนายน 2567 รวม 3 วัน ขาดล่าสุด 28 มิ.ย. 2567" in text
    assert "ยังไม่มีใครบันทึกสิ่งที่ทำ" in text
    assert "กร ตัวอย่าง" not in text
    assert "ครบ 3 วันเรียน ครูติดต่อ" in text


def test_the_highest_level_comes_first_then_the_dictionary(world, client, teacher):
    for name, days in (("ฮง", SEVEN), ("เก่า", LAST_THREE), ("ขาว", LAST_THREE), ("ก้าน", SEVEN[2:])):
        note(saved(world, name), days, teacher)
    text = words(client.get(LIST))
    at = [text.index(f"{name} ตัวอย่าง") for name in ("ฮง", "ก้าน", "เก่า", "ขาว")]
    assert at == sorted(at)


def test_a_row_is_over_once_the_school_noted_others_on_a_later_day(client, teacher, pin, korn):
    note(pin, SEVEN[:3], teacher)
    assert "ขาดติดต่อกัน 3 วันเรียน" in words(client.get(LIST))
    note(korn, [SEVEN[3]], teacher)
    text = words(client.get(LIST))
    assert "ขาดติดต่อกัน" not in text.replace("ขาดเรียนติดต่อกัน", "")
    assert "มิถุนายน 2567 รวม 3 วัน" in text


def test_a_row_is_over_once_a_day_was_noted_on_which_nobody_was_absent(client, teacher, pin):
    note(pin, SEVEN[:3], teacher)
    assert client.post(DAY, form_on(client.get(DAY))).status_code == 302
    assert "ขาดติดต่อกัน" not in words(client.get(LIST)).replace("ขาดเรียนติดต่อกัน", "")


def test_what_somebody_did_stands_on_the_list(client, teacher, pin):
    note(pin, LAST_THREE, teacher)
    page = client.get(f"/watch/{pin.key}/add/")
    client.post(f"/watch/{pin.key}/add/", form_on(page) | {"deed": "TEACHER", "note": "โทรหายาย"})
    text = words(client.get(LIST))
    assert "ทำแล้ว: ครูติดต่อหรือเยี่ยมบ้าน 28 มิ.ย. 2567 (สมมติ teacher)" in text
    assert "โทรหายาย" not in text
    assert "โทรหายาย" in words(client.get(f"/watch/{pin.key}/add/"))
    assert TrailEvent.objects.filter(verb=Verb.RECORDED, fields=["watch_act"], actor=teacher).count() == 1


def test_an_excuse_takes_a_pupil_off_the_list_until_a_further_day(client, teacher, pin):
    note(pin, SEVEN[:3], teacher)
    act(pin, WatchDeed.EXCUSED, teacher, on=SEVEN[2])
    act(pin, WatchDeed.TEACHER, teacher, on=SEVEN[3])
    assert "ปิ่น" not in words(client.get(LIST))
    note(pin, [SEVEN[3]], teacher)
    assert "ขาดติดต่อกัน 4 วันเรียน" in words(client.get(LIST))


def test_the_school_reads_what_became_of_the_report(world, client, teacher, pin):
    note(pin, SEVEN, teacher)
    (report,) = watch([pin], today=TODAY, by=teacher)
    assert "ระบบรายงานเขตเองเมื่อ 28 มิ.ย. 2567 · รอเขตรับเรื่อง" in words(client.get(LIST))
    reason = code("STILL_ATTENDING", "report_set_aside_reason")
    workflow.set_aside(report, reason=reason, note="บันทึกของเขต", by=world.officer, on=TODAY)
    text = words(client.get(LIST))
    assert "เขตพิจารณาแล้ว ไม่เปิดเคส" in text
    assert reason.label not in text
    assert "บันทึกของเขต" not in text


def test_a_report_that_became_a_case_leads_to_it(world, client, teacher, pin):
    note(pin, SEVEN, teacher)
    (report,) = watch([pin], today=TODAY, by=teacher)
    case = workflow.open_case_from(report, by=world.officer, on=TODAY)
    page = client.get(LIST)
    assert "เขตเปิดเคสแล้ว" in words(page)
    assert f"มีเคสที่เปิดอยู่ {case.number}" in words(page)
    assert case.get_absolute_url() in links_on(page)


def test_a_school_sees_its_own_pupils_and_the_office_all(world, client, teacher, pin):
    far, gone = saved(world, "ไกล", school=world.other_school), saved(world, "นอกเขต", school=world.far_school)
    for pupil, by in ((pin, world.teacher), (far, world.neighbour), (gone, world.stranger)):
        note(pupil, LAST_THREE, by)
    for who, seen in (("teacher", "ปิ่น"), ("neighbour", "ไกล"), ("officer", "ปิ่น ไกล"), ("stranger", "นอกเขต")):
        client.force_login(getattr(world, who))
        text = words(client.get(LIST))
        assert {name for name in ("ปิ่น", "ไกล", "นอกเขต") if f"{name} ตัวอย่าง" in text} == set(seen.split()), who


def test_the_office_asks_for_a_school_or_a_level(world, client, pin):
    far = saved(world, "ไกล", school=world.other_school)
    note(pin, LAST_THREE, world.officer)
    note(far, SEVEN, world.officer)
    client.force_login(world.officer)
    for query, seen in (("school=โรงเรียนหนึ่ง", "ปิ่น"), ("level=3", "ไกล"), ("level=2", ""), ("school=โรงเรียนหนึ่ง&level=3", "")):
        text = words(client.get(f"{LIST}?{query}"))
        assert {name for name in ("ปิ่น", "ไกล") if f"{name} ตัวอย่าง" in text} == set(seen.split()), query
    assert "ไม่มีรายการตามตัวกรองนี้" in words(client.get(f"{LIST}?level=2"))
    for wrong in ("level=9", "level=x", "school=ไม่มี"):
        assert "มีข้อผิดพลาด:" in words(client.get(f"{LIST}?{wrong}"))


def test_an_open_case_of_another_reason_is_said_too(world, client, teacher, pin):
    note(pin, LAST_THREE, teacher)
    case = make_case(world.officer, world.school, student=pin, on=date(2024, 6, 3))
    assert f"มีเคสที่เปิดอยู่ {case.number}" in words(client.get(LIST))


def test_who_works_at_two_schools_sees_both_and_names_one_for_a_day(world, client, teacher, pin):
    Post.objects.create(user=world.teacher, role=Role.SCHOOL_STAFF, school=world.other_school)
    far = saved(world, "ไกล", school=world.other_school)
    for pupil in (pin, far):
        note(pupil, LAST_THREE, world.officer)
    text = words(client.get(LIST))
    assert "ปิ่น ตัวอย่าง" in text
    assert "ไกล ตัวอย่าง" in text
    assert "ไกล" in words(client.get(f"{DAY}?school={world.other_school.key}"))


def test_nobody_absent_is_said_so(client, teacher):
    assert "ไม่มีนักเรียนที่ขาดเรียนถึงเกณฑ์" in words(client.get(LIST))


def test_every_link_of_the_list_opens(client, teacher, pin):
    note(pin, LAST_THREE, teacher)
    for link in links_on(client.get(LIST)):
        assert client.get(link).status_code == 200, link


# What was done


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "เลือกสิ่งที่ทำ"),
        ({"deed": "OTHER"}, "เขียนสั้น ๆ ว่าทำอะไร"),
        ({"deed": "NOTHING"}, "เลือกจากรายการ"),
        ({"deed": "TEACHER"} | parts("done_on", date(2024, 7, 1)), "วันที่ต้องไม่เกินวันนี้"),
        ({"deed": "TEACHER", "note": "ก\x01ข"}, "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้"),
        ({"deed": "TEACHER", "note": "ก" * 501}, "ยาวเกินไป ใช้ไม่เกิน 500 ตัวอักษร"),
    ],
)
def test_what_was_done_comes_back_with_a_sentence(client, teacher, pin, typed, said):
    url = f"/watch/{pin.key}/add/"
    page = client.post(url, form_on(client.get(url)) | typed)
    assert said in words(page)
    assert not WatchAct.objects.exists()


def test_a_second_click_records_once(client, teacher, pin):
    url = f"/watch/{pin.key}/add/"
    typed = form_on(client.get(url)) | {"deed": "MEETING"}
    for _click in range(2):
        assert client.post(url, typed).status_code == 302
    assert WatchAct.objects.count() == 1


# Who gets in, and at what cost


@pytest.mark.parametrize(
    ("who", "of_page", "of_pupil"),
    [
        ("teacher", 200, 200),
        ("officer", 200, 200),
        ("supervisor", 200, 200),
        ("neighbour", 200, 404),
        ("stranger", 200, 404),
        ("partner", 404, 404),
        ("executive", 404, 404),
        ("sysadmin", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_who_gets_in(world, client, pin, who, of_page, of_pupil):
    client.force_login(getattr(world, who))
    assert [client.get(url).status_code for url in (DAY, LIST)] == [of_page, of_page]
    for url in (url_of(pin), f"/watch/{pin.key}/add/"):
        assert client.get(url).status_code == of_pupil
        if of_pupil == 404:
            assert client.post(url, {"deed": "TEACHER", "start": "27/06/2567"}).status_code == 404
    assert not Absence.objects.exists()
    assert not WatchAct.objects.exists()


def test_who_is_not_signed_in_is_sent_to_sign_in(client, world, pin):
    for url in (DAY, LIST, url_of(pin), f"/watch/{pin.key}/add/"):
        assert client.get(url).headers["Location"].startswith("/sign-in/")


def test_the_list_is_read_only(client, teacher):
    assert client.post(LIST).status_code == 405


def queries_of(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["teacher", "officer"])
@pytest.mark.parametrize("path", [LIST, f"{DAY}?school=โรงเรียนหนึ่ง"])
def test_a_page_costs_the_same_for_one_pupil_and_for_twenty(world, client, who, path):
    client.force_login(getattr(world, who))
    counts = []
    for number in (1, 19):
        for one in range(number):
            pupil = saved(world, f"เด็ก{number}{one}")
            note(pupil, SEVEN, world.officer)
            watch([pupil], today=TODAY, by=world.officer)
            act(pupil, WatchDeed.TEACHER, world.officer)
        counts.append(queries_of(client, path))
    assert counts[0] == counts[1] <= 20
