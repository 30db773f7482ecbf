"""`manage.py summary`: the year's figures for other programs, for spreadsheets and for reading."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from tests.make import make_amphoe, make_case, make_school, make_tambon
from tests.summaries.stories import FIRST, LAST, TODAY, stayed, stayed_after_rounds

PLACES = [
    ("โรงเรียนชุมชนบ้านโต้นศรีพิมลวิทยา", "บ้านโต้น", "400303", "พระยืน", "4003"),
    ("โรงเรียนหนองโพธิ์ประชานุกูล", "หนองแวง", "400305", "พระยืน", "4003"),
    ("โรงเรียนบ้านกอก", "บ้านเป็ด", "400115", "เมืองขอนแก่น", "4001"),
    ("โรงเรียนบ้านคำไฮหัวทุ่งประชาบำรุง", "บ้านเป็ด", "400115", "เมืองขอนแก่น", "4001"),
]


@pytest.fixture(autouse=True)
def _a_day_in_2568():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def office_year(world):
    """Four children at four schools, two in each of two amphoe; one needed two rounds."""
    schools = [
        make_school(world.area, name, tambon=make_tambon(tambon, number, make_amphoe(amphoe, code)))
        for name, tambon, number, amphoe, code in PLACES
    ]
    stayed(world, schools[0], on=FIRST)
    stayed(world, schools[1], on=LAST, causes=["PREGNANT"])
    stayed(world, schools[2], on=date(2024, 1, 1), causes=["FAMILY_PROBLEM"])
    stayed_after_rounds(world, 2, school=schools[3], causes=["MIGRATED"])
    make_case(world.officer, world.school, on=LAST)
    make_case(world.stranger, world.far_school)
    return world


def summary(*words):
    out = StringIO()
    call_command("summary", *words, stdout=out)
    return out.getvalue()


def test_json_says_what_the_office_reported(office_year):
    found = json.loads(summary("2567", "--format", "json", "--area", "ขก1"))
    assert (found["fiscal_year"], found["pupils_staying"], found["schools"]) == (2567, 4, 4)
    assert found["by_amphoe"] == {"พระยืน": 2, "เมืองขอนแก่น": 2}
    assert sorted(found["by_school"], key=lambda one: one["school"]) == sorted(
        ({"school": name, "amphoe": amphoe, "pupils": 1} for name, _tambon, _number, amphoe, _code in PLACES),
        key=lambda one: one["school"],
    )
    assert found["rounds"] == {"1": 3, "2": 1}
    assert (found["opened"], found["carried_in"], found["carried_out"], found["returned"]) == (5, 0, 1, 4)
    assert found["by_cause"]["ตั้งครรภ์/เลี้ยงบุตร"] == 1
    assert found["by_pathway"] == {"กลับเข้าเรียนโรงเรียนเดิม": 4}


def test_all_areas_are_counted_unless_one_is_named(office_year):
    assert json.loads(summary("2567", "--format", "json"))["opened"] == 6
    assert json.loads(summary("2567", "--format", "json", "--area", "ขก2"))["opened"] == 1


def test_csv_opens_in_a_spreadsheet(office_year):
    text = summary("2567", "--format", "csv")
    assert text.startswith("\ufeffสรุปปีงบประมาณ 2567")
    rows = list(csv.reader(StringIO(text)))
    assert ["โรงเรียนบ้านกอก", "เมืองขอนแก่น", "1"] in rows
    assert ["พระยืน", "2", "4"] in rows


def test_text_is_for_reading(office_year):
    text = summary("2567", "--area", "ขก1")
    assert text.startswith("ช่วยนักเรียนจนอยู่ในการศึกษาต่อได้ 4 คน จาก 4 โรงเรียน\n")
    assert "      1  โรงเรียนบ้านกอก (เมืองขอนแก่น)\n" in text


@pytest.mark.django_db
def test_unknown_area_is_named_with_those_there_are(world):
    with pytest.raises(CommandError, match="There is no area ขก9. Areas: ขก1, ขก2."):
        summary("2567", "--area", "ขก9")


@pytest.mark.parametrize("year", ["2024", "67", "2701"])
def test_year_is_of_the_buddhist_era(year):
    with pytest.raises(CommandError, match="Buddhist Era"):
        summary(year)


def test_office_without_cases_has_an_empty_summary(db):
    found = json.loads(summary("2567", "--format", "json"))
    assert (found["pupils_staying"], found["by_amphoe"], found["by_school"]) == (0, {}, [])
