"""Every page of the demo office in a real browser: everybody can use it, nothing is cut off, nothing comes from elsewhere."""

import re
import sqlite3
from contextlib import closing
from urllib.parse import urlparse

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from dropout_cases.models import Absence, Case, Move, MoveKind, NextAct, PlannedCheck, Report, ReportPoint, Return, Setback, Status
from dropout_cases.workflow import links
from referrals.models import Contact, Meeting, OfficialPaper, Plan, Referral, ReferralStatus
from schools.agencies import token_of
from schools.models import Agency, Mail, School, User
from tests.browser.hands import sign_in
from tests.markup import faults_in
from thai.dates import fiscal_year

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SIZES = {"narrow": (320, 700), "phone": (390, 844), "desk": (1440, 900)}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
CASE_PAGES = (
    "case-detail", "case-student", "student-edit", "case-people", "case-documents", "note-add", "report-add", "return-add",
    "followup-add", "case-postpone", "closing-add", "pause-add", "case-tasks", "task-add", "member-add", "try-add", "advice-add",
    "case-rounds",
)  # fmt: skip
LONG_NAME = "ปิ่นเพ็ชร์"


def pages_of_officer() -> list[str]:
    """Every kind of page an officer opens."""
    danger = Case.objects.filter(in_danger=True).first()
    second = Case.objects.filter(round_number=2, closed_on=None, rounds__start_reason="round_start_reason.HELP_NOT_ENOUGH").first()
    loop = Case.objects.filter(next_act=NextAct.LOOP).first()
    named = Case.objects.get(student__first_name=LONG_NAME)
    paths = ["/", "/?who=all", "/cases/", "/cases/?q=สมมติ", "/cases/?status=all&year=1", "/cases/board/", "/cases/add/"]
    paths += ["/cases/export/", "/referrals/", "/agencies/", "/summaries/2567/", named.get_absolute_url()]
    paths += [reverse(f"dropout_cases:{name}", args=[second.key]) for name in CASE_PAGES]
    paths += [reverse(f"referrals:{name}-add", args=[second.key]) for name in ("contact", "visit", "meeting", "referral", "need")]
    paths += [danger.get_absolute_url(), reverse("dropout_cases:danger-end", args=[danger.key]), loop.next_url]
    paths += [reverse("dropout_cases:step-waive", args=[second.key, 4])]
    resting = Case.objects.filter(status=Status.PAUSED).first()
    paths += [resting.get_absolute_url(), resting.next_url, reverse("dropout_cases:pause-edit", args=[resting.pending_key])]
    moving = Move.objects.waiting().filter(kind=MoveKind.SCHOOL).first()
    left = Move.objects.accepted().filter(kind=MoveKind.AREA).first().case
    paths += ["/moves/", "/moves/?tab=out", "/cases/left/", left.get_absolute_url() + "left/", moving.get_absolute_url()]
    paths += [reverse("dropout_cases:move-answer", args=[moving.key]), reverse("dropout_cases:move-add", args=[second.key])]
    noticed = Setback.objects.standing().first()
    paths += [noticed.case.get_absolute_url(), reverse("dropout_cases:setback-dismiss", args=[noticed.key])]
    paths += [reverse(f"referrals:finding-{name}", args=[second.key]) for name in ("list", "add")]
    paths += [reverse("referrals:plan-add", args=[second.key, kind]) for kind in ("visit", "meeting")]
    paths += [reverse("referrals:meeting-detail", args=[Meeting.objects.last().key]), Plan.objects.last().get_absolute_url()]
    asked = Contact.objects.filter(answered_on=None, wants_answer=True, voided_at=None, round__closed_on=None).first()
    paths += [reverse("dropout_cases:link-list", args=[asked.key, "contact"]), "/tasks/", "/tasks/?who=team", "/notices/choices/"]
    paths += ["/reports/", "/reports/add/", reverse("dropout_cases:report-detail", args=[Report.objects.waiting().first().key])]
    paths += ["/reports/points/", reverse("dropout_cases:point-poster", args=[ReportPoint.objects.first().key])]
    paths += ["/search/", "/watch/", "/imports/", "/imports/add/", "/notices/", "/second-step/"]
    paths += [reverse("dropout_cases:return-answer", args=[Return.objects.filter(confirmed_on=None).first().key])]
    check = PlannedCheck.objects.current().filter(of_return__round__area=second.area).first()
    paths += [reverse("dropout_cases:check-edit", args=[check.key]), check.of_return.round.case.get_absolute_url() + "checks/"]
    paths += [reverse("referrals:contact-answer", args=[Contact.objects.filter(answered_on=None).first().key])]
    waiting = Referral.objects.filter(status=ReferralStatus.SENT).first()
    paths += [reverse(f"referrals:referral-{name}", args=[waiting.key]) for name in ("answer", "withdraw", "call")]
    paths += ["/referrals/numbers/", "/referrals/numbers/?year=2567", "/referrals/needs/", "/referrals/?silent=on&mine=on"]
    paths += ["/referrals/effect/", "/referrals/effect/rounds/?help=EMERGENCY_CASH&came=1"]
    paths += [f"/cases/?figure=closed_otherwise&year={fiscal_year(timezone.localdate())}"]
    paths += [Referral.objects.filter(status=status).last().get_absolute_url() for status in ReferralStatus]
    paths += [Referral.objects.filter(status=ReferralStatus.DECLINED, round__closed_on=None).last().round.case.get_absolute_url()]
    draft = OfficialPaper.objects.filter(issued_at=None, voided_at=None).first()
    paths += [f"{reverse('referrals:paper-list')}?year={OfficialPaper.objects.issued().last().year}"]
    paths += [OfficialPaper.objects.issued().last().get_absolute_url(), draft.get_absolute_url()]
    paths += [reverse(f"referrals:paper-{name}", args=[draft.key]) for name in ("edit", "issue")]
    agency = Agency.objects.first()
    paths += [reverse("schools:agency-confirm", args=[token_of(agency)]), reverse("referrals:agency-choose", args=[second.key])]
    return paths + [reverse(f"schools:agency-{name}", args=[agency.key]) for name in ("detail", "edit")] + ["/password/"]


