"""The school typed by name, and telephone numbers."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from schools import form_fields
from schools.form_fields import PhoneField, SchoolField
from schools.models import School
from schools.templatetags.contact import full_name, tel
from tests.make import make_amphoe, make_area, make_school, make_tambon


@pytest.fixture
def schools(db):
    area = make_area()
    town = make_tambon("เมืองเก่า", "400104", make_amphoe("เมืองขอนแก่น", "4001"))
    make_school(area, "โรงเรียนบ้านโนนฆ้อง", aliases="โนนค้อง, โนนฆอง", code="40030001")
    make_school(area, "โรงเรียนบ้านหนองแวง")
    make_school(area, "โรงเรียนบ้านหนองแวง", tambon=town)
    make_school(area, "โรงเรียนบ้านหนอง")
    make_school(area, "โรงเรียนวัดหนองน้ำใส (ประชาอุทิศ)")
    return School.objects.filter(area=area)


def clean(schools, typed, **options):
    return SchoolField(queryset=schools, **options).clean(typed)


def refusal(schools, typed):
    with pytest.raises(ValidationError) as caught:
        clean(schools, typed)
    return caught.value


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("โรงเรียนบ้านโนนฆ้อง", "โรงเรียนบ้านโนนฆ้อง"),
        ("บ้านโนนฆ้อง", "โรงเรียนบ้านโนนฆ้อง"),
        (" ร.ร. บ้าน โนนฆ้อง ", "โรงเรียนบ้านโนนฆ้อง"),
        ("โนนฆ้อง", "โรงเรียนบ้านโนนฆ้อง"),
        ("โนนค้อง", "โรงเรียนบ้านโนนฆ้อง"),
        ("โนนฆอง", "โรงเรียนบ้านโนนฆ้อง"),
        ("40030001", "โรงเรียนบ้านโนนฆ้อง"),
        ("หนองนํ้าใส", "โรงเรียนวัดหนองน้ำใส (ประชาอุทิศ)"),
        ("โรงเรียนวัดหนองน้ำใส (ประชาอุทิศ)", "โรงเรียนวัดหนองน้ำใส (ประชาอุทิศ)"),
    ],
)
def test_school_is_found_however_it_is_typed(schools, typed, found):
    assert clean(schools, typed).name == found


def test_whole_name_wins_over_part_of_another(schools):
    assert clean(schools, "บ้านหนอง").name == "โรงเรียนบ้านหนอง"


def test_schools_of_one_name_are_told_apart_by_tambon(schools):
    error = refusal(schools, "บ้านหนองแวง")
    assert error.code == "several"
    labels = error.params["names"].split(", ")
    places = ["ต.บ้านโต้น อ.พระยืน", "ต.เมืองเก่า อ.เมืองขอนแก่น"]
    assert sorted(labels) == [f"โรงเรียนบ้านหนองแวง · {place}" for place in places]
    assert sorted(str(clean(schools, label).tambon) for label in labels) == places


def test_near_miss_is_answered_with_the_name(schools):
    error = refusal(schools, "โรงเรียนบ้านโนนข้อง")
    assert error.messages == ["ไม่พบโรงเรียน “โรงเรียนบ้านโนนข้อง” หมายถึง โรงเรียนบ้านโนนฆ้อง ใช่ไหม"]


@pytest.mark.parametrize("typed", ["ไม่มีอะไรคล้ายเลย", "-", "ฯ", "%"])
def test_unknown_school_is_said_so(schools, typed):
    assert refusal(schools, typed).code == "unknown"


def test_suggestions_are_at_most_five(schools):
    for number in range(8):
        make_school(schools[0].area, f"โรงเรียนดอน {number}")
    assert refusal(schools, "ดอน").params["names"].count("โรงเรียนดอน") == 5


def test_school_out_of_sight_does_not_exist(schools):
    make_school(make_area("ขก2"), "โรงเรียนลับ")
    assert refusal(schools, "โรงเรียนลับ").code == "unknown"


@pytest.mark.parametrize("typed", ["", "   ", None])
def test_empty_is_nothing_where_it_may_be(schools, typed):
    assert clean(schools, typed, required=False) is None
    assert refusal(schools, typed).code == "required"


@pytest.mark.parametrize("typed", ["\x00", "ก\x07", "ก" * 251])
def test_what_cannot_be_a_name_is_refused(schools, typed):
    refusal(schools, typed)


def form_of(schools, data=None, **options):
    class Form(forms.Form):
        school = SchoolField(queryset=School.objects.none())

        def __init__(self, *args, **more):
            super().__init__(*args, **more)
            self.fields["school"].queryset = schools

    return Form(data, **options)


def test_names_are_offered(schools):
    page = str(form_of(schools)["school"])
    assert 'list="id_school_list"' in page
    assert '<datalist id="id_school_list">' in page
    assert page.count("<option") == 5


def test_too_many_names_are_not(schools, monkeypatch):
    monkeypatch.setattr(form_fields, "LISTED_AT_MOST", 4)
    page = str(form_of(schools)["school"])
    assert "datalist" not in page
    assert "list=" not in page
    assert refusal(schools, "โรงเรียนบ้านโนนข้อง").code == "unknown"


def test_what_was_typed_stays(schools):
    form = form_of(schools, {"school": "โรงเรียนบ้านโนนข้อง"})
    assert not form.is_valid()
    assert 'value="โรงเรียนบ้านโนนข้อง"' in str(form["school"])


def test_school_held_is_shown_by_name(schools):
    school = schools.get(code="40030001")
    for initial in (school, school.pk):
        assert 'value="โรงเรียนบ้านโนนฆ้อง"' in str(form_of(schools, initial={"school": initial})["school"])


def test_same_name_is_no_change(schools):
    school = schools.get(code="40030001")
    typed = {"school": school.name}
    assert not form_of(schools, typed, initial={"school": school.pk}).has_changed()
    assert form_of(schools, {"school": "บ้านหนอง"}, initial={"school": school.pk}).has_changed()


def test_forms_do_not_share_their_schools(schools):
    form_of(schools)
    assert not form_of(School.objects.none())["school"].field.queryset.exists()
    assert "datalist" not in str(form_of(School.objects.none())["school"])


def test_field_asks_little(schools, django_assert_num_queries):
    with django_assert_num_queries(1):
        clean(schools, "บ้านโนนฆ้อง")
    with django_assert_num_queries(2):
        clean(schools, "โนนฆ้")


# Telephone numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("043-000-000", "043-000-000"),
        ("๐๔๓ ๐๐๐ ๐๐๐ ต่อ ๑๒", "043 000 000 ต่อ 12"),
        ("(043) 000000, 081-000-0000", "(043) 000000, 081-000-0000"),
        ("+66 43 000 000", "+66 43 000 000"),
        ("1669", "1669"),
        ("", ""),
    ],
)
def test_phone_is_taken_as_people_write_it(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize("typed", ["โทร", "12", "043-000-000<b>", "ต่อ 12", "043\x07000", "javascript:1"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("043-000-000 ต่อ 12", '<a class="nowrap" href="tel:043000000">043-000-000 ต่อ 12</a>'),
        ("081 000 0000, 043 000 000", '<a class="nowrap" href="tel:0810000000">081 000 0000, 043 000 000</a>'),
        ("ไม่มี<b>", "ไม่มี&lt;b&gt;"),
        ("", ""),
    ],
)
def test_phone_is_a_link(number, link):
    assert tel(number) == link


def test_name_breaks_between_its_words_only():
    assert full_name("ปิ่น <b>") == '<span class="name"><span>ปิ่น</span> <span>&lt;b&gt;</span></span>'
