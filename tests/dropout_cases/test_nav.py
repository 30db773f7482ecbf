"""The frame of every page: each person's menu, where they stand in it, and what header and footer say."""

import pytest

from dropout_cases import nav
from schools.access import Role
from schools.models import Post
from tests.dropout_cases.browsing import words
from tests.make import make_case

OFFICE = [
    "งานวันนี้", "เคส", "แจ้งเคส", "เฝ้าระวัง", "ส่งต่อ", "หน่วยงาน", "สรุปรายปี", "งาน", "เรื่องที่แจ้งเข้ามา", "ย้ายและโอนเคส", "ทะเบียนหนังสือส่ง",
    "จุดรับแจ้งและแผ่นป้าย", "นำเข้าไฟล์",
]  # fmt: skip
SCHOOL = ["งานวันนี้", "เคส", "แจ้งเคส", "เฝ้าระวัง"]
MOVES = "ย้ายและโอนเคส"
POINTS, CALENDAR, LETTERHEAD, MAILS = "จุดรับแจ้งและแผ่นป้าย", "ปฏิทินโรงเรียน", "หัวหนังสือ", "อีเมลขาออก"
MENUS = {
    "officer": OFFICE,
    "supervisor": [*OFFICE[: OFFICE.index("งาน") + 1], "งานค้าง", *OFFICE[OFFICE.index("งาน") + 1 :], CALENDAR, LETTERHEAD],
    "teacher": [*SCHOOL, MOVES, POINTS],
    "executive": ["สรุปรายปี"],
    "partner": ["ส่งต่อ"],
    "sysadmin": ["ผู้ใช้", "โรงเรียน", "นำเข้าไฟล์", CALENDAR, LETTERHEAD, MAILS],
    "nobody": [],
}
ON_A_PHONE = {
    "officer": ["งานวันนี้", "เคส", "แจ้งเคส"],
    "teacher": ["งานวันนี้", "เคส", "แจ้งเคส"],
    "executive": ["สรุปรายปี"],
    "partner": ["ส่งต่อ"],
    "sysadmin": ["ผู้ใช้", "โรงเรียน"],
}


def labels(menu):
    return [str(entry["label"]) for entry in menu]


def frame_of(client, user, path="/privacy/"):
    client.force_login(user)
    return client.get(path)


@pytest.mark.parametrize("who", MENUS)
def test_each_person_has_the_entries_they_may_use(world, client, who):
    assert labels(frame_of(client, getattr(world, who)).context["nav"]) == MENUS[who]


@pytest.mark.parametrize("who", MENUS)
def test_every_entry_of_a_menu_opens(world, client, who):
    for entry in frame_of(client, getattr(world, who)).context["nav"]:
        assert client.get(entry["url"], follow=True).status_code == 200, entry


@pytest.mark.parametrize("who", ON_A_PHONE)
def test_a_phone_shows_the_few_entries_used_most(world, client, who):
    assert labels(frame_of(client, getattr(world, who)).context["nav_phone"]) == ON_A_PHONE[who]


def test_who_holds_two_posts_has_the_entries_of_both(world, client):
    Post.objects.create(user=world.teacher, role=Role.SYSADMIN, area=world.area)
    assert labels(frame_of(client, world.teacher).context["nav"]) == [
        *SCHOOL,
        "ผู้ใช้",
        "โรงเรียน",
        MOVES,
        POINTS,
        "นำเข้าไฟล์",
        CALENDAR,
        LETTERHEAD,
        MAILS,
    ]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", "งานวันนี้"),
        ("/cases/", "เคส"),
        ("/cases/board/", "เคส"),
        ("/cases/add/", "แจ้งเคส"),
        ("/referrals/", "ส่งต่อ"),
        ("/agencies/", "หน่วยงาน"),
    ],
)
def test_the_menu_marks_where_one_stands(world, client, path, current):
    answer = frame_of(client, world.officer, path)
    assert [str(entry["label"]) for entry in answer.context["nav"] if entry["current"]] == [current]
    assert '<a href="' + path.replace("board/", "") + '" aria-current="page">' in answer.content.decode()


def test_a_case_page_stands_under_cases(world, client):
    answer = frame_of(client, world.officer, make_case(world.officer, world.school).get_absolute_url())
    assert labels([entry for entry in answer.context["nav"] if entry["current"]]) == ["เคส"]


@pytest.mark.parametrize("item", nav.MENU, ids=lambda item: item.url_name)
def test_every_entry_has_words_and_an_icon(world, client, item):
    assert str(item.label)
    assert item.icon


@pytest.mark.parametrize(("who", "searches"), [("officer", True), ("teacher", True), ("executive", False), ("sysadmin", False)])
def test_the_search_box_is_for_those_who_see_cases(world, client, who, searches):
    assert ('role="search"' in frame_of(client, getattr(world, who)).content.decode()) == searches


def test_the_header_names_the_person_and_the_role(world, client):
    text = words(frame_of(client, world.supervisor))
    assert "สมมติ supervisor" in text
    assert "ผู้กำกับดูแลของเขต" in text


def test_who_is_not_signed_in_has_no_menu(client, db):
    answer = client.get("/privacy/")
    assert answer.context["nav"] == answer.context["nav_phone"] == []
    assert "ออกจากระบบ" not in words(answer)


@pytest.mark.parametrize("path", ["/privacy/", "/sign-in/"])
def test_the_footer_says_whom_to_call_and_where_the_notices_are(client, db, settings, path):
    settings.OFFICE_PHONE = "043-123-456"
    answer = client.get(path)
    for part in ('href="tel:043-123-456"', 'href="/privacy/"', 'href="/accessibility/"'):
        assert part in answer.content.decode()


@pytest.mark.parametrize(("demo", "shown"), [(True, True), (False, False)])
def test_a_training_site_says_so_on_every_page(world, client, settings, demo, shown):
    settings.DEMO = demo
    assert ("ระบบทดลอง – ห้ามใส่ข้อมูลจริง" in words(frame_of(client, world.officer, "/"))) == shown


def test_the_frame_is_read_in_english_too(world, client):
    client.force_login(world.officer)
    client.post("/language/", {"language": "en", "next": "/"})
    answer = client.get("/")
    assert '<html lang="en">' in answer.content.decode()
    assert "Today's work" in words(answer)
