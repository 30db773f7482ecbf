"""The case page: who the child is, how far the case is, the one thing to do next, and what may be done besides."""

from datetime import date, timedelta

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Identity
from dropout_cases.steps import Risk, Safety, Step
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_referral,
    make_return,
    make_student,
    make_visit,
)

EARLIER = DAY - timedelta(days=10)
TABS = ["", "student/", "people/", "documents/"]
PIN = "1234567890121"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def student(world):
    return make_student(
        world.area, world.school, title="ด.ญ.", first_name="ปิ่นเพ็ชร์", last_name="น้ำทิพย์", born_on=date(2012, 3, 17),
        born_precision="day", grade=code("08", "grade"), guardian_name="ยายมา", guardian_relation=code("08", "guardian_relation"),
        guardian_phone="089-000-0000", address="99 หมู่ 3", nickname="ปิ่น", sex="F",
    )  # fmt: skip


@pytest.fixture
def case(world, client, student):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, student=student, on=EARLIER)


def page(client, case, tab=""):
    answer = client.get(case.get_absolute_url() + tab)
    assert answer.status_code == 200
    return answer


def next_action(answer):
    """The words of the panel that names what is to be done."""
    text = words(answer)
    return text[text.index("สิ่งที่ต้องทำต่อไป") : text.index("ขั้นที่")]


def rail(answer):
    """Each step of the rail with what it says of itself."""
    return [(stage.rule.step.value, stage.css, stage.is_current) for stage in answer.context["stages"]]


# The head of the page


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_says_who_the_child_is_and_who_is_responsible(client, case, tab):
    text = words(page(client, case, tab))
    for part in ["ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์", "ขก1-2567-0001", "กำลังดำเนินการ", "ยังไม่ประเมิน", "11 ปี", "ป.5", "โรงเรียนหนึ่ง", "สมมติ officer"]:
        assert part in text


def test_no_year_of_the_common_era_stands_on_a_page(world, client, case):
    go_through(case, world.officer, world.agency, until=4, on=EARLIER)
    for tab in [*TABS, "contact/", "visit/", "postpone/"]:
        text = words(page(client, case, tab))
        assert not [year for year in ("2012", "2023", "2024") if year in text]


def test_a_name_is_never_broken_inside_its_parts(client, case):
    text = page(client, case).content.decode()
    assert '<span class="nowrap">ด.ญ.&nbsp;ปิ่นเพ็ชร์</span> <span class="nowrap">น้ำทิพย์</span>' in text


def test_the_title_of_the_page_bears_the_number_not_the_name(client, case):
    title = page(client, case).content.decode().split("</title>")[0]
    assert "ขก1-2567-0001" in title
    assert "ปิ่นเพ็ชร์" not in title


def test_a_warning_for_the_childs_safety_stands_on_every_tab(client, case):
    case.safety_note = "ห้ามติดต่อบิดาก่อนปรึกษา\nนักสังคมสงเคราะห์"
    case.save()
    for tab in TABS:
        assert "ห้ามติดต่อบิดาก่อนปรึกษา นักสังคมสงเคราะห์" in words(page(client, case, tab))


def test_the_school_does_not_read_the_warning(world, client, case):
    case.safety_note = "ห้ามติดต่อบิดา"
    case.save()
    client.force_login(world.teacher)
    assert "ห้ามติดต่อบิดา" not in words(page(client, case))


# What is next


def test_one_panel_names_what_is_next_by_when_with_one_button(client, case):
    answer = page(client, case)
    assert next_action(answer).startswith(
        "สิ่งที่ต้องทำต่อไป บันทึกการประสานงาน ภายใน 8 ม.ค. 2567 เกินกำหนด 7 วัน บันทึกการประสานงาน เลื่อนกำหนด"
    )
    assert f'<a class="button" href="{case.next_url}">บันทึกการประสานงาน</a>' in answer.content.decode()
    assert answer.content.decode().partition("<main")[2].partition("</main>")[0].count('class="button"') == 1


def test_a_case_that_waits_says_for_whom(world, client, case):
    make_contact(case, world.officer, party="AGENCY", agency=world.agency, answer="", on=EARLIER)
    assert "รอ โรงพยาบาลทดสอบ ตั้งแต่ 5 ม.ค. 2567" in next_action(page(client, case))


