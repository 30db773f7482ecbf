"""Reporting a child: five answers open a case, what was typed is understood or kept, and nobody learns of a child not theirs."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases.models import Case, Identity, Precision, Report, Status, Student
from dropout_cases.steps import Risk
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, close, make_case, make_school, make_student

URL = "/cases/add/"
ANSWERS = {
    "name": "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์",
    "school": "โรงเรียนหนึ่ง",
    "causes": ["dropout_reason.POVERTY", "dropout_reason.FAMILY_PROBLEM"],
    "safety": "SAFE",
    "story": "ขาดเรียนสองสัปดาห์ ช่วยที่บ้านขายของ",
}
INVISIBLE = "\u200b\u202e\u2066"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return world.officer


def report(client, follow=False, **typed):
    """Open the page, answer, send."""
    return client.post(URL, form_on(client.get(URL)) | ANSWERS | typed, follow=follow)


def case_of(client, **typed):
    response = report(client, **typed)
    assert response.status_code == 302, response.context["form"].errors
    return Case.objects.latest("pk")


def refusal(client, field, **typed):
    """What the page says at the box; nothing was saved."""
    response = report(client, **typed)
    assert response.status_code == 200
    assert not Case.objects.exists()
    return " ".join(response.context["form"].errors[field])


# Five answers


def test_five_answers_open_a_case_with_number_owner_and_first_due_date(client, officer):
    page = report(client, follow=True)
    case = Case.objects.get()
    assert (case.number, case.owner, case.due_on) == ("ขก1-2567-0001", officer, DAY + timedelta(days=3))
    assert "เปิดเคส ขก1-2567-0001 แล้ว ผู้รับผิดชอบ สมมติ officer กำหนดแรก 18 ม.ค. 2567" in words(page)
    assert page.request["PATH_INFO"] == case.get_absolute_url()


def test_the_case_holds_what_was_answered(world, client, officer):
    case = case_of(client)
    said = case.current_round.reports.get()
    assert (str(case.student), case.student.title, case.school) == ("ด.ญ.ปิ่นเพ็ชร์ น้ำทิพย์", "ด.ญ.", world.school)
    assert {cause.code for cause in said.causes.all()} == {"POVERTY", "FAMILY_PROBLEM"}
    assert (said.story, said.safety, said.happened_on) == (ANSWERS["story"], "SAFE", DAY)


def test_nothing_is_chosen_in_advance_but_the_day(client, officer):
    typed = form_on(client.get(URL))
    filled = {name for name, value in typed.items() if value}
    assert filled == {"csrfmiddlewaretoken", "token", "whose", "happened_on_0", "happened_on_1", "happened_on_2"}
    assert [typed[f"happened_on_{box}"] for box in range(3)] == ["15", "1", "2567"]


def test_school_staff_find_their_school_filled_in(world, client):
    client.force_login(world.teacher)
    assert form_on(client.get(URL))["school"] == "โรงเรียนหนึ่ง"
    report(client, school="")
    assert Report.objects.get().school == world.school


def test_a_report_of_a_school_waits_for_an_officer(world, client):
    client.force_login(world.teacher)
    page = report(client, follow=True)
    said = Report.objects.get()
    assert not Case.objects.exists()
    assert (said.verdict, said.channel, said.school, said.entered_by) == ("", "SCHOOL", world.school, world.teacher)
    assert (said.child_name, said.story) == ("ด.ญ.ปิ่นเพ็ชร์ น้ำทิพย์", ANSWERS["story"])
    assert "แจ้งแล้ว เจ้าหน้าที่เขตจะตรวจและรับเรื่อง" in words(page)


def test_an_officer_takes_a_reported_child_on(world, client):
    case = make_case(world.teacher, world.school, story="ไม่มาเรียนสามวัน")
    client.force_login(world.colleague)
    shown = client.get(case.next_url)
    assert "รับแจ้งเมื่อ 15 ม.ค. 2567 โดย สมมติ teacher" in words(shown)
    assert "ไม่มาเรียนสามวัน" in words(shown)
    page = client.post(case.next_url, follow=True)
    case.refresh_from_db()
    assert (case.owner, case.status) == (world.colleague, Status.IN_PROGRESS)
    assert "บันทึกการรับเรื่องแล้ว ขั้นต่อไป: บันทึกการประสานงาน ภายใน 18 ม.ค. 2567" in words(page)


def test_a_report_taken_on_by_a_colleague_is_not_taken_twice(world, client):
    case = make_case(world.teacher, world.school)
    url = case.next_url
    client.force_login(world.colleague)
    client.post(url)
    client.force_login(world.officer)
    assert "สมมติ colleague รับเรื่องนี้แล้ว" in words(client.post(url, follow=True))
    assert Case.objects.get().owner == world.colleague


def test_a_report_about_a_child_not_safe_puts_the_case_in_danger(client, officer):
    page = report(client, follow=True, safety="UNSAFE")
    case = Case.objects.get()
    assert (case.in_danger, case.risk, case.due_on) == (True, Risk.HIGH, DAY)
    for number in ("191", "1669", "1300", "1387"):
        assert f'href="tel:{number}"' in page.content.decode()


def test_details_are_kept_with_the_child(world, client, officer):
    case = case_of(
        client, nickname="ปิ่น", grade="grade.08", guardian_name="ยายมา ตัวอย่าง", guardian_phone="089-000-0000",
        address="99 หมู่ 3", reporter_name="ผู้ใหญ่บ้าน", reporter_confidential="on",
    )  # fmt: skip
    student = case.student
    assert (student.nickname, student.grade.code, student.guardian_phone) == ("ปิ่น", "08", "089-000-0000")
    assert (student.guardian_name, student.address) == ("ยายมา ตัวอย่าง", "99 หมู่ 3")
    said = case.current_round.reports.get()
    assert (said.reporter_name, said.reporter_confidential) == ("ผู้ใหญ่บ้าน", True)


def test_saved_and_another_comes_back_to_an_empty_form(client, officer):
    page = report(client, follow=True, again="1")
    assert page.request["PATH_INFO"] == URL
    assert "เปิดเคส ขก1-2567-0001 แล้ว" in words(page)
    assert form_on(page)["name"] == ""


def test_the_same_sending_twice_opens_one_case(client, officer):
    typed = form_on(client.get(URL)) | ANSWERS
    first, second = client.post(URL, typed), client.post(URL, typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == Report.objects.count() == Student.objects.count() == 1


# Names


def test_a_child_of_unknown_name_is_described(client, officer):
    case = case_of(client, name="", name_unknown="on", described_as="เด็กชายราว 10 ปี ข้างตลาด")
    assert (case.student.first_name, case.student.described_as) == ("", "เด็กชายราว 10 ปี ข้างตลาด")
    assert "ไม่ทราบชื่อ (เด็กชายราว 10 ปี ข้างตลาด)" in words(client.get(case.get_absolute_url()))


def test_unknown_name_needs_no_description(client, officer):
    assert case_of(client, name="", name_unknown="on").student.described_as == "ไม่ทราบชื่อ"


def test_without_name_the_page_says_what_to_do(client, officer):
    assert refusal(client, "name", name="") == 'กรอกชื่อเด็ก หรือเลือก "ไม่ทราบชื่อ"'


@pytest.mark.parametrize(
    ("typed", "title", "first", "last", "sex"),
    [
        ("เด็กหญิงปิ่น เพชร", "ด.ญ.", "ปิ่น", "เพชร", "F"),
        ("เด็กชาย สมชาย  ณ อยุธยา", "ด.ช.", "สมชาย", "ณ อยุธยา", "M"),
        ("ดญ.อรทัย ใจดี", "ด.ญ.", "อรทัย", "ใจดี", "F"),
        ("น.ส.อรทัย ใจดี", "น.ส.", "อรทัย", "ใจดี", "F"),
        ("นายธีรภัทร สุขสวัสดิ์", "นาย", "ธีรภัทร", "สุขสวัสดิ์", "M"),
        ("ปิ่น", "", "ปิ่น", "", ""),
        ("Mary Ann O'Neil", "", "Mary", "Ann O'Neil", ""),
    ],
)
def test_a_name_is_taken_apart_however_it_was_typed(client, officer, typed, title, first, last, sex):
    student = case_of(client, name=typed).student
    assert (student.title, student.first_name, student.last_name, student.sex) == (title, first, last, sex)


def test_sex_given_wins_over_the_title(client, officer):
    assert case_of(client, sex="M").student.sex == "M"


@pytest.mark.parametrize("typed", ["ปิ่น123", "<b>ปิ่น</b>", "ปิ่น@เพชร"])
def test_what_is_no_name_is_refused(client, officer, typed):
    assert "ชื่อใช้ได้เฉพาะตัวอักษร" in refusal(client, "name", name=typed)


def test_a_title_alone_is_no_name(client, officer):
    assert "กรอกชื่อเด็ก" in refusal(client, "name", name="ด.ช.")


def test_a_name_longer_than_can_be_kept_is_refused(client, officer):
    assert refusal(client, "name", name="ก" * 81 + " ข") == "ชื่อหรือนามสกุลยาวเกินไป ใช้ไม่เกิน 80 ตัวอักษร"


# Schools and places


@pytest.mark.parametrize("typed", ["โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา", "ร.ร.ชุมชนบ้านโต้น", "โต้นศรี", "บ้านไต้ต้นศรีพิมลวิทยา"])
def test_a_school_is_found_by_a_part_of_its_name_and_by_its_misprint(world, client, officer, typed):
    school = make_school(world.area, "โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา", aliases="โรงเรียนชุมชนบ้านไต้ต้นศรีพิมลวิทยา")
    assert case_of(client, school=typed).school == school


def test_an_unknown_school_is_named_back(client, officer):
    assert "ไม่พบโรงเรียน “ไม่มีโรงเรียนนี้”" in refusal(client, "school", school="ไม่มีโรงเรียนนี้")


def test_a_school_of_another_office_does_not_exist(client, officer):
    assert "ไม่พบโรงเรียน" in refusal(client, "school", school="โรงเรียนไกล")


def test_a_place_does_where_the_school_is_not_known(client, officer):
    case = case_of(client, school="", place_text="บ้านหนองแวง หมู่ 4")
    assert (case.school, case.place_text, case.area) == (None, "บ้านหนองแวง หมู่ 4", officer.current_posts[0].area)


def test_neither_school_nor_place_is_asked_for(client, officer):
    assert refusal(client, "school", school="") == "เลือกโรงเรียน หรือกรอกพื้นที่"


# Dates and numbers


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        (("17", "3", "2555"), date(2012, 3, 17)),
        (("๑๗", "3", "๒๕๕๕"), date(2012, 3, 17)),
        (("๑๗/๓/๒๕๕๕", "", ""), date(2012, 3, 17)),
        (("29", "2", "2555"), date(2012, 2, 29)),
        (("17", "3", "2012"), date(2012, 3, 17)),
    ],
)
def test_birth_dates_are_read_in_the_buddhist_era(client, officer, typed, born):
    student = case_of(client, **{f"born_{box}": part for box, part in enumerate(typed)}).student
    assert (student.born_on, student.born_precision) == (born, Precision.DAY)


def test_the_year_of_birth_alone_is_enough(client, officer):
    case = case_of(client, born_2="2555")
    assert (case.student.born_on, case.student.born_precision) == (date(2012, 1, 1), Precision.YEAR)
    assert "พ.ศ. 2555" in words(client.get(f"{case.get_absolute_url()}student/"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("17", "3", "55"), "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"),
        (("31", "2", "2555"), "ไม่มีวันที่ 31 กุมภาพันธ์ ตรวจวันและเดือน"),
        (("29", "2", "2556"), "ปี 2556 ไม่มีวันที่ 29 กุมภาพันธ์ ตรวจวันและปี"),
        (("17", "", "2555"), "กรอกวันและเดือนให้ครบ หรือใส่แต่ พ.ศ. ที่เกิด"),
    ],
)
def test_a_date_not_understood_comes_back_as_typed_and_says_why(client, officer, typed, message):
    boxes = {f"born_{box}": part for box, part in enumerate(typed)}
    response = report(client, **boxes)
    assert response.context["form"].errors["born"] == [message]
    assert boxes.items() <= form_on(response).items()
    assert not Case.objects.exists()


def test_a_child_is_not_born_in_the_future(client, officer):
    assert refusal(client, "born", born_0="16", born_1="1", born_2="2567") == "วันเกิดต้องไม่เกินวันนี้"


@pytest.mark.parametrize(
    ("typed", "on"), [("14/01/2567", date(2024, 1, 14)), ("๑๕ ม.ค. ๒๕๖๗", DAY), ("2024-01-02", date(2024, 1, 2))]
)
def test_the_day_of_the_report_may_lie_back(client, officer, typed, on):
    assert case_of(client, happened_on=typed).opened_on == on


@pytest.mark.parametrize("typed", ["16/01/2567", "15/01/2568", "15/01/2601"])
def test_a_report_of_tomorrow_is_refused(client, officer, typed):
    assert refusal(client, "happened_on", happened_on=typed) == "วันที่ต้องไม่เกินวันนี้"


def test_a_buddhist_year_never_becomes_a_year_of_the_common_era(client, officer):
    with time_machine.travel("2025-06-01 09:00+07:00"):
        client.force_login(officer)
        case = case_of(client, happened_on="31/05/2568")
    assert (case.opened_on, case.number) == (date(2025, 5, 31), "ขก1-2568-0001")


@pytest.mark.parametrize(
    ("typed", "kind", "stored"),
    [
        ("1234567890121", "PIN", "1234567890121"),
        ("๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑", "PIN", "1234567890121"),
        ("0 1234 56789 01 6", "PIN", "0123456789016"),
        ("g644200000001", "GCODE", "G644200000001"),
        ("K123456789012", "OTHER", "K123456789012"),
    ],
)
def test_numbers_of_every_kind_are_kept_as_thirteen_characters(client, officer, typed, kind, stored):
    student = case_of(client, number=typed).student
    assert [(one.kind, one.number, one.started_on) for one in student.identities.all()] == [(kind, stored, DAY)]


def test_a_child_without_a_number_is_recorded(client, officer):
    assert not case_of(client, number="").student.identities.exists()


@pytest.mark.parametrize("typed", ["1234567890123", "123", "12345678901210"])
def test_a_wrong_number_is_refused(client, officer, typed):
    assert refusal(client, "number", number=typed) == "เลขประจำตัวไม่ถูกต้อง ตรวจอีกครั้ง หรือเว้นว่างไว้ก่อน"


# What is asked for, and what comes back


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("causes", "เลือกอย่างน้อยหนึ่งข้อ หากไม่แน่ใจเลือก “ไม่ทราบสาเหตุ”"),
        ("safety", "เลือกว่าเด็กปลอดภัยหรือไม่"),
        ("story", "เล่าสั้น ๆ ว่าเกิดอะไรขึ้น"),
    ],
)
def test_each_of_the_five_answers_is_asked_for(client, officer, field, message):
    assert refusal(client, field, **{field: []}) == message


def test_a_cause_from_the_folded_list_is_enough(client, officer):
    case = case_of(client, causes=[], more_causes=["dropout_reason.PREGNANT"])
    assert [cause.code for cause in case.causes.all()] == ["PREGNANT"]


def test_the_story_holds_five_hundred_characters_and_not_one_more(client, officer):
    assert refusal(client, "story", story="ก" * 501) == "เล่าได้ไม่เกิน 500 ตัวอักษร ย่อให้สั้นลง"
    assert case_of(client, story="ก" * 500).current_round.reports.get().story == "ก" * 500


def test_everything_typed_is_kept_when_something_is_missing(client, officer):
    typed = ANSWERS | {
        "safety": "", "place_text": "หลังตลาด", "described_as": "เสื้อฟ้า", "nickname": "ปิ่น", "number": "๑๒๓", "sex": "F",
        "grade": "grade.08", "guardian_name": "ยายมา", "address": "99\nหมู่ 3", "reporter_name": "ผู้ใหญ่บ้าน",
        "reporter_confidential": "on", "born_0": "๑๗", "born_1": "3", "born_2": "55", "happened_on_0": "99",
    }  # fmt: skip
    kept = form_on(report(client, **typed))
    assert {name: kept.get(name) for name in typed if name != "safety"} == {
        name: value for name, value in typed.items() if name != "safety"
    }


def test_the_summary_of_mistakes_leads_to_each_box(client, officer):
    page = report(client, name="", school="", causes=[], safety="", story="", born_2="55")
    text = page.content.decode()
    assert "แก้ไข 6 จุด" in words(page)
    assert "<title>มีข้อผิดพลาด:" in " ".join(text.split()).replace("<title> ", "<title>")
    for target in ["id_name", "id_school", "id_causes_0", "id_safety_0", "id_story", "id_born_0"]:
        assert f'<a href="#{target}">' in text
        assert f'id="{target}"' in text


def test_a_mistake_in_the_folded_part_unfolds_it(client, officer):
    assert '<details class="form-more" open><summary>เพิ่มรายละเอียด' in report(client, number="123").content.decode()
    assert '<details class="form-more" open>' not in report(client, name="").content.decode()


def test_marks_nobody_sees_are_dropped(client, officer):
    texts = ANSWERS | dict.fromkeys(["place_text", "nickname", "guardian_name", "address", "reporter_name"], "ทดสอบ")
    answers = {name: f"{text[:3]}{INVISIBLE}{text[3:]}" for name, text in texts.items() if name not in ("causes", "safety")}
    case = case_of(client, **answers)
    child, said = case.student, case.current_round.reports.get()
    assert (f"{child.title} {child.first_name} {child.last_name}", case.school.name) == (ANSWERS["name"], "โรงเรียนหนึ่ง")
    assert {case.place_text, child.nickname, child.guardian_name, child.address, said.reporter_name} == {"ทดสอบ"}
    assert said.story == ANSWERS["story"]


TEXTS = [
    "name", "described_as", "place_text", "nickname", "guardian_name", "guardian_phone", "address", "story", "reporter_name",
    "reporter_phone", "school", "number", "born_0", "happened_on_0", "token",
]  # fmt: skip


@pytest.mark.parametrize("field", TEXTS)
def test_control_characters_are_refused_with_a_sentence(client, officer, field):
    blank = form_on(client.get(URL)) | ANSWERS
    for control in ("\x00", "\x01", "\x1b"):
        page = client.post(URL, blank | {field: f"ก{control}ข"})
        assert page.status_code == 200
        assert page.context["form"].errors
        assert "Null" not in words(page)
    assert not Case.objects.exists()


CHOICES = ["causes", "more_causes", "safety", "grade", "guardian_relation", "tambon", "group", "source", "sex"]


@pytest.mark.parametrize("field", CHOICES)
def test_a_choice_nobody_offered_is_refused(client, officer, field):
    blank = form_on(client.get(URL)) | ANSWERS
    for choice in ("x", "\x00", "-1", "9" * 30):
        assert client.post(URL, blank | {field: choice}).status_code == 200
    assert not Case.objects.exists()


# Children who may be known already


def known(world, school=None, by=None, number="", **fields):
    school = school or world.school
    fields = {"title": "ด.ญ.", "first_name": "ปิ่นเพ็ชร์", "last_name": "น้ำทิพย์"} | fields
    case = make_case(by or world.officer, school, student=make_student(school.area, school, **fields))
    if number:
        Identity.objects.create(student=case.student, number=number, started_on=DAY)
    return case


def test_a_possible_match_is_shown_once_and_another_child_is_saved_then(world, client, officer):
    case = known(world)
    shown = report(client)
    assert "อาจเป็นเด็กคนเดียวกัน" in words(shown)
    assert case.number in words(shown)
    assert f'href="{case.get_absolute_url()}"' in shown.content.decode()
    assert Case.objects.count() == 1
    assert client.post(URL, form_on(shown) | {"another_child": "on"}).status_code == 302
    assert Case.objects.count() == 2


def test_what_was_typed_stands_beside_the_match(world, client, officer):
    known(world)
    kept = form_on(report(client))
    assert ANSWERS.items() <= kept.items()


@pytest.mark.parametrize("typed", ["ปิ่นเพ็ชร์ น้ำทิพย์", "เด็กหญิงปิ่นเพ็ชร์  นํ้าทิพย์", "ดญ.ปิ่นเพ็ชร์ น้ำ\u200bทิพย์"])
def test_a_match_is_found_however_the_name_was_typed(world, client, officer, typed):
    known(world)
    assert report(client, name=typed).context["matches"]


def test_a_match_is_found_by_the_number_under_another_name(world, client, officer):
    case = known(world, first_name="อรทัย", number="1234567890121")
    assert [match.case for match in report(client, number="1-2345-67890-12-1").context["matches"]] == [case]


def test_open_matches_come_before_closed_ones(world, client, officer):
    closed, still_open = known(world), known(world)
    newer = known(world)
    for case in (closed, newer):
        close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    assert [match.case or match.past for match in report(client).context["matches"]] == [still_open, newer, closed]


def test_another_name_is_another_child(world, client, officer):
    known(world)
    assert report(client, name="ด.ญ. ปิ่น น้ำใจ").status_code == 302


def test_a_sending_repeated_is_not_its_own_match(client, officer):
    typed = form_on(client.get(URL)) | ANSWERS
    client.post(URL, typed)
    assert client.post(URL, typed).status_code == 302


def test_staff_of_another_school_learn_nothing_of_a_known_child(world, client):
    known(world, school=world.other_school, number="1234567890121")
    client.force_login(world.teacher)
    new = report(client, follow=True, again="1", name="ด.ช. ใหม่ ไม่ซ้ำ", number="0123456789016")
    twin = report(client, follow=True, again="1", number="1234567890121")
    assert new.redirect_chain[0][1] == twin.redirect_chain[0][1] == 302
    assert words(new) == words(twin)


@pytest.mark.parametrize("by", ["name", "number"])
def test_a_match_the_reporter_may_not_see_is_shown_to_the_officer_who_decides(world, client, by):
    other = known(world, school=world.other_school, number="1234567890121")
    client.force_login(world.teacher)
    page = report(client, follow=True, **({"number": "1234567890121", "name": "ด.ญ. ปิ่น เพชร"} if by == "number" else {}))
    assert other.number not in words(page)
    client.force_login(world.officer)
    said = Report.objects.waiting().get()
    assert other.number in words(client.get(reverse("dropout_cases:report-detail", args=[said.key])))


def test_a_child_of_another_office_is_no_match(world, client):
    known(world, school=world.far_school, by=world.stranger)
    client.force_login(world.officer)
    assert "อาจเป็นเด็กคนเดียวกัน" not in words(report(client, follow=True))


def test_a_report_that_waits_outside_any_case_is_decided_on_its_own_page(world, client):
    client.force_login(world.teacher)
    report(client)
    said = Report.objects.get()
    client.force_login(world.officer)
    answer = client.get(reverse("dropout_cases:report-answer", args=[said.key]))
    assert answer["Location"] == reverse("dropout_cases:report-detail", args=[said.key])
