"""Every address × every role × every kind of row × every method answers as `access_table.py` says, and shows no word too many.

An address that stands in no table fails, and so does a line for an address that is no more.
"""

import json
import logging
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import AutoField, DateTimeField
from django.urls import get_resolver, reverse

from dropout_cases import workflow
from dropout_cases.models import Case, Closing, Deadline, FollowUp, Report
from referrals import passing
from referrals.models import Package, Referral
from schools.access import Role
from schools.fields import KeyField
from schools.models import Post, User, Verb
from tests.access_table import (
    ABSENT,
    ANONYMOUS,
    ELSEWHERE,
    METHODS,
    NO,
    OFFICE,
    OK,
    ON_CASES,
    OPEN_PAGES,
    PAGES,
    PARTNERS,
    READERS,
    RESPONSIBLE,
    ROLES,
    SCHOOLS,
    SENSITIVE,
    SIGN_IN,
    THINGS,
    WITH_POST,
    Page,
    pages_of,
)
from tests.access_visitor import Made, Reply, Visitor
from tests.access_world import NO_KEY, NOW, NUMBER, a_day, build_world, end_access, forms_of
from tests.acts import ACTS, PEOPLE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

APPS = ("thai", "schools", "dropout_cases", "referrals", "summaries")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Both offices with all their rows, within a transaction that is never kept. Sessions are kept in cookies, which is fast.

    An import lets the database look at its tables anew. SQLite keeps what it finds in a table; were that first made within the
    transaction, it would read the whole schema again after whatever is put back.
    """
    settings.SESSION_ENGINE, usual = "django.contrib.sessions.backends.signed_cookies", settings.SESSION_ENGINE
    logging.getLogger("django.request").setLevel(logging.ERROR)  # thousands are refused, as they should be
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ANALYZE schools_area")
    with django_db_blocker.unblock(), time_machine.travel(NOW), transaction.atomic():
        world = build_world()
        visitors = {role: Visitor(role, world.people.get(role)) for role in ROLES}
        end_access(world.people)
        yield Made(world, visitors, forms_of(world))
        transaction.set_rollback(True)
    settings.SESSION_ENGINE = usual


# Addresses


def addresses(patterns=None, namespace=""):
    """Every address of the site by its name, with the function behind it."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


def test_every_address_stands_in_the_table():
    assert sorted(name for name, _view in addresses()) == sorted(PAGES)


def test_every_form_is_filled_in(made):
    with_form = {name for name, page in PAGES.items() if "POST" in pages_of(name)[0].methods}
    assert made.forms.keys() == with_form


def test_nothing_else_is_open_to_everyone():
    open_views = {name for name, view in addresses() if not getattr(view, "login_required", True)}
    assert open_views == OPEN_PAGES


# The walk

USUAL_METHODS = ("GET", "POST")
# Methods no page knows stop at its door for everybody alike: one person tries them all, and where another door stands before it
# (a school's, the sign-in) one person tries two, each on one thing of a page.
MORE_METHODS = {"officer": METHODS, "teacher": (*USUAL_METHODS, "HEAD", "DELETE"), "anonymous": (*USUAL_METHODS, "HEAD", "DELETE")}
# These send what a companion of the same rights sends (officer, supervisor, sysadmin, teacher, nobody, former_partner, anonymous);
# they differ in what they read.
LOOKING_ALONE = ("colleague", "disabled", "far_supervisor", "far_sysadmin", "moved", "neighbour", "other_partner")


@dataclass(frozen=True)
class Step:
    """One request of the walk."""

    role: str
    method: str
    name: str
    page: Page
    thing: str

    def __str__(self):
        return f"{self.role} {self.method} {self.name}[{self.thing}]{self.page.more or ''}"

    @property
    def expected(self) -> object:
        """A method the page does not know is refused after the question whether the page itself exists for somebody."""
        answer = self.page.answer(self.role, self.thing)
        if self.page.knows(self.method) or answer == SIGN_IN or self.is_led_away:
            return answer
        if not self.page.of:
            return 405 if answer == OK or self.page.nowhere and answer == ABSENT else answer
        return self.page.others if self.page.insiders and self.role not in self.page.insiders else 405

    @property
    def is_led_away(self) -> bool:
        """Whoever is signed in has no business at the sign-in page, whatever is sent there."""
        return self.name.startswith("schools:sign-in") and self.role not in ANONYMOUS

    @property
    def is_over(self) -> bool:
        """Whether the thing is closed or struck through, and the page does nothing with such things any more."""
        return self.thing.startswith(("closed", "void")) and not self.page.also_when_over


