"""Identity numbers."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from thai.identity import (
    GCODE,
    OTHER,
    PIN,
    IdentityNumberField,
    format_pin,
    identity_kind,
    is_gcode,
    is_pin,
    mask_pin,
    normalise_id,
)
from thai.numerals import to_thai


@pytest.mark.parametrize("number", ["1234567890121", "1100000000008", "0123456789016", "8409900000007"])
def test_a_number_with_its_check_digit_is_a_pin(number):
    assert is_pin(number)
    assert identity_kind(number) == PIN


@pytest.mark.parametrize(
    "number",
    ["1234567890122", "0000000000000", "123456789012", "12345678901210", "", "๙", "G644200000001", "١234567890121"],
)
def test_what_fails_the_check_is_no_pin(number):
    assert not is_pin(number)


@given(st.text("0123456789", min_size=12, max_size=12))
def test_exactly_one_last_digit_checks_twelve_others(twelve):
    assert sum(is_pin(twelve + last) for last in "0123456789") == 1


@pytest.mark.parametrize("typed", ["1-2345-67890-12-1", "1 2345 67890 12 1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", " 1–2345–67890–12–1\u200b"])
def test_a_number_is_stored_bare_however_it_is_typed(typed):
    assert normalise_id(typed) == "1234567890121"
    assert is_pin(typed)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("G644200000001", GCODE),
        ("g64-4200-0000-01", GCODE),
        ("K123456789012", OTHER),
        ("G64420000001", None),
        ("KK12345678901", None),
        ("1234567890122", None),
        ("", None),
    ],
)
def test_codes_of_learners_without_papers_are_told_apart(number, kind):
    assert identity_kind(number) == kind
    assert is_gcode(number) is (kind == GCODE)


def test_a_pin_is_printed_in_groups():
    assert format_pin("0123456789016") == "0-1234-56789-01-6"
    assert format_pin("g644200000001") == "G644200000001"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("1234567890121", "X-XXXX-XXXX0-12-1"),
        ("G644200000001", "GXXXXXXXX0001"),
        ("X123456789012", "XXXXXXXXX9012"),
        ("1234", "XXXX"),
        ("", ""),
    ],
)
def test_a_masked_number_shows_its_last_four_digits(number, masked):
    assert mask_pin(number) == masked


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("1-2345-67890-12-1", "1234567890121"),
        ("๐๑๒๓๔๕๖๗๘๙๐๑๖", "0123456789016"),
        ("g644200000001", "G644200000001"),
        ("", ""),
        ("   ", ""),
        (None, ""),
    ],
)
def test_the_field_takes_a_number_or_nothing(typed, stored):
    assert IdentityNumberField().clean(typed) == stored


@pytest.mark.parametrize("typed", ["1234567890122", "12345", "abc", "1234567890121\x00", "1" * 6000])
def test_the_field_refuses_with_what_to_do(typed):
    with pytest.raises(ValidationError) as refusal:
        IdentityNumberField().clean(typed)
    assert refusal.value.messages == ["เลขประจำตัวไม่ถูกต้อง ตรวจอีกครั้ง หรือเว้นว่างไว้ก่อน"]


def test_the_field_sees_no_change_in_other_spacing():
    assert not IdentityNumberField().has_changed("1234567890121", "1-2345-67890-12-1")


@given(st.text("0123456789", min_size=12, max_size=12))
def test_thai_digits_and_groups_change_nothing(twelve):
    number = next(twelve + last for last in "0123456789" if is_pin(twelve + last))
    assert normalise_id(to_thai(format_pin(number))) == number
