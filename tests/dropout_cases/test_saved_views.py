"""Saved views of the case list: whose they are, what they keep, what the list says of them, and that a link is all they are."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dropout_cases.forms.saved_views import MOST_VIEWS
from dropout_cases.models import SavedView
from schools.models import Post, TrailEvent
from tests.make import make_case, make_visit

LIST, ADD = "/cases/", "/cases/views/add/"


def save(client, user, query="", name="ของฉันที่เสี่ยง", **typed):
    client.force_login(user)
    return client.post(f"{ADD}?{query}", {"name": name, **typed})


def saved(client, user, query="risk=HIGH", **typed) -> SavedView:
    """A view kept through its page."""
    assert save(client, user, query, **typed).status_code == 302
    return SavedView.objects.latest("pk")


def text_of(client, user, address) -> str:
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def marked(text) -> list[str]:
    """The views the strip marks as open."""
    return re.findall(r'<a href="[^"]*" aria-current="true">([^<]*)</a>', text)


# Keeping


def test_a_view_keeps_the_present_filters_under_a_name(world, client):
    response = save(client, world.officer, "step=5&step=3&risk=HIGH&sort=-name")
    view = SavedView.objects.get()
    assert (view.owner, view.area, view.shared) == (world.officer, world.area, False)
    assert view.query == "risk=HIGH&sort=-name&step=3&step=5"
    assert response.headers["Location"] == f"/cases/?{view.query}&view={view.key}"


def test_the_form_says_what_is_kept(world, client):
    text = text_of(client, world.officer, f"{ADD}?step=3&danger=on&sort=name")
    assert "ขั้น: ลงพื้นที่, มีธงความปลอดภัย" in text
    assert "<dt>เรียงตาม</dt><dd>ชื่อ</dd>" in text
    assert "เคสที่เปิดอยู่ทั้งหมด" in text_of(client, world.officer, ADD)


KEPT = {
    "q=สมชาย&risk=HIGH": "risk=HIGH",
    "page=3&view=AAAAAAAAAAAAAAAAAAAAAA&overdue=1": "overdue=on",
    "danger=False&quiet=on": "quiet=on",
    "risk=HIGH&risk=XX": "",
    "step=2" + "&step=2" * 400: "step=2",
    "year=๒๕๖๗": "year=2567",
    "year=67&status=ALL": "",
    "figure=opened&risk=HIGH": "risk=HIGH",
    "figure=opened&year=2567": "figure=opened&status=ALL&year=2567",
    "sort=password&csrf=a&amphoe=%00": "",
    "school=โรงเรียนไกล": "",
    "owner=x&cause=POVERTY": "cause=POVERTY",
}


@pytest.mark.parametrize("asked", KEPT, ids=[str(place) for place, _asked in enumerate(KEPT)])
def test_only_filters_that_are_understood_are_kept_and_no_typed_name(world, client, asked):
    assert saved(client, world.officer, quote(asked, safe="=&%")).query == KEPT[asked]


def test_a_typed_name_stands_nowhere_after_saving(world, client):
    make_case(world.officer, world.school)
    text = text_of(client, world.officer, f"{LIST}?{urlencode({'q': 'สมชาย', 'risk': 'HIGH'})}")
    assert f'href="{ADD}?risk=HIGH"' in text
    response = save(client, world.officer, urlencode({"q": "สมชาย"}))
    assert "q=" not in response.headers["Location"]
    assert not TrailEvent.objects.filter(fields__icontains="สมชาย").exists()


def test_a_school_is_kept_by_its_key_however_it_was_asked_for(world, client):
    by_name = saved(client, world.officer, urlencode({"school": "โรงเรียนหนึ่ง"}))
    assert by_name.query == f"school={world.school.key}"
    typed = {"school": "โรงเรียนหนึ่ง", "view": by_name.key}
    assert "แก้ตัวกรองแล้ว" not in text_of(client, world.officer, f"{LIST}?{urlencode(typed)}")


WRONG = {"": "กรอกชื่อมุมมอง", "ก" * 61: "ยาวเกินไป", "ซ้ำ": "คุณมีมุมมองชื่อนี้แล้ว ใช้ชื่ออื่น"}


@pytest.mark.parametrize("name", WRONG, ids=["none", "long", "taken"])
def test_a_wrong_name_comes_back_with_what_was_typed(world, client, name):
    saved(client, world.officer, name="ซ้ำ")
    response = save(client, world.officer, "step=3", name=name, shared="on")
    text = response.content.decode()
    assert (response.status_code, SavedView.objects.count()) == (200, 1)
    assert WRONG[name] in text
    assert f'value="{name}"' in text or not name
    assert re.search(r'name="shared"[^>]*checked', text)


def test_two_people_may_use_the_same_name(world, client):
    assert saved(client, world.officer).name == saved(client, world.colleague).name


def test_a_person_has_so_many_views(world, client):
    SavedView.objects.bulk_create(
        SavedView(owner=world.officer, area=world.area, name=f"มุมมอง {number}", query="") for number in range(MOST_VIEWS)
    )
    response = save(client, world.officer)
    assert "มีมุมมองครบ 30 แล้ว ลบมุมมองที่ไม่ใช้ก่อน" in response.content.decode()
    last = SavedView.objects.latest("pk")
    assert client.post(f"/cases/views/{last.key}/edit/", {"name": "อีกชื่อ"}).status_code == 302


# The list


def test_views_of_ones_own_and_those_of_the_office_stand_beside_the_quick_views(world, client):
    saved(client, world.officer, name="ลับ")
    saved(client, world.officer, name="ของสำนักงาน", shared="on")
    saved(client, world.stranger, name="ของเขตอื่น", shared="on")
    seen = {who: text_of(client, getattr(world, who), LIST) for who in ("officer", "colleague", "teacher", "stranger")}
    shown = {who: [name for name in ("ลับ", "ของสำนักงาน", "ของเขตอื่น") if f">{name}<" in text] for who, text in seen.items()}
    assert shown == {"officer": ["ลับ", "ของสำนักงาน"], "colleague": ["ของสำนักงาน"], "teacher": [], "stranger": ["ของเขตอื่น"]}
    assert all("มุมมองของฉัน" in text for text in seen.values())


@pytest.mark.parametrize("page", [LIST, "/cases/board/"])
def test_the_open_view_alone_is_marked(world, client, page):
    view = saved(client, world.officer, "risk=HIGH", name="เสี่ยงของฉัน")
    assert marked(text_of(client, world.officer, f"{page}?{view.address}")) == ["เสี่ยงของฉัน"]
    assert marked(text_of(client, world.officer, f"{page}?risk=HIGH")) == ["เสี่ยงสูง"]


def test_other_filters_within_a_view_are_announced_and_saved_or_taken_back(world, client):
    view = saved(client, world.officer, "risk=HIGH")
    same = text_of(client, world.officer, f"{LIST}?{view.address}&q=ก&page=2")
    assert "แก้ตัวกรองแล้ว" not in same
    changed = text_of(client, world.officer, f"{LIST}?risk=HIGH&step=3&view={view.key}")
    assert "แก้ตัวกรองแล้ว" in changed
    assert f'href="?{view.address.replace("&", "&amp;")}">คืนค่าเดิม' in changed
    assert f'action="/cases/views/{view.key}/save/?risk=HIGH&amp;step=3"' in changed
    assert f'<input type="hidden" name="view" value="{view.key}">' in changed
    response = client.post(f"/cases/views/{view.key}/save/?risk=HIGH&step=3&q=สมชาย")
    view.refresh_from_db()
    assert (view.query, response.headers["Location"]) == ("risk=HIGH&step=3", view.get_absolute_url())


def test_links_of_the_list_stay_in_the_view(world, client):
    case = make_case(world.officer, world.school)
    view = saved(client, world.officer, f"owner={world.officer.key}")
    assert case.number in (text := text_of(client, world.officer, f"{LIST}?{view.address}"))
    links = [link for link in re.findall(r'href="\?([^"]*)"', text) if "sort=name" in link]
    assert [link for link in links if f"view={view.key}" not in link] == []


def test_the_link_of_a_view_shows_another_officer_the_same_cases(world, client):
    mine, theirs = make_case(world.officer, world.school), make_case(world.colleague, world.school)
    view = saved(client, world.officer, f"owner={world.officer.key}&sort=name")
    for who in (world.officer, world.colleague, world.supervisor):
        text = text_of(client, who, view.get_absolute_url())
        assert (mine.number in text, theirs.number in text) == (True, False)
        assert ("แก้ไขมุมมอง" in text) is (who == world.officer)


def test_a_view_that_is_not_there_is_the_plain_list(world, client):
    for key in ("A" * 22, "", "ก\x00"):
        text = text_of(client, world.officer, f"{LIST}?{urlencode({'risk': 'HIGH', 'view': key})}")
        assert marked(text) == ["เสี่ยงสูง"]
        assert "แก้ตัวกรองแล้ว" not in text


def test_the_list_asks_the_same_for_one_view_and_for_thirty(world, client):
    view = saved(client, world.officer, shared="on")
    make_visit(make_case(world.officer, world.school), world.officer)
    for who in (world.officer, world.supervisor):
        few = questions(client, who, view)
        SavedView.objects.bulk_create(
            SavedView(owner=owner, area=world.area, name=f"{who} {number}", query="step=3", shared=True)
            for number in range(14)
            for owner in (world.officer, world.colleague)
        )
        assert questions(client, who, view) == few <= 12


def questions(client, user, view) -> int:
    client.force_login(user)
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(view.get_absolute_url()).status_code == 200
    return len(asked)


# Changing, sharing, removing


def test_the_owner_renames_and_shares(world, client):
    view = saved(client, world.officer)
    client.post(f"/cases/views/{view.key}/edit/?step=7", {"name": "ของเรา", "shared": "on"})
    view.refresh_from_db()
    assert (view.name, view.shared, view.query) == ("ของเรา", True, "risk=HIGH")


def test_a_school_keeps_its_own_views_and_shares_none(world, client):
    assert 'name="shared"' not in text_of(client, world.teacher, ADD)
    view = saved(client, world.teacher, f"risk=HIGH&owner={world.officer.key}&cause=DRUGS", shared="on")
    assert (view.area, view.shared, view.query) == (world.area, False, "risk=HIGH")
    assert ">ของฉันที่เสี่ยง<" in text_of(client, world.teacher, LIST)
    assert ">ของฉันที่เสี่ยง<" not in text_of(client, world.colleague, LIST)


def test_who_left_an_office_no_longer_shares_there(world, client):
    view = saved(client, world.officer, shared="on")
    world.officer.posts.update(ended_on="2024-01-01")
    Post.objects.create(user=world.officer, role="SCHOOL_STAFF", school=world.far_school)
    client.post(f"/cases/views/{view.key}/save/?overdue=on")
    view.refresh_from_db()
    assert (view.shared, view.query) == (False, "overdue=on")
    assert f">{view.name}<" not in text_of(client, world.colleague, LIST)


# What who gets of somebody's own view and of one that is shared: to edit, to save, to remove.
ANSWERS = {
    "officer": ([200, 405, 200], [200, 405, 200]),
    "colleague": ([404, 405, 404], [404, 405, 403]),
    "supervisor": ([404, 405, 404], [404, 405, 200]),
    "stranger": ([404, 405, 404], [404, 405, 404]),
    "teacher": ([404, 405, 404], [404, 405, 404]),
}


@pytest.mark.parametrize("who", ANSWERS)
def test_a_view_is_its_owners_and_a_shared_one_the_supervisor_may_remove(world, client, who):
    views = [saved(client, world.officer, name="ลับ"), saved(client, world.officer, name="ร่วม", shared="on")]
    client.force_login(getattr(world, who))
    for view, answers in zip(views, ANSWERS[who], strict=True):
        acts = ("edit", "save", "remove")
        assert [client.get(f"/cases/views/{view.key}/{act}/").status_code for act in acts] == answers
        if who != "officer":
            assert client.post(f"/cases/views/{view.key}/save/?step=1").status_code == 404


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_a_view_is_removed_after_a_question(world, client, who):
    view = saved(client, world.officer, name="ร่วม", shared="on")
    text = text_of(client, getattr(world, who), f"/cases/views/{view.key}/remove/")
    assert "ลบมุมมอง “ร่วม” หรือไม่" in text
    assert "ความเสี่ยง: เสี่ยงสูง" in text
    assert SavedView.objects.exists()
    assert client.post(f"/cases/views/{view.key}/remove/").headers["Location"] == LIST
    assert not SavedView.objects.exists()


def test_every_writing_leaves_a_line_with_names_of_fields_alone(world, client):
    view = saved(client, world.officer, shared="on")
    client.post(f"/cases/views/{view.key}/edit/", {"name": "อีกชื่อ", "shared": "on"})
    client.post(f"/cases/views/{view.key}/save/?step=3")
    client.post(f"/cases/views/{view.key}/remove/")
    lines = TrailEvent.objects.filter(subject=f"savedview:{view.key}", area=world.area).order_by("pk")
    assert [(line.verb, line.fields) for line in lines] == [
        ("CREATED", ["name", "shared", "query"]),
        ("CHANGED", ["name"]),
        ("CHANGED", ["query"]),
        ("VOIDED", []),
    ]
    assert {line.actor for line in lines} == {world.officer}


@pytest.mark.parametrize("path", [ADD, "/cases/views/" + "A" * 22 + "/edit/", "/cases/views/" + "A" * 22 + "/remove/"])
def test_who_is_not_signed_in_signs_in_first(db, client, path):
    assert client.get(path).headers["Location"].startswith("/sign-in/")