def things_for(role: str, page: Page) -> list[str]:
    """Everything a page speaks of; for who has no part in any of it, for whom all is alike, the first and the last."""
    things = THINGS[page.of]
    has_a_part = any(role in parts for parts in things.values())
    return [*things] if has_a_part or page.others == OK else [*dict.fromkeys([*[*things][:1], *[*things][-1:]])]


ANSWERED_ALONE = {"canary-twin", "canary-left-by-school", "canary-since"}  # shown in answer to what is typed, on no page looked at


def methods_for(role: str, page: Page, place: int) -> tuple[str, ...]:
    """What somebody tries on the thing at this place among all a page speaks of."""
    if role in LOOKING_ALONE:
        return ("POST",) if page.of and page.methods == "POST" else ("GET",)
    return MORE_METHODS.get(role, USUAL_METHODS) if place == 0 else USUAL_METHODS


def walk(role: str):
    for name in PAGES:
        for page in pages_of(name):
            for place, thing in enumerate(things_for(role, page)):
                for method in methods_for(role, page, place):
                    if method != "POST" or not is_posted_to_already(role, page, thing):
                        yield Step(role, method, name, page, thing)


def is_posted_to_already(role: str, page: Page, thing: str) -> bool:
    """Whether a form comes to nothing here (the last thing of a page) as it came to something real out of reach before.

    That what is absent answers alike is seen by looking; an address that is only sent to is sent to both.
    """
    out_of_reach = [one for one in things_for(role, page) if role not in THINGS[page.of][one]]
    return thing.startswith("absent") and page.methods != "POST" and len(out_of_reach) > 1


def faults(step: Step, reply: Reply):
    """What is wrong with a reply, in words."""
    if not (step.method == "OPTIONS" and step.expected == 405 and not reply.body) and reply.answer != step.expected:
        yield f"answers {reply.answer}, not {step.expected}"
    if step.expected != OK and reply.wrote:
        yield f"is refused and writes {sorted(reply.wrote)}"
    if step.method != "POST" and reply.wrote - {*step.page.notes}:
        yield f"only looks and writes {sorted(reply.wrote)}"
    if reply.answer in (NO, ABSENT) and not step.page.nowhere and Verb.REFUSED not in reply.verbs:
        yield "is refused without a line in the trail"
    if step.role not in ANONYMOUS and reply.status == 200 and "no-store" not in reply.headers.get("Cache-Control", ""):
        yield "may be kept by the browser"
    if reply.status == 302 and reply.led_to in (NO, ABSENT):
        yield f"leads to a page that answers {reply.led_to}"
    reads_sensitive = step.role in (*RESPONSIBLE, *ELSEWHERE) or step.page.of == "told" or reply.words & TOLD_WITH_A_MOVE
    if Verb.OPENED_SENSITIVE in reply.verbs and not reads_sensitive:
        yield "says in the trail that it opened what it does not show"
    if step.method == "POST" and step.expected == OK:
        yield from faults_of_sending(step, reply)
    yield from faults_of_words(step, reply)


def faults_of_sending(step: Step, reply: Reply):
    if step.is_over and reply.wrote:
        yield f"is over and writes {sorted(reply.wrote)}"
    if step.thing in step.page.done_on and reply.status != step.page.done:
        yield f"is filled in rightly and answers {reply.status}: {errors_in(reply)}"
    if step.thing in step.page.done_on and step.page.changes and not reply.wrote:
        yield "is filled in rightly and writes nothing"


def errors_in(reply: Reply) -> list[str]:
    return re.findall(r'href="#[^"]*">([^<]*)', reply.text)[:5]


TOLD_WITH_A_MOVE = {"canary-told-office", "canary-told-new-school"}  # sensitive, and meant for who is asked to take the child


def faults_of_words(step: Step, reply: Reply):
    shown = words_shown(step, reply)
    if forbidden := {word for word in shown if step.role not in readers_of(word, step)}:
        yield f"shows {sorted(forbidden)}"
    sensitive = {*SENSITIVE} | TOLD_WITH_A_MOVE
    if shown & sensitive and not reply.verbs & {Verb.OPENED_SENSITIVE, Verb.REVEALED}:
        yield f"shows {sorted(shown & sensitive)} and leaves no line of it"
    if shown & {"canary-asked-of-partner", "canary-asked-of-receiver"} and not reply.verbs & {Verb.OPENED, Verb.OPENED_SENSITIVE}:
        yield "shows what was shared and leaves no line of it"


