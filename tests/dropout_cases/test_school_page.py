"""What school staff see on a telephone: the pupils of the week in three taps each, and what the district asks; no more."""

from datetime import timedelta

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, FollowUp, Note, Return, Status
from dropout_cases.steps import Safety
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, close, code, make_case, make_contact, make_follow_up, make_pause, make_return, make_student, make_visit

EARLIER = DAY - timedelta(days=10)
A_WEEK_AGO = DAY - timedelta(days=7)  # who went back then is asked about today, a Monday
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


def asked_about(world, *cases, on=A_WEEK_AGO, **watchers):
    """Cases of children who went back, and whom their school is asked about from a week later on."""
    for case in cases:
        returned = make_return(case, world.officer, on=on)
        returned.checks.update(**watchers)
    return cases


def week_and_others(page) -> tuple[str, str]:
    """What stands above and in the fold of the other pupils."""
    above, _fold, folded = words(page).partition("รายงานนักเรียนคนอื่น")
    return above, folded


def test_pupils_asked_about_this_week_stand_first_and_the_others_in_a_fold(world, client, teacher, pin, korn):
    asked_about(world, pin)
    above, folded = week_and_others(home(client))
    assert "โรงเรียนหนึ่ง · สัปดาห์ 15–19 ม.ค. 2567 · เหลือ 1 จาก 1 คน" in above
    assert "ปิ่น ตัวอย่าง" in above
    assert "ครบกำหนดวันนี้ ติดตามสัปดาห์ที่ 1 (15 ม.ค. 2567)" in above
    assert "กร ตัวอย่าง" in folded
    for choice in ("มาเรียนสม่ำเสมอ", "ขาดบางวัน", "หยุดเรียน", "ย้ายหรือไม่ทราบ"):
        assert (above.count(choice), folded.count(choice)) == (1, 1)


def test_one_that_is_late_says_by_how_much_and_stands_before_one_that_is_not(world, client, teacher, pin, korn):
    asked_about(world, korn)
    asked_about(world, pin, on=DAY - timedelta(days=14))
    text = words(home(client))
    assert text.index("ปิ่น ตัวอย่าง") < text.index("เกินกำหนด 7 วัน") < text.index("กร ตัวอย่าง")


def test_ones_own_pupils_stand_first_and_of_the_others_it_says_whose_they_are(world, client, teacher, pin, korn):
    asked_about(world, korn, school_name="ครูวิภา สมมติ")
    asked_about(world, pin, school_owner=teacher)
    text = words(home(client))
    assert text.index("ปิ่น ตัวอย่าง") < text.index("ของฉัน") < text.index("กร ตัวอย่าง") < text.index("ผู้รายงาน: ครูวิภา สมมติ")
    assert text.count("ของฉัน") == 1


@pytest.mark.parametrize("why", ["paused", "announced", "at no school", "next week", "told before"])
def test_what_is_not_asked_this_week_stands_with_the_others(world, client, teacher, pin, why):
    made = make_return(pin, world.officer, on=DAY if why == "next week" else A_WEEK_AGO, confirmed=why != "announced")
    if why == "paused":
        make_pause(pin, world.officer, on=DAY)
    elif why == "at no school":
        Return.objects.filter(pk=made.pk).update(school=None, place_text="สกร. อำเภอ")
    elif why == "told before":
        make_follow_up(pin, world.officer, on=DAY - timedelta(days=1))
    above, folded = week_and_others(home(client))
    assert "สัปดาห์นี้ไม่มีนักเรียนที่ต้องรายงาน" in above
    assert "เหลือ 1" not in above
    assert "ปิ่น ตัวอย่าง" in folded


def test_only_the_latest_return_asks(world, client, teacher, pin):
    asked_about(world, pin)
    make_return(pin, world.officer, on=DAY)
    assert "สัปดาห์นี้ไม่มีนักเรียนที่ต้องรายงาน" in words(home(client))


def test_other_pupils_stand_in_dictionary_order(client, teacher, pin, korn):
    text = words(home(client))
    assert text.index("กร ตัวอย่าง") < text.index("ปิ่น ตัวอย่าง")


def test_nothing_is_chosen_in_advance(client, teacher, pin):
    typed = form_on(home(client), SEND)
    assert {name for name, value in typed.items() if value} == {"csrfmiddlewaretoken", f"{pin.key}-token"}


def test_the_card_says_what_was_sent_last(world, client, teacher, pin, korn):
    make_follow_up(pin, world.teacher, attendance=Attendance.IRREGULAR, on=DAY - timedelta(days=2))
    text = words(home(client))
    assert "ส่งล่าสุด: ขาดบางวัน (13 ม.ค. 2567)" in text
    assert "ยังไม่เคยรายงาน" in text


def test_whoever_is_reported_on_this_week_goes_to_the_others_and_is_counted(world, client, teacher, pin, korn):
    asked_about(world, pin, korn)
    send(client, taps(korn, "ATTENDING"))
    above, folded = week_and_others(home(client))
    assert "เหลือ 1 จาก 2 คน" in above
    assert "กร ตัวอย่าง" in folded
    page = send(client, taps(pin, "ATTENDING"))
    assert "รายงานของสัปดาห์นี้ครบแล้ว" in words(page)


