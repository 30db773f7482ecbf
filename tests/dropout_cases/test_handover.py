"""Cases change hands: ticked ones together, a leaver's all at once; none is forgotten, and each new owner is told once."""

import re

import pytest
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case
from dropout_cases.workflow import Refused
from dropout_cases.workflow.handover import burdens
from schools.models import Notice, NoticeKind, Post, TrailEvent, User
from tests.dropout_cases.test_races import race, split  # noqa: F401  the fixture
from tests.make import make_case, make_officer, make_task

pytestmark = pytest.mark.django_db
LIST, ASSIGN, HANDOVER = (
    reverse("dropout_cases:case-list"),
    reverse("dropout_cases:case-assign-many"),
    reverse("dropout_cases:handover-list"),
)
WITHOUT_RIGHT = ["officer", "teacher", "executive", "partner", "sysadmin", "nobody"]


def cases_of(owner, school, count):
    return [make_case(owner, school) for _one in range(count)]


def owners(*people):
    return [Case.objects.open().filter(owner=one).count() for one in people]


def told(person):
    return [*Notice.objects.filter(recipient=person, kind=NoticeKind.ASSIGNED).values_list("about", flat=True)]


def page_of(person):
    return reverse("dropout_cases:handover-add", args=[person.key])


# One case, and several


def test_new_owner_is_told_each_time_but_not_of_what_they_took_themselves(world):
    [case] = cases_of(world.officer, world.school, 1)
    for owner in (world.colleague, world.supervisor, world.colleague):
        workflow.assign(case, owner=owner, by=world.supervisor)
    assert (told(world.colleague), told(world.supervisor)) == ([case.number] * 2, [])


def test_several_cases_change_hands_and_the_new_owner_is_told_once(world):
    cases = cases_of(world.officer, world.school, 3)
    assert workflow.assign_many(cases, owner=world.colleague, by=world.supervisor) == 3
    assert (owners(world.officer, world.colleague), told(world.colleague)) == ([0, 3], ["3 เคส"])
    lines = TrailEvent.objects.filter(actor=world.supervisor, fields=["owner"])
    assert {line.subject for line in lines} == {f"case:{case.key}" for case in cases}


def test_all_change_hands_or_none(world):
    cases = [*cases_of(world.officer, world.school, 2), make_case(world.stranger, world.far_school)]
    with pytest.raises(Refused):
        workflow.assign_many(cases, owner=world.colleague, by=world.supervisor)
    assert (owners(world.officer, world.stranger), told(world.colleague)) == ([2, 1], [])


@pytest.mark.parametrize("owner", ["teacher", "stranger", "executive", "sysadmin"])
def test_owner_works_on_cases_there(world, owner):
    with pytest.raises(Refused, match="ไม่ได้เป็นเจ้าหน้าที่"):
        workflow.assign_many(cases_of(world.officer, world.school, 1), owner=getattr(world, owner), by=world.supervisor)


def test_no_more_than_so_many_at_once(world, monkeypatch):
    monkeypatch.setattr("dropout_cases.workflow.handover.MOST_ASSIGNED", 1)
    with pytest.raises(Refused, match="ไม่เกิน 1 เคส"):
        workflow.assign_many(cases_of(world.officer, world.school, 2), owner=world.colleague, by=world.supervisor)


def test_ticked_cases_are_shown_before_they_change_hands(world, client):
    cases = cases_of(world.officer, world.school, 2)
    client.force_login(world.supervisor)
    assert f'value="{cases[0].key}"' in client.get(LIST).content.decode()
    ticked = {"case": [case.key for case in cases], "asked": "overdue=on"}
    page = client.post(ASSIGN, ticked).content.decode()
    assert all(case.number in page for case in cases)
    assert owners(world.officer) == [2]
    answer = client.post(ASSIGN, ticked | {"owner": world.colleague.pk})
    assert (answer["Location"], owners(world.colleague)) == (f"{LIST}?overdue=on", [2])


def test_nothing_ticked_is_said_on_the_list(world, client):
    client.force_login(world.supervisor)
    assert "เลือกอย่างน้อยหนึ่งเคส" in client.post(ASSIGN, {"asked": "x"}, follow=True).content.decode()


def test_missing_owner_comes_back_with_the_cases(world, client):
    [case] = cases_of(world.officer, world.school, 1)
    client.force_login(world.supervisor)
    page = client.post(ASSIGN, {"case": case.key, "owner": ""}).content.decode()
    assert "เลือกผู้รับผิดชอบ" in page
    assert case.number in page


def test_case_of_another_office_is_as_if_it_were_not_ticked(world, client):
    far = make_case(world.stranger, world.far_school)
    client.force_login(world.supervisor)
    assert client.post(ASSIGN, {"case": far.key, "owner": world.colleague.pk}).status_code == 302
    assert owners(world.stranger) == [1]


@pytest.mark.parametrize("who", WITHOUT_RIGHT)
def test_pages_do_not_exist_for_others(world, client, who):
    [case] = cases_of(world.colleague, world.school, 1)
    client.force_login(getattr(world, who))
    answers = client.post(ASSIGN, {"case": case.key}), client.get(HANDOVER), client.get(page_of(world.colleague))
    assert [answer.status_code for answer in answers] == [404] * 3
    assert 'name="case"' not in client.get(LIST).content.decode()