def readers_of(word: str, step: Step) -> tuple[str, ...]:
    if word == NUMBER:
        return OFFICE if (step.name, step.method) == ("dropout_cases:case-student", "POST") else ()
    return READERS.get(word, ())


def words_shown(step: Step, reply: Reply) -> set[str]:
    """The words a reply says of somebody. Those who count or filter by causes meet the name of each, said of nobody.

    The public form behind a school's poster names the school.
    """
    if step.name == "dropout_cases:public-point":
        return reply.words - {"canary-school-of-child", "canary-far-school"}
    shown = reply.words
    if (step.name, step.thing) == ("referrals:dossier", "left_case"):
        shown = shown - {"canary-school-of-child"}  # who takes a case over reads at which schools the child was
    counts = step.name.startswith("summaries:") or "canary-cause" not in OPTION.sub("", reply.text)
    return shown - {"canary-cause"} if counts and step.role in (*OFFICE, *ELSEWHERE, "executive") else shown


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_the_table_says(made, role):
    found, seen, absent, paths, followed = [], set(), defaultdict(dict), {}, set()
    for step in walk(role):
        path, form = made.path(step.name, step.page, step.thing), (step.name, step.page.more)
        reply = made.visitors[role].ask(step.method, path, made.forms.get(step.name), follows=form not in followed)
        followed |= {form} if reply.led_to not in (302, reply.status) else set()  # once a form leads somewhere
        found += [f"{step} {fault}" for fault in faults(step, reply)]
        seen |= words_shown(step, reply)
        if reply.status == ABSENT:
            absent[step.name, step.page.more, step.method][without_path(reply, path)] = step
        if step.method == "GET":
            paths[path] = reply
    found += [f"{step} is not the same as another absence" for same in absent.values() for step in list(same.values())[1:]]
    unseen = {word for word, readers in READERS.items() if role in readers} - seen
    found += [f"{role} never sees {word}" for word in unseen - (ANSWERED_ALONE if role in LOOKING_ALONE else set())]
    found += dead_ends(made.visitors[role], paths)
    assert not found, "\n".join(found)


OPTION = re.compile(r"<option\b.*?</option>", re.DOTALL)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def without_path(reply: Reply, path: str) -> str:
    """A reply without what differs between two requests for the same thing."""
    return TOKEN.sub("", reply.text).replace(path, "PATH")


def dead_ends(visitor: Visitor, replies: dict[str, Reply]):
    """The links on the pages somebody reads that lead where that person does not get in.

    What a link asks for is asked only where the address by itself is closed: many links that differ in it lead to one page.
    """

    def answer(address: str) -> object:
        if address not in replies:
            replies[address] = visitor.ask("GET", address)
        return replies[address].answer

    for page, reply in [*replies.items()]:
        for link in reply.links:
            if answer(link.partition("?")[0]) in (NO, ABSENT) and answer(link) in (NO, ABSENT):
                yield f"{visitor.role} is led from {page} to {link}, which answers {answer(link)}"


def refused_at(page: Page) -> list[tuple[str, str]]:
    """Who is told that they may not, and before which thing."""
    return [(role, thing) for thing in THINGS[page.of] for role in ROLES if page.answer(role, thing) == NO]


REFUSING = [name for name in PAGES if refused_at(pages_of(name)[0])]


@pytest.mark.parametrize("name", REFUSING)
def test_page_refuses_by_the_act_it_states(made, name):
    view = dict(addresses())[name]
    page = pages_of(name)[0]
    role, thing = refused_at(page)[0]
    reply = made.ask(role, page.methods.split()[0], name, thing, page.more, data=made.forms.get(name))
    assert reply.lines == [(Verb.REFUSED, json.dumps([getattr(view, "view_class", view).action]))]


# Lists, searches and files


LISTS = ("dropout_cases:case-list", "dropout_cases:case-board", "dropout_cases:case-export")
CHILDREN = ("canary-child", "canary-nick", "canary-closed-child", "canary-pupil-next-door", "canary-far-child")
NO_CHILD = "anary-zzz"


