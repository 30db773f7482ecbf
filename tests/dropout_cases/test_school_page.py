"""What school staff see on a telephone: their pupils in three taps each, what the district asks, and nothing else of a case."""

from datetime import timedelta

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, FollowUp, Note, Status
from dropout_cases.steps import Safety
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, close, code, make_case, make_contact, make_follow_up, make_return, make_student, make_visit

EARLIER = DAY - timedelta(days=10)
SEND = "/attendance/"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


def pupil(world, name, school=None, **report):
    school = school or world.school
    return make_case(world.officer, school, student=make_student(world.area, school, first_name=name), on=EARLIER, **report)


@pytest.fixture
def pin(world):
    return pupil(world, "ปิ่น")


@pytest.fixture
def korn(world):
    return pupil(world, "กร")


@pytest.fixture
def teacher(world, client):
    client.force_login(world.teacher)
    return world.teacher


def home(client):
    return client.get("/")


def taps(case, attendance="", note="", **more):
    """What is chosen on the card of a pupil."""
    return {f"{case.key}-{name}": value for name, value in {"attendance": attendance, "note": note, **more}.items() if value}


def send(client, *chosen, follow=True):
    typed = form_on(home(client), SEND)
    for one in chosen:
        typed |= one
    return client.post(SEND, typed, follow=follow)


def reports():
    return [(one.round.case, one.attendance, one.note) for one in FollowUp.objects.order_by("pk")]


# The cards


def test_each_pupil_has_a_card_in_dictionary_order(client, teacher, pin, korn):
    text = words(home(client))
    assert text.index("กร ตัวอย่าง") < text.index("ปิ่น ตัวอย่าง")
    assert "โรงเรียนหนึ่ง · วันจันทร์ที่ 15 มกราคม 2567 · เหลือ 2 จาก 2 คน" in text
    for choice in ("มาเรียนสม่ำเสมอ", "ขาดบางวัน", "หยุดเรียน", "ย้ายหรือไม่ทราบ"):
        assert text.count(choice) == 2


def test_nothing_is_chosen_in_advance(client, teacher, pin):
    typed = form_on(home(client), SEND)
    assert {name for name, value in typed.items() if value} == {"csrfmiddlewaretoken", f"{pin.key}-token"}


def test_the_card_says_what_was_sent_last(world, client, teacher, pin, korn):
    make_follow_up(pin, world.teacher, attendance=Attendance.IRREGULAR, on=DAY - timedelta(days=2))
    text = words(home(client))
    assert "ส่งล่าสุด: ขาดบางวัน (13 ม.ค. 2567)" in text
    assert "ยังไม่เคยรายงาน" in text
    assert "เหลือ 1 จาก 2 คน" in text


def test_a_week_later_a_pupil_is_reported_on_again(world, client, teacher, pin):
    make_follow_up(pin, world.teacher, on=DAY - timedelta(days=7))
    assert "เหลือ 1 จาก 1 คน" in words(home(client))


def test_a_report_that_was_voided_was_not_sent(world, client, teacher, pin):
    workflow.void(make_follow_up(pin, world.teacher, on=DAY), reason="ผิดคน", by=world.officer)
    assert "ยังไม่เคยรายงาน" in words(home(client))


