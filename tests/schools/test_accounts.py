"""Accounts: opened, changed, suspended and restored by the system administrator of the area, and by nobody else."""

import re
from datetime import date

import pytest
from django.urls import reverse

from schools.access import Role
from schools.accounts import new_password
from schools.models import Post, TrailEvent, User, Verb
from tests.client import PageClient
from tests.make import make_area, make_teacher, make_user

LIST = "/accounts/"
ADD = "/accounts/add/"
NEW = {"username": "malee", "full_name": "มาลี สมมติ", "position": "ศึกษานิเทศก์", "role": Role.OFFICER}
PAGES = ["edit", "suspend", "restore", "reset"]
ONE_TIME = re.compile(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}")


@pytest.fixture
def admin(world, client):
    client.force_login(world.sysadmin)
    return client


def page_of(account, name):
    return reverse(f"schools:account-{name}", args=[account.key])


def text_of(answer):
    return answer.content.decode()


def edit(client, account, **changes):
    post = account.current_posts[0] if account.current_posts else None
    typed = {"username": account.username, "full_name": account.full_name, "role": post.role if post else ""}
    if post and post.school:
        typed["school"] = post.school.name
    return client.post(page_of(account, "edit"), typed | changes)


# Who gets in


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher", "executive", "partner", "nobody"])
@pytest.mark.parametrize("path", [LIST, ADD])
def test_others_are_refused(world, client, who, path):
    client.force_login(getattr(world, who))
    assert client.get(path).status_code == 403


@pytest.mark.parametrize("name", PAGES)
def test_others_are_refused_an_account(world, client, name):
    client.force_login(world.supervisor)
    assert client.get(page_of(world.officer, name)).status_code == 403
    assert client.post(page_of(world.officer, name)).status_code == 403


@pytest.mark.parametrize("path", [LIST, ADD])
def test_nobody_signed_in_is_sent_to_sign_in(client, db, path):
    assert client.get(path).headers["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_account_of_another_area_does_not_exist(world, admin, name, method):
    assert getattr(admin, method)(page_of(world.stranger, name)).status_code == 404
    absent = reverse(f"schools:account-{name}", args=["A" * 22])
    assert getattr(admin, method)(absent).status_code == 404


def test_account_held_in_two_areas_is_out_of_reach(world, admin):
    Post.objects.create(user=world.officer, role=Role.OFFICER, area=world.elsewhere)
    assert admin.get(page_of(world.officer, "edit")).status_code == 404


def test_account_that_moved_away_goes_with_its_person(world, admin):
    world.officer.posts.update(ended_on=date(2024, 1, 15))
    assert admin.get(page_of(world.officer, "edit")).status_code == 200
    Post.objects.create(user=world.officer, role=Role.OFFICER, area=world.elsewhere)
    assert admin.get(page_of(world.officer, "edit")).status_code == 404


# The list


def test_list_shows_the_accounts_of_the_area(world, admin):
    page = text_of(admin.get(LIST))
    for shown in (world.officer, world.teacher, world.partner, world.sysadmin):
        assert page_of(shown, "edit") in page
    assert page_of(world.stranger, "edit") not in page
    assert page_of(world.nobody, "edit") not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ปิ่น"}, {"pin"}),
        ({"q": "น.ส.ปิ่นเพ็ชร์ น้ำ"}, {"pin"}),
        ({"q": "นํ้าทิพย์"}, {"pin"}),
        ({"q": "PIN"}, {"pin"}),
        ({"q": "pin", "role": Role.OFFICER}, set()),
        ({"role": Role.SCHOOL_STAFF}, {"pin", "teacher", "neighbour"}),
        ({"active": "0"}, {"colleague"}),
        ({"q": "\x00"}, None),
        ({"q": "\x07", "role": "x", "active": "x", "page": "x"}, None),
    ],
)
def test_list_is_filtered(world, admin, query, found):
    make_teacher(world.school, username="pin", full_name="นางสาวปิ่นเพ็ชร์ น้ำทิพย์กู้เกียรติ์")
    User.objects.filter(pk=world.colleague.pk).update(is_active=False)
    answer = admin.get(LIST, query)
    shown = {account.username for account in answer.context["page_obj"]}
    assert shown == (found if found is not None else shown | {"officer"})