def part_of(word: str) -> str:
    """What is typed to search for a word, which on a page that repeats it is not the word itself."""
    return word[1:-1]


def searches(world):
    """Everything that may be asked of a list of cases by its address."""
    far_school, stranger = world.keys["far_school"], world.people["stranger"].key
    asked = [{"q": part_of(word)} for word in CHILDREN] + [{"q": "ขก2-2567"}, {"school": far_school}, {"owner": stranger}]
    asked += [{"cause": cause} for cause in ("CANARY", "none")] + [{"status": status} for status in ("NEW", "CLOSED", "CLOSING")]
    figure = {"figure": "opened", "year": "2567"}
    asked += [figure, figure | {"cause": "CANARY"}, figure | {"school": far_school}, figure | {"amphoe": "4003"}]
    return [{"status": "ALL"} | one for one in asked]


@pytest.mark.parametrize("role", [*ON_CASES])
def test_no_search_shows_more_than_its_reader_may_see(made, role):
    found, visitor = [], made.visitors[role]
    for asked in searches(made.world):
        for name, method in (("dropout_cases:case-board", "GET"), ("dropout_cases:case-export", "POST")):
            path = f"{reverse(name)}?{urlencode(asked)}"
            reply = visitor.ask(method, path, made.forms.get(name))
            shown = reply.words - {"canary-cause"}  # which stands in the box it is chosen from
            found += [f"{method} {path} shows {word}" for word in shown if role not in READERS[word]]
    assert not found, "\n".join(found)


OTHER_LISTS = {
    "home": ({"who": "all"}, {"show": "new"}, {"show": "waiting", "who": "all"}),
    "referrals:referral-list": ({"agency": "far_agency"}, {"agency": "agency"}, {"status": "WITHDRAWN"}, {"status": "DECLINED"}),
    "schools:account-list": ({"q": "anary"}, {"role": "OFFICER"}, {"active": "0"}),
    "schools:school-list": ({"q": "anary"}, {"amphoe": "4003"}, {"open": "1"}),
    "schools:agency-list": ({"q": "anary"}, {"amphoe": "4003"}, {"open": "1"}, {"kind": "agency_kind.HOSPITAL"}),
    "summaries:summary-detail": ({},),
    "summaries:summary-export": ({"public": "1"},),
}


@pytest.mark.parametrize("role", WITH_POST)
def test_no_filter_of_another_list_shows_more(made, role):
    found = []
    for name, questions in OTHER_LISTS.items():
        for asked in questions:
            asked = {box: made.world.keys.get(value, value) for box, value in asked.items()}
            path = f"{reverse(name, args=PAGES[name].more)}?{urlencode(asked)}"
            reply = made.visitors[role].ask("GET", path)
            step = Step(role, "GET", name, PAGES[name], "")
            found += [f"{path} answers {reply.answer}"] if reply.answer != step.expected else []
            found += [f"{path} shows {word}" for word in words_shown(step, reply) if role not in READERS[word]]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [*ON_CASES])
def test_child_out_of_scope_is_searched_like_one_that_is_not_there(made, role, name):
    def search(typed):
        reply = made.visitors[role].ask("GET", f"{reverse(name)}?{urlencode({'status': 'ALL', 'q': typed})}")
        return TOKEN.sub("", reply.body).replace(typed, "TYPED")

    nothing = search(NO_CHILD)
    hidden = [word for word in CHILDREN if role not in READERS[word] and word != "canary-nick"]
    assert [word for word in hidden if search(part_of(word)) != nothing] == []
    if name == "dropout_cases:case-list":
        shown = [word for word in CHILDREN if role in READERS[word] and word != "canary-nick"]
        assert [word for word in shown if "TYPED" + word[-1] not in search(part_of(word))] == []


