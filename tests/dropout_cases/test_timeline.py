"""The story of a case: every entry in its place, as far as its reader may read it, and never more than text."""

from datetime import date, timedelta

import pytest
import time_machine

from dropout_cases import timeline, workflow
from dropout_cases.models import Attendance, Case, Document, Note
from dropout_cases.views import cases
from referrals import passing
from referrals.models import Attendee, Certainty, Finding, Resolution, Side
from referrals.passing import Voice
from schools.access import Action
from tests.dropout_cases.browsing import form_on, words
from tests.make import (
    DAY,
    answer_referral,
    close,
    code,
    go_through,
    make_case,
    make_consent,
    make_contact,
    make_follow_up,
    make_meeting,
    make_need,
    make_referral,
    make_return,
    make_student,
    make_visit,
)

EARLIER = DAY - timedelta(days=2)
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=EARLIER)


def page(client, case, show=""):
    return client.get(case.get_absolute_url(), {"show": show} if show else {})


def story(client, case, show=""):
    """The words of the timeline alone."""
    text = words(page(client, case, show))
    return text[text.index("ทั้งหมด ขั้นตอน") : text.index("ขั้นตอนของรอบนี้")]


def note(client, case, words_typed, **more):
    url = f"{case.get_absolute_url()}note/"
    return client.post(url, form_on(client.get(url)) | {"kind": "NOTE", "text": words_typed} | more, follow=True)


def happenings(case, user):
    return timeline.read(Case.objects.get(pk=case.pk), user).happenings


# Order


def test_the_newest_day_comes_first_and_within_a_day_the_last_entry(world, client, case):
    for days, asked in ((0, "หนึ่ง"), (1, "สอง"), (0, "สาม")):
        make_contact(case, world.officer, on=DAY - timedelta(days=days), asked=f"ถาม{asked}", answer="")
    text = story(client, case)
    assert text.index("ถามสาม") < text.index("ถามหนึ่ง") < text.index("ถามสอง") < text.index("รับแจ้ง")


def test_an_entry_says_what_who_in_which_role_and_on_which_day(world, client, case):
    make_contact(case, world.officer, on=DAY, person="ครูวิภา")
    text = story(client, case)
    assert "15 ม.ค. 2567 ประสานงาน สมมติ officer (เจ้าหน้าที่เขตพื้นที่) ติดต่อ: โรงเรียน · ครูวิภา · โทรศัพท์" in text


def test_rounds_come_newest_first_and_the_earlier_one_says_how_it_ended(world, client, case):
    make_return(case, world.officer, on=EARLIER)
    make_follow_up(case, world.officer, attendance=Attendance.STOPPED, on=DAY)
    workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)
    make_contact(Case.objects.get(), world.officer, on=DAY, asked="ถามในรอบสอง")
    text = story(client, case)
    places = [text.index(part) for part in ("รอบที่ 2", "ถามในรอบสอง", "เริ่มรอบที่ 2", "รอบที่ 1 · 13 ม.ค. 2567 – 15 ม.ค. 2567", "รับแจ้ง")]
    assert places == sorted(places)
    assert "ยังอยู่ในการศึกษาไม่ได้" in text
    assert "กลับเข้าเรียนแล้วหยุดเรียนอีก" in text


@pytest.mark.parametrize(
    ("moment", "on", "back_dated"),
    [
        ("2024-01-15 09:00+07:00", date(2024, 1, 15), False),
        ("2024-01-15 09:00+07:00", date(2024, 1, 14), True),
        ("2024-01-15 02:00+07:00", date(2024, 1, 15), False),
        ("2024-01-15 02:00+07:00", date(2024, 1, 14), True),
        ("2024-01-15 23:59+07:00", date(2024, 1, 15), False),
    ],
)
def test_an_entry_made_on_a_later_day_says_when(world, client, moment, on, back_dated):
    client.force_login(world.officer)
    with time_machine.travel(moment, tick=False):
        case = make_case(world.officer, world.school, on=on)
    assert ("บันทึกเมื่อ 15 ม.ค. 2567" in story(client, case)) == back_dated