def test_of_a_child_who_left_the_card_says_what_comes_next(world, client, teacher, pin):
    asked_about(world, pin)
    page = send(client, taps(pin, "STOPPED"))
    assert "เขตจะติดต่อโรงเรียนเรื่องนักเรียนที่หยุดเรียนหรือย้าย" in words(page)
    assert "เขตรับทราบแล้ว สมมติ officer จะติดต่อโรงเรียนเรื่องรอบต่อไป" in words(page)


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
def test_a_note_without_a_word_on_attendance_comes_back_and_holds_up_no_other(client, teacher, pin, korn, chosen):
    page = send(client, taps(korn, "ATTENDING", "มาทุกวัน"), taps(pin, **chosen))
    assert reports() == [(korn, "ATTENDING", "มาทุกวัน")]
    for said in ("มีข้อผิดพลาด:", "แก้ไข 1 จุด", "ส่งรายงานนักเรียน 1 คนแล้ว"):
        assert said in words(page)
    target = f"id_{pin.key}-attendance_0"
    assert f'<a href="#{target}">เลือกการมาเรียนของนักเรียนคนนี้</a>' in page.content.decode()
    assert f'id="{target}"' in page.content.decode()
    assert '<details class="form-more" open>' in page.content.decode()
    kept = form_on(page, SEND)
    assert bool(kept.get(f"{pin.key}-note")) is ("note" in chosen)
    assert f"{korn.key}-attendance" not in kept
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


def test_a_case_closed_meanwhile_takes_no_report_and_says_so(world, client, teacher, pin, korn):
    typed = form_on(home(client), SEND) | taps(pin, "ATTENDING") | taps(korn, "ATTENDING")
    close(pin, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    page = client.post(SEND, typed, follow=True)
    assert reports() == [(korn, "ATTENDING", "")]
    assert "ส่งรายงานนักเรียน 1 คนแล้ว" in words(page)
    assert "นักเรียนคนนี้ไม่อยู่ในรายการของโรงเรียนแล้ว ไม่ได้ส่งรายงาน" in words(page)


@pytest.mark.parametrize(
    ("chosen_on", "day"),
    [
        ("2024-01-12", DAY - timedelta(days=3)),
        ("2024-01-08", DAY - timedelta(days=7)),
        ("2024-01-07", DAY),
        ("2024-01-16", DAY),
        ("พรุ่งนี้", DAY),
    ],
)
def test_what_a_device_kept_is_of_the_day_it_was_chosen_within_a_week(client, teacher, pin, chosen_on, day):
    send(client, taps(pin, "ATTENDING", chosen_on=chosen_on))
    assert FollowUp.objects.get().happened_on == day


# A device that sends by itself


def send_briefly(client, *chosen):
    typed = form_on(home(client), SEND)
    for one in chosen:
        typed |= one
    return client.post(SEND, typed, headers={"accept": "application/json"})


def test_a_device_is_told_in_brief_what_was_taken_and_why_others_were_not(world, client, teacher, pin, korn):
    far = pupil(world, "ไกล", school=world.other_school)
    answer = send_briefly(client, taps(korn, "MOVED"), taps(pin, note="ไม่แน่ใจ"), taps(far, "ATTENDING")).json()
    assert answer == {
        "taken": [korn.key],
        "refused": {
            pin.key: "เลือกการมาเรียนของนักเรียนคนนี้",
            far.key: "นักเรียนคนนี้ไม่อยู่ในรายการของโรงเรียนแล้ว ไม่ได้ส่งรายงาน",
        },
        "said": "ส่งรายงานนักเรียน 1 คนแล้ว เขตจะติดต่อโรงเรียนเรื่องนักเรียนที่หยุดเรียนหรือย้าย",
    }
    assert reports() == [(korn, "MOVED", "")]


def test_a_sending_that_comes_again_is_taken_again_and_counts_once(client, teacher, pin):
    again = taps(pin, "ATTENDING", token="t" * 22)
    assert [send_briefly(client, again).json()["taken"] for _sending in range(2)] == [[pin.key], [pin.key]]
    assert len(reports()) == 1


def test_a_device_without_a_session_is_led_to_sign_in_and_nothing_is_taken(client, teacher, pin):
    typed = form_on(home(client), SEND) | taps(pin, "ATTENDING")
    client.logout()
    answer = client.post(SEND, typed, headers={"accept": "application/json"})
    assert answer.headers["Location"] == "/sign-in/?next=/attendance/"
    assert not reports()


def test_the_address_of_the_sending_is_no_page(client, teacher):
    assert client.get(SEND).headers["Location"] == "/"


def test_a_pupil_who_stopped_after_the_return_is_the_offices_next_round(world, client, teacher, pin):
    make_return(pin, world.officer, on=EARLIER)
    send(client, taps(pin, "STOPPED"))
    client.force_login(world.officer)
    page = client.get("/")
    assert "มีสัญญาณว่านักเรียนอยู่ในการศึกษาต่อไม่ได้ เริ่มรอบที่ 2" in words(page)
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
    assert (returned.confirmed_on, returned.confirmed_how) == (EARLIER, "สมมติ teacher")
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
        links = [link for link in links_on(home(client)) if not link.startswith("tel:")]
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
    assert "ยังไม่มีสิ่งที่ต้องรายงาน" in text


def test_the_page_says_what_is_to_be_reported_next_and_what_comes_of_it(world, client, teacher, pin):
    asked_about(world, pin)
    assert "รายงานการมาเรียน ครบกำหนดวันนี้" in words(client.get(pin.get_absolute_url()))
    send(client, taps(pin, "STOPPED"))
    assert "เขตรับทราบแล้ว จะติดต่อโรงเรียนเรื่องรอบต่อไป" in words(client.get(pin.get_absolute_url()))


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