@pytest.mark.parametrize(("role", "is_found"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_sensitive_cause_finds_only_what_its_reader_may_know(made, role, is_found):
    for asked in ({"cause": "CANARY"}, {"cause": "CANARY", "figure": "opened", "year": "2567"}):
        path = f"{reverse('dropout_cases:case-list')}?{urlencode(asked)}"
        assert ("canary-child" in made.visitors[role].ask("GET", path).text) is is_found


def test_school_is_not_asked_what_it_does_not_see(made):
    page = made.ask("teacher", "GET", "dropout_cases:case-list").text
    assert not re.findall(r'name="(cause|owner|amphoe|figure|pathway|rounds)"', page)


def test_school_takes_away_masked_names(made):
    taken = made.ask("teacher", "POST", "dropout_cases:case-export", data=made.forms["dropout_cases:case-export"]).text
    assert "canary-child" in taken
    assert "canary-family" not in taken


# Children who may be known already


def report_of(made, name: str, **more):
    return made.forms["dropout_cases:case-add"] | {"name": name} | more


@pytest.mark.parametrize("role", ["neighbour", "stranger"])
def test_child_known_elsewhere_is_reported_like_a_new_one(made, role):
    def shape(**report):
        reply = made.ask(role, "POST", "dropout_cases:case-add", data=report_of(made, **report))
        return reply.status, sorted(reply.verbs), sorted(reply.wrote - {"dropout_cases_identity"}), reply.words

    new = shape(name="เด็กชายใหม่ ทดลอง")
    assert new[0] == 302
    assert shape(name="เด็กชาย canary-child canary-family") == new
    assert shape(name="เด็กชายใหม่ ทดลอง", number=NUMBER) == new


def test_same_child_is_shown_to_the_office_only(made):
    shown, data = [], report_of(made, "เด็กชาย canary-child canary-family")

    def look():
        said = Report.objects.latest("pk")
        shown.append(made.visitors["colleague"].ask("GET", reverse("dropout_cases:report-detail", args=[said.key])).words)

    reply = made.ask("neighbour", "POST", "dropout_cases:case-add", data=data, then=look)
    assert (reply.status, "dropout_cases_case" in reply.wrote, "canary-child" in shown[0]) == (302, False, True)
    reply = made.ask("colleague", "POST", "dropout_cases:case-add", data=data)
    assert (reply.status, "canary-child" in reply.text, reply.wrote) == (200, True, set())


# What nobody does through any request

MORE = {
    "role": "SUPERVISOR", "status": "CLOSED", "step": "7", "version": "999", "round_number": "9", "next_act": "NOTHING",
    "approved": "yes", "in_danger": "", "is_active": "", "is_staff": "on", "is_superuser": "on", "must_change_password": "on",
    "username": "changed", "password": "changed", "two_to_close": "", "entered_role": "SUPERVISOR", "package": "[]",
    "key": NO_KEY, "number": "X", "outcome": "case_close_reason.RETAINED", "closed_on": "1/1/2567", "opened_on": "1/1/2567",
    "due_on": "1/1/2567", "decided_on": "1/1/2567", "voided_at": "1/1/2567", "expires_on": "1/1/2570",
}  # fmt: skip
PERSONS = (
    "owner", "user", "entered_by", "decided_by", "answered_by", "confirmed_by", "asked_by", "voided_by",
    "opened_by", "closed_by", "intake_owner",
)  # fmt: skip
ROWS = ("id", "pk", "area", "case", "round", "student", "post", "receiving_school")


def uninvited(world, invited: set[str]) -> dict[str, object]:
    """Fields that no form of the page asks for, with values somebody would like them to have."""
    fields = MORE | dict.fromkeys(PERSONS, world.people["stranger"].pk) | dict.fromkeys(ROWS, world.places.elsewhere.pk)
    fields |= {f"{name}_id": value for name, value in fields.items() if name in (*PERSONS, *ROWS)}
    return {name: value for name, value in fields.items() if name not in invited}


def database(known: dict, tables: set[str]) -> set[tuple[str, str]]:
    """Every row of ours in these tables, without what differs from one run to the next: keys, moments, numbers of new rows."""
    ours = [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]
    return {(model._meta.db_table, repr(row)) for model in ours if model._meta.app_label in APPS for row in rows_of(model, known)}


BY_CHANCE = (
    "token", "password", "stored_name", "preview_name", "pending_key", "run", "key", "event", "secret_print", "code_print", "body",
)  # fmt: skip


def rows_of(model, known: dict):
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, KeyField | DateTimeField | AutoField)]
    fields = [field for field in fields if field.name not in BY_CHANCE]
    for row in model._base_manager.all():
        yield [(field.name, value_of(row, field, known)) for field in fields]


A_KEY = re.compile(rf"(?<![\w-])(?!{NO_KEY})[A-Za-z0-9_-]{{22}}(?![\w-])")  # but the one that is sent uninvited