def pages_of_supervisor() -> list[str]:
    """What a supervisor opens beyond an officer."""
    closing = Case.objects.filter(status=Status.CLOSING).first()
    closed = Case.objects.filter(status=Status.CLOSED).first()
    pages = [("case-assign", closing), ("case-trail", closing), ("closing-answer", closing), ("case-reopen", closed)]
    child = reverse("dropout_cases:merge-choose", args=[closed.student.key])
    desk = ["/stuck/", "/settings/days/", "/settings/letterhead/", "/handover/", "/cases/"]
    return ["/", "/calendar/", "/calendar/levels/", child, reverse("referrals:dossier", args=[closed.key]), *desk] + [
        reverse(f"dropout_cases:{name}", args=[case.key]) for name, case in pages
    ]


def pages_of_teacher() -> list[str]:
    """What school staff open."""
    own = Case.objects.filter(school__name="โรงเรียนบ้านกอก", closed_on=None).first()
    pupil = Absence.objects.filter(student__school=own.school).first().student
    paths = ["/absences/", "/watch/", reverse("dropout_cases:watchact-add", args=[pupil.key])]
    return [*paths, "/", "/cases/", "/cases/add/", own.get_absolute_url(), reverse("dropout_cases:followup-add", args=[own.key])]


def pages_of_partner() -> list[str]:
    """What a partner opens."""
    partner = User.objects.get(username="partner")
    sent = Referral.objects.visible_to(partner).filter(status=ReferralStatus.SENT).first()
    taken = Referral.objects.visible_to(partner).filter(status=ReferralStatus.ACCEPTED).first()
    return ["/", sent.get_absolute_url(), reverse("referrals:referral-result", args=[taken.key])]


def pages_of_sysadmin() -> list[str]:
    """What a system administrator opens."""
    account, school = User.objects.get(username="teacher"), School.objects.first()
    paths = ["/mails/", "/accounts/", reverse("schools:account-add"), "/schools/", reverse("schools:school-add")]
    paths += [reverse(f"schools:account-{name}", args=[account.key]) for name in ("edit", "suspend", "reset")]
    return [*paths, reverse("schools:school-edit", args=[school.key])]


PAGES = {
    "officer": pages_of_officer,
    "supervisor": pages_of_supervisor,
    "teacher": pages_of_teacher,
    "partner": pages_of_partner,
    "executive": lambda: ["/", "/summaries/2567/"],
    "sysadmin": pages_of_sysadmin,
}


@pytest.fixture(scope="module")
def kept_demo():
    """What the first test seeds for those that follow."""
    with closing(sqlite3.connect(":memory:")) as kept:
        yield kept


