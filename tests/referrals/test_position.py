"""A place on the map: as people write it, in one spelling, and nowhere but on earth."""

import pytest

from referrals.position import is_in_thailand, parse_position


@pytest.mark.parametrize(
    "typed",
    [
        "16.4322 102.8236",
        "16.4322,102.8236",
        " 16.43220, 102.82360 ",
        "๑๖.๔๓๒๒, ๑๐๒.๘๒๓๖",
        "+16.4322° 102.8236°",
        "16.4322;102.8236",
    ],
)
def test_a_place_has_one_spelling(typed):
    assert parse_position(typed) == "16.43220 102.82360"


@pytest.mark.parametrize(
    "typed", ["16.4322", "บ้านยาย", "16,4 102,8", "16.4.3 102", "1e3 5", "nan 5", "16.4322 102.8236 5", "²6 102", "1616 1"]
)
def test_what_is_no_place_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match=r"16\.43220, 102\.82360"):
        parse_position(typed)


def test_the_usual_slip_is_named():
    with pytest.raises(ValueError, match="ละติจูดอยู่หน้า"):
        parse_position("102.8236 16.4322")


@pytest.mark.parametrize("typed", ["91 181", "16 181", "-16 -180.1", "95 95"])
def test_a_place_is_on_earth(typed):
    with pytest.raises(ValueError, match="ไม่เกิน 90"):
        parse_position(typed)


@pytest.mark.parametrize(
    ("position", "inside"),
    [("16.43220 102.82360", True), ("0.00000 0.00000", False), ("16.4 -102.8", False), ("-16.4 102.8", False)],
)
def test_a_place_may_lie_outside_thailand(position, inside):
    assert is_in_thailand(position) == inside