def value_of(row, field, known: dict):
    value = getattr(row, field.attname)
    if field.is_relation and value not in known[field.related_model]:
        return "a new row"
    return A_KEY.sub("KEY", value) if isinstance(value, str) else value


# What a form asks for beside what it is sent with here: the identity number, the pupil that is meant, the number of a letter, who
# is responsible.
ITS_OWN = {
    "referrals:paper-issue": {"number"},
    "dropout_cases:case-add": {"number", "student"},
    "dropout_cases:student-edit": {"number"},
    "dropout_cases:report-open": {"student"},
    "dropout_cases:task-add": {"by_school", "owner_name"},
    "dropout_cases:task-hand-on": {"owner", "by_school"},
    "dropout_cases:move-answer": {"owner"},
}


def forms_that_work():
    """Each form with those who may send it, one of every kind of place."""
    for name in PAGES:
        for page in pages_of(name):
            for thing in THINGS[page.of]:
                senders = [role for role in ROLES if page.answer(role, thing) == OK]
                if "POST" in page.methods and thing in page.done_on and page.changes and not page.nowhere:
                    offices = [role for role in senders if role not in (*SCHOOLS, *PARTNERS)]
                    for role in [*offices[-1:], *(role for role in ("teacher", "receiver", "partner") if role in senders)]:
                        yield pytest.param(role, name, page, thing, id=f"{name}{page.more or ''} {role}")


@pytest.mark.parametrize(("role", "name", "form", "thing"), [*forms_that_work()])
def test_uninvited_fields_change_nothing(made, role, name, form, thing):
    known = {model: {None, *model._base_manager.values_list("pk", flat=True)} for model in apps.get_models()}
    path, ends, data, visitor = made.path(name, form, thing), [], made.forms[name], made.visitors[role]
    for more in ({}, uninvited(made.world, {*data} | ITS_OWN.get(name, set()))):
        visitor.ask("POST", path, more | data, then=lambda: ends.append((visitor.wrote, database(known, visitor.wrote))))
    (wrote, rows), (wrote_with_more, rows_with_more) = ends
    assert (wrote, rows - rows_with_more, rows_with_more - rows) == (wrote_with_more, set(), set())


def count(model, **which) -> int:
    return model.objects.filter(**which).count()


def test_report_of_a_school_waits_whatever_is_sent_along(made):
    made_now = []

    def look():
        said = Report.objects.latest("pk")
        made_now.append((said.round, said.verdict, said.decided_by, said.channel))

    sent = {"verdict": "NEW_CASE", "channel": "OFFICE", "decided_by": made.world.people["teacher"].pk}
    made.ask("teacher", "POST", "dropout_cases:case-add", data=report_of(made, "เด็กชายใหม่ ทดลอง") | sent, then=look)
    assert made_now == [(None, "", None, "SCHOOL")]


@pytest.mark.parametrize("name", ["dropout_cases:followup-add", "dropout_cases:report-add"])
def test_school_sets_no_due_date_of_the_office(made, name):
    before, after = count(Deadline), []
    data = made.forms[name] | {"next_due_on": a_day(-30)}
    for role in ("teacher", "officer"):
        made.ask(role, "POST", name, "case", data=data, then=lambda: after.append(count(Deadline) - before))
    assert after == [0, 1]


def test_attendance_is_reported_on_ones_own_pupils_only(made):
    name, before = "dropout_cases:attendance-add", count(FollowUp)
    for role, more in {"teacher": 1, "neighbour": 0, "receiver": 0, "stranger": 0}.items():
        after = []
        made.ask(role, "POST", name, data=made.forms[name], then=lambda after=after: after.append(count(FollowUp)))
        assert after == [before + more], role


@pytest.mark.parametrize("who", ["stranger", "teacher", "executive", "nobody", "disabled"])
def test_nobody_is_made_responsible_who_may_not_be(made, who):
    chosen = made.world.people[who]
    reply = made.ask("supervisor", "POST", "dropout_cases:case-assign", "case", data={"owner": chosen.pk})
    assert (reply.status, reply.wrote) == (200, set())
    with pytest.raises(workflow.Refused):
        workflow.assign(made.world.main, owner=chosen, by=made.world.people["supervisor"])