def test_the_panel_follows_the_case_through_its_acts(world, client, case):
    seen = []
    for until in range(2, 7):
        go_through(case, world.officer, world.agency, until=until, on=EARLIER)
        seen.append(next_action(page(client, Case.objects.get())).split(" ภายใน")[0].removeprefix("สิ่งที่ต้องทำต่อไป "))
    assert seen == ["บันทึกการลงพื้นที่", "บันทึกการประชุม", "ส่งต่อหน่วยงาน", "บันทึกการกลับเข้าเรียน", "บันทึกการติดตาม"]


def test_danger_shows_the_numbers_and_the_referral_on_every_tab(world, client, student):
    case = make_case(world.officer, world.school, student=student, safety=Safety.UNSAFE)
    client.force_login(world.officer)
    for tab in TABS:
        answer = page(client, case, tab)
        assert "ธงความปลอดภัย" in words(answer)
        assert "พ.ศ. 2546 มาตรา 29" in words(answer)
        assert f"{case.get_absolute_url()}referral/" in links_on(answer)
        assert f"{case.get_absolute_url()}danger/end/" in links_on(answer)


def test_in_danger_the_referral_is_offered_beside_what_is_waited_for(world, client, student):
    case = make_case(world.officer, world.school, student=student, safety=Safety.UNSAFE)
    make_referral(case, world.officer, world.agency, accepted=False, safety=Safety.UNSAFE)
    client.force_login(world.officer)
    assert "บันทึกคำตอบ" in next_action(page(client, case))


def test_a_colleague_is_offered_the_same_act(world, client, case):
    client.force_login(world.colleague)
    assert case.next_url in links_on(page(client, case))


def test_an_officer_is_not_offered_what_a_supervisor_decides(world, client, case):
    workflow.ask_to_close(case, outcome=code("NOT_FOUND", "case_close_reason"), note="หาไม่พบ", by=world.officer, on=DAY)
    here = case.get_absolute_url()
    links = links_on(page(client, case))
    assert not {f"{here}closing/answer/", f"{here}assign/", f"{here}trail/", f"{here}closing/add/"} & set(links)
    client.force_login(world.supervisor)
    links = links_on(page(client, case))
    assert {f"{here}closing/answer/", f"{here}assign/", f"{here}trail/"} <= set(links)


@pytest.mark.parametrize("who", ["colleague", "supervisor"])
def test_every_link_of_the_page_opens_for_its_reader(world, client, case, who):
    make_contact(case, world.officer, on=EARLIER)
    make_visit(case, world.officer, agencies=[world.agency], on=EARLIER)
    make_referral(case, world.officer, world.agency, on=EARLIER, accepted=False)
    make_return(case, world.officer, on=EARLIER)
    make_follow_up(case, world.officer, on=DAY, attendance=Attendance.STOPPED)
    client.force_login(getattr(world, who))
    links = {link for tab in TABS for link in links_on(page(client, case, tab)) if link.startswith(("/", "?"))}
    assert len(links) > 20
    for link in links:
        url = case.get_absolute_url() + link if link.startswith("?") else link
        assert client.get(url).status_code == 200, link


# The rail


def test_the_rail_shows_what_is_done_current_left_out_and_later(world, client, case):
    go_through(case, world.officer, world.agency, until=2, on=EARLIER)
    workflow.waive(case.current_round, Step.MEETING, reason="ประชุมทางโทรศัพท์แล้ว", by=world.officer, on=DAY)
    answer = page(client, case)
    looks = ["done", "done", "current", "skipped", "later", "later", "later"]
    assert rail(answer) == [(number, look, look == "current") for number, look in enumerate(looks, start=1)]
    text = words(answer)
    assert "รอบที่ 1 · ขั้นที่ 3 จาก 7" in text
    assert "✓ 1 รับแจ้ง ✓ 2 ประสานงาน 3 ลงพื้นที่ กำลังทำ 4 ประชุม ข้าม" in text
    assert answer.content.decode().count('aria-current="step"') == 1


def test_a_started_step_says_what_it_lacks(world, client, case):
    make_contact(case, world.officer, on=EARLIER)
    text = words(page(client, case))
    assert "ยังไม่มีหน่วยงานหรือทีมสหวิชาชีพตอบ" in text
    assert "ยังไม่เขียนสิ่งที่ต้องรู้หรือสังเกตเพิ่ม" in text
    assert "โรงเรียนยังไม่ตอบ" not in text


