"""The package: what may be shared, by whom, and that what was shared stays as it was."""

import pytest
from django.utils import translation

from dropout_cases import workflow
from referrals import package
from referrals.models import Referral, Visit
from referrals.package import PACKAGE, SENSITIVE, USUAL, USUAL_IN_DANGER
from tests.make import DAY, code, make_case, make_student
from tests.referrals.canaries import KEPT, NUMBER, SHARED, make_full_case, wrong_words
from thai.identity import format_pin, mask_pin

CODES = [part.code for part in PACKAGE]


@pytest.fixture
def case(world):
    return make_full_case(world)


def build(case, *codes, **asked):
    return package.build(case, codes, on=DAY, **asked)


def text_of(items):
    return package.freeze(items)


def test_every_part_is_tried_here():
    assert list(SHARED) and set(SHARED) == set(CODES)
    assert len(set(CODES)) == len(CODES)


def test_what_is_ticked_from_the_start_is_not_sensitive():
    assert USUAL == ["name_age", "school_grade", "causes"]
    assert USUAL_IN_DANGER == ["name_age", "school_grade", "guardian", "guardian_phone", "address", "causes"]
    assert not set(USUAL_IN_DANGER) & SENSITIVE


def test_a_tick_shares_its_part_and_no_other(case):
    wrong = {ticked: wrong_words(ticked, text_of(build(case, ticked))) for ticked in CODES}
    assert not {ticked: words for ticked, words in wrong.items() if words}


def test_without_ticks_nothing_of_the_child_is_shared(case):
    items = build(case, asked="ประเมินสุขภาพ", helps=[code("MEDICAL", "help_kind")])
    assert [item.code for item in items] == ["helps", "asked"]


def test_what_is_kept_is_in_no_package(case):
    text = text_of(build(case, *CODES))
    assert not [word for word in KEPT if word in text]


def test_purpose_says_what_is_asked_on_which_ground_and_which_pathway(case):
    pathway, basis = code("VOCATIONAL", "education_pathway"), code("S24_4", "legal_basis")
    recommended = {"pathway": pathway, "pathway_place": "วิทยาลัย", "pathway_support": "รถรับส่ง", "pathway_from": DAY}
    recommendation = Referral(**recommended, credit_transfer="ภาคเรียนที่ 1")
    urgency = code("URGENT", "urgency")
    items = build(case, asked="รับเข้าเรียน", urgency=urgency, recommendation=recommendation, legal_basis=basis)
    assert {item.code: item.value for item in items} == {
        "asked": ["รับเข้าเรียน"],
        "urgency": ["เร่งด่วน"],
        "pathway": [
            pathway.label_th,
            "วิทยาลัย",
            "การสนับสนุน: รถรับส่ง",
            "เทียบโอน: ภาคเรียนที่ 1",
            "เริ่มเรียน 15 มกราคม 2567",
        ],
        "legal_basis": [basis.label_th],
    }
    assert all(item.is_purpose for item in items)


def test_child_who_studies_in_the_ordinary_way_needs_no_pathway(case):
    assert build(case, recommendation=Referral(ordinary_study=True))[0].value == ["เรียนในชั้นเรียนปกติได้"]


def test_voided_visit_is_not_shared(case, world):
    workflow.void(Visit.objects.get(round__case=case), reason="ผิดเคส", by=world.officer)
    assert "canary-fact" not in text_of(build(case, *CODES))


def test_facts_say_when_and_how_sure(case):
    (facts,) = build(case, "facts")
    assert facts.value == ["15\u00a0ม.ค.\u00a02567 canary-fact (ตรวจจากแหล่งที่สองแล้ว)"]


def test_what_was_done_says_when_and_what_came_of_it_in_order(case):
    (done,) = build(case, "done_so_far")
    day = "15\u00a0ม.ค.\u00a02567"
    assert done.value == [
        f"{day} ลงพื้นที่: พบนักเรียนและผู้ปกครอง",
        f"{day} มติที่ประชุม: canary-resolution (กำลังทำ)",
        f"{day} ส่งต่อเรื่อง รักษาพยาบาล/สุขภาพกาย: รับเรื่องแล้ว",
    ]


def test_what_nobody_looked_at_is_not_told(case):
    (looks,) = build(case, "looks")
    assert [line.split(" ")[-1] for line in looks.value] == ["น่าห่วง", "ปกติ"]


def test_further_version_keeps_what_was_sent_and_adds_in_its_place(case, world):
    before = build(case, "name_age", "school_grade", "identity_number", asked="ช่วยด้วย")
    case.school = world.other_school
    added = build(case, "address", "school_grade")
    items = {item.code: item.value for item in package.extended(before, added)}
    assert list(items) == ["asked", "name_age", "school_grade", "address", "identity_number"]
    assert items["school_grade"][0] == "โรงเรียนสอง"


def test_birth_year_alone_is_no_age(world):
    student = make_student(world.area, world.school, born_on=DAY.replace(year=2012, month=1, day=1), born_precision="year")
    (item,) = build(make_case(world.officer, student=student, school=world.school), "name_age")
    assert item.value[-1] == "เกิด พ.ศ. 2555"


def test_child_without_a_name_is_described(world):
    student = make_student(world.area, world.school, title="", first_name="", last_name="", described_as="เด็กชายราว 10 ปี")
    (item,) = build(make_case(world.officer, student=student, school=world.school), "name_age")
    assert item.value == ["ไม่ทราบชื่อ", "เด็กชายราว 10 ปี"]


def test_part_with_nothing_in_it_is_left_out(world):
    case = make_case(world.officer, world.school)
    empty = ["guardian", "guardian_phone", "address", "facts", "looks", "story", "sex_birth", "identity_number", "sensitive_causes"]
    assert build(case, *empty) == []


def test_package_is_worded_in_the_language_of_the_office(case):
    with translation.override("en"):
        (item,) = build(case, "school_grade")
    assert item.label == "โรงเรียนและชั้น"


def test_frozen_package_is_read_back_as_it_was(case):
    items = build(case, *CODES, asked="ช่วย\nด้วย")
    assert package.thaw(package.freeze(items)) == items


@pytest.mark.parametrize(("who", "whole"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_sensitive_parts_are_offered_to_those_who_may_read_them(case, world, who, whole):
    offered = {part.code for part in package.parts_for(getattr(world, who), case)}
    assert offered == (set(CODES) if whole else set(CODES) - SENSITIVE)


def test_office_reads_a_masked_number_and_no_sensitive_part_without_the_right(case):
    items = build(case, "name_age", "story", "identity_number", asked="canary-asked")
    text = text_of(package.as_the_office_reads(items, whole=True))
    assert mask_pin(NUMBER) in text
    assert format_pin(NUMBER) not in text
    text = text_of(package.as_the_office_reads(items, whole=False))
    assert "canary-first" in text
    assert not [word for word in ("canary-story", "canary-asked", mask_pin(NUMBER)) if word in text]
