"""The search finds a child by whatever is known of it, and nobody beyond their own area or school."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases.models import FormerName, Identity
from dropout_cases.searching import MOST, Kind, find, recognise
from schools.models import Post
from tests.make import DAY, close, go_through, make_case, make_return, make_school, make_student, make_teacher

PIN, OTHER_PIN, GCODE = "1100000000008", "0123456789016", "G644200000001"


def child(place, first="ปิ่นเพ็ชร์", last="น้ำทิพย์กู้เกียรติ์", number="", **fields):
    """A child of the roll, without a case."""
    student = make_student(place.area, place, first_name=first, last_name=last, **fields)
    student.save()
    if number:
        Identity.objects.create(student=student, number=number, started_on=DAY)
    return student


def group(found, name):
    return next((one for one in found.groups if one.name == name), None)


def rows(found, name):
    return group(found, name).rows if group(found, name) else []


def names(found, name="children"):
    return [row.student.first_name for row in rows(found, name)]


# What was typed


@pytest.mark.parametrize(
    "text, kind, sought",
    [
        (PIN, Kind.NUMBER, PIN),
        ("1-1000-00000-00-8", Kind.NUMBER, PIN),
        ("๑๑๐๐๐๐๐๐๐๐๐๐๘", Kind.NUMBER, PIN),
        ("g644200000001", Kind.NUMBER, GCODE),
        ("0008", Kind.TAIL, "0008"),
        ("081-234 5678", Kind.PHONE, "0812345678"),
        ("(043) 123456", Kind.PHONE, "043123456"),
        ("+66 81 234 5678", Kind.PHONE, "0812345678"),
        ("ขก1-2567-0001", Kind.CASE, "ขก125670001"),
        ("2567-0001", Kind.CASE, "25670001"),
        ("ปิ่น", Kind.WORDS, "ปิน"),
        ("ด.ญ. ปิ่น", Kind.WORDS, "ปิน"),
        ("บ้านหนอง 2", Kind.WORDS, "บานหนอง2"),
    ],
)
def test_what_was_typed_is_recognised(text, kind, sought):
    assert recognise(text) == (kind, sought)


# Children by name


@pytest.mark.parametrize(
    "text",
    ["ปิ่น", "ปิน", "เพ็ชร์", "ปิ่นเพ็ชร์ น้ำทิพย์", "ปิ่นเพ็ชร์น้ำทิพย์", "ด.ญ.ปิ่น", "เด็กหญิง ปิ่นเพชร", "น้ำทิพย์", "กู้เกียรติ", "หมวย", "ป"],
)
def test_a_child_is_found_by_any_part_of_its_name(world, text):
    student = child(world.school, nickname="หมวย")
    child(world.school, first="ทดสอบ", last="อื่น")
    assert [row.student for row in rows(find(text, world.officer), "children")] == [student]


def test_a_child_is_found_by_a_former_name(world):
    student = child(world.school, first="ใหม่")
    FormerName.objects.create(student=student, first_name="ดั้งเดิม", last_name="ตัวอย่าง", ended_on=DAY)
    student.save()
    assert names(find("ดั้งเดิม", world.officer)) == ["ใหม่"]


@pytest.mark.parametrize("text", ["", " ", "่", "ด.ช.", "...", "%", "_", "\\", "'"])
def test_nothing_to_look_for_finds_no_child(world, text):
    child(world.school)
    assert names(find(text, world.officer)) == []


def test_names_that_begin_so_come_first_each_in_dictionary_order(world):
    for first, last in [("แก้วตา", "ก"), ("ใจแก้ว", "ข"), ("แก้วกานต์", "ค"), ("เดือน", "แก้วดี"), ("กอ", "มีแก้ว")]:
        child(world.school, first=first, last=last)
    assert names(find("แก้ว", world.officer)) == ["แก้วกานต์", "แก้วตา", "กอ", "ใจแก้ว", "เดือน"]


def test_more_than_a_group_holds_is_said(world):
    for number in range(MOST + 1):
        child(world.school, first="สมมติ", last=f"นาย{chr(ord('ก') + number)}")
    found = find("สมมติ", world.officer)
    assert len(rows(found, "children")) == MOST
    assert group(found, "children").more and found.more


def test_a_name_that_sounds_alike_is_near_and_never_mixed_in(world):
    child(world.school, first="ณัฐพล", last="ทดสอบ")
    child(world.school, first="นัทพน", last="ทดสอบ")
    found = find("ณัฐพล ทดสอบ", world.officer)
    assert names(found) == ["ณัฐพล"]
    assert "ณัฐพล" not in names(found, "near")
    assert names(find("นัฐพล", world.officer), "near") == ["ณัฐพล"]


def test_a_family_name_spelled_another_way_is_near_too(world):
    make_student(world.area, world.school, first_name="กานดา", last_name="สุวรรณรัตน์").save()
    assert names(find("สุวันรัต", world.officer), "near") == ["กานดา"]


# Children by number


@pytest.mark.parametrize("text", [PIN, "1-1000-00000-00-8", "0008"])
def test_a_child_is_found_by_its_number_and_by_the_end_of_it(world, text):
    child(world.school, number=PIN)
    child(world.school, first="ทดสอบ", number=OTHER_PIN)
    assert names(find(text, world.officer)) == ["ปิ่นเพ็ชร์"]


def test_a_former_number_finds_the_child_but_its_end_does_not(world):
    student = child(world.school, number=GCODE)
    student.identities.update(ended_on=DAY)
    Identity.objects.create(student=student, number=PIN, started_on=DAY)
    assert names(find(GCODE, world.officer)) == names(find("0008", world.officer)) == ["ปิ่นเพ็ชร์"]
    assert names(find("0001", world.officer)) == []


def test_part_of_a_number_finds_nothing(world):
    child(world.school, number=PIN)
    assert not find("110000000", world.officer).groups


@pytest.mark.parametrize("text", ["0812345678", "081-234-5678", "+66812345678"])
def test_a_child_is_found_by_its_guardian_s_telephone(world, text):
    child(world.school, guardian_phone="081 234 5678")
    child(world.school, first="ทดสอบ")
    assert names(find(text, world.officer)) == ["ปิ่นเพ็ชร์"]


# The case of a child, and cases by number


def test_a_child_brings_its_open_case_or_its_last(world):
    case = make_case(world.officer, world.school, child(world.school))
    child(world.school, first="ปิ่นไร้เคส")
    assert [row.case for row in rows(find("ปิ่น", world.officer), "children")] == [case, None]


def test_a_closed_case_is_shown_when_there_is_no_other(world):
    case = make_case(world.officer, world.school, child(world.school))
    close(go_through(case, world.officer, world.agency, until=7), world.officer, world.supervisor)
    (row,) = rows(find("ปิ่น", world.officer), "children")
    assert row.case == case and row.case.closed_on


def test_a_case_is_found_by_its_number_or_part_of_it(world):
    case = make_case(world.officer, world.school)
    make_case(world.officer, world.school)
    for text in (case.number, case.number.replace("-", " "), case.number[3:], case.number[-4:]):
        assert rows(find(text, world.officer), "cases") == [case]


# Schools, agencies, pages


@pytest.mark.parametrize("text", ["กอก", "รร.บ้านกอก", "โรงเรียนบ้านกอก", "บานกอก", "บ้านกลอก", "1040051234"])
def test_a_school_is_found_by_part_of_its_name_a_misprint_or_its_code(world, text):
    school = make_school(world.area, "โรงเรียนบ้านกอก", aliases="บ้านกลอก", code="1040051234")
    assert rows(find(text, world.officer), "schools") == [school]


def test_a_school_spelled_nearly_so_is_near(world):
    school = make_school(world.area, "โรงเรียนบ้านโต้น")
    found = find("บ้านไต้ต้น", world.officer)
    assert not rows(found, "schools")
    assert school in rows(found, "near-schools")


def test_an_agency_and_a_page_are_found_by_those_who_may_open_them(world):
    assert rows(find("โรงพยาบาล", world.officer), "agencies") == [world.agency]
    assert rows(find("โรงพยาบาล", world.teacher), "agencies") == []
    assert [entry["label"] for entry in rows(find("สรุป", world.officer), "pages")] == ["สรุปรายปี"]
    assert rows(find("สรุป", world.teacher), "pages") == []


# Whose


@pytest.mark.parametrize("text", ["ปิ่น", PIN, "0008", "0812345678"])
@pytest.mark.parametrize("who, sees", [("officer", True), ("teacher", True), ("neighbour", False), ("stranger", False)])
def test_a_search_ends_where_one_s_work_ends(world, text, who, sees):
    child(world.school, number=PIN, guardian_phone="0812345678")
    assert names(find(text, getattr(world, who))) == (["ปิ่นเพ็ชร์"] if sees else [])


def test_nothing_distinguishes_what_may_not_be_seen_from_what_is_not(world):
    make_case(world.officer, world.school, child(world.school, number=PIN))
    assert find(PIN, world.stranger) == find(OTHER_PIN, world.stranger)
    assert find("ปิ่นเพ็ชร์", world.neighbour) == find("ไม่มีใคร", world.neighbour)


def test_the_school_a_child_returns_to_finds_the_child(world):
    case = go_through(make_case(world.officer, world.school, child(world.school)), world.officer, world.agency, until=5)
    make_return(case, world.officer, school=world.other_school, confirmed=False)
    (row,) = rows(find("ปิ่น", world.neighbour), "children")
    assert row.case == case


def test_a_school_user_finds_only_the_own_school(world):
    assert rows(find("โรงเรียน", world.teacher), "schools") == [world.school]
    assert rows(find("สอง", world.teacher), "schools") == []


def test_a_person_of_two_schools_finds_the_children_of_both(world):
    child(world.school, first="ปิ่นหนึ่ง")
    child(world.other_school, first="ปิ่นสอง")
    teacher = make_teacher(world.school)
    Post.objects.create(user=teacher, role="SCHOOL_STAFF", school=world.other_school)
    assert len(names(find("ปิ่น", teacher))) == 2


def test_a_child_merged_into_another_is_not_found(world):
    kept = child(world.school)
    child(world.school, merged_into=kept)
    assert [row.student for row in rows(find("ปิ่น", world.officer), "children")] == [kept]


# What it costs


@pytest.mark.parametrize("text, most", [("ปิ่น", 8), ("ขก1-2567", 4), ("0008", 4), (PIN, 4), ("0812345678", 4)])
def test_a_search_asks_the_same_however_much_there_is(world, text, most):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            find(text, world.officer)
        return len(asked)

    world.officer.current_posts  # noqa: B018  read once a request
    make_case(world.officer, world.school, child(world.school, number=PIN, guardian_phone="0812345678"))
    few = queries()
    for number in range(5):
        make_case(
            world.officer, make_school(world.area), child(world.school, last=f"นาย {number}"), on=DAY + timedelta(days=number)
        )
    assert queries() <= few <= most