def test_the_second_round_shows_its_own_steps(world, client, case):
    make_return(case, world.officer, on=EARLIER)
    make_follow_up(case, world.officer, on=DAY, attendance=Attendance.STOPPED)
    workflow.loop(case.current_round, reason=code("STOPPED_AGAIN", "round_start_reason"), by=world.officer, on=DAY)
    answer = page(client, Case.objects.get())
    assert rail(answer)[:3] == [(1, "done", False), (2, "current", True), (3, "later", False)]
    assert "รอบที่ 2 · ขั้นที่ 2 จาก 7" in words(answer)
    assert "ทำในรอบที่ 1" in words(answer)


def test_a_closed_case_says_how_it_ended_and_offers_no_record(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    answer = page(client, case)
    assert "ปิดเคสแล้ว ติดตามไม่พบตัว/ไม่มีตัวตนในพื้นที่ 15 ม.ค. 2567" in words(answer)
    assert not [link for link in links_on(answer) if link.endswith(("contact/", "visit/", "waive/", "postpone/"))]


# What is known of the child


def test_the_child_is_described_on_a_tab_of_its_own(client, case):
    text = words(page(client, case, "student/"))
    for part in ["ชื่อเล่น ปิ่น", "เพศ หญิง", "วันเกิด 17 มีนาคม 2555", "ผู้ปกครอง ยายมา (ยาย)", "089-000-0000", "99 หมู่ 3", "ฐานะยากจน"]:
        assert part in text


def test_a_number_is_masked_until_it_is_asked_for_and_asking_is_written_down(world, client, case):
    Identity.objects.create(student=case.student, number=PIN, started_on=DAY)
    for tab in TABS:
        assert PIN not in page(client, case, tab).content.decode()
    assert "X-XXXX-XXXX0-12-1" in words(page(client, case, "student/"))
    assert not TrailEvent.objects.filter(verb=Verb.REVEALED).exists()
    shown = client.post(f"{case.get_absolute_url()}student/", {"csrfmiddlewaretoken": "x"})
    assert PIN in words(shown)
    assert TrailEvent.objects.get(verb=Verb.REVEALED).actor == world.officer


def test_sensitive_causes_are_not_named_to_a_colleague(world, client, case):
    make_visit(case, world.officer, on=DAY).causes.add(code("ABUSE", "dropout_reason"))
    make_contact(case, world.officer, on=DAY)
    assert "ถูกกระทำรุนแรง" in words(page(client, case, "student/"))
    client.force_login(world.colleague)
    text = words(page(client, case, "student/"))
    assert "ถูกกระทำรุนแรง" not in text
    assert "ฐานะยากจน" in text


def edit(client, case, follow=True, **typed):
    url = f"{case.get_absolute_url()}student/edit/"
    return client.post(url, form_on(client.get(url)) | typed, follow=follow)


def test_what_is_known_is_changed_and_the_fields_are_written_down(world, client, case):
    answer = edit(client, case, nickname="น้ำ", born_0="๑๘", guardian_phone="081-111-1111", safety_note="ห้ามติดต่อบิดา")
    assert "บันทึกข้อมูลเด็กแล้ว" in words(answer)
    case = Case.objects.get()
    assert (case.student.nickname, case.student.born_on, case.safety_note) == ("น้ำ", date(2012, 3, 18), "ห้ามติดต่อบิดา")
    line = TrailEvent.objects.filter(verb=Verb.CHANGED).latest("pk")
    assert set(line.fields) == {"nickname", "born", "guardian_phone", "safety_note"}
    assert "081" not in str(line.fields)


def test_saving_without_a_change_changes_nothing(client, case, student):
    edit(client, case)
    again = Case.objects.get().student
    for name in (
        "title",
        "first_name",
        "last_name",
        "nickname",
        "sex",
        "born_on",
        "born_precision",
        "grade",
        "guardian_name",
        "address",
    ):
        assert getattr(again, name) == getattr(student, name)


def test_a_changed_name_is_found_at_once_and_the_former_one_still(client, case):
    edit(client, case, first_name="อรทัย")
    assert list(Case.objects.naming("อรทัย")) == list(Case.objects.naming("ปิ่นเพ็ชร์")) == [case]


def test_the_year_of_birth_stays_a_year(world, client, case):
    case.student.born_on, case.student.born_precision = date(2012, 1, 1), "year"
    case.student.save()
    assert "วันเกิด พ.ศ. 2555" in words(page(client, case, "student/"))
    edit(client, case, nickname="น้ำ")
    assert Case.objects.get().student.born_precision == "year"


def test_a_new_number_follows_the_old_one_which_is_kept(client, case):
    edit(client, case, number="G644200000001")
    edit(client, case, number=PIN)
    identities = [(one.kind, one.ended_on) for one in case.student.identities.order_by("pk")]
    assert identities == [("GCODE", DAY), ("PIN", None)]


def test_the_same_number_again_is_no_new_one(client, case):
    for _twice in range(2):
        edit(client, case, number=PIN)
    assert case.student.identities.count() == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"first_name": ""}, "กรอกชื่อเด็ก"),
        ({"first_name": "<b>"}, "ชื่อใช้ได้เฉพาะตัวอักษร"),
        ({"number": "123"}, "เลขประจำตัวไม่ถูกต้อง ตรวจอีกครั้ง หรือเว้นว่างไว้ก่อน"),
        ({"born_2": "55"}, "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"),
        ({"born_2": "2567"}, "วันเกิดต้องไม่เกินวันนี้"),
        ({"address": "ก\x01"}, "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่"),
        ({"nickname": "ก" * 41}, "40"),
    ],
)
def test_what_cannot_be_known_comes_back_as_typed(client, case, typed, message):
    answer = edit(client, case, **typed)
    assert "มีข้อผิดพลาด:" in words(answer)
    assert message in words(answer)
    assert Case.objects.get().student.first_name == "ปิ่นเพ็ชร์"