def test_a_case_that_was_closed_and_taken_up_tells_all_of_it(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), note="พบตัวแล้ว", by=world.supervisor, on=DAY)
    text = story(client, case)
    places = [text.index(part) for part in ("เริ่มรอบที่ 2 สมมติ supervisor", "อนุมัติปิดเคส สมมติ supervisor", "ขอปิดเคส สมมติ officer")]
    assert places == sorted(places)
    assert "พบตัวแล้ว" in text


# Filters


def test_each_group_shows_its_own_and_together_they_show_all(world, client, case):
    make_contact(case, world.officer, on=DAY, asked="ขั้นตอน")
    note(client, case, "โทรหายาย")
    workflow.postpone(case.current_round, to=DAY, reason="ปิดเทอม", by=world.officer, on=DAY)
    parts = {"step": "เรื่องที่แจ้งหรือถาม: ขั้นตอน", "note": "โทรหายาย", "system": "เหตุผล: ปิดเทอม"}
    for group in parts:
        text = story(client, case, group)
        assert [name for name, part in parts.items() if part in text] == [group]
    whole = story(client, case)
    assert not [part for part in parts.values() if part not in whole]


def test_an_empty_group_says_so_and_leads_back(client, case):
    assert "ไม่มีรายการในกลุ่มนี้ แสดงทั้งหมด" in story(client, case, "document")


def test_an_unknown_group_is_everything(client, case):
    assert "รับแจ้ง" in story(client, case, "x\x00")


def test_the_group_shown_is_marked(client, case):
    assert '<a href="?show=note" aria-current="true">บันทึก</a>' in page(client, case, "note").content.decode()


# Notes


def test_a_note_is_added_and_moves_the_case_to_the_top(world, client, case):
    other = make_case(world.officer, world.school)
    answer = note(client, case, "โทรหายายแล้ว\nยายรับสาย")
    assert "เพิ่มบันทึกแล้ว" in words(answer)
    assert "โทรหายายแล้ว<br>ยายรับสาย" in answer.content.decode()
    assert list(Case.objects.order_by("-active_at")) == [case, other]


def test_a_call_is_called_a_call(client, case):
    assert "โทรศัพท์ สมมติ officer" in words(note(client, case, "ไม่รับสาย", kind="CALL"))


def test_a_note_sent_twice_is_one_note(client, case):
    url = f"{case.get_absolute_url()}note/"
    typed = form_on(client.get(url)) | {"kind": "NOTE", "text": "ครั้งเดียว"}
    for _click in range(2):
        client.post(url, typed)
    assert Note.objects.count() == 1


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": " \u200b "}, {"text": "ก\x00ข"}, {"text": "ก" * 4001}, {"kind": "x"}])
def test_a_note_not_understood_comes_back_as_typed(client, case, typed):
    answer = note(client, case, "โทรหายาย", **typed)
    assert answer.status_code == 200
    assert "มีข้อผิดพลาด:" in words(answer)
    assert not Note.objects.exists()


# Who reads what


def test_a_colleague_learns_that_something_sensitive_is_there_but_not_what(world, client, case):
    make_visit(case, world.officer, on=DAY, seen="มีรอยช้ำ", child_voice="พ่อตี", conclusion="ช่วยค่าเดินทาง")
    assert "พ่อตี" in story(client, case)
    client.force_login(world.colleague)
    text = story(client, case)
    for secret in ("มีรอยช้ำ", "พ่อตี", "ผู้ปกครองทำงานต่างจังหวัด"):
        assert secret not in text
    assert "ข้อมูลจำกัดผู้เห็น 3 รายการ" in text
    assert "ช่วยค่าเดินทาง" in text


