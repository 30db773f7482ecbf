"""The directory searched for a case: who can help this child near where it lives, and what to do where nobody can."""

import pytest

from schools.models import Agency
from tests.dropout_cases.browsing import links_on, words
from tests.make import code, make_agency, make_amphoe, make_case, make_student, make_tambon


@pytest.fixture
def case(world):
    make_amphoe("เมืองขอนแก่น", "4001")
    world.area.amphoe.set(["4001", "4003"])
    return make_case(world.officer, world.school, make_student(world.area, world.school, tambon=make_tambon()))


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return client


@pytest.fixture
def far_away(world, case):
    agency = make_agency(world.area, "โรงพยาบาลไกล", reply_days=1)
    agency.covers.set(["4001"])
    return agency


def page_of(case):
    return f"/cases/{case.key}/agencies/"


def names_in(answer):
    return [agency.name for agency in answer.context["page_obj"]]


def test_search_begins_where_the_child_lives(world, officer, case, far_away):
    Agency.objects.filter(pk=world.other_agency.pk).update(reply_days=2)
    make_agency(world.area, "เลิกแล้ว", is_open=False)
    make_agency(world.elsewhere, "เขตอื่น")
    page = officer.get(page_of(case))
    assert names_in(page) == ["สถานีตำรวจทดสอบ", "โรงพยาบาลทดสอบ"]
    assert all(one in words(page) for one in (f"สำหรับเคส {case.number}", "อ.พระยืน", "หาทั้งเขตพื้นที่"))
    assert names_in(officer.get(page_of(case), {"amphoe": ""}))[0] == far_away.name


def test_agency_is_chosen_with_the_help_that_was_looked_for(world, officer, case):
    psych, food = code("PSYCH", "help_kind"), code("FOOD", "help_kind")
    world.agency.services.add(psych, food)
    page = officer.get(page_of(case), {"service": [psych.pk, food.pk]})
    assert names_in(page) == [world.agency.name]
    helps = {f"help={one}" for one in ("PSYCH", "FOOD")}
    (choose,) = [link for link in links_on(page) if f"agency={world.agency.key}" in link and "/referral/" in link]
    assert choose.startswith(f"/cases/{case.key}/referral/?agency={world.agency.key}&")
    assert set(choose.split("&")[1:]) == helps
    assert f'value="{world.agency.pk}" selected' in officer.get(choose).content.decode()


def test_help_that_nobody_gives_is_written_down(officer, case):
    page = officer.get(page_of(case), {"service": "help_kind.LEGAL"})
    assert names_in(page) == []
    (need,) = [link for link in links_on(page) if "/needs/add/" in link]
    assert need == f"/cases/{case.key}/needs/add/?help=LEGAL"
    assert officer.get(need).status_code == 200


def test_further_pages_keep_the_place(world, officer, case, far_away):
    for _number in range(30):
        make_agency(world.area)
    page = officer.get(page_of(case))
    (more,) = {link for link in links_on(page) if "page=2" in link}
    assert more == "?amphoe=4003&page=2"
    assert far_away.name not in names_in(officer.get(page_of(case) + more))


def test_place_the_area_does_not_have_is_not_asked(world, officer, case):
    world.area.amphoe.set(["4001"])
    assert names_in(officer.get(page_of(case))) == ["โรงพยาบาลทดสอบ", "สถานีตำรวจทดสอบ"]


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("neighbour", 404), ("teacher", 403), ("partner", 404)])
def test_others_do_not_search_for_the_case(world, client, case, who, status):
    client.force_login(getattr(world, who))
    assert client.get(page_of(case)).status_code == status


def test_anonymous_signs_in_first(client, case):
    assert client.get(page_of(case)).headers["Location"].startswith("/sign-in/")