def test_list_asks_the_same_of_many_accounts(world, admin, queries_of):
    few = queries_of(admin, LIST)
    for _number in range(30):
        make_teacher(world.school)
    assert queries_of(admin, LIST) == few <= 7


def test_second_page_keeps_the_filter(world, admin):
    for _number in range(30):
        make_teacher(world.school)
    page = text_of(admin.get(LIST, {"role": Role.SCHOOL_STAFF, "q": ""}))
    assert f"?role={Role.SCHOOL_STAFF}&amp;page=2" in page


# Opening


def test_account_is_opened_with_its_post(world, admin):
    admin.post(ADD, NEW)
    account = User.objects.get(username="malee")
    post = account.posts.get()
    assert (post.role, post.place, account.must_change_password) == (Role.OFFICER, world.area, True)


@pytest.mark.parametrize(
    ("role", "place", "typed"),
    [(Role.SCHOOL_STAFF, "school", "หนึ่ง"), (Role.PARTNER, "agency", None)],
)
def test_role_says_where_it_is_held(world, admin, role, place, typed):
    expected = getattr(world, place)
    admin.post(ADD, NEW | {"role": role, place: typed or expected.pk})
    assert User.objects.get(username="malee").posts.get().place == expected


def test_password_is_shown_once_and_opens_the_account(world, admin):
    answer = admin.post(ADD, NEW)
    password = ONE_TIME.search(text_of(answer))[0]
    assert answer.headers["Cache-Control"] == "no-store"
    person = PageClient()
    entered = person.post("/sign-in/", {"username": "malee", "password": password})
    assert entered.headers["Location"] == "/password/"
    account = User.objects.get(username="malee")
    assert password not in text_of(admin.get(page_of(account, "edit")))
    assert password not in text_of(admin.get(LIST))
    assert password not in account.password


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"username": ""}, "กรอกชื่อผู้ใช้"),
        ({"username": "Malee"}, "ใช้ตัวพิมพ์เล็ก"),
        ({"username": "officer"}, "ชื่อผู้ใช้นี้มีแล้ว"),
        ({"full_name": ""}, "กรอกชื่อและนามสกุล"),
        ({"role": ""}, "เลือกบทบาท"),
        ({"role": "KING"}, "เลือกจากรายการ"),
        ({"role": Role.SCHOOL_STAFF}, "กรอกชื่อโรงเรียนที่บุคลากรคนนี้ทำงาน"),
        ({"role": Role.SCHOOL_STAFF, "school": "โรงเรียนไกล"}, "ไม่พบโรงเรียน"),
        ({"role": Role.PARTNER}, "เลือกหน่วยงานที่คนนี้ทำงาน"),
        ({"phone": "โทรหาครู"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ({"full_name": "ก" * 121}, "ยาวเกินไป ใช้ไม่เกิน 120 ตัวอักษร"),
        ({"full_name": "มาลี\x00"}, "มองไม่เห็น"),
    ],
)
def test_what_is_wrong_is_said(world, admin, changes, message):
    answer = admin.post(ADD, NEW | changes)
    assert message in text_of(answer)
    assert not User.objects.filter(full_name="มาลี สมมติ").exists()


def test_agency_of_another_area_is_no_choice(world, admin):
    far = make_area("ขก9")
    elsewhere = type(world.agency).objects.create(area=far, name="ไกล", kind=world.agency.kind)
    assert "เลือกจากรายการ" in text_of(admin.post(ADD, NEW | {"role": Role.PARTNER, "agency": elsewhere.pk}))


