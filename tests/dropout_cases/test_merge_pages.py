"""The pages of the same child: matches while a name is typed, merging, taking apart, and the child over time."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case, Merge, Note, Report, Status, Student
from dropout_cases.workflow.children import give_number, move
from schools.models import TrailEvent
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case, make_student

PIN, GCODE = "1234567890121", "G644200000001"
NAME = {"title": "ด.ญ.", "first_name": "ปิ่นเพ็ชร์", "last_name": "น้ำทิพย์"}
ANSWERS = {
    "name": "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์", "school": "โรงเรียนหนึ่ง", "causes": ["dropout_reason.POVERTY"], "safety": "SAFE",
    "story": "ขาดเรียนสองสัปดาห์",
}  # fmt: skip
ADD, MATCHES = "/cases/add/", "/cases/matches/"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return world.officer


@pytest.fixture
def pair(world):
    """Two open cases of one child; the second is flagged."""
    kept, gone = (
        make_case(world.officer, school, make_student(world.area, school, **NAME)) for school in (world.school, world.other_school)
    )
    gone.possible_duplicate_of = kept
    gone.save()
    return kept, gone


def pupil(world, school=None, **fields) -> Student:
    """A child known from the roll, without a case."""
    student = make_student(world.area, school or world.school, **NAME | fields)
    student.save()
    return student


def comparing(kept, gone) -> str:
    return reverse("dropout_cases:merge-add", args=[kept.student.key, gone.student.key])


# While a name is typed


def test_matches_come_as_a_piece_of_the_page_while_the_rest_is_empty(world, client, officer):
    case = make_case(world.officer, world.school, make_student(world.area, world.school, **NAME))
    page = client.post(MATCHES, {"name": "ปิ่นเพ็ชร์ น้ำทิพย์"})
    assert page.status_code == 200
    assert "<html" not in page.content.decode()
    assert "ชื่อตรงกัน" in words(page)
    assert f'href="{case.get_absolute_url()}"' in page.content.decode()
    assert client.post(MATCHES, {"name": "ไม่มี ใครเลย"}).content.strip() == b""


@pytest.mark.parametrize("typed", [{}, {"name": "\x00"}, {"name": "ก" * 500}, {"number": "1"}, {"school": "ไม่มี"}, {"born_2": "x"}])
def test_what_cannot_be_read_yet_finds_nobody_and_is_no_fault(client, officer, typed):
    answer = client.post(MATCHES, typed)
    assert (answer.status_code, answer.content.strip()) == (200, b"")


@pytest.mark.parametrize(("person", "status"), [("teacher", 200), ("neighbour", 200), ("executive", 404), ("partner", 404)])
def test_matches_are_for_those_who_report_and_show_their_own_children(world, client, person, status):
    pupil(world)
    client.force_login(getattr(world, person))
    answer = client.post(MATCHES, {"name": "ปิ่นเพ็ชร์ น้ำทิพย์"})
    assert answer.status_code == status
    assert ("ปิ่นเพ็ชร์" in answer.content.decode()) == (person == "teacher")


def test_matches_are_asked_for_by_post_and_signed_in(client, officer):
    assert client.get(MATCHES).status_code == 405
    client.logout()
    assert client.post(MATCHES, {"name": "ปิ่น"}).status_code == 302


# Using what is known


def test_a_known_child_is_used_and_its_gaps_are_filled(world, client, officer):
    child = pupil(world)
    shown = client.post(ADD, form_on(client.get(ADD)) | ANSWERS | {"nickname": "ปิ่น"})
    assert f'name="student" value="{child.key}"' in shown.content.decode()
    assert client.post(ADD, form_on(shown) | {"student": child.key}).status_code == 302
    case = Case.objects.get()
    assert (case.student, case.student.nickname, Student.objects.count()) == (child, "ปิ่น", 1)


def test_a_search_leads_to_the_report_of_the_child_found(world, client, officer):
    child = pupil(world)
    page = client.get(ADD, {"student": child.key})
    typed = form_on(page)
    assert (typed["student"], typed["name"], typed["school"]) == (child.key, "ด.ญ.ปิ่นเพ็ชร์ น้ำทิพย์", "โรงเรียนหนึ่ง")
    assert client.post(ADD, typed | ANSWERS).status_code == 302
    assert Case.objects.get().student == child


def test_a_child_chosen_who_has_an_open_case_leads_there(world, client, officer):
    case = make_case(world.officer, world.school, make_student(world.area, world.school, **NAME))
    typed = form_on(client.get(ADD, {"student": case.student.key}))
    page = client.post(ADD, typed | ANSWERS)
    assert "มีเคสที่เปิดอยู่แล้ว" in words(page)
    assert f'href="{case.get_absolute_url()}"' in page.content.decode()


@pytest.mark.parametrize("key", ["", "x", "no-such-key-no-such-key", "../etc"])
def test_a_key_that_leads_nowhere_is_as_good_as_none(world, client, officer, key):
    assert client.get(ADD, {"student": key}).context["form"].known is None
    assert client.post(ADD, form_on(client.get(ADD)) | ANSWERS | {"student": key}).status_code == 302


def test_a_child_of_another_school_is_not_prefilled(world, client):
    child = pupil(world, world.other_school)
    client.force_login(world.teacher)
    assert words(client.get(ADD, {"student": child.key})) == words(client.get(ADD, {"student": "no-such-key-no-such-key"}))


def test_a_school_s_report_of_a_known_child_names_it_to_the_officer(world, client):
    child = pupil(world)
    client.force_login(world.teacher)
    assert client.post(ADD, form_on(client.get(ADD, {"student": child.key})) | ANSWERS).status_code == 302
    assert Report.objects.get().student == child


def test_a_number_in_use_is_not_passed_over(world, client, officer):
    case = workflow.open_case(
        make_student(world.area, world.school), Report(happened_on=DAY, safety="SAFE"), by=world.officer, number=PIN
    )
    page = client.post(ADD, form_on(client.get(ADD)) | ANSWERS | {"number": PIN, "another_child": "on"})
    assert case.number in page.context["form"].errors["number"][0]
    assert f'href="{case.get_absolute_url()}"' in page.content.decode()
    assert Case.objects.count() == 1


def test_a_number_of_a_child_without_a_case_asks_to_use_the_child(world, client, officer):
    child = pupil(world, first_name="อรทัย")
    give_number(child, PIN, by=world.officer, on=DAY)
    page = client.post(ADD, form_on(client.get(ADD)) | ANSWERS | {"number": PIN, "another_child": "on"})
    assert "ใช้ข้อมูลเด็กคนนี้" in page.context["form"].errors["number"][0]
    assert client.post(ADD, form_on(page) | {"student": child.key}).status_code == 302
    assert (Case.objects.get().student, Student.objects.count()) == (child, 1)


# Comparing and merging


def test_a_flagged_case_is_compared_by_supervisors_and_parted_by_officers(world, client, pair):
    kept, gone = pair
    for user, merges in ((world.officer, False), (world.supervisor, True)):
        client.force_login(user)
        page = client.get(gone.get_absolute_url()).content.decode()
        assert (comparing(kept, gone) in page) == merges
        assert reverse("dropout_cases:twins-part", args=[gone.key]) in page


def test_choosing_shows_likely_children_and_finds_others_by_name_or_number(world, client, pair):
    kept, gone = pair
    other = pupil(world, first_name="มานะ", last_name="อดทน")
    give_number(other, PIN, by=world.officer, on=DAY)
    client.force_login(world.supervisor)
    url = reverse("dropout_cases:merge-choose", args=[kept.student.key])
    assert comparing(kept, gone) in client.get(url).content.decode()
    for typed in ({"name": "มานะ อดทน"}, {"number": PIN}):
        assert [match.student for match in client.post(url, typed).context["matches"]] == [other]
    assert "กรอกชื่อหรือเลขประจำตัว" in words(client.post(url, {}))
    assert "ไม่พบเด็กที่คล้ายกัน" in words(client.post(url, {"name": "ไม่มี ใครเลย"}))


def test_the_preview_shows_both_what_moves_and_a_way_to_swap(world, client, pair):
    kept, gone = pair
    give_number(gone.student, PIN, by=world.officer, on=DAY)
    client.force_login(world.supervisor)
    page = client.get(comparing(kept, gone))
    assert comparing(gone, kept) in page.content.decode()
    text = words(page)
    for word in (kept.number, gone.number, "โรงเรียนสอง", "ย้าย รับแจ้ง 1 รายการ", "ย้อนกลับได้ภายหลัง", "X-XXXX-XXXX0-12-1"):
        assert word in text
    assert PIN not in text
    assert TrailEvent.objects.filter(verb="OPENED_SENSITIVE", subject__startswith="student:").count() == 2


def test_a_reason_is_asked_for_and_what_was_typed_comes_back(world, client, pair):
    client.force_login(world.supervisor)
    assert "กรอกเหตุผลที่รวม" in words(client.post(comparing(*pair), {"reason": " "}))
    assert not Merge.objects.exists()


def test_merged_and_taken_apart_by_two_buttons(world, client, pair):
    kept, gone = pair
    client.force_login(world.supervisor)
    page = client.post(comparing(kept, gone), {"reason": "ยายยืนยัน"}, follow=True)
    merge = Merge.objects.get()
    assert page.request["PATH_INFO"] == reverse("dropout_cases:merge-detail", args=[merge.key])
    assert "ยายยืนยัน" in words(page)
    assert reverse("dropout_cases:merge-detail", args=[merge.key]) in client.get(kept.get_absolute_url()).content.decode()
    assert client.post(comparing(kept, gone), {"reason": "อีกครั้ง"}, follow=True).request["PATH_INFO"] == page.request["PATH_INFO"]
    apart = client.post(page.request["PATH_INFO"], follow=True)
    assert "ย้อนการรวมแล้ว" in words(apart)
    assert Case.objects.open().count() == 2
    assert "ย้อนการรวมนี้แล้ว" in words(client.post(page.request["PATH_INFO"], follow=True))


def test_what_stands_in_the_way_is_said_instead_of_the_form(world, client, pair):
    client.force_login(world.supervisor)
    assert "เลือกเด็กสองคนที่ต่างกัน" in words(client.get(comparing(pair[0], pair[0])))
    workflow.merge(pair[0].student, pair[1].student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    merge = Merge.objects.get()
    third = make_case(world.officer, world.school)
    workflow.merge(pair[0].student, third.student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    page = client.get(reverse("dropout_cases:merge-detail", args=[merge.key]))
    assert "ย้อนครั้งนั้นก่อน" in words(page)
    assert "<form" not in page.content.decode().split('class="main-column"')[1].split("</main>")[0]


def test_the_merged_case_points_to_the_one_that_goes_on_and_leaves_the_lists(world, client, pair):
    kept, gone = pair
    workflow.merge(kept.student, gone.student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    client.force_login(world.supervisor)
    text = words(client.get(gone.get_absolute_url()))
    assert f"รวมเข้ากับเคสนี้แล้ว อ่านและทำงานต่อที่เคส {kept.number}" in text
    assert str(Status.MERGED.label) in text
    assert "รับเคสกลับมาดูแล" not in text
    listed = client.get("/cases/", {"status": "ALL"}).content.decode()
    assert kept.number in listed
    assert gone.number not in listed


def test_the_trail_of_the_kept_case_shows_both(world, client, pair):
    kept, gone = pair
    client.force_login(world.colleague)
    client.get(gone.get_absolute_url())
    workflow.merge(kept.student, gone.student, reason="คนเดียวกัน", by=world.supervisor, on=DAY)
    client.force_login(world.supervisor)
    assert "สมมติ colleague" in words(client.get(reverse("dropout_cases:case-trail", args=[kept.key])))


def test_not_the_same_keeps_the_reason_and_takes_the_flag_away(world, client, officer, pair):
    gone = pair[1]
    url = reverse("dropout_cases:twins-part", args=[gone.key])
    assert "กรอกเหตุผล" in words(client.post(url, {"reason": ""}))
    page = client.post(url, {"reason": "คนละพ่อแม่"}, follow=True)
    assert "อาจเป็นเด็กคนเดียวกับเคส" not in words(page)
    assert "คนละพ่อแม่" in Note.objects.get().text


PAGES = ["merge-choose", "merge-add", "merge-detail", "twins-part"]
ANSWER = {
    "supervisor": 200, "officer": 403, "teacher": 403, "neighbour": 404, "stranger": 404, "executive": 404, "partner": 404,
    "sysadmin": 404, "nobody": 404,
}  # fmt: skip


@pytest.mark.parametrize("person", ANSWER)
@pytest.mark.parametrize("name", PAGES)
def test_pages_of_merging_are_the_supervisor_s(world, client, name, person):
    kept, gone = (make_case(world.officer, world.school) for _number in range(2))
    merge = workflow.merge(kept.student, make_case(world.officer, world.school).student, reason="x", by=world.supervisor, on=DAY)
    args = {"merge-choose": [kept.student.key], "merge-add": [kept.student.key, gone.student.key], "merge-detail": [merge.key]}
    client.force_login(getattr(world, person))
    expected = ANSWER[person]
    if name == "merge-detail" and expected == 403:
        expected = 404  # a merge exists only for those who may merge
    if name == "twins-part" and person == "officer":
        expected = 200
    assert client.get(reverse(f"dropout_cases:{name}", args=args.get(name, [gone.key]))).status_code == expected
    client.logout()
    assert client.get(reverse(f"dropout_cases:{name}", args=args.get(name, [gone.key]))).status_code == 302


# The child's own page


def test_the_page_of_a_child_shows_names_numbers_and_schools_over_time(world, client, officer):
    case = make_case(world.officer, world.school, make_student(world.area, world.school, **NAME))
    give_number(case.student, GCODE, by=world.officer, on=DAY - timedelta(days=9))
    url = reverse("dropout_cases:student-edit", args=[case.key])
    move(case.student, world.other_school, on=DAY)
    typed = form_on(client.get(url)) | {"first_name": "อรทัย", "number": PIN}
    assert client.post(url, typed).status_code == 302
    text = words(client.get(reverse("dropout_cases:case-student", args=[case.key])))
    for word in (
        "ชื่อเดิม ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์ ถึง 15 ม.ค. 2567",
        "GXXXXXXXX0001",
        "6 ม.ค. 2567 – 15 ม.ค. 2567",
        "โรงเรียนสอง ตั้งแต่ 15 ม.ค. 2567 ปัจจุบัน",
    ):
        assert word in text, text
    assert GCODE not in text
    assert PIN not in text


@pytest.mark.parametrize(("person", "words_shown"), [("officer", "แจ้งผู้กำกับดูแล"), ("supervisor", "เปรียบเทียบและรวม")])
def test_a_number_of_another_child_is_refused_with_a_way_on(world, client, person, words_shown):
    holder, case = (make_case(world.officer, world.school, make_student(world.area, world.school, **NAME)) for _number in range(2))
    give_number(holder.student, PIN, by=world.officer, on=DAY)
    client.force_login(getattr(world, person))
    url = reverse("dropout_cases:student-edit", args=[case.key])
    page = client.post(url, form_on(client.get(url)) | {"number": PIN, "nickname": "ใหม่"})
    assert "เด็กอีกคนในเขต" in page.context["form"].errors["number"][0]
    assert words_shown in words(page)
    case.student.refresh_from_db()
    assert (case.student.nickname, form_on(page)["nickname"]) == ("", "ใหม่")
