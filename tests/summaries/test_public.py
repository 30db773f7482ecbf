"""What leaves the office: no number in it singles out a few children, not even one worked out from the others."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summaries.public import FEW, left_out, public_version
from summaries.tables import Cell, Row, Table


def make_table(name, numbers, adds_up=True):
    rows = tuple(Row(f"{place}", f"แถว {place}", (Cell(number),)) for place, number in enumerate(numbers))
    return Table(name, "ตามอำเภอ", "พระยืน มากที่สุด", "", ("อำเภอ", "คน"), rows, ("staying",), adds_up)


def make_headline(**numbers):
    rows = tuple(Row(name, name, (Cell(number), Cell(number))) for name, number in numbers.items())
    return Table("headline", "ตัวเลขสำคัญ", "ช่วย 2 คน", "", ("", "2567", "2566"), rows)


def shown(table):
    return [cell.shown for row in table.rows for cell in row.cells]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([5, 9], [False, False]),  # nothing is small
        ([1, 9, 6], [True, False, True]),  # one alone is the sum less the rest
        ([2, 1, 20, 9], [True, True, False, True]),  # together still fewer than five
        ([4, 3, 20], [True, True, False]),  # (4, 3) or (3, 4)
        ([4, 4, 20, 30], [True, True, True, False]),  # eight is four and four
        ([4, 4], None),  # nothing is left to hide behind
    ],
)
def test_small_numbers_take_others_with_them(numbers, expected):
    assert left_out(numbers, adds_up=True) == expected


def test_numbers_that_do_not_add_up_give_nothing_away():
    assert left_out([1, 9, 6], adds_up=False) == [True, False, False]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=5).filter(lambda numbers: sum(numbers) >= FEW))
def test_no_small_number_can_be_worked_out(numbers):
    """Try every way the hidden numbers could be, knowing what the file shows and how it is made."""
    hidden = left_out(numbers, adds_up=True)
    if hidden is None or not any(hidden):
        return
    places = [place for place, hide in enumerate(hidden) if hide]
    known = sum(numbers[place] for place in places)
    visible = [number for number, hide in zip(numbers, hidden, strict=True) if not hide]
    small, large = range(min(1, *numbers), FEW), range(FEW, min(visible, default=known) + 1)
    ways = [way for way in product(*(small if numbers[place] < FEW else large for place in places)) if sum(way) == known]
    assert known >= FEW
    for position, place in enumerate(places):
        if numbers[place] < FEW:
            assert len({way[position] for way in ways}) > 1


def test_public_version_shows_no_small_number_and_no_school():
    tables = [make_headline(staying=12, schools=2, opened=30), make_table("by_amphoe", [9, 2, 1]), make_table("by_school", [12])]
    headline, by_amphoe = public_version(tables)
    assert shown(headline) == [12, 12, "น้อยกว่า 5", "น้อยกว่า 5", 30, 30]
    assert shown(by_amphoe) == ["ไม่แสดง", "น้อยกว่า 5", "น้อยกว่า 5"]
    assert by_amphoe.title == "ตามอำเภอ"


def test_figures_that_balance_are_not_published():
    """Carried in and reported, less what was closed, is what is carried out."""
    tables = [make_headline(staying=12, schools=9, opened=30, carried_in=8, unsuccessful=1, carried_out=25)]
    assert [row.key for row in public_version(tables)[0].rows] == ["staying", "schools", "opened"]


def test_table_that_cannot_be_made_safe_is_left_out():
    tables = [make_headline(staying=8), make_table("by_amphoe", [4, 4])]
    assert [table.name for table in public_version(tables)] == ["headline"]


def test_total_that_is_itself_small_protects_its_rows():
    tables = [make_headline(staying=4), make_table("by_amphoe", [2, 2])]
    assert shown(public_version(tables)[1]) == ["น้อยกว่า 5", "น้อยกว่า 5"]


def test_causes_overlap_and_hide_only_the_small():
    tables = [make_headline(staying=20), make_table("by_cause", [2, 15, 9], adds_up=False)]
    assert shown(public_version(tables)[1]) == ["น้อยกว่า 5", 15, 9]


def test_table_without_rows_stays():
    tables = [make_headline(staying=0), make_table("by_amphoe", [])]
    assert public_version(tables)[1].rows == ()