def test_what_passed_with_a_receiver_is_told_and_its_words_are_for_whoever_may_read_them(world, client, case):
    given = make_consent(case, world.officer, given_by="ยายสมมติ")
    entry = make_referral(case, world.officer, world.agency, on=DAY, accepted=False, consent=given)
    passing.inquire(entry, voice=Voice(world.partner), on=DAY, text="แพ้ยาอะไร")
    passing.reply(entry, by=world.officer, on=DAY, text="แพ้ยาแก้ปวด")
    make_need(case, world.officer, on=DAY, note="ถามบ้านพักแล้ว")
    secrets, told = ("แพ้ยาอะไร", "แพ้ยาแก้ปวด", "ถามบ้านพักแล้ว", "ยายสมมติ"), (f"ผู้รับขอข้อมูลเพิ่ม · {world.agency}", "ความยินยอม")
    assert not [word for word in (*secrets, *told) if word not in story(client, case)]
    for person, shown in ((world.supervisor, True), (world.colleague, False)):
        client.force_login(person)
        text = story(client, case)
        assert [word in text for word in secrets] == [shown] * len(secrets)
        assert not [word for word in told if word not in text]


def test_a_school_reads_nothing_of_what_passed_with_a_receiver(world, client, case):
    answer_referral(make_referral(case, world.officer, world.agency, on=DAY, accepted=False), world.officer, text="แพ้ยา")
    assert not [one for one in happenings(case, world.teacher) if one.kind in ("referralevent", "referral")]


def test_the_reporter_and_sensitive_causes_are_for_the_person_responsible(world, client):
    case = make_case(world.officer, world.school, causes=("POVERTY", "ABUSE"), reporter_name="ป้าข้างบ้าน", story="พ่อตีเด็ก")
    client.force_login(world.colleague)
    text = story(client, case)
    assert "ฐานะยากจน" in text
    for secret in ("ป้าข้างบ้าน", "ถูกกระทำรุนแรง", "พ่อตีเด็ก"):
        assert secret not in text
    client.force_login(world.supervisor)
    for secret in ("ป้าข้างบ้าน", "ถูกกระทำรุนแรง", "พ่อตีเด็ก"):
        assert secret in story(client, case)


def test_whoever_wrote_an_entry_reads_it_whole(world, client, case):
    make_visit(case, world.colleague, on=DAY, seen="มีรอยช้ำ")
    client.force_login(world.colleague)
    assert "มีรอยช้ำ" in story(client, case)


def test_a_restricted_note_shows_that_it_exists_and_who_wrote_it(world, client, case):
    note(client, case, "ผลตรวจจิตแพทย์", restricted="on")
    client.force_login(world.colleague)
    text = story(client, case)
    assert "ผลตรวจจิตแพทย์" not in text
    assert "บันทึกจำกัดผู้เห็น สมมติ officer (เจ้าหน้าที่เขตพื้นที่)" in text


def test_what_was_voided_is_still_hidden_from_who_may_not_read_it(world, client, case):
    workflow.void(make_visit(case, world.officer, on=DAY, seen="มีรอยช้ำ"), reason="ผิดเคส", by=world.officer)
    client.force_login(world.colleague)
    text = story(client, case)
    assert "ยกเลิกแล้ว: ผิดเคส" in text
    assert "มีรอยช้ำ" not in text


def test_the_school_reads_what_it_wrote_and_what_is_asked_of_it(world, case):
    make_contact(case, world.officer, on=DAY, asked="ถามโรงเรียน", answer="")
    make_contact(case, world.officer, on=DAY, party="FAMILY", asked="ถามครอบครัว", answer="")
    make_follow_up(case, world.teacher, on=DAY)
    make_return(case, world.officer, on=DAY, confirmed=False)
    workflow.waive(case.current_round, 3, reason="ลงไม่ได้", by=world.officer, on=DAY)
    told = happenings(case, world.teacher)
    assert sorted(one.kind for one in told) == ["contact", "followup", "return"]


def test_the_school_does_not_read_what_the_office_thinks(world, case):
    make_contact(case, world.officer, on=DAY, best_interest="แยกจากพ่อ", answer="")
    lines = [str(line.value) for one in happenings(case, world.teacher) for line in one.lines]
    assert "แยกจากพ่อ" not in lines


