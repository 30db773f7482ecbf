"""The figures about referrals: what each counts, and that its link lists exactly as much."""

import re
from datetime import timedelta
from html import unescape
from statistics import median
from types import SimpleNamespace

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dropout_cases import workflow
from dropout_cases.models import Round
from referrals import numbers, passing
from referrals.filters import NeedForm, ReferralFilter
from referrals.models import Outcome, Referral, ReferralStatus, UnmetNeed
from referrals.unmet import unmet
from schools.access import Role
from tests.client import PageClient
from tests.make import DAY, answer_referral, close, code, decline_referral, make_agency, make_case, make_referral
from tests.people import make_world

TODAY = DAY + timedelta(days=40)
URL = reverse("referrals:referral-numbers")
NEEDS = reverse("referrals:need-list")
LINK = re.compile(r'<a(?: class="figure-(?:number|note)")? href="(/referrals/(?:needs/)?\?[^"]*)"[^>]*>(.*?)</a>', re.S)


@pytest.fixture(autouse=True)
def forty_days_later():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


def refer(case, world, agency=None, **fields):
    receiver = None if "school" in fields else agency or world.agency
    return make_referral(case, world.officer, receiver, **{"accepted": False} | fields)


def give(referral, world, outcome, on=TODAY, **outcomes):
    given = {one: outcomes.get(one.code, outcome) for one in referral.helps.all()}
    return answer_referral(referral, world.officer, on=on, status=ReferralStatus.DONE, given=given)


def lacks(case, world, help_kind="SHELTER", on=DAY, **fields):
    told = {"help_kind": code(help_kind, "help_kind"), "entered_by": world.officer, "entered_role": Role.OFFICER}
    return UnmetNeed.objects.create(case=case, round=case.current_round, happened_on=on, **told | fields)


def fill(world):
    """Referrals in every state, to agencies and a school, in two fiscal years; and needs of several kinds."""
    world.area.amphoe.add(world.school.tambon.amphoe)
    here = make_case(world.officer, world.school)
    there = make_case(world.officer, world.other_school)
    before = make_case(world.officer, world.school, on=DAY - timedelta(days=400))
    refer(before, world, on=DAY - timedelta(days=390), accepted=True)
    refer(here, world)
    opened = refer(here, world, helps=("PSYCH", "MEDICAL"), answer_by=TODAY)
    passing.open_for(opened, voice=passing.Voice(world.partner), on=TODAY, at=timezone.now())
    asking = refer(there, world, world.other_agency, helps=("LEGAL",))
    passing.inquire(asking, voice=passing.Voice(world.officer), on=DAY, text="ขอเอกสาร")
    done = refer(there, world, helps=("MEDICAL", "PSYCH", "FOOD"), accepted=True)
    give(done, world, Outcome.GOT, PSYCH=Outcome.PARTLY, FOOD=Outcome.NOT)
    helping = refer(there, world, world.other_agency, helps=("HOUSING",), accepted=True)
    answer_referral(helping, world.officer, on=TODAY, status=ReferralStatus.HELPING)
    decline_referral(refer(here, world, helps=("SHELTER",)), world.officer, on=DAY + timedelta(days=20))
    out_of_area = code("OUT_OF_AREA", "referral_decline_reason")
    decline_referral(refer(there, world, world.other_agency, helps=("SHELTER", "FOOD")), world.officer, reason=out_of_area)
    decline_referral(refer(there, world, helps=("REHAB",)), world.officer, reason=code("FULL", "referral_decline_reason"))
    answer_referral(refer(here, world, helps=("FOOD",)), world.officer, status=ReferralStatus.WITHDRAWN)
    refer(here, world, school=world.other_school, helps=("ENROLL",))
    workflow.void(refer(here, world), reason="ส่งผิด", by=world.officer)
    lacks(here, world, "FOSTER")


def shown(client, user, url=URL, **asked):
    client.force_login(user)
    response = client.get(url, asked)
    assert response.status_code == 200
    return response


def links_of(page) -> dict[str, str]:
    """Every link to the referrals or the needs behind a number, with the number."""
    html = page.content.decode()
    main = html[html.index('<section aria-labelledby="total">') :]
    return {unescape(url): re.sub(r"<span.*?</span>", "", said, flags=re.S).split()[-1] for url, said in LINK.findall(main)}


