"""The pages of the yearly summary: who reads them, what they show, where their figures lead, and what may be taken away."""

import csv
from io import StringIO

import pytest
import time_machine
from django.urls import reverse

from schools.access import Role
from schools.models import Post, TrailEvent, Verb
from tests.dropout_cases.copies import whole_copies
from tests.make import DAY, make_officer, make_school, make_user
from tests.summaries.stories import FIRST, LAST, TODAY, fresh, stayed, stayed_after_rounds

URL = "/summaries/2567/"
EXPORT = "/summaries/2567/export/"
READERS = ["officer", "supervisor", "executive"]
OTHERS = ["teacher", "partner", "sysadmin", "nobody"]


@pytest.fixture(autouse=True)
def _a_day_in_2568():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def year(world):
    """Three children who stay, one of them with a sensitive cause, one after two rounds."""
    world.area.amphoe.add(world.school.tambon.amphoe)
    stayed(world)
    stayed(world, causes=["PREGNANT"])
    stayed_after_rounds(world, 2)
    return world


def page(client, reader, url=URL):
    client.force_login(reader)
    return client.get(url)


def links(response):
    """Every link to the list of cases, with its number."""
    tables = [response.context["headline"], *response.context["tables"]]
    cells = [cell for table in tables for row in table.rows for cell in row.cells]
    return {cell.url: cell.number for cell in cells if cell.url.startswith(reverse("dropout_cases:case-list"))}


def sheet_of(response):
    return list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("reader", READERS)
def test_page_shows_the_year(client, year, reader):
    response = page(client, getattr(year, reader))
    text = response.content.decode()
    assert "<h1>สรุปปีงบประมาณ 2567</h1>" in text
    assert "ช่วยนักเรียนจนอยู่ในการศึกษาต่อได้ 3 คน จาก 1 โรงเรียน" in text
    assert "15 ม.ค. 2568 07.00 น." in text


@pytest.mark.parametrize("url", [URL, EXPORT, "/summaries/"])
@pytest.mark.parametrize("reader", OTHERS)
def test_others_are_told_which_right_is_missing(client, world, reader, url):
    response = page(client, getattr(world, reader), url)
    assert response.status_code == 403
    assert "ดูสรุปรายปี" in response.content.decode()


@pytest.mark.parametrize("url", [URL, EXPORT, "/summaries/"])
def test_nobody_in_particular_is_asked_to_sign_in(client, db, url):
    assert client.get(url).headers["Location"].startswith(reverse("schools:sign-in"))


def test_list_leads_to_the_year_that_runs(client, world):
    assert page(client, world.officer, "/summaries/").headers["Location"] == "/summaries/2568/"


@pytest.mark.parametrize("year", ["2539", "2701", "67", "2024", "25670"])
def test_other_years_are_no_pages(client, world, year):
    assert page(client, world.officer, f"/summaries/{year}/").status_code == 404


def test_years_reach_from_the_first_case_to_now(client, world):
    stayed(world, on=FIRST)
    assert page(client, world.officer).context["years"] == [2568, 2567]
    assert page(client, world.officer, "/summaries/2570/").context["years"] == [2570, 2568, 2567]


@pytest.mark.parametrize(
    ("year", "words"),
    [(2567, None), (2568, "ตัวเลขนับถึงวันนี้"), (2569, "ปีงบประมาณนี้เริ่ม")],
)
def test_page_says_whether_the_year_is_over(client, world, year, words):
    text = page(client, world.officer, f"/summaries/{year}/").content.decode()
    assert [one for one in ("ตัวเลขนับถึงวันนี้", "ปีงบประมาณนี้เริ่ม") if one in text] == [words] * bool(words)


def test_every_figure_opens_the_list_of_as_many_cases(client, year):
    found = links(page(client, year.supervisor))
    assert len(found) > 20
    for url, number in found.items():
        assert client.get(url).context["page_obj"].paginator.count == number, url


def test_sensitive_cause_is_a_link_for_those_who_may_search_it(client, year):
    assert any("PREGNANT" in url for url in links(page(client, year.supervisor)))
    assert not any("PREGNANT" in url for url in links(page(client, year.officer)))