# All that somebody leaves behind


def test_work_is_divided_by_turns_and_tasks_go_with_their_case(world):
    cases = cases_of(world.officer, world.school, 5)
    tasks = [make_task(case, world.supervisor, owner=world.officer) for case in cases]
    workflow.hand_over(world.officer, [world.colleague, world.supervisor], by=world.supervisor)
    assert owners(world.officer, world.colleague, world.supervisor) == [0, 3, 2]
    for task in tasks:
        task.refresh_from_db()
        assert task.owner_id == Case.objects.get(pk=task.case_id).owner_id
    assert (told(world.colleague), told(world.supervisor)) == (["3 เคส"], [])


def test_most_urgent_case_goes_to_the_first(world):
    calm, risky = cases_of(world.officer, world.school, 2)
    Case.objects.filter(pk=risky.pk).update(in_danger=True)
    workflow.hand_over(world.officer, [world.supervisor, world.colleague], by=world.supervisor)
    assert Case.objects.get(owner=world.supervisor) == risky


def test_task_in_a_case_of_somebody_else_goes_alone(world):
    [case] = cases_of(world.supervisor, world.school, 1)
    task = make_task(case, world.supervisor, owner=world.officer)
    workflow.hand_over(world.officer, [world.colleague], by=world.supervisor)
    task.refresh_from_db()
    assert (task.owner, owners(world.supervisor)) == (world.colleague, [1])


def test_what_lies_elsewhere_stays(world):
    Post.objects.create(user=world.officer, role="OFFICER", area=world.elsewhere)
    person = User.objects.get(pk=world.officer.pk)
    make_case(person, world.far_school)
    cases_of(person, world.school, 1)
    workflow.hand_over(person, [world.colleague], by=world.supervisor)
    assert owners(person, world.colleague) == [1, 1]


@pytest.mark.parametrize("receivers", [[], ["officer"], ["colleague", "officer"]])
def test_somebody_else_takes_over(world, receivers):
    with pytest.raises(Refused, match="เลือกผู้รับงาน"):
        workflow.hand_over(world.officer, [getattr(world, one) for one in receivers], by=world.supervisor)


def test_officer_hands_nothing_over(world):
    cases_of(world.officer, world.school, 1)
    with pytest.raises(Refused, match="สิทธิ์"):
        workflow.hand_over(world.officer, [world.colleague], by=world.officer)
    assert owners(world.officer) == [1]


def test_suspended_leaver_is_listed_and_takes_nothing(world):
    cases_of(world.officer, world.school, 2)
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    held = {one.person.username: (one.cases, one.tasks) for one in burdens(world.supervisor)}
    assert held == {"officer": (2, 0), "colleague": (0, 0), "supervisor": (0, 0)}


def test_page_asks_divides_and_hands_over(world, client):
    cases_of(world.officer, world.school, 3)
    client.force_login(world.supervisor)
    assert page_of(world.officer) in client.get(HANDOVER).content.decode()
    assert client.get(page_of(world.officer)).status_code == 200
    chosen = {"receivers": [world.colleague.pk, world.supervisor.pk]}
    shown = client.post(page_of(world.officer), chosen)
    assert (sorted(count for _who, count in shown.context["shares"]), owners(world.officer)) == ([1, 2], [3])
    assert client.post(page_of(world.officer), chosen | {"sure": "1"})["Location"] == HANDOVER
    assert sorted(owners(world.officer, world.colleague, world.supervisor)) == [0, 1, 2]
    assert client.post(page_of(world.officer), chosen | {"sure": "1"}).status_code == 302


def test_nobody_chosen_is_said(world, client):
    cases_of(world.officer, world.school, 1)
    client.force_login(world.supervisor)
    assert "เลือกผู้รับงานอย่างน้อยหนึ่งคน" in client.post(page_of(world.officer), {}).content.decode()
    assert "เลือกผู้รับงานอย่างน้อยหนึ่งคน" in client.post(page_of(world.officer), {"sure": "1"}).content.decode()


@pytest.mark.parametrize("who", ["stranger", "teacher", "nobody"])
def test_person_of_elsewhere_does_not_exist(world, client, who):
    client.force_login(world.supervisor)
    assert client.get(page_of(getattr(world, who))).status_code == 404


def test_list_asks_the_same_of_few_and_many(world, client, django_assert_max_num_queries):
    for _one in range(20):
        cases_of(make_officer(world.area), world.school, 1)
    client.force_login(world.supervisor)
    with django_assert_max_num_queries(12):
        assert len(re.findall("/handover/", client.get(HANDOVER).content.decode())) >= 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_supervisors_at_once_lose_no_case(world, race):  # noqa: F811
    cases = cases_of(world.officer, world.school, 4)
    done, refused = split(
        race(
            lambda: workflow.hand_over(world.officer, [world.colleague], by=world.supervisor),
            lambda: workflow.assign_many(reversed(cases), owner=world.supervisor, by=world.supervisor),
        )
    )
    assert (len(done), refused) == (2, [])
    assert owners(world.officer, world.colleague, world.supervisor) == [0, 0, 4]