def test_people_named_by_the_records_are_gathered_once(world, client, case):
    for _twice in range(2):
        make_contact(case, world.officer, party="AGENCY", agency=world.agency, on=DAY)
    make_meeting(case, world.officer, on=DAY)
    workflow.void(make_contact(case, world.officer, on=DAY, person="ผิดคน"), reason="ผิดเคส", by=world.officer)
    text = words(client.get(f"{case.get_absolute_url()}people/"))
    assert text.count("โรงพยาบาลทดสอบ") == 2  # who it is, and in the words of the link that adds it
    assert "ผู้แทน FAMILY ประชุม" in text
    assert "ผิดคน" not in text


# Nothing but text


def hostile_case(world):
    """A case whose every text is an attempt to run a script."""
    student = make_student(
        world.area, world.school, first_name=HOSTILE[:80], last_name=HOSTILE[:80], nickname=HOSTILE[:40], guardian_name=HOSTILE,
        guardian_phone=HOSTILE, address=HOSTILE,
    )  # fmt: skip
    case = make_case(
        world.officer, world.school, student=student, on=DAY, story=HOSTILE, reporter_name=HOSTILE, reporter_phone=HOSTILE
    )
    text = {"on": DAY, "best_interest": HOSTILE}
    make_contact(case, world.officer, person=HOSTILE, asked=HOSTILE, answer=HOSTILE, to_find_out=HOSTILE, **text)
    finding = Finding(statement=HOSTILE, source=HOSTILE, state=Certainty.CHECKED, second_source="ครู")
    make_visit(
        case, world.officer, findings=[finding], place_text=HOSTILE, visitors=HOSTILE, seen=HOSTILE, child_voice=HOSTILE,
        conclusion=HOSTILE, **text,
    )  # fmt: skip
    make_meeting(case, world.officer, on=DAY, resolutions=[Resolution(text=HOSTILE, owner_name=HOSTILE, due_on=DAY)])
    meeting = case.current_round.meetings.get()
    Attendee.objects.create(record=meeting, name=HOSTILE, side=Side.FAMILY, statement=HOSTILE)
    make_referral(case, world.officer, world.agency, asked=HOSTILE, accepted=False, **text)
    make_return(case, world.officer, on=DAY, confirmed=False)
    make_follow_up(case, world.officer, note=HOSTILE, on=DAY)
    workflow.postpone(case.current_round, to=DAY, reason=HOSTILE, by=world.officer, on=DAY)
    workflow.waive(case.current_round, 5, reason=HOSTILE, by=world.officer, on=DAY)
    workflow.void(make_contact(case, world.officer, on=DAY), reason=HOSTILE, by=world.officer)
    Case.objects.filter(pk=case.pk).update(place_text=HOSTILE)
    case.refresh_from_db()
    case.safety_note = HOSTILE
    case.save()
    outcome = code("NOT_FOUND", "case_close_reason")
    carried = [workflow.Ending(task, owner=world.officer) for task in case.tasks.open()]
    workflow.ask_to_close(case, outcome=outcome, note=HOSTILE, by=world.officer, on=DAY, endings=carried)
    return case


def test_no_text_of_a_case_ever_runs(world, client):
    case = hostile_case(world)
    Note.objects.create(
        case=case, round=case.current_round, text=HOSTILE, happened_on=DAY, entered_by=world.officer, entered_role="OFFICER"
    )
    world.officer.full_name = HOSTILE
    world.officer.save()
    client.force_login(world.supervisor)
    here = case.get_absolute_url()
    tabs = [here, f"{here}student/", f"{here}student/edit/", f"{here}people/", f"{here}documents/", f"{here}trail/"]
    forms = [f"{here}contact/", f"{here}visit/", f"{here}meeting/", f"{here}return/", f"{here}follow-up/", f"{here}closing/answer/"]
    answers = [case.current_round.returns.get().answer_url]
    for url in [*tabs, *forms, *answers, "/?who=all", "/cases/", "/cases/board/"]:
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "<script>alert" not in answer.content.decode(), url
        assert "<img src=x" not in answer.content.decode(), url
    client.force_login(world.teacher)
    for url in ["/", here, f"{here}follow-up/", *answers]:
        text = client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_what_was_typed_into_a_form_comes_back_as_text(client, case):
    for url in ("/cases/add/", f"{case.get_absolute_url()}contact/", f"{case.get_absolute_url()}note/"):
        blank = form_on(client.get(url))
        answer = client.post(url, {name: HOSTILE for name in blank if name != "csrfmiddlewaretoken"})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()