def test_pupils_of_other_schools_and_closed_cases_have_no_card(world, client, teacher, pin):
    pupil(world, "ไกล", school=world.other_school)
    close(pupil(world, "จบ"), world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    text = words(home(client))
    assert "ปิ่น" in text
    assert "ไกล" not in text.replace("โรงเรียนไกล", "")
    assert "จบ ตัวอย่าง" not in text


def test_a_school_without_pupils_is_offered_the_report_form(client, teacher):
    page = home(client)
    assert "ไม่มีนักเรียนที่ต้องรายงาน" in words(page)
    assert "/cases/add/" in links_on(page)


# One sending


def test_everything_chosen_goes_in_one_sending(client, teacher, pin, korn):
    page = send(client, taps(pin, "ATTENDING"), taps(korn, "IRREGULAR", "ลาป่วยสองวัน"))
    assert reports() == [(korn, "IRREGULAR", "ลาป่วยสองวัน"), (pin, "ATTENDING", "")]
    assert page.redirect_chain == [("/", 302)]
    assert "ส่งรายงานนักเรียน 2 คนแล้ว" in words(page)
    assert "เหลือ 0 จาก 2 คน" in words(page)


def test_a_pupil_left_untouched_is_not_reported_on(client, teacher, pin, korn):
    send(client, taps(pin, "ATTENDING"))
    assert reports() == [(pin, "ATTENDING", "")]


def test_sending_nothing_says_what_to_do(client, teacher, pin):
    assert "ยังไม่ได้เลือกนักเรียนคนใด เลือกการมาเรียนแล้วส่งอีกครั้ง" in words(send(client))
    assert not reports()


def test_a_report_is_of_today_and_of_who_sent_it(client, teacher, pin):
    send(client, taps(pin, "ATTENDING"))
    report = FollowUp.objects.get()
    assert (report.happened_on, report.entered_by) == (DAY, teacher)


@pytest.mark.parametrize("chosen", [{"note": "ไม่แน่ใจ"}, {"unsafe": "on"}])
def test_a_note_without_a_word_on_attendance_keeps_everything(client, teacher, pin, korn, chosen):
    page = send(client, taps(korn, "ATTENDING", "มาทุกวัน"), taps(pin, **chosen))
    assert not reports()
    assert "มีข้อผิดพลาด:" in words(page)
    assert "แก้ไข 1 จุด" in words(page)
    target = f"id_{pin.key}-attendance_0"
    assert f'<a href="#{target}">เลือกการมาเรียนของนักเรียนคนนี้</a>' in page.content.decode()
    assert f'id="{target}"' in page.content.decode()
    kept = form_on(page, SEND)
    assert (taps(korn, "ATTENDING", "มาทุกวัน") | taps(pin, **chosen)).items() <= kept.items()
    assert client.post(SEND, kept | taps(pin, "STOPPED")).status_code == 302
    assert len(reports()) == 2


def test_what_is_not_one_of_the_four_words_is_refused(client, teacher, pin):
    for word in ("x", "\x00", "SAFE"):
        assert send(client, taps(pin, word)).status_code == 200
    assert not reports()


def test_control_characters_in_a_note_come_back_with_a_sentence(client, teacher, pin):
    page = send(client, taps(pin, "ATTENDING", "ก\x01ข"))
    assert "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่" in words(page)
    assert not reports()


def test_a_second_click_sends_nothing_twice(client, teacher, pin):
    typed = form_on(home(client), SEND) | taps(pin, "ATTENDING")
    for _click in range(2):
        assert client.post(SEND, typed).status_code == 302
    assert len(reports()) == 1


def test_a_child_not_safe_puts_the_case_in_danger_and_shows_the_numbers(client, teacher, pin):
    page = send(client, taps(pin, "STOPPED", unsafe="on"))
    assert Case.objects.get().in_danger
    for number in ("191", "1669", "1300", "1387"):
        assert f'<a href="tel:{number}">' in page.content.decode()


def test_an_unticked_box_does_not_say_that_the_child_is_safe(world, client, teacher):
    case = pupil(world, "ปิ่น", safety=Safety.UNSAFE)
    send(client, taps(case, "ATTENDING"))
    assert FollowUp.objects.get().safety == ""
    assert Case.objects.get().in_danger


def test_pupils_of_another_school_cannot_be_reported_on(world, client, teacher, pin):
    far = pupil(world, "ไกล", school=world.other_school)
    send(client, taps(far, "STOPPED"))
    assert not reports()


def test_a_case_closed_meanwhile_takes_no_report(world, client, teacher, pin, korn):
    typed = form_on(home(client), SEND) | taps(pin, "ATTENDING") | taps(korn, "ATTENDING")
    close(pin, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    client.post(SEND, typed)
    assert reports() == [(korn, "ATTENDING", "")]


def test_the_address_of_the_sending_is_no_page(client, teacher):
    assert client.get(SEND).headers["Location"] == "/"


def test_a_pupil_who_stopped_after_the_return_is_the_offices_next_round(world, client, teacher, pin):
    make_return(pin, world.officer, on=EARLIER)
    send(client, taps(pin, "STOPPED"))
    client.force_login(world.officer)
    page = client.get("/")
    assert "เริ่มรอบที่ 2" in words(page)
    assert f"/cases/{pin.key}/rounds/add/" in links_on(page)


# What the district asks


def test_what_the_district_asks_stands_first_the_most_pressing_on_top(world, client, teacher, pin, korn):
    for case, asked, days in ((pin, "มาเรียนกี่วัน", 5), (korn, "ส่งใบรับรองแพทย์", 1)):
        make_contact(case, world.officer, answer="", asked=asked, on=EARLIER, answer_by=DAY + timedelta(days=days))
    text = words(home(client))
    assert text.index("ส่งใบรับรองแพทย์") < text.index("มาเรียนกี่วัน") < text.index("รายงานการมาเรียนสัปดาห์นี้")
    assert "อีก 1 วัน" in text


def test_the_school_answers_the_district(world, client, teacher, pin):
    contact = make_contact(pin, world.officer, answer="", asked="มาเรียนกี่วัน", on=EARLIER)
    assert contact.answer_url in links_on(home(client))
    page = client.post(contact.answer_url, form_on(client.get(contact.answer_url)) | {"answer": "มาสามวัน"}, follow=True)
    contact.refresh_from_db()
    assert (contact.answer, contact.answered_on) == ("มาสามวัน", DAY)
    assert "มาสามวัน" in words(page)
    assert contact.answer_url not in links_on(home(client))


def test_the_school_is_not_shown_what_others_were_asked(world, client, teacher, pin):
    contact = make_contact(pin, world.officer, party="TEAM", answer="", asked="ถามนักจิตวิทยา", on=EARLIER)
    assert "ถามนักจิตวิทยา" not in words(home(client))
    assert "ถามนักจิตวิทยา" not in words(client.get(pin.get_absolute_url()))
    assert client.get(contact.answer_url).status_code == 404


def test_the_school_confirms_that_the_child_is_there(world, client, teacher, pin):
    returned = make_return(pin, world.officer, on=EARLIER, confirmed=False)
    assert "ยืนยันว่านักเรียนมาเรียนแล้ว" in words(home(client))
    page = client.post(returned.answer_url, form_on(client.get(returned.answer_url)), follow=True)
    returned.refresh_from_db()
    assert (returned.confirmed_on, returned.confirmed_how) == (DAY, "สมมติ teacher")
    assert Case.objects.get().status == Status.MONITORING
    assert "บันทึกการยืนยันแล้ว" in words(page)


def test_the_receiving_school_is_asked_and_the_child_moves_with_its_word(world, client, teacher, pin):
    returned = make_return(pin, world.officer, school=world.other_school, on=EARLIER, confirmed=False)
    assert returned.answer_url not in links_on(home(client))
    client.force_login(world.neighbour)
    assert returned.answer_url in links_on(home(client))
    client.post(returned.answer_url, form_on(client.get(returned.answer_url)))
    assert Case.objects.get().school == world.other_school
    assert "ปิ่น" in words(home(client))
    client.force_login(world.teacher)
    assert "ปิ่น" not in words(home(client))


def test_every_button_of_the_page_opens_for_its_reader(world, client, teacher, pin, korn):
    make_contact(pin, world.officer, answer="", on=EARLIER)
    make_return(korn, world.officer, school=world.other_school, on=EARLIER, confirmed=False)
    for person in (world.teacher, world.neighbour):
        client.force_login(person)
        links = links_on(home(client))
        assert links
        for link in links:
            assert client.get(link).status_code == 200, (person, link)


# A pupil's page


def test_the_school_sees_its_part_of_a_case_and_nothing_else(world, client, teacher, pin):
    make_contact(pin, world.officer, party="TEAM", answer="ความเห็นลับ", on=EARLIER)
    make_visit(pin, world.officer, seen="บ้านไม้ชั้นเดียว", conclusion="ช่วยค่าเดินทาง", on=EARLIER)
    make_contact(pin, world.officer, answer="มาทุกวัน", on=EARLIER)
    make_follow_up(pin, world.officer, on=EARLIER)
    Note.objects.create(
        case=pin, round=pin.current_round, text="บันทึกของเขต", happened_on=DAY, entered_by=world.officer, entered_role="OFFICER"
    )
    text = words(client.get(pin.get_absolute_url()))
    assert "มาทุกวัน" in text
    assert "การมาเรียน: มาเรียนสม่ำเสมอ" in text
    for secret in ("ความเห็นลับ", "บ้านไม้ชั้นเดียว", "ช่วยค่าเดินทาง", "บันทึกของเขต", "ฐานะยากจน"):
        assert secret not in text


def test_the_page_names_step_round_and_whom_to_call(world, client, teacher, pin):
    world.officer.phone = "043-000-111"
    world.officer.save()
    text = words(client.get(pin.get_absolute_url()))
    assert "2 ประสานงาน รอบที่ 1" in text
    assert "ผู้ประสานงานของเขต: สมมติ officer 043-000-111" in text
    assert "รายงานการมาเรียนทุกสัปดาห์" in text


def test_the_school_reads_again_what_it_reported(world, client, teacher):
    case = make_case(world.teacher, world.school, story="ไม่มาเรียนสามวัน", causes=("ABUSE",), reporter_name="ครูวิภา")
    text = words(client.get(case.get_absolute_url()))
    assert "ไม่มาเรียนสามวัน" in text
    assert "ครูวิภา" in text


def test_a_closed_case_asks_nothing_more_of_the_school(world, client, teacher, pin):
    close(pin, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    page = client.get(pin.get_absolute_url())
    assert "ปิดเคส" in words(page)
    assert f"/cases/{pin.key}/follow-up/" not in links_on(page)
    assert code("NOT_FOUND", "case_close_reason").label not in words(page)