def test_a_child_without_a_name_gets_one(world, client):
    client.force_login(world.officer)
    unknown = make_student(world.area, world.school, title="", first_name="", last_name="", described_as="เสื้อฟ้า")
    case = make_case(world.officer, world.school, student=unknown)
    edit(client, case, nickname="ฟ้า")
    assert "ไม่ทราบชื่อ (เสื้อฟ้า)" in words(page(client, case))
    edit(client, case, first_name="อรทัย", last_name="ใจดี")
    assert "อรทัย ใจดี" in words(page(client, case))


# Other tabs


def test_people_and_agencies_of_the_case_stand_together(world, client, case):
    world.teacher.phone, world.teacher.position = "043-000-222", "ครูประจำชั้น"
    world.teacher.save()
    make_contact(case, world.officer, party="AGENCY", agency=world.agency, person="พยาบาลสมใจ")
    text = words(page(client, case, "people/"))
    for part in ["สมมติ officer ผู้รับผิดชอบ", "ยายมา 089-000-0000 ผู้ปกครอง ยาย", "สมมติ teacher 043-000-222 ครูประจำชั้น โรงเรียน"]:
        assert part in text
    assert "โรงพยาบาลทดสอบ · พยาบาลสมใจ ประสานงาน" in text


def test_a_supervisor_reads_who_opened_and_changed_the_case(world, client, case):
    page(client, case)
    client.force_login(world.colleague)
    page(client, case)
    client.force_login(world.supervisor)
    text = words(page(client, case, "trail/"))
    assert "15 ม.ค. 2567 09." in text
    assert text.index("สมมติ colleague") < text.index("สมมติ officer", text.index("ทำอะไร"))


LINES = {"officer": Verb.OPENED_SENSITIVE, "supervisor": Verb.OPENED_SENSITIVE, "colleague": Verb.OPENED, "teacher": Verb.OPENED}


@pytest.mark.parametrize(("who", "verb"), LINES.items())
def test_opening_a_case_leaves_a_line_that_says_how_much_was_shown(world, client, case, who, verb):
    client.force_login(getattr(world, who))
    before = TrailEvent.objects.count()
    page(client, case)
    line = TrailEvent.objects.latest("pk")
    assert TrailEvent.objects.count() == before + 1
    assert (line.actor, line.verb, line.subject) == (getattr(world, who), verb, f"case:{case.key}")


def test_risk_and_safety_are_words_not_colours(world, client, case):
    make_contact(case, world.officer, risk=Risk.MEDIUM)
    assert "เสี่ยงปานกลาง" in words(page(client, case))