def behind(url: str, user) -> list:
    """What the list at this address lists."""
    asked, request = QueryDict(url.partition("?")[2]), SimpleNamespace(user=user)
    if url.startswith(NEEDS):
        form = NeedForm(asked, user=user)
        found = unmet(Round.objects.whole_to(user), form.chosen)
        return form.narrow(found)
    return list(ReferralFilter(asked, Referral.objects.visible_to(user).for_list(), request=request, today=TODAY).qs)


def lacking(user, year=None) -> list[tuple[str, bool, int]]:
    found = unmet(Round.objects.whole_to(user), year)
    return sorted((one.help_kind.partition(".")[2], one.told, one.declined) for one in found)


class TestOffice(TestCase):
    """An office with referrals in every state."""

    client_class = PageClient

    @classmethod
    def setUpTestData(cls):
        with time_machine.travel(f"{TODAY} 09:00+07:00"):
            cls.world = make_world()
            fill(cls.world)

    def shown(self, url=URL, **asked):
        return shown(self.client, self.world.officer, url, **asked)

    def test_every_number_opens_a_list_of_as_many(self):
        for year, least in {"": 60, "2566": 10, "2560": 0}.items():
            found = links_of(self.shown(year=year))
            assert len(found) >= least
            for url, said in found.items():
                rows = behind(url, self.world.officer)
                day = {"answered=1": "answered_on", "reported=1": "result_on"}.get(url.rpartition("&")[2].rpartition("?")[2])
                days = [(getattr(one, day) - one.happened_on).days for one in rows] if day else []
                assert float(said) == (median(days) if day else len(rows)), url

    def test_lists_behind_numbers_open_as_pages(self):
        found = links_of(self.shown(year="2567"))
        for url in [next(url for url in found if part in url) for part in ("agency=", "school=", "result=", "due=on", "amphoe=")]:
            page = self.client.get(url)
            assert page.context["page_obj"].paginator.count == int(found[url])
            assert page.context["form"].errors == {}
            assert "เอาตัวกรองนี้ออก" in page.content.decode()

    def test_receiver_is_counted(self):
        counted = numbers.of_year(Referral.objects.visible_to(self.world.officer), 2567)
        rows = {(row["agency"], row["school"]): row for row in numbers.receivers(counted, TODAY)}
        names = ("sent", "opened", "answered", "taken_on", "declined", "withdrawn", "in_time", "due", "reported")
        found = {name: tuple(row[f"n_{one}"] for one in names) for name, row in rows.items()}
        assert found == {
            (self.world.agency.pk, None): (6, 1, 3, 1, 2, 1, 2, 4, 1),
            (self.world.other_agency.pk, None): (3, 0, 2, 1, 1, 0, 2, 3, 0),
            (None, self.world.other_school.pk): (1, 0, 0, 0, 0, 0, 0, 1, 0),
        }

    def test_receiver_tells_why_it_declined_and_how_long_it_takes(self):
        lines = {line.label: line for line in self.shown().context["lines"]}
        hospital = lines["โรงพยาบาลทดสอบ"]
        assert [(reason.code, number.value) for reason, number in hospital.reasons] == [("NO_SERVICE", 1), ("FULL", 1)]
        assert hospital.numbers["days_answered"].value == 0
        assert hospital.numbers["days_reported"].value == 40
        assert lines["โรงเรียนสอง"].numbers["days_answered"].value is None

    def test_each_help_asked_for_ended_in_one_way(self):
        lines = self.shown(year=2567).context["helps"]
        found = {line.label: [number.value for _head, number in line.cells] for line in lines}
        assert found[code("MEDICAL", "help_kind").label] == [3, 1, 0, 0, 2, 0, 0, 0]
        assert found[code("FOOD", "help_kind").label] == [3, 0, 0, 1, 0, 1, 1, 0]
        assert found[code("SHELTER", "help_kind").label] == [2, 0, 0, 0, 0, 2, 0, 2]
        assert found[code("FOSTER", "help_kind").label] == [0, 0, 0, 0, 0, 0, 0, 1]
        assert all(asked == sum(fates) for asked, *fates, _lacking in found.values())

    def test_what_the_office_told_and_what_everybody_declined_is_not_to_be_had(self):
        assert lacking(self.world.officer) == [("FOSTER", True, 0), ("SHELTER", False, 1), ("SHELTER", False, 1)]
        assert lacking(self.world.stranger) == []

    def test_need_is_of_the_year_it_was_told_or_asked_for(self):
        assert len(lacking(self.world.officer, 2567)) == 3
        assert lacking(self.world.officer, 2566) == []

    def test_needs_are_listed_by_case_number(self):
        page = self.shown(NEEDS, help="SHELTER")
        text = page.content.decode()
        assert [one.declined for _case, _url, _help, _amphoe, one in page.context["rows"]] == [1, 1]
        assert "1 แห่งตอบว่าไม่มีบริการหรืออยู่นอกพื้นที่" in text
        assert not [case for case in self.world.area.cases.all() if case.student.first_name in text]

    def test_need_asked_for_wrongly_finds_nothing_and_says_so(self):
        page = self.shown(NEEDS, year="67")
        assert page.context["rows"] == []
        assert "ปีต้องเป็น พ.ศ. 4 หลัก" in page.content.decode()

    def test_figures_cost_the_same_however_many_there_are(self):
        def queries():
            with CaptureQueriesContext(connection) as captured:
                self.shown()
            return len(captured)

        queries()
        few = queries()
        for number in range(4):
            case = make_case(self.world.officer, self.world.school)
            agency = make_agency(self.world.area, f"หน่วยงานทดสอบ {number}")
            decline_referral(refer(case, self.world, agency, helps=("LEGAL", "REHAB")), self.world.officer)
        assert queries() == few <= 29


