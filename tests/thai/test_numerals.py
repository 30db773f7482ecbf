"""Numerals."""

from hypothesis import given
from hypothesis import strategies as st

from thai.numerals import to_arabic, to_thai


def test_digits_change_and_the_rest_stays():
    assert to_thai("ศธ 04001/123") == "ศธ ๐๔๐๐๑/๑๒๓"
    assert to_arabic("หมู่ ๑๒ ก") == "หมู่ 12 ก"


@given(st.integers())
def test_a_number_survives_the_way_there_and_back(number):
    assert to_arabic(to_thai(str(number))) == str(number)