def test_administrator_of_two_areas_is_asked_which(world, admin):
    Post.objects.create(user=world.sysadmin, role=Role.SYSADMIN, area=world.elsewhere)
    assert "เลือกเขตพื้นที่" in text_of(admin.post(ADD, NEW))
    admin.post(ADD, NEW | {"area": world.elsewhere.pk})
    assert User.objects.get(username="malee").posts.get().place == world.elsewhere


def test_empty_form_comes_back_with_its_errors(world, admin):
    assert admin.post(ADD, {}).context["form"].errors


# Changing


def test_particulars_are_changed(world, admin):
    assert edit(admin, world.officer, full_name="ชื่อใหม่ สมมติ", phone="๐๔๓ ๐๐๐ ๐๐๐").headers["Location"] == LIST
    world.officer.refresh_from_db()
    assert (world.officer.full_name, world.officer.phone) == ("ชื่อใหม่ สมมติ", "043 000 000")
    assert world.officer.posts.count() == 1


def test_new_role_ends_the_old_post_and_keeps_it(world, admin, time_machine):
    time_machine.move_to("2024-01-15T03:00:00Z", tick=False)
    edit(admin, world.officer, role=Role.SUPERVISOR)
    old, new = world.officer.posts.order_by("pk")
    assert (old.role, old.ended_on) == (Role.OFFICER, date(2024, 1, 15))
    assert (new.role, new.place, new.ended_on) == (Role.SUPERVISOR, world.area, None)


def test_moved_teacher_sees_the_new_school_with_the_next_request(world, admin):
    edit(admin, world.teacher, school="โรงเรียนสอง")
    teacher = User.objects.get(pk=world.teacher.pk)
    assert [post.place for post in teacher.current_posts] == [world.other_school]


def test_saving_without_change_writes_nothing(world, admin):
    before = TrailEvent.objects.count()
    edit(admin, world.teacher)
    assert TrailEvent.objects.count() == before
    assert world.teacher.posts.count() == 1


def test_form_shows_the_post_held(world, admin):
    page = text_of(admin.get(page_of(world.teacher, "edit")))
    assert 'value="โรงเรียนหนึ่ง"' in page
    assert f'<option value="{Role.SCHOOL_STAFF}" selected>' in page


def test_several_posts_stay_while_only_the_name_changes(world, admin):
    Post.objects.create(user=world.teacher, role=Role.SCHOOL_STAFF, school=world.other_school)
    edit(admin, world.teacher, full_name="ชื่อใหม่ สมมติ")
    assert world.teacher.posts.filter(ended_on=None).count() == 2


def test_person_without_a_post_gets_one(world, admin):
    world.officer.posts.update(ended_on=date(2024, 1, 15))
    assert "เลือกบทบาท" in text_of(edit(admin, world.officer))
    edit(admin, world.officer, role=Role.OFFICER)
    assert world.officer.posts.filter(ended_on=None).count() == 1


# One's own account


def test_nobody_changes_their_own_role(world, admin):
    edit(admin, world.sysadmin, role=Role.SUPERVISOR, area=world.area.pk, full_name="ชื่อใหม่ สมมติ")
    post = world.sysadmin.posts.get()
    world.sysadmin.refresh_from_db()
    assert (post.role, post.ended_on, world.sysadmin.full_name) == (Role.SYSADMIN, None, "ชื่อใหม่ สมมติ")
    assert "ของตนเองไม่ได้" in text_of(admin.get(page_of(world.sysadmin, "edit")))


@pytest.mark.parametrize("name", ["suspend", "restore", "reset"])
def test_nobody_suspends_themselves(world, admin, name):
    answer = admin.post(page_of(world.sysadmin, name))
    assert answer.status_code == 403
    assert "ของตนเองไม่ได้" in text_of(answer)
    world.sysadmin.refresh_from_db()
    assert world.sysadmin.is_active
    assert TrailEvent.objects.filter(verb=Verb.REFUSED, subject=f"user:{world.sysadmin.key}").exists()