def test_executive_reads_numbers_and_follows_no_link(client, year):
    response = page(client, year.executive)
    text = response.content.decode()
    assert links(response) == {}
    assert reverse("dropout_cases:case-list") not in text
    assert not [case for case in year.area.cases.all() if case.student.first_name in text or case.number in text]


def test_no_child_is_named_on_the_page(client, year):
    text = page(client, year.supervisor).content.decode()
    assert not [case for case in year.area.cases.all() if case.student.first_name in text or case.key in text]


def test_another_office_counts_its_own(client, year):
    response = page(client, year.stranger)
    assert response.context["headline"].row("staying").cells[0].number == 0
    assert "โรงเรียนหนึ่ง" not in response.content.decode()


def test_reader_of_two_offices_counts_both_and_follows_only_where_cases_of_both_are_seen(client, year):
    Post.objects.create(user=year.executive, role=Role.EXECUTIVE, area=year.elsewhere)
    Post.objects.create(user=year.executive, role=Role.OFFICER, area=year.area)
    response = page(client, year.executive)
    assert response.context["areas"] == [year.area, year.elsewhere]
    assert links(response) == {}


def test_ended_post_no_longer_reads(client, world):
    world.officer.posts.update(ended_on=DAY)
    assert page(client, world.officer).status_code == 403


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_page_is_only_read(client, world, url):
    client.force_login(world.officer)
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_page_takes_as_many_queries_for_a_hundred_cases_as_for_one(
    client, world, url, django_assert_num_queries, django_assert_max_num_queries
):
    case = fresh(stayed(world))
    client.force_login(world.officer)
    client.get(url)
    with django_assert_max_num_queries(16) as few:
        client.get(url)
    whole_copies(case, 100)
    with django_assert_num_queries(len(few)):
        response = client.get(url)
    assert b"101" in response.content


def test_file_holds_every_table(client, year):
    response = page(client, year.officer, EXPORT)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="summary-2567.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = sheet_of(response)
    assert ["ช่วยจนอยู่ในการศึกษาต่อได้", "3", "0"] in rows
    assert ["พระยืน", "3", "3"] in rows
    assert ["โรงเรียนหนึ่ง", "พระยืน", "3"] in rows
    assert ["2 รอบ", "1"] in rows
    assert ["ใช้ภายในสำนักงาน ห้ามเผยแพร่"] in rows


def test_public_file_shows_no_small_number_and_no_school(client, year):
    response = page(client, year.officer, f"{EXPORT}?public=1")
    assert response.headers["Content-Disposition"] == 'attachment; filename="summary-2567-public.csv"'
    rows = sheet_of(response)
    assert ["ช่วยจนอยู่ในการศึกษาต่อได้", "น้อยกว่า 5", "น้อยกว่า 5"] in rows
    assert ["พระยืน", "น้อยกว่า 5", "น้อยกว่า 5"] in rows
    assert "โรงเรียนหนึ่ง" not in response.content.decode()
    assert not [cell for row in rows for cell in row if cell in {"1", "2", "3", "4"}]


def test_school_named_like_a_formula_is_harmless(client, world):
    stayed(world, make_school(world.area, '=HYPERLINK("x")'))
    rows = sheet_of(page(client, world.officer, EXPORT))
    assert ['\'=HYPERLINK("x")', "พระยืน", "1"] in rows


@pytest.mark.parametrize(("query", "fields"), [("", ["internal"]), ("?public=1", ["public"])])
def test_file_leaves_a_line_in_the_trail(client, world, query, fields):
    page(client, world.officer, EXPORT + query)
    line = TrailEvent.objects.get(verb=Verb.EXPORTED)
    assert (line.actor, line.subject, line.fields, line.area) == (world.officer, "summary:2567", fields, world.area)


def test_english_reader_reads_english(client, world):
    stayed(world, on=LAST)
    client.force_login(make_officer(world.area))
    client.cookies["django_language"] = "en"
    assert "Poverty" in client.get(URL).content.decode()


def test_person_of_two_schools_and_no_office_reads_nothing(client, world):
    person = make_user(Role.SCHOOL_STAFF, world.school)
    Post.objects.create(user=person, role=Role.SCHOOL_STAFF, school=world.other_school)
    assert page(client, person).status_code == 403