def test_a_long_case_tells_its_story_whole(world, client, case):
    go_through(case, world.officer, world.agency, until=6, on=DAY)
    for number in range(12):
        make_follow_up(case, world.officer, on=DAY, note=f"ติดตามครั้งที่ {number + 1}.")
    text = story(client, case)
    assert not [number for number in range(12) if f"ติดตามครั้งที่ {number + 1}." not in text]


# What is new, what is small, and what was answered


@pytest.fixture
def clock():
    with time_machine.travel(f"{DAY} 09:00+07:00") as traveller:
        yield traveller


def test_what_others_wrote_since_the_last_look_is_marked_and_a_reload_keeps_the_mark(world, client, case, clock):
    assert "ใหม่ตั้งแต่" not in words(page(client, case))
    clock.shift(11 * 60)
    make_contact(case, world.colleague, on=DAY)
    make_contact(case, world.officer, on=DAY)
    for _reload in range(2):
        assert "ใหม่ตั้งแต่เข้าดูครั้งก่อน (15 ม.ค. 2567) 1 รายการ" in words(page(client, case))
        assert "ประสานงาน ใหม่ สมมติ colleague" in story(client, case)
    clock.shift(11 * 60)
    assert "ใหม่ตั้งแต่" not in words(page(client, case))


def test_each_reader_has_their_own_mark(world, client, case, clock):
    page(client, case)
    clock.shift(11 * 60)
    make_contact(case, world.officer, on=DAY)
    client.force_login(world.colleague)
    assert "ใหม่ตั้งแต่" not in words(page(client, case))


def test_small_edits_that_follow_one_another_stand_in_one_line(world, client, case):
    url = f"{case.get_absolute_url()}student/edit/"
    for name in ("nickname", "address"):
        client.post(url, form_on(client.get(url)) | {"first_name": "อรทัย", name: "ใหม่"})
    text = story(client, case)
    assert "แก้ไขข้อมูลเด็ก 3 รายการ" in text
    assert text.count("แก้ไขข้อมูลเด็ก 3 รายการ") == 1
    assert "ชื่อเล่น" in text
    assert "แก้ไขข้อมูลเด็ก" not in story(client, case, "note")


def test_an_answer_is_told_on_its_day_and_leads_to_what_was_asked(world, client, case):
    entry = make_contact(case, world.officer, on=EARLIER, answer="")
    workflow.answer(entry, by=world.teacher, action=Action.SCHOOL_RECORD, fields={"answer": "มาเรียน", "answered_on": DAY})
    text = story(client, case, "answer")
    assert "15 ม.ค. 2567 คำตอบ: ประสานงาน สมมติ teacher" in text
    assert f'href="#e-{entry.key}"' in page(client, case, "answer").content.decode()


def test_of_a_very_long_case_the_rest_is_a_link_away(world, client, case, monkeypatch):
    monkeypatch.setattr(cases, "AT_ONCE", 2)
    for number in range(3):
        make_contact(case, world.officer, on=DAY, asked=f"ถามครั้งที่ {number}.")
    assert "แสดงรายการเก่ากว่านี้อีก 2 รายการ" in words(page(client, case))
    whole = client.get(case.get_absolute_url(), {"all": "1"})
    assert "ถามครั้งที่ 0." in words(whole)


def test_a_restricted_file_shows_that_it_is_there_and_not_what_it_is(world, client, case):
    shared = {"case": case, "round": case.current_round, "happened_on": DAY, "entered_by": world.officer, "entered_role": "OFFICER"}
    Document.objects.create(name="ผลตรวจลับ", original_name="a.pdf", stored_name="a", size=1, restricted=True, **shared)
    client.force_login(world.colleague)
    text = story(client, case)
    assert "เอกสารจำกัดผู้เห็น สมมติ officer" in text
    assert "ผลตรวจลับ" not in page(client, case).content.decode()
