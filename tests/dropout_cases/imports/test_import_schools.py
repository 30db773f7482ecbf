"""Schools of an area: a hundred and fifty of them in one go, and a second time without a change."""

import pytest

from dropout_cases.models import ImportKind
from schools.models import School, Tambon, TrailEvent, Verb
from tests.dropout_cases.imports.lists import SCHOOLS, as_csv, checked, counts, school, written
from tests.make import make_school, make_tambon

KIND = ImportKind.SCHOOLS
CODED = ["รหัสโรงเรียน", "ชื่อโรงเรียน", "ตำบล", "อำเภอ", "โทรศัพท์"]


def imported(world, rows, headings=SCHOOLS, act=written, **options):
    return act(world, KIND, as_csv(rows, headings, "utf-8-sig"), by=world.sysadmin, encoding="utf-8-sig", **options)


def test_a_list_of_157_schools_comes_in_and_a_second_time_changes_nothing(world):
    rows = [school(number) for number in range(157)]
    known = School.objects.count()
    assert counts(imported(world, rows)) == (157, 0, 0, 0)
    assert counts(imported(world, rows)) == (0, 0, 157, 0)
    assert School.objects.count() == known + 157
    assert set(world.area.amphoe.values_list("code", flat=True)) == {"4003", "4001", "4002"}
    assert Tambon.objects.get(code="400204").amphoe.name == "บ้านฝาง"


def test_a_school_has_all_that_a_form_would_give_it(world):
    imported(world, [school(1)])
    made = School.objects.get(name="โรงเรียนสมมติวิทยา 1")
    stored = made.search_text, made.sort_key
    made.save()
    assert (made.search_text, made.sort_key) == stored
    assert (made.tambon.name, made.level_range, made.is_open) == ("ในเมือง", "อนุบาล–ประถมศึกษา", True)
    assert TrailEvent.objects.filter(verb=Verb.CREATED, subject=f"school:{made.key}").count() == 1


def test_a_code_and_a_telephone_are_added_and_an_empty_cell_takes_nothing_away(world):
    known = make_school(world.area, "โรงเรียนบ้านใหม่", phone="043-000-000")
    row = {"รหัสโรงเรียน": "40010001", "ชื่อโรงเรียน": "บ้านใหม่", "ตำบล": "บ้านโต้น", "อำเภอ": "พระยืน", "โทรศัพท์": ""}
    assert counts(imported(world, [row], CODED)) == (0, 1, 0, 0)
    known.refresh_from_db()
    assert (known.name, known.code, known.phone) == ("โรงเรียนบ้านใหม่", "40010001", "043-000-000")


def test_another_name_under_the_same_code_keeps_the_old_as_an_alias(world):
    known = make_school(world.area, "โรงเรียนบ้านเก่า", code="40010001")
    imported(world, [{"รหัสโรงเรียน": "40010001", "ชื่อโรงเรียน": "โรงเรียนบ้านใหม่"}], CODED)
    known.refresh_from_db()
    assert (known.name, known.aliases) == ("โรงเรียนบ้านใหม่", "บ้านเก่า")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({"ชื่อโรงเรียน": ""}, "NO_SCHOOL"),
        ({"ตำบล": "", "อำเภอ": ""}, "NO_TAMBON"),
        ({"ตำบล": "ไม่มีจริง"}, "UNKNOWN_TAMBON"),
        ({"รหัสโรงเรียน": "40019999"}, "CODE_TAKEN"),
        ({"รหัสโรงเรียน": "1.1E+12"}, "BAD_CODE"),
        ({"ชื่อโรงเรียน": "ก" * 201}, "TOO_LONG"),
    ],
)
def test_what_is_wrong_with_a_school_is_said(world, cells, kind):
    make_tambon()
    School.objects.filter(pk=world.far_school.pk).update(code="40019999")
    row = {"รหัสโรงเรียน": "40010001", "ชื่อโรงเรียน": "โรงเรียนใหม่", "ตำบล": "บ้านโต้น", "อำเภอ": "พระยืน"}
    batch = imported(world, [row | cells], CODED, act=checked)
    assert list(batch.faults.values_list("kind", flat=True)) == [kind]


def test_one_school_twice_in_a_list_is_one_too_many(world):
    batch = imported(world, [school(1), school(1)], act=checked)
    assert (counts(batch), batch.faults.get().kind) == ((1, 0, 0, 1), "SCHOOL_TWICE")