@pytest.fixture
def demo(kept_demo, settings):
    """The demo office."""
    if kept_demo.execute("SELECT name FROM sqlite_schema").fetchone():
        kept_demo.backup(connection.connection)
    else:
        call_command("seed_demo", verbosity=0)
        connection.connection.backup(kept_demo)
    return settings.DEMO_PASSWORD


def faults_of(page, path, width) -> list[str]:
    """What is wrong with the page as it stands."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append(f"{path} at {width}: scrolls sideways")
    if page.evaluate("getComputedStyle(document.body).fontFamily.includes('Sarabun')") is not True:
        found.append(f"{path}: the stylesheet did not load")
    small = page.evaluate(SMALLEST)
    if small < 15:
        found.append(f"{path}: text of {small}px")
    return found


def violations(page) -> list[dict]:
    """What axe finds on the page as it stands; axe comes with every page (`add_init_script`)."""
    return page.evaluate("options => axe.run(options).then(seen => seen.violations)", AXE)


SMALLEST = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility())
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


@pytest.mark.parametrize("role", PAGES)
def test_every_page_can_be_used_by_everybody(page, demo, role, live_server):
    hosts, failed, faults = set(), [], []
    page.add_init_script(AXE_SCRIPT)
    page.on("request", lambda request: hosts.add(urlparse(request.url).netloc))
    page.on("response", lambda got: failed.append(f"{got.status} {got.url}") if got.status >= 400 else None)
    sign_in(page, User.objects.get(username=role), demo)
    for path in PAGES[role]():
        sent = page.goto(path)
        faults += [f"{path}: {fault}" for fault in faults_in(sent.text())]
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            faults += faults_of(page, path, width)
            if width != 320:
                faults += [f"{path} at {width}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in violations(page)]
    assert (faults, failed, hosts) == ([], [], {urlparse(live_server.url).netloc})


def test_open_pages_can_be_used_by_everybody(page, demo):
    page.add_init_script(AXE_SCRIPT)
    paths = ("/sign-in/", "/privacy/", "/accessibility/", "/cases/no-such-page/", "/a/" + "x" * 32 + "/")
    assert [fault for path in paths for fault in open_faults(page, path)] == []


def test_page_on_which_a_school_without_an_account_says_whether_the_child_came(page, demo):
    page.add_init_script(AXE_SCRIPT)
    announced = Return.objects.filter(confirmed_on=None, voided_at=None, round__closed_on=None).first()
    asked = {"for_whom": "ครูสมมติ", "way": "MAIL", "address": "kru@school.example", "days": 14}
    _link, secret = links.make_link(announced, **asked, by=announced.entered_by, at=timezone.now())
    faults = open_faults(page, f"/a/{secret}/")
    page.get_by_role("button", name="ขอรหัส").click()
    page.locator("#id_code").fill(re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0])
    page.get_by_role("button", name="เปิดหน้าตอบ").click()
    page.get_by_role("heading", name="นักเรียนมาเรียนแล้วหรือยัง").wait_for()
    assert [*faults, *open_faults(page, f"/a/{secret}/return/")] == []


def open_faults(page, path) -> list[str]:
    """What is wrong with a page that is open to everybody, on a phone and on a desk."""
    faults = [f"{path}: {fault}" for fault in faults_in(page.goto(path).text())]
    for name in ("phone", "desk"):
        page.set_viewport_size(dict(zip(("width", "height"), SIZES[name], strict=True)))
        faults += [f"{path} {name}: {one['id']}" for one in violations(page)] + faults_of(page, path, SIZES[name][0])
    return faults


def test_long_name_stays_whole_on_a_phone(page, demo):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, User.objects.get(username="officer"), demo)
    page.goto(Case.objects.get(student__first_name=LONG_NAME).get_absolute_url())
    for part in page.locator("h1 .nowrap").all():
        assert len(part.evaluate("e => [...e.getClientRects()].map(r => r.top)")) == 1


def test_next_action_is_on_the_first_screen_of_a_phone(page, demo):
    page.set_viewport_size({"width": 390, "height": 844})
    officer = User.objects.get(username="officer")
    sign_in(page, officer, demo)
    page.goto(Case.objects.visible_to(officer).filter(round_number=2, closed_on=None).first().get_absolute_url())
    button = page.locator(".next-action .button").bounding_box()
    assert button["y"] + button["height"] < 844
