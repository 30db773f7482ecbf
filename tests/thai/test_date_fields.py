"""The three boxes of a date in a form."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from thai.dates import ThaiBirthDateField, ThaiDateField

TODAY = date(2025, 8, 22)
INCOMPLETE = "กรอกวัน เดือน และ พ.ศ. ให้ครบ"
YEAR = "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"


class VisitForm(forms.Form):
    visited_on = ThaiDateField(not_after=lambda: TODAY, error_messages={"future": "วันที่ลงพื้นที่ต้องไม่เกินวันนี้"})
    next_on = ThaiDateField(required=False)


class ChildForm(forms.Form):
    born = ThaiBirthDateField(required=False, not_after=TODAY)


def visit(day="", month="", year="", **more):
    return VisitForm({"visited_on_0": day, "visited_on_1": month, "visited_on_2": year, **more})


def child(day="", month="", year="", **more):
    return ChildForm({"born_0": day, "born_1": month, "born_2": year}, **more)


@pytest.mark.parametrize(
    "boxes",
    [
        ("17", "3", "2555"),
        ("๑๗", "3", "๒๕๕๕"),
        (" 17 ", "03", "2555"),
        ("17", "3", "2012"),
        ("17/3/2555", "", ""),
        ("๑๗/๓/๒๕๕๕", "", ""),
        ("17 มี.ค. 2555", "", ""),
        ("2012-03-17", "", ""),
        ("17/3/2012", "", ""),
        ("17/3/2555", "8", "2568"),
    ],
)
def test_a_date_is_understood_and_shown_back_in_the_buddhist_era(boxes):
    form = visit(*boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["visited_on"] == date(2012, 3, 17)
    assert form["visited_on"].value() == [17, 3, 2555]


@pytest.mark.parametrize("form_data", ["visited_on=30/09/2567", "visited_on=2024-09-30", "visited_on=๓๐ ก.ย. ๒๕๖๗"])
def test_a_date_may_come_in_one_piece(form_data):
    form = VisitForm(QueryDict(form_data))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["visited_on"] == date(2024, 9, 30)


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "", ""), "กรอกวัน เดือน และ พ.ศ."),
        (("17", "", "2555"), INCOMPLETE),
        (("", "3", "2555"), INCOMPLETE),
        (("17", "3", ""), INCOMPLETE),
        (("17", "3", "55"), YEAR),
        (("17", "3", "25555"), YEAR),
        (("17", "3", "2300"), YEAR),
        (("17", "3", "ปีนี้"), YEAR),
        (("31", "2", "2567"), "ไม่มีวันที่ 31 กุมภาพันธ์ ตรวจวันและเดือน"),
        (("17", "มีนา", "2555"), "เลือกเดือน"),
        (("17/3/55", "", ""), YEAR),
        (("สิบเจ็ด", "3", "2555"), "พิมพ์วันที่เป็นวัน เดือน พ.ศ. เช่น 30/09/2567 หรือ 30 ก.ย. 2567"),
        (("23", "8", "2568"), "วันที่ลงพื้นที่ต้องไม่เกินวันนี้"),
        (("1\x002", "8", "2568"), "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่"),
    ],
)
def test_a_refused_date_has_one_sentence_and_stays_as_typed(boxes, sentence):
    form = visit(*boxes)
    assert form.errors["visited_on"] == [sentence]
    assert form["visited_on"].value() == list(boxes)


def test_today_is_not_in_the_future():
    assert visit("22", "8", "2568").is_valid()


def test_the_last_day_may_be_given_as_a_date():
    with pytest.raises(forms.ValidationError, match="วันที่ต้องไม่เกินวันนี้"):
        ThaiDateField(not_after=TODAY).clean(["23", "8", "2568"])


def test_an_optional_date_left_empty_is_none():
    form = visit("17", "3", "2555", next_on_0="", next_on_1="", next_on_2="")
    assert form.is_valid()
    assert form.cleaned_data["next_on"] is None
    assert visit("17", "3", "2555").is_valid()


@given(st.dates(date(1900, 1, 1), date(2156, 12, 31)))
def test_initial_date_comes_back_unchanged(day):
    field = ThaiDateField()
    boxes = [str(part) for part in field.prepare_value(day)]
    assert field.clean(boxes) == day
    assert not field.has_changed(day, boxes)


@pytest.mark.parametrize(
    ("initial", "boxes", "changed"),
    [
        (None, ["", "", ""], False),
        (TODAY, ["๒๒", "8", "2568"], False),
        (TODAY, ["22/8/2568", "", ""], False),
        (TODAY, ["23", "8", "2568"], True),
        (TODAY, ["", "", ""], True),
        (TODAY, ["22", "", "2568"], True),
        (None, ["22", "8", "2568"], True),
    ],
)
def test_change_is_told_by_the_date_not_by_the_typing(initial, boxes, changed):
    assert ThaiDateField().has_changed(initial, boxes) is changed


def test_a_disabled_date_keeps_its_initial_value():
    field = ThaiDateField(disabled=True)
    assert field.clean(TODAY) == TODAY
    assert field.bound_data(["1", "1", "2560"], TODAY) == TODAY
    assert not field.has_changed(TODAY, ["1", "1", "2560"])


def test_a_field_left_out_of_the_post_is_known_to_be_left_out():
    widget = ThaiDateField().widget
    assert widget.value_omitted_from_data({}, {}, "day")
    assert not widget.value_omitted_from_data({"day_1": ""}, {}, "day")
    assert not widget.value_omitted_from_data({"day": "1/1/2567"}, {}, "day")


def test_three_boxes_are_drawn_with_their_names_and_the_typed_text():
    html = Template("{{ form.visited_on }}").render(Context({"form": visit("๓๑", "2", "2567")}))
    for part in (
        'name="visited_on_0"',
        'name="visited_on_1"',
        'name="visited_on_2"',
        'id="id_visited_on_0"',
        'aria-label="วัน"',
        'aria-label="เดือน"',
        'aria-label="พ.ศ."',
        'inputmode="numeric"',
        'value="๓๑"',
        'value="2567"',
    ):
        assert part in html
    assert '<option value="2" selected>กุมภาพันธ์</option>' in html
    assert 'type="date"' not in html


def test_initial_date_is_drawn_in_the_buddhist_era():
    form = VisitForm(initial={"visited_on": TODAY})
    html = Template("{{ form.visited_on }}").render(Context({"form": form}))
    assert 'value="22"' in html
    assert 'value="2568"' in html
    assert "2025" not in html


@pytest.mark.parametrize(
    ("boxes", "value", "shown"),
    [
        (("17", "3", "2555"), (date(2012, 3, 17), "day"), [17, 3, 2555]),
        (("", "", "2555"), (date(2012, 1, 1), "year"), ["", "", 2555]),
        (("", "", "๒๕๕๕"), (date(2012, 1, 1), "year"), ["", "", 2555]),
        (("2555", "", ""), (date(2012, 1, 1), "year"), ["", "", 2555]),
        (("17/3/2555", "", ""), (date(2012, 3, 17), "day"), [17, 3, 2555]),
        (("", "", "2012"), (date(2012, 1, 1), "year"), ["", "", 2555]),
        (("", "", ""), None, ["", "", ""]),
    ],
)
def test_a_birth_date_may_be_known_by_its_year_alone(boxes, value, shown):
    form = child(*boxes)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == value
    assert form["born"].value() == shown


@pytest.mark.parametrize(
    ("boxes", "sentence"),
    [
        (("", "3", "2555"), "กรอกวันและเดือนให้ครบ หรือใส่แต่ พ.ศ. ที่เกิด"),
        (("17", "", "2555"), "กรอกวันและเดือนให้ครบ หรือใส่แต่ พ.ศ. ที่เกิด"),
        (("", "", "55"), YEAR),
        (("55", "", ""), "กรอกวันและเดือนให้ครบ หรือใส่แต่ พ.ศ. ที่เกิด"),
        (("23", "8", "2568"), "วันเกิดต้องไม่เกินวันนี้"),
        (("", "", "2569"), "วันเกิดต้องไม่เกินวันนี้"),
    ],
)
def test_a_refused_birth_date_has_one_sentence_and_stays_as_typed(boxes, sentence):
    form = child(*boxes)
    assert form.errors["born"] == [sentence]
    assert form["born"].value() == list(boxes)


def test_a_required_birth_date_does_not_force_every_box():
    form = forms.Form()
    form.fields["born"] = ThaiBirthDateField()
    html = Template("{{ form.born }}").render(Context({"form": form}))
    assert "required" not in html


@pytest.mark.parametrize(
    ("initial", "boxes"),
    [
        ((date(2012, 1, 1), "year"), ("", "", "2555")),
        ((date(2012, 3, 17), "day"), ("17", "3", "2555")),
        (None, ("", "", "")),
    ],
)
def test_a_birth_date_comes_back_as_it_was_known(initial, boxes):
    form = child(*boxes, initial={"born": initial})
    assert form["born"].initial == initial
    assert [str(part) for part in ChildForm(initial={"born": initial})["born"].value()] == list(boxes)
    assert not form.has_changed()
    assert child("16", "3", "2555", initial={"born": initial}).has_changed()