def test_nobody_shares_what_they_may_not_read(made):
    name, packages = "referrals:referral-add", []
    for role in ("colleague", "officer"):
        data = made.forms[name] | {"shared": ["name_age", "story", "facts", "sensitive_causes", "identity_number"]}
        reply = made.ask(role, "POST", name, "case", data=data | {"preview": "1"})
        assert bool(reply.words & {*SENSITIVE, NUMBER} - {"canary-cause"}) is (role == "officer")
        made.ask(role, "POST", name, "case", data=data, then=lambda: packages.append(Package.objects.latest("pk").items))
    assert ["canary-story" in package for package in packages] == [False, True]


def test_person_moved_from_the_office_to_the_school_reads_as_a_school(made):
    """Still named as responsible for the case, and once its writer, but no longer at the office."""
    person, school = made.world.people["officer"], made.world.places.school

    def move():
        person.posts.update(ended_on=NOW.date())
        Post.objects.create(user=person, role=Role.SCHOOL_STAFF, school=school)

    reply = made.ask("officer", "GET", "dropout_cases:case-detail", "case", first=move)
    assert reply.status == 200
    assert not [word for word in reply.words if "teacher" not in READERS[word]]
    assert "canary-school-reporter" not in reply.words  # sensitive, and written by somebody else at the school
    gone = made.ask("officer", "GET", "dropout_cases:document-detail", "document", first=move)
    assert gone.status == ABSENT


def test_school_that_the_child_left_reads_nothing_more_not_even_its_own(made):
    def leave():
        Case.objects.filter(pk=made.world.main.pk).update(school=made.world.places.other_school)

    for name, thing in {"dropout_cases:case-detail": "case", "dropout_cases:document-detail": "school_document"}.items():
        assert made.ask("teacher", "GET", name, thing, first=leave).status == ABSENT


def test_person_of_two_posts_asks_of_a_schools_cases_no_more_than_a_school(made):
    """At another office as an officer, and at the school of the child: what is asked of whole cases does not find the child."""
    person, places = made.world.people["stranger"], made.world.places

    def take_a_second_post():
        Post.objects.create(user=person, role=Role.SCHOOL_STAFF, school=places.school)

    def listed(**asked):
        path = f"{reverse('dropout_cases:case-list')}?{urlencode({'status': 'ALL'} | asked)}"
        return set(re.findall(r"ขก1-\d+-\d+", made.visitors["stranger"].ask("GET", path, first=take_a_second_post).text))

    of_school = {*Case.objects.filter(school=places.school).values_list("number", flat=True)}
    assert listed() >= of_school
    figure = {"figure": "opened", "year": "2567"}
    for asked in ({"cause": "none"}, {"cause": "POVERTY"}, {"cause": "CANARY"}, figure, figure | {"cause": "none"}):
        assert listed(**asked) & of_school == set(), asked


def test_withdrawn_request_is_closed_with_the_next_click(made):
    referral = Referral.objects.get(key=made.world.keys["referral"])

    def withdraw():
        passing.withdraw(referral, by=made.world.people["officer"], on=NOW.date())

    assert made.ask("partner", "GET", "referrals:referral-detail", "referral").status == 200
    assert made.ask("partner", "GET", "referrals:referral-detail", "referral", first=withdraw).status == ABSENT


def test_receiver_does_not_say_on_which_day_it_answers(made):
    days = []
    data = made.forms["referrals:referral-answer"] | {"happened_on": a_day(40)}
    look = lambda: days.append(Referral.objects.get(key=made.world.keys["sent_referral"]).answered_on)  # noqa: E731
    for role in ("partner", "officer"):
        made.ask(role, "POST", "referrals:referral-answer", "sent_referral", data=data, then=look)
    assert days == [NOW.date(), NOW.date() - timedelta(days=40)]


@pytest.mark.parametrize(("role", "thing"), [("partner", "sent_referral"), ("receiver", "school_referral")])
def test_receiver_who_declines_is_led_to_a_page_of_theirs(made, role, thing):
    path = f"{made.path('referrals:referral-answer', Page({}), thing)}?act=decline"
    reply = made.visitors[role].ask("POST", path, {"reason": "referral_decline_reason.NO_SERVICE"})
    assert (reply.status, reply.led_to) == (302, 200)


def test_closing_is_not_approved_by_who_asked_for_it(made):
    name = "dropout_cases:closing-answer"

    def ask_for_it():
        Closing.objects.filter(case__key=made.world.keys["asked_case"]).update(asked_by=made.world.people["supervisor"])

    reply = made.ask("supervisor", "POST", name, "asked_case", data=made.forms[name], first=ask_for_it)
    assert (reply.status, reply.wrote - {"dropout_cases_closing"}) == (200, set())


