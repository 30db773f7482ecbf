"""The list of cases: who sees which rows, what may be asked of them, in which order they come, and what that costs."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.figures import FIGURES
from dropout_cases.models import Case
from dropout_cases.steps import Risk, Safety
from dropout_cases.views import lists
from tests.dropout_cases.copies import copies, whole_copies
from tests.make import (
    DAY,
    close,
    code,
    go_through,
    make_agency,
    make_amphoe,
    make_case,
    make_contact,
    make_follow_up,
    make_school,
    make_student,
    make_tambon,
    make_teacher,
)

URL = "/cases/"
MOST_QUERIES = 13  # behind a figure one asks for what left


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school)


def page_for(client, user, **asked):
    client.force_login(user)
    return client.get(URL, asked)


def found(client, user, **asked):
    """The cases on the first page."""
    response = page_for(client, user, **asked)
    assert response.status_code == 200
    return list(response.context["page_obj"].object_list)


def named(world, first_name, last_name="ตัวอย่าง", school=None, by=None, **fields):
    school = school or world.school
    student = make_student(world.area, school, first_name=first_name, last_name=last_name, **fields)
    return make_case(by or world.officer, school, student=student)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# Who sees what


@pytest.mark.parametrize("who", ["officer", "colleague", "supervisor", "teacher"])
def test_people_of_the_case_see_it(world, client, case, who):
    assert found(client, getattr(world, who)) == [case]


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_people_of_other_places_see_an_empty_list(world, client, case, who):
    response = page_for(client, getattr(world, who))
    assert "ยังไม่มีเคสที่เปิดอยู่" in response.content.decode()
    assert case.number not in response.content.decode()


@pytest.mark.parametrize("who", ["executive", "partner", "sysadmin", "nobody"])
def test_for_others_the_list_does_not_exist(world, client, case, who):
    assert page_for(client, getattr(world, who)).status_code == 404


def test_whoever_is_not_signed_in_is_led_to_sign_in(client, db):
    response = client.get(URL)
    assert response.status_code == 302
    assert response.url.startswith("/sign-in/")


def test_the_list_is_only_read(world, client):
    client.force_login(world.officer)
    assert client.post(URL).status_code == 405


def test_a_row_says_who_where_how_far_and_by_when(world, client):
    case = named(world, "ปิ่นเพ็ชร์", "น้ำทิพย์กู้เกียรติ์", title="ด.ญ.", grade=code("08", "grade"))
    text = page_for(client, world.officer).content.decode()
    for part in [case.number, "ปิ่นเพ็ชร์", "น้ำทิพย์กู้เกียรติ์", "หนึ่ง", "ป.5", "ประสานงาน", "รอบที่ 1", "เกินกำหนด", "สมมติ officer"]:
        assert part in text
    assert case.get_absolute_url() in text


def test_a_child_of_unknown_name_is_described(world, client):
    named(world, "", "", described_as="เสื้อสีฟ้าที่ตลาด", title="")
    assert "ไม่ทราบชื่อ (เสื้อสีฟ้าที่ตลาด)" in page_for(client, world.officer).content.decode()


def test_a_child_in_danger_bears_the_safety_badge(world, client):
    make_case(world.officer, world.school, safety=Safety.UNSAFE)
    assert "ธงความปลอดภัย</span>" in page_for(client, world.officer).content.decode()


# What school staff are shown and asked


def test_school_staff_have_fewer_columns_and_filters(world, client, case):
    response = page_for(client, world.teacher)
    text = response.content.decode()
    assert [heading.label for heading in response.context["headings"]].count("ผู้รับผิดชอบ") == 0
    assert "สมมติ officer" not in text
    assert not {"owner", "cause", "figure", "amphoe", "school"} & set(response.context["form"].fields)


@pytest.mark.parametrize("asked", [{"cause": "DRUGS"}, {"owner": "none"}, {"figure": "staying", "year": "2550"}, {"amphoe": "x"}])
def test_school_staff_learn_nothing_by_asking_what_is_not_asked_of_them(world, client, case, asked):
    asked.pop("year", None)
    assert found(client, world.teacher, **asked) == [case]


def test_staff_of_two_schools_choose_between_them(world, client, case):
    both = make_teacher(world.school)
    both.posts.create(role="SCHOOL_STAFF", school=world.other_school)
    other = make_case(world.officer, world.other_school)
    assert set(found(client, both)) == {case, other}
    assert found(client, both, school="โรงเรียนสอง") == [other]


# Names


@pytest.mark.parametrize(
    "typed",
    [
        "ปิ่นเพ็ชร์",
        "ด.ญ.ปิ่นเพ็ชร์",
        "เด็กหญิง ปิ่นเพ็ชร์",
        "ปินเพชร",
        "ปิ่นเพ็ชร์น้ำทิพย์",
        "ปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์",
        "กู้เกียรติ",
        "นํ้าทิพย์",
        "หมวย",
        "2567-0002",
        "ขก1-2567-0002",
        "๒๕๖๗-๐๐๐๒",
    ],
)
def test_part_of_a_name_or_number_finds_the_case(world, client, case, typed):
    wanted = named(world, "ปิ่นเพ็ชร์", "น้ำทิพย์กู้เกียรติ์", title="เด็กหญิง", nickname="หมวย")
    assert found(client, world.officer, q=typed) == [wanted]


def test_a_name_not_found_among_open_cases_is_offered_to_be_searched_in_all(world, client, varied):
    number = varied["closed"].number
    text = page_for(client, world.officer, q=number).content.decode()
    assert "ไม่พบเคสที่เปิดอยู่ตามตัวกรองนี้" in text
    assert f'href="?{urlencode({"q": number, "status": "ALL"}).replace("&", "&amp;")}"' in text
    assert found(client, world.officer, q=number, status="ALL") == [varied["closed"]]


def test_what_nobody_bears_finds_nothing_and_shows_the_way_on(world, client, case):
    text = page_for(client, world.officer, q="ไม่มีใครชื่อนี้", status="ALL").content.decode()
    assert "ไม่พบเคสตามตัวกรองนี้" in text
    assert "ล้างตัวกรอง" in text


def test_a_name_is_searched_in_visible_cases_only(world, client):
    named(world, "สมหมาย")
    assert found(client, world.stranger, q="สมหมาย") == []
    assert found(client, world.neighbour, q="สมหมาย") == []


# Order


def test_names_stand_in_the_order_of_the_dictionary(world, client):
    for name in ["ขาว", "เก่า", "กบ", "แก้ว", "ไก่"]:
        named(world, name)
    rising = [case.student.first_name for case in found(client, world.officer, sort="name")]
    assert rising == ["กบ", "เก่า", "แก้ว", "ไก่", "ขาว"]
    assert [case.student.first_name for case in found(client, world.officer, sort="-name")] == rising[::-1]


def test_usual_order_is_danger_first_and_then_what_is_due(world, client):
    later = make_case(world.officer, world.school, on=DAY + timedelta(days=9))
    sooner = make_case(world.officer, world.school, on=DAY)
    danger = make_case(world.officer, world.school, on=DAY + timedelta(days=90), safety=Safety.UNSAFE)
    assert found(client, world.officer) == [danger, sooner, later]
    assert found(client, world.officer, sort="nonsense") == [danger, sooner, later]
    assert found(client, world.officer, sort="-due")[0] == danger


def test_orders_by_risk_and_by_latest_activity(world, client):
    low = make_case(world.officer, world.school, risk=Risk.LOW)
    high = make_case(world.officer, world.school, risk=Risk.HIGH)
    assert found(client, world.officer, sort="risk") == [high, low]
    assert found(client, world.officer, sort="-risk") == [low, high]
    make_contact(low, world.officer)
    assert found(client, world.officer, sort="-active") == [low, high]
    assert found(client, world.officer, sort="active") == [high, low]


def test_heading_says_how_the_list_is_sorted_and_turns_it_round(world, client, case):
    text = page_for(client, world.officer, sort="name", q="").content.decode()
    assert '<th scope="col" aria-sort="ascending"><a href="?sort=-name">ชื่อ</a>' in text
    assert text.count("aria-sort") == 1
    assert '<a href="?sort=due">กำหนด</a>' in text


# Filters


@pytest.fixture
def varied(world):
    """Cases that differ in everything one may ask for, by what they are called here."""
    khon_kaen = make_tambon("ในเมือง", "400101", make_amphoe("เมืองขอนแก่น", "4001"))
    world.area.amphoe.set([make_amphoe(), khon_kaen.amphoe])
    town = make_school(world.area, "โรงเรียนในเมือง", tambon=khon_kaen)
    other = make_agency(world.area)
    cases = {
        "usual": make_case(world.officer, world.school),
        "danger": make_case(world.colleague, world.school, safety=Safety.UNSAFE),
        "reported": make_case(world.teacher, world.school, causes=["TRANSPORT"]),
        "town": make_case(world.officer, town, on=date(2023, 9, 1), risk=Risk.LOW),
        "back": go_through(make_case(world.officer, world.school), world.officer, other, until=6),
        "asked": make_case(world.officer, world.school),
        "again": go_through(make_case(world.officer, world.school), world.officer, other, until=6),
        "closed": close(
            go_through(make_case(world.officer, world.school), world.officer, other, until=7), world.officer, world.supervisor
        ),
    }
    make_contact(cases["asked"], world.officer, answer="")
    make_follow_up(cases["again"], world.officer, on=DAY + timedelta(weeks=4), attendance="STOPPED")
    reason = code("STOPPED_AGAIN", "round_start_reason")
    workflow.loop(cases["again"].current_round, reason=reason, by=world.officer, on=DAY + timedelta(weeks=4))
    Case.objects.filter(pk=cases["reported"].pk).update(owner=None)
    return cases


FILTERS = {
    "": "usual danger reported town back asked again",
    "status=CLOSED": "closed",
    "status=ALL": "usual danger reported town back asked again closed",
    "status=NEW": "reported",
    "status=WAITING": "asked",
    "status=MONITORING": "back",
    "step=5": "danger",
    "step=1&step=7": "reported back",
    "round=2": "again",
    "round=3": "",
    "risk=HIGH": "danger",
    "risk=HIGH&risk=LOW": "danger town",
    "danger=on": "danger",
    "overdue=on&step=5": "danger",
    "school=โรงเรียนในเมือง": "town",
    "school=ในเมือง": "town",
    "amphoe=4001": "town",
    "amphoe=4003&step=1": "reported",
    "owner=none": "reported",
    "cause=TRANSPORT": "reported",
    "cause=none": "",
    "year=2566": "town",
    "year=๒๕๖๖": "town",
    "year=2570": "",
    "quiet=on": "",
    "status=ALL&year=2567&q=2567&school=โรงเรียนหนึ่ง&round=1&step=7": "back closed",
    # A figure of the annual summary, and the rows of its tables
    "figure=staying&year=2567": "closed",
    "figure=staying&year=2566": "",
    "figure=opened&year=2566": "town",
    "figure=staying&year=2567&cause=POVERTY": "closed",
    "figure=staying&year=2567&cause=DRUGS": "",
    "figure=staying&year=2567&pathway=SAME_SCHOOL": "closed",
    "figure=staying&year=2567&pathway=none": "",
    "figure=staying&year=2567&rounds=1": "closed",
    "figure=staying&year=2567&rounds=2": "",
    "figure=staying&year=2567&amphoe=4003": "closed",
    "figure=staying&year=2567&amphoe=none": "",
    "figure=staying&year=2567&school=none": "",
    "figure=looped&year=2567&status=": "again",
    "pathway=SAME_SCHOOL&round=2": "again",
}


def test_each_filter_finds_its_cases(world, client, varied):
    client.force_login(world.officer)
    names = {case.pk: name for name, case in varied.items()}
    shown = {}
    for query in FILTERS:
        cases = client.get(f"{URL}?{query}").context["page_obj"].object_list
        shown[query] = {names[case.pk] for case in cases}
    assert shown == {query: set(wanted.split()) for query, wanted in FILTERS.items()}


def test_a_school_is_also_asked_for_by_its_key(world, client, varied):
    response = page_for(client, world.officer, school=varied["town"].school.key)
    assert list(response.context["page_obj"].object_list) == [varied["town"]]
    assert 'value="โรงเรียนในเมือง · ต.ในเมือง อ.เมืองขอนแก่น"' in response.content.decode()


def test_schools_and_amphoe_of_others_are_not_offered(world, client, varied):
    far = page_for(client, world.officer, school=world.far_school.key)
    assert not far.context["filter"].is_valid()
    assert "โรงเรียนไกล" not in far.content.decode()
    assert not page_for(client, world.stranger, amphoe="4001").context["filter"].is_valid()


def test_quiet_cases_are_those_untouched_for_more_than_14_days(world, client, case):
    noon = timezone.localtime().replace(hour=12)
    Case.objects.filter(pk=case.pk).update(active_at=noon - timedelta(days=14))
    assert found(client, world.officer, quiet="on") == []
    Case.objects.filter(pk=case.pk).update(active_at=noon - timedelta(days=15))
    assert found(client, world.officer, quiet="on") == [case]


def test_owners_are_oneself_nobody_and_the_officers_of_the_area(world, client, varied):
    choices = page_for(client, world.officer).context["form"].fields["owner"].choices
    labels = [str(label) for _value, label in choices]
    assert labels == ["ทุกคน", "ฉัน", "ยังไม่มีผู้รับผิดชอบ", "สมมติ colleague", "สมมติ supervisor"]
    assert found(client, world.officer, owner=world.colleague.key) == [varied["danger"]]


def test_whoever_opens_the_same_address_sees_the_same_cases(world, client, varied):
    asked = {"owner": world.colleague.key, "status": "ALL", "sort": "name"}
    own = found(client, world.colleague, **asked)
    assert own == found(client, world.supervisor, **asked) == [varied["danger"]]
    assert "ผู้รับผิดชอบ: สมมติ colleague" in page_for(client, world.supervisor, **asked).content.decode()


WRONG = [
    {"year": "67"},
    {"year": "2024"},
    {"school": "ไม่มีโรงเรียนนี้"},
    {"step": "9"},
    {"q": "ก\x00ข"},
    {"cause": "ก\x00ข"},
    {"owner": "x"},
    {"figure": "staying"},
]


def test_what_is_not_understood_is_said_and_finds_nothing(world, client, case):
    for asked in WRONG:
        response = page_for(client, world.officer, **asked)
        text = response.content.decode()
        assert "<title>มีข้อผิดพลาด:" in text
        assert "แก้ไข 1 จุด" in text
        assert list(response.context["page_obj"].object_list) == []
    assert 'value="67"' in page_for(client, world.officer, year="67").content.decode()
    assert "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2567" in page_for(client, world.officer, year="67").content.decode()


# A sensitive cause


def test_a_sensitive_cause_is_not_searched_by_a_colleague(world, client):
    case = make_case(world.officer, world.school, causes=["DRUGS"])
    assert found(client, world.officer, cause="DRUGS") == [case]
    assert found(client, world.supervisor, cause="DRUGS") == [case]
    assert found(client, world.colleague, cause="DRUGS") == []
    assert found(client, world.colleague) == [case]


# Chips, quick views, and the way to the board


def test_a_set_filter_is_a_chip_that_takes_itself_away(world, client, varied):
    response = page_for(client, world.officer, step=["3", "5"], danger="on", amphoe="4003", sort="name", page="2")
    chips = response.context["filter"].chips
    said = [(chip.label, chip.value) for chip in chips]
    assert said == [("ขั้น", "ลงพื้นที่"), ("ขั้น", "ส่งต่อ"), ("มีธงความปลอดภัย", ""), ("อำเภอ", "พระยืน")]
    assert chips[0].query == "step=5&danger=on&amphoe=4003&sort=name"
    assert chips[2].query == "step=3&step=5&amphoe=4003&sort=name"


def test_the_list_and_the_board_ask_the_same(world, client, case):
    text = page_for(client, world.officer, risk="HIGH", sort="name", page="1").content.decode()
    assert 'href="/cases/board/?risk=HIGH&amp;sort=name"' in text


def test_quick_views_are_links_and_the_one_in_use_is_marked(world, client, case):
    response = page_for(client, world.officer, overdue="on")
    views = response.context["filter"].quick_views
    assert [view.label for view in views] == ["ของฉัน", "เกินกำหนด", "เสี่ยงสูง", "รอผู้อื่นตอบ", "เคสนิ่ง"]
    assert [view.label for view in views if view.current] == ["เกินกำหนด"]
    for view in views:
        assert client.get(f"{URL}?{view.query}").context["filter"].is_valid()


# A figure of the annual summary


def test_a_figure_shows_the_cases_behind_it(world, client, varied):
    response = page_for(client, world.officer, figure="staying", year="2567", school=world.school.key)
    text = response.content.decode()
    assert list(response.context["page_obj"].object_list) == [varied["closed"]]
    assert str(FIGURES["staying"].label) in text
    assert "เคส 1" in text
    assert response.context["filter"].chips[0].query == f"school={world.school.key}"


# Pages and cost


def test_25_a_page_and_the_count_in_the_title(world, client, case):
    copies(case, 30)
    response = page_for(client, world.officer, page="2")
    assert len(response.context["page_obj"].object_list) == 6
    assert "<title>เคส 31 –" in response.content.decode()
    assert found(client, world.officer, page="99") == list(response.context["page_obj"].object_list)


def test_no_case_is_on_two_pages(world, client, case):
    copies(case, 60)
    for order in ["due", "-due", "name", "-name", "active", "-active", "risk", "-risk"]:
        pages = [found(client, world.officer, sort=order, page=number) for number in (1, 2, 3)]
        assert len({one.pk for page in pages for one in page}) == 61


def test_more_cases_than_are_counted_are_said_to_be_more(world, client, case, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 50)
    copies(case, 60)
    text = page_for(client, world.officer, page="9").content.decode()
    assert "<title>เคส มากกว่า 50 –" in text
    assert "แสดง 50 เคสแรก ใช้ตัวกรองเพื่อดูเคสที่เหลือ" in text


def test_behind_a_figure_every_case_is_counted(world, client, case, monkeypatch):
    monkeypatch.setattr(lists, "COUNTED", 50)
    whole_copies(case, 60)
    assert "<title>เคส 61 –" in page_for(client, world.officer, figure="opened", year="2567").content.decode()


@pytest.mark.parametrize("who", ["officer", "teacher"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?q=สำเนา&sort=name&overdue=on",
        "?step=2&owner={me}&amphoe=4003&cause=POVERTY&school=หนึ่ง&year=2567",
        "?figure=opened&year=2567&school={school}",
        "?figure=opened&year=2567&cause=POVERTY",
    ],
    ids=["plain", "by name", "many filters", "a figure's school", "a figure's cause"],
)
def test_the_list_costs_the_same_however_long_it_is(world, client, who, query):
    user = getattr(world, who)
    url = URL + query.format(me=user.key if who == "officer" else "", school=world.school.key if who == "officer" else "")
    world.area.amphoe.add(make_amphoe())
    case = make_case(world.officer, world.school)
    whole_copies(case, 3)
    client.force_login(user)
    client.get(url)
    few = queries_of(client, url)
    whole_copies(case, 40)
    assert queries_of(client, url) == few <= MOST_QUERIES
