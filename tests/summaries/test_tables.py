"""The tables: every number is the number of cases behind it, and each table says what it found."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.utils import translation

from dropout_cases.figures import FIGURES, narrow
from dropout_cases.models import Round
from summaries.tables import TABLES, by_amphoe, by_cause, headline, tables_of
from tests.make import DAY, make_amphoe, make_case, make_school, make_tambon
from tests.summaries.stories import (
    FIRST,
    TODAY,
    back_at_school,
    ended,
    looped,
    stayed,
    stayed_after_rounds,
    taken_up_again,
)


@pytest.fixture
def year(world):
    """Fiscal year 2567 with something in every figure and every table, and a neighbouring office that does not count."""
    city = make_tambon("บ้านเป็ด", "400115", make_amphoe("เมืองขอนแก่น", "4001"))
    world.city_school = make_school(world.area, "โรงเรียนในเมือง", tambon=city)
    stayed(world, causes=["POVERTY", "PREGNANT"])
    stayed(world, world.city_school, causes=["TRANSPORT"], pathway="VOCATIONAL")
    first = stayed(world, world.other_school)
    stayed(world, on=DAY + timedelta(days=40), student=first.student, back_at=world.city_school)
    stayed_after_rounds(world, 2)
    stayed_after_rounds(world, 4, causes=[])
    taken_up_again(world, stayed(world), on=DAY + timedelta(days=1))
    ended(world, "REFUSED")
    ended(world, "OTHER_AFFILIATION")
    back_at_school(world)
    make_case(world.officer, world.school, on=FIRST - timedelta(days=1))
    looped(world, back_at_school(world, world.city_school))
    make_case(world.stranger, world.far_school)
    return world


def counted(world):
    return Round.objects.countable_by(world.supervisor)


def shown(table):
    return {row.label: tuple(cell.number for cell in row.cells) for row in table.rows}


def test_year_worked_out_by_hand(year):
    tables = {table.name: table for table in tables_of(2567, counted(year), TODAY)}
    assert {row.key: row.cells[0].number for row in tables["headline"].rows} == {
        "staying": 5,
        "schools": 2,
        "opened": 10,
        "carried_in": 1,
        "returned": 8,
        "looped": 4,
        "unsuccessful": 1,
        "closed_otherwise": 1,
        "carried_out": 4,
    }
    assert shown(tables["by_amphoe"]) == {"พระยืน": (3, 7), "เมืองขอนแก่น": (2, 3)}
    assert shown(tables["by_school"]) == {"โรงเรียนหนึ่ง": (3,), "โรงเรียนในเมือง": (2,)}
    assert shown(tables["by_cause"]) == {
        "ฐานะยากจน": (8, 3),
        "ตั้งครรภ์/เลี้ยงบุตร": (1, 1),
        "การเดินทางไม่สะดวก/บ้านไกล": (1, 1),
        "ไม่ระบุสาเหตุ": (1, 1),
    }
    assert shown(tables["by_pathway"]) == {"กลับเข้าเรียนโรงเรียนเดิม": (4,), "อาชีวศึกษา (ปวช.)": (1,)}
    assert shown(tables["by_rounds"]) == {"1 รอบ": (3,), "2 รอบ": (1,), "3 รอบขึ้นไป": (1,)}


def test_every_number_is_the_number_of_cases_behind_it(year):
    for table in TABLES:
        cells = [cell for row in table(2567, counted(year), TODAY).rows for cell in row.cells if cell.query]
        assert cells, table
        for cell in cells:
            asked = {name: values[0] for name, values in parse_qs(cell.query).items()}
            asked |= {name: int(asked[name]) for name in ("year", "rounds") if name in asked}
            seen = Round.objects.whole_to(year.supervisor)
            assert narrow(seen, **asked, today=TODAY, reader=year.supervisor).count() == cell.number, (table, cell)


def test_columns_add_up_to_their_figures(year):
    numbers, *tables = tables_of(2567, counted(year), TODAY)
    for table in tables:
        for place, figure in enumerate(table.figures):
            total = sum(row.cells[place].number for row in table.rows)
            assert (total == numbers.row(figure).cells[0].number) == table.adds_up, (table.name, figure)


def test_rows_are_told_in_words(year):
    tables = {table.name: table for table in tables_of(2567, counted(year), TODAY)}
    assert tables["headline"].title == "ช่วยนักเรียนจนอยู่ในการศึกษาต่อได้ 5 คน จาก 2 โรงเรียน"
    assert tables["by_amphoe"].title == "ตามอำเภอ: พระยืน มากที่สุด 3 คน"
    assert [row.share for row in tables["by_amphoe"].rows] == [100, 67]
    assert [row.detail for row in tables["by_school"].rows] == ["พระยืน", "เมืองขอนแก่น"]
    assert tables["by_school"].word_heads == ("โรงเรียน", "อำเภอ")
    assert [row.label for row in tables["by_cause"].rows if row.sensitive] == ["ตั้งครรภ์/เลี้ยงบุตร"]
    with translation.override("en"):
        assert "Poverty" in shown(by_cause(2567, counted(year), TODAY))


def test_year_before_stands_beside(year):
    row = headline(2568, counted(year), TODAY).row("staying")
    assert [cell.number for cell in row.cells] == [0, 5]
    assert [parse_qs(cell.query)["year"] for cell in row.cells] == [["2568"], ["2567"]]


def test_two_first_places_are_both_named(world):
    city = make_tambon("บ้านเป็ด", "400115", make_amphoe("เมืองขอนแก่น", "4001"))
    stayed(world)
    stayed(world, make_school(world.area, "โรงเรียนในเมือง", tambon=city))
    assert by_amphoe(2567, counted(world), TODAY).title == "ตามอำเภอ: เมืองขอนแก่น และพระยืน มากที่สุดเท่ากัน 1 คน"


def test_amphoe_of_one_name_in_two_provinces_are_told_apart(world):
    for number, province in (("3021", "นครราชสีมา"), ("1601", "ลพบุรี")):
        amphoe = make_amphoe("เฉลิมพระเกียรติ", number)
        amphoe.province = province
        amphoe.save()
        stayed(world, make_school(world.area, tambon=make_tambon("หนึ่ง", f"{number}01", amphoe)))
    table = by_amphoe(2567, counted(world), TODAY)
    assert set(shown(table)) == {"เฉลิมพระเกียรติ (นครราชสีมา)", "เฉลิมพระเกียรติ (ลพบุรี)"}


def test_tables_of_a_year_without_cases_say_so(world):
    tables = tables_of(2567, counted(world), TODAY)
    assert tables[0].title == "ยังไม่มีนักเรียนที่ปิดเคสว่าอยู่ในการศึกษาต่อได้"
    assert {table.title for table in tables[1:]} == {f"{table.label}: ยังไม่มีข้อมูล" for table in tables[1:]}


@pytest.mark.parametrize("year", [2540, 2700])
def test_any_year_can_be_asked_for(world, year):
    stayed(world)
    assert {cell.number for row in headline(year, counted(world), TODAY).rows for cell in row.cells} == {0}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_table_takes_at_most_two_queries(world, table, django_assert_max_num_queries):
    cases = counted(world)
    with django_assert_max_num_queries(2):
        table(2567, cases, TODAY)


def test_every_figure_is_on_the_page(world):
    assert {row.key for row in headline(2567, counted(world), TODAY).rows} == {"schools", *FIGURES}