@pytest.mark.parametrize("field", ["is_active", "must_change_password", "key", "ended_on", "password"])
def test_form_takes_no_other_field(world, admin, field):
    before = User.objects.filter(pk=world.officer.pk).values(*{"is_active", "must_change_password", "key", "password"})
    kept = list(before)
    edit(admin, world.officer, **{field: "x"})
    assert list(before.all()) == kept


# Suspending


def test_suspension_asks_first(world, admin):
    assert "ระงับบัญชีนี้หรือไม่" in text_of(admin.get(page_of(world.officer, "suspend")))
    world.officer.refresh_from_db()
    assert world.officer.is_active


def test_suspended_account_loses_access_with_the_next_request(world, admin):
    officer = PageClient()
    officer.force_login(world.officer)
    admin.post(page_of(world.officer, "suspend"))
    assert officer.get("/password/").status_code == 302
    assert world.officer.posts.filter(ended_on=None).exists()


def test_restored_account_works_again(world, admin):
    admin.post(page_of(world.officer, "suspend"))
    admin.post(page_of(world.officer, "restore"))
    assert PageClient().login(username="officer", password="a-long-password")


def test_new_password_ends_the_sessions_and_the_old_password(world, admin):
    officer = PageClient()
    officer.force_login(world.officer)
    password = ONE_TIME.search(text_of(admin.post(page_of(world.officer, "reset"))))[0]
    assert officer.get("/password/").status_code == 302
    assert not officer.login(username="officer", password="a-long-password")
    assert officer.login(username="officer", password=password)
    world.officer.refresh_from_db()
    assert world.officer.must_change_password


# The trail


@pytest.mark.parametrize(
    ("act", "verb", "fields"),
    [
        (lambda admin, world: admin.post(page_of(world.officer, "suspend")), Verb.CHANGED, ["is_active"]),
        (lambda admin, world: admin.post(page_of(world.officer, "restore")), Verb.CHANGED, ["is_active"]),
        (lambda admin, world: admin.post(page_of(world.officer, "reset")), Verb.CHANGED, ["password"]),
        (lambda admin, world: edit(admin, world.officer, position="ใหม่"), Verb.CHANGED, ["position"]),
        (lambda admin, world: edit(admin, world.officer, role=Role.EXECUTIVE), Verb.CHANGED, ["role", "place"]),
    ],
)
def test_every_act_leaves_a_line(world, admin, act, verb, fields):
    act(admin, world)
    line = TrailEvent.objects.get(actor=world.sysadmin, verb=verb)
    assert (line.subject, line.fields, line.area) == (f"user:{world.officer.key}", fields, world.area)


def test_line_of_a_new_account_names_no_value(world, admin):
    admin.post(ADD, NEW)
    line = TrailEvent.objects.get(verb=Verb.CREATED)
    assert line.fields == ["username", "full_name", "role", "place"]
    assert line.subject == f"user:{User.objects.get(username='malee').key}"


def test_one_time_passwords_differ():
    assert len({new_password() for _time in range(50)}) == 50


# The vocabulary


def test_managed_accounts_are_those_of_the_area(world):
    managed = set(User.objects.managed_by(world.sysadmin).values_list("username", flat=True))
    everyone = set(User.objects.values_list("username", flat=True))
    assert managed == everyone - {"stranger", "nobody"}


@pytest.mark.parametrize("who", ["officer", "supervisor", "nobody"])
def test_who_manages_nothing_reaches_no_account(world, who):
    assert not User.objects.managed_by(getattr(world, who)).exists()


def test_second_administrator_may_change_the_first(world, client):
    second = make_user(Role.SYSADMIN, world.area)
    client.force_login(second)
    assert edit(client, world.sysadmin, role=Role.OFFICER).status_code == 302
    assert [post.role for post in User.objects.get(pk=world.sysadmin.pk).current_posts] == [Role.OFFICER]