@pytest.mark.parametrize("name", [name for name, page in PAGES.items() if isinstance(page, Page) and "POST" in page.methods])
def test_form_without_its_token_is_not_taken(made, name):
    page = PAGES[name]
    thing = next((one for one in page.done_on if one in THINGS[page.of]), next(iter(THINGS[page.of])))
    role = next(role for role in ROLES if page.answer(role, thing) == OK)
    reply = made.visitors[role].ask("POST", made.path(name, page, thing), made.forms[name], checks_token=True)
    assert (reply.status, reply.wrote, reply.lines) == (403, set(), [])


# Who keeps accounts


@pytest.mark.parametrize("place", ["area", "school", "agency"])
def test_nobody_is_given_a_post_in_another_office(made, place):
    places = made.world.places
    far = {"area": ("EXECUTIVE", places.elsewhere.pk), "school": ("SCHOOL_STAFF", places.far_school.name)}
    role, value = (far | {"agency": ("PARTNER", places.far_agency.pk)})[place]
    held, data = [], made.forms["schools:account-add"] | {"role": role, place: value}
    there = {"area": places.elsewhere, "school": places.far_school, "agency": places.far_agency}
    look = lambda: held.append(count(Post, **{place: there[place]}))  # noqa: E731
    made.ask("sysadmin", "POST", "schools:account-add", data=data, then=look)
    assert held == [count(Post, **{place: there[place]})]


def test_nobody_changes_their_own_post(made):
    held = []
    data = made.forms["schools:account-edit"] | {"role": "SUPERVISOR", "area": made.world.places.area.pk}
    look = lambda: held.extend(made.world.people["sysadmin"].posts.values_list("role", "ended_on"))  # noqa: E731
    made.ask("sysadmin", "POST", "schools:account-edit", "own_account", data=data, then=look)
    assert held == [("SYSADMIN", None)]


def test_first_password_is_changed_before_anything_else(made):
    def give_first_password():
        User.objects.filter(username="supervisor").update(must_change_password=True)

    for name in PAGES.keys() - OPEN_PAGES - {"schools:password"}:
        page = pages_of(name)[0]
        reply = made.visitors["supervisor"].ask("GET", made.path(name, page, [*THINGS[page.of]][0]), first=give_first_password)
        assert (reply.status, reply.headers.get("Location")) == (302, "/password/"), name


# The engine asks by itself, whatever page stands before it


@pytest.mark.parametrize("name", ACTS)
def test_engine_refuses_whom_the_table_of_acts_does_not_name(made, name):
    people, places = made.world.people, made.world.places
    world = SimpleNamespace(**vars(places), **people)
    with transaction.atomic():
        act = ACTS[name](world)
        for person in set(PEOPLE) - act.allowed:
            with pytest.raises(workflow.Refused, match="สิทธิ์"):
                act.do(people[person])
        transaction.set_rollback(True)


# The door of the site

ELSEWHERE_ON_THE_NET = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]


@pytest.mark.parametrize("address", ELSEWHERE_ON_THE_NET)
def test_nobody_is_led_to_another_site(made, address):
    signed_in = made.forms["schools:sign-in"] | {"next": address}
    assert made.ask("anonymous", "POST", "schools:sign-in", data=signed_in).headers["Location"] == "/"
    assert made.visitors["officer"].ask("GET", f"/sign-in/?{urlencode({'next': address})}").headers["Location"] == "/"
    chosen = {"language": "en", "next": address}
    assert made.ask("anonymous", "POST", "schools:language", data=chosen).headers["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/cases/", "/healthz"])
def test_other_host_names_are_not_answered(made, path):
    reply = made.visitors["officer"].ask("GET", path, HTTP_HOST="evil.example")
    assert reply.status == 400
    assert "evil.example" not in reply.text


@pytest.mark.parametrize("key", ["1", "%00" * 22, "..%2f..%2fsettings", "A" * 33, "%E0" * 22])
def test_what_cannot_be_a_key_is_absent(made, key):
    for role in ("officer", "teacher", "sysadmin"):
        assert made.visitors[role].ask("GET", f"/cases/{key}/").status == ABSENT
