"""Who may do what: the grants against the promises made of them, the one question `may`, and the scope that lists go by."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from dropout_cases.models import Case
from schools.access import GRANTS, OPENLY_REFUSED, Action, No, Role, holds, may, require, states
from schools.middleware import StatedActionMiddleware
from schools.models import Agency, Post, School, User
from tests.acts import PEOPLE
from tests.make import DAY, make_case, make_user

THAI = re.compile("[ก-๙]")

# The promises, once more and not from the table: every act, and the roles that may do it.
OFFICER, SUPERVISOR, SCHOOL_STAFF, EXECUTIVE, PARTNER, SYSADMIN = Role
OFFICE = {OFFICER, SUPERVISOR}
PROMISED = {
    Action.OWN_ACCOUNT: set(Role),
    Action.CASE_SEE: OFFICE | {SCHOOL_STAFF},
    Action.CASE_SEE_WHOLE: OFFICE,
    Action.SENSITIVE_SEE: {SUPERVISOR},
    Action.CASE_REPORT: OFFICE | {SCHOOL_STAFF},
    Action.CASE_RECORD: OFFICE,
    Action.SCHOOL_RECORD: OFFICE | {SCHOOL_STAFF},
    Action.STEP_WAIVE: OFFICE,
    Action.STEP_VOUCH: {SUPERVISOR},
    Action.ROUND_BEGIN: OFFICE,
    Action.CLOSING_ASK: OFFICE,
    Action.CASE_CLOSE: {SUPERVISOR},
    Action.CASE_ASSIGN: {SUPERVISOR},
    Action.CASE_HAND_OVER: {SUPERVISOR},
    Action.CASE_EXPORT: OFFICE | {SCHOOL_STAFF},
    Action.TRAIL_SEE: {SUPERVISOR},
    Action.REFERRAL_SEE: OFFICE | {PARTNER},
    Action.REFERRAL_ANSWER: {PARTNER},
    Action.AGENCY_SEE: OFFICE,
    Action.AGENCY_EDIT: OFFICE,
    Action.SUMMARY_SEE: OFFICE | {EXECUTIVE},
    Action.ACCOUNT_MANAGE: {SYSADMIN},
    Action.SCHOOL_MANAGE: {SYSADMIN},
    Action.REPORT_DECIDE: OFFICE,
    Action.POINT_MANAGE: OFFICE | {SCHOOL_STAFF},
    Action.CASE_MERGE: {SUPERVISOR},
    Action.SEARCH: OFFICE | {SCHOOL_STAFF},
    Action.ROLL_IMPORT: OFFICE,
    Action.IMPORT_SEE: OFFICE | {SYSADMIN},
    Action.WATCH_SEE: OFFICE | {SCHOOL_STAFF},
    Action.ABSENCE_RECORD: OFFICE | {SCHOOL_STAFF},
    Action.CALENDAR_EDIT: {SUPERVISOR, SYSADMIN},
    Action.LETTERHEAD_EDIT: {SUPERVISOR, SYSADMIN},
    Action.WORK_OVERSEE: {SUPERVISOR},
}
OF_CHILDREN = {
    Action.CASE_SEE,
    Action.CASE_SEE_WHOLE,
    Action.SENSITIVE_SEE,
    Action.CASE_REPORT,
    Action.CASE_RECORD,
    Action.SCHOOL_RECORD,
    Action.CASE_EXPORT,
    Action.TRAIL_SEE,
    Action.REFERRAL_SEE,
    Action.REFERRAL_ANSWER,
    Action.REPORT_DECIDE,
    Action.CASE_MERGE,
    Action.SEARCH,
    Action.ROLL_IMPORT,
    Action.WATCH_SEE,
    Action.ABSENCE_RECORD,
    Action.WORK_OVERSEE,
    Action.CASE_HAND_OVER,
}
ROLE_OF = {
    "officer": OFFICER,
    "supervisor": SUPERVISOR,
    "stranger": OFFICER,
    "teacher": SCHOOL_STAFF,
    "neighbour": SCHOOL_STAFF,
    "executive": EXECUTIVE,
    "partner": PARTNER,
    "sysadmin": SYSADMIN,
}
each_action = pytest.mark.parametrize("action", list(Action), ids=str)


# The table


@each_action
def test_act_is_granted_to_the_roles_it_is_promised_to(action):
    assert {role for role in Role if action in GRANTS[role]} == PROMISED[action]


def test_every_role_has_its_grants_and_every_grant_is_an_act():
    assert GRANTS.keys() == set(Role)
    assert all(granted <= set(Action) for granted in GRANTS.values())


def test_supervisor_may_all_that_an_officer_may():
    assert GRANTS[OFFICER] < GRANTS[SUPERVISOR]


@pytest.mark.parametrize("role", [EXECUTIVE, SYSADMIN])
def test_whoever_leads_or_runs_the_system_reads_no_child(role):
    assert not GRANTS[role] & OF_CHILDREN


def test_nobody_manages_accounts_and_reads_cases_in_one_role():
    managing = {Action.ACCOUNT_MANAGE, Action.SCHOOL_MANAGE}
    assert not [role for role, granted in GRANTS.items() if granted & managing and granted & OF_CHILDREN]


def test_only_pages_that_are_no_secret_refuse_openly():
    assert not OPENLY_REFUSED & OF_CHILDREN


@pytest.mark.parametrize("name", [*Role, *Action], ids=str)
def test_roles_and_acts_are_named_in_thai(name):
    assert THAI.search(str(name.label))


# The question


def places(world):
    """Each place of two offices, and the people whose post reaches it."""
    office = {"officer", "supervisor", "executive", "sysadmin"}
    return [
        (world.area, office),
        (world.school, office | {"teacher"}),
        (world.other_school, office | {"neighbour"}),
        (world.agency, office | {"partner"}),
        (world.other_agency, office),
        (world.elsewhere, {"stranger"}),
        (world.far_school, {"stranger"}),
    ]


@each_action
def test_may_is_the_grant_of_a_role_where_its_post_reaches(world, action):
    for place, reached_by in places(world):
        for person, role in ROLE_OF.items():
            expected = person in reached_by and role in PROMISED[action]
            assert bool(may(getattr(world, person), action, place)) == expected, (person, place)


def test_refusal_is_false_and_names_the_right_that_is_missing(world):
    refusal = may(world.teacher, Action.CASE_CLOSE, world.school)
    assert isinstance(refusal, No)
    assert not refusal
    assert str(Action.CASE_CLOSE.label) in refusal.reason
    assert may(world.supervisor, Action.CASE_CLOSE, world.school) is True


@each_action
def test_person_without_a_post_may_nothing(world, action):
    assert not may(world.nobody, action, world.area)
    assert not holds(world.nobody, action)


@each_action
def test_ended_post_and_disabled_account_grant_nothing(world, action):
    Post.objects.filter(user=world.supervisor).update(ended_on=DAY)
    User.objects.filter(pk=world.officer.pk).update(is_active=False)
    for username in ("supervisor", "officer"):
        person = User.objects.get(username=username)
        assert not may(person, action, world.area)
        assert not holds(person, action)
        assert person.scope_of(action, "school") == ([], [])


def test_two_posts_add_up_each_at_its_own_place(world):
    person = make_user(Role.SCHOOL_STAFF, world.school)
    Post.objects.create(user=person, role=Role.PARTNER, agency=world.other_agency)
    assert may(person, Action.CASE_SEE, world.school)
    assert may(person, Action.REFERRAL_ANSWER, world.other_agency)
    assert not may(person, Action.REFERRAL_ANSWER, world.agency)
    assert not may(person, Action.REFERRAL_ANSWER, world.school)
    assert not may(person, Action.CASE_SEE, world.other_school)


def test_post_is_read_anew_for_the_next_request(world):
    assert may(world.officer, Action.CASE_SEE, world.school)
    world.officer.posts.update(ended_on=DAY)
    assert not may(User.objects.get(pk=world.officer.pk), Action.CASE_SEE, world.school)


@each_action
def test_holds_asks_for_any_post_wherever_it_is(world, action):
    for person, role in ROLE_OF.items():
        assert holds(getattr(world, person), action) == (role in PROMISED[action])


# The scope of lists


@each_action
@pytest.mark.parametrize(
    ("model", "names"), [(School, ["school", "other_school", "far_school"]), (Agency, ["agency", "other_agency"])]
)
def test_list_holds_exactly_the_places_where_one_may(world, action, model, names):
    for person in PEOPLE:
        user = getattr(world, person)
        listed = set(model.objects.visible_to(user, action))
        assert listed == {getattr(world, name) for name in names if may(user, action, getattr(world, name))}, person


@pytest.mark.parametrize("person", PEOPLE)
def test_list_of_cases_holds_exactly_those_that_may_be_seen(world, person):
    cases = [make_case(world.officer, school) for school in (world.school, world.other_school)]
    cases.append(make_case(world.stranger, world.far_school))
    user = getattr(world, person)
    assert set(Case.objects.visible_to(user)) == {case for case in cases if may(user, Action.CASE_SEE, case.place)}


def test_scope_names_areas_and_single_places_of_one_kind(world):
    assert world.officer.scope_of(Action.CASE_SEE, "school") == ([world.area.pk], [])
    assert world.teacher.scope_of(Action.CASE_SEE, "school") == ([], [world.school.pk])
    assert world.teacher.scope_of(Action.CASE_SEE, "agency") == ([], [])
    assert world.partner.scope_of(Action.REFERRAL_SEE, "agency") == ([], [world.agency.pk])
    assert world.partner.scope_of(Action.CASE_SEE, "agency") == ([], [])


def test_people_of_an_office_are_those_with_a_current_post_in_it(world):
    working = User.objects.working_in(world.area)
    assert world.teacher in working
    assert world.partner in working
    assert world.stranger not in working
    assert world.nobody not in working
    assert set(User.objects.working_in(world.area, Role.SUPERVISOR)) == {world.supervisor}
    world.supervisor.posts.update(ended_on=DAY)
    assert not User.objects.working_in(world.area, Role.SUPERVISOR).exists()


@pytest.mark.parametrize("role", [Role.SCHOOL_STAFF, Role.PARTNER])
def test_role_of_one_place_is_not_held_over_an_area(world, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(user=world.nobody, role=role, area=world.area)


# Pages


@each_action
def test_page_is_closed_to_those_who_hold_its_act_nowhere(world, action):
    for person, role in ROLE_OF.items():
        user = getattr(world, person)
        if role in PROMISED[action]:
            require(user, action)
            continue
        with pytest.raises(PermissionDenied if action in OPENLY_REFUSED else Http404):
            require(user, action)


def through_middleware(user, view):
    request = SimpleNamespace(user=user, headers={}, resolver_match=SimpleNamespace(view_name="house:page"))
    return StatedActionMiddleware(lambda request: None).process_view(request, view, (), {})


def test_view_that_states_its_act_is_asked_for_it(world):
    @states(Action.CASE_SEE)
    def page(request):
        """A page of its own."""

    assert through_middleware(world.teacher, page) is None
    with pytest.raises(Http404):
        through_middleware(world.executive, page)


def test_page_of_one_row_leaves_the_question_to_the_row(world):
    @states(Action.CASE_SEE, of_object=True)
    def page(request):
        """A page of one row."""

    assert through_middleware(world.executive, page) is None


def test_view_that_states_no_act_lets_nobody_in(world):
    def page(request):
        """A page somebody forgot to mark."""

    with pytest.raises(Exception, match="does not state its action"):
        through_middleware(world.supervisor, page)


def test_page_open_to_all_is_not_asked_about(world):
    def page(request):
        """The sign-in page."""

    page.login_required = False
    assert through_middleware(AnonymousUser(), page) is None