def test_child_is_counted_once_for_a_kind_of_help(world):
    case = make_case(world.officer, world.school)
    for agency in (world.agency, world.other_agency):
        decline_referral(refer(case, world, agency, helps=("REHAB",)), world.officer)
    lacks(case, world, "REHAB")
    close(case, world.officer, world.supervisor, outcome="NOT_FOUND", on=DAY + timedelta(days=5))
    later = DAY + timedelta(days=9)
    lacks(make_case(world.officer, student=case.student, on=later), world, "REHAB", on=later)
    assert lacking(world.officer) == [("REHAB", True, 2)]


@pytest.mark.parametrize(
    "by", [{}, {"status": ReferralStatus.ACCEPTED}, {"status": ReferralStatus.DECLINED, "reason": "FULL"}], ids=str
)
def test_help_that_somebody_may_give_or_has_for_others_is_to_be_had(world, by):
    case = make_case(world.officer, world.school)
    decline_referral(refer(case, world, helps=("REHAB",)), world.officer)
    other = refer(case, world, world.other_agency, helps=("REHAB",))
    if by:
        said = {"reason": code(by.pop("reason"), "referral_decline_reason")} if "reason" in by else {}
        answer_referral(other, world.officer, **by, **said)
    assert lacking(world.officer) == []


def test_withdrawn_request_tells_nothing(world):
    case = make_case(world.officer, world.school)
    decline_referral(refer(case, world, helps=("REHAB",)), world.officer)
    answer_referral(refer(case, world, helps=("REHAB",)), world.officer, status=ReferralStatus.WITHDRAWN)
    assert lacking(world.officer) == [("REHAB", False, 1)]


@pytest.mark.parametrize(("days", "still"), [(-5, [("REHAB", True, 0)]), (5, [])])
def test_need_told_is_met_by_who_takes_it_on_since(world, days, still):
    case = make_case(world.officer, world.school)
    lacks(case, world, "REHAB", on=DAY + timedelta(days=10))
    answer_referral(refer(case, world, helps=("REHAB",)), world.officer, on=DAY + timedelta(days=10 + days))
    assert lacking(world.officer) == still


@pytest.mark.parametrize("url", [URL, NEEDS])
@pytest.mark.parametrize("who", ["partner", "teacher", "executive", "sysadmin", "nobody"])
def test_figures_are_for_the_office(client, world, url, who):
    client.force_login(getattr(world, who))
    assert client.get(url).status_code == 404


def test_office_without_referrals_is_told_so(client, world):
    assert "ยังไม่มีคำขอ" in shown(client, world.stranger).content.decode()
    assert "ยังไม่มีความช่วยเหลือที่หาไม่ได้" in shown(client, world.stranger, NEEDS).content.decode()
