"""What may be asked of the list of referrals, and what is owed first on the list of a receiver."""

from copy import copy
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from dropout_cases.models import Case
from referrals import passing
from referrals.models import Outcome, Referral, ReferralStatus
from schools.fields import new_key
from tests.make import DAY, answer_referral, code, decline_referral, make_case, make_referral

TODAY = DAY + timedelta(days=40)
URL = reverse("referrals:referral-list")


@pytest.fixture(autouse=True)
def forty_days_later():
    with time_machine.travel(f"{TODAY} 09:00+07:00"):
        yield


@pytest.fixture
def sent(world) -> dict[str, Referral]:
    """Referrals by what is so of them; those of the second case are a colleague's."""
    first, second = make_case(world.officer, world.school), make_case(world.officer, world.other_school)
    Case.objects.filter(pk=second.pk).update(owner=world.colleague)

    def refer(case=first, agency=world.agency, **fields):
        return make_referral(case, world.officer, agency, **{"accepted": False} | fields)

    made = {"silent": refer(), "waiting": refer(answer_by=TODAY), "taken": refer(second, world.other_agency, accepted=True)}
    made["asking"] = refer(second, helps=("LEGAL",))
    passing.inquire(made["asking"], voice=passing.Voice(world.officer), on=DAY, text="ขอเอกสาร")
    made["opened"] = refer(second, helps=("LEGAL",), answer_by=TODAY)
    passing.open_for(made["opened"], voice=passing.Voice(world.partner), on=TODAY, at=timezone.now())
    made["school"] = refer(agency=None, school=world.other_school, answer_by=TODAY)
    made["declined"] = decline_referral(refer(), world.officer, on=DAY + timedelta(days=9))
    made["before"] = refer(
        make_case(world.officer, world.school, on=DAY - timedelta(days=200)), on=DAY - timedelta(days=150), accepted=True
    )
    done = refer(helps=("MEDICAL", "PSYCH"), accepted=True)
    given = {code("MEDICAL", "help_kind"): Outcome.GOT, code("PSYCH", "help_kind"): Outcome.NOT}
    made["done"] = answer_referral(done, world.officer, on=TODAY, status=ReferralStatus.DONE, given=given)
    return made


def listed(client, user, sent, **asked) -> set[str]:
    client.force_login(user)
    page = client.get(URL, asked)
    assert page.context["form"].errors == {}
    return {name for name, one in sent.items() if one in set(page.context["page_obj"])}


ANSWERED = {"taken", "declined", "before", "done"}
UNANSWERED = {"silent", "waiting", "asking", "opened", "school"}
ASKED = {
    "status=DECLINED": {"declined"},
    "mine=on": {"silent", "waiting", "school", "declined", "before", "done"},
    "silent=on": {"silent", "taken", "before"},
    "question=on": {"asking"},
    "opened=1": {"opened"},
    "opened=0": {"silent", "waiting", "taken", "asking", "school", "declined", "before", "done"},
    "answered=1": ANSWERED,
    "answered=0": UNANSWERED,
    "taken_on=1": {"taken", "before", "done"},
    "in_time=1": {"taken", "before", "done"},
    "in_time=0": UNANSWERED | {"declined"},
    "due=on": ANSWERED | {"silent", "asking"},
    "reported=1": {"done"},
    "help=LEGAL": {"asking", "opened"},
    "result=GOT": {"done"},
    "result=GOT&help=MEDICAL": {"done"},
    "result=GOT&help=PSYCH": set(),
    "result=UNKNOWN": {"silent", "waiting", "taken", "asking", "opened", "school", "before"},
    "reason=NO_SERVICE": {"declined"},
    "year=2566": {"before"},
    "year=๒๕๖๗&status=DECLINED": {"declined"},
    "to=ตำรวจ": {"taken"},
    "to=โรงเรียนสอง": {"school"},
}


def test_list_answers_what_is_asked(client, world, sent):
    found = {asked: listed(client, world.officer, sent, **dict(pair.split("=") for pair in asked.split("&"))) for asked in ASKED}
    assert found == ASKED
    assert listed(client, world.officer, sent, agency=world.other_agency.key) == {"taken"}
    assert listed(client, world.officer, sent, school=world.other_school.key) == {"school"}


def test_filter_that_is_set_is_told_and_taken_off(client, world, sent):
    client.force_login(world.officer)
    page = client.get(URL, {"agency": world.agency.key, "answered": "1", "status": "DECLINED"})
    chips = {chip.label: (chip.value, chip.query) for chip in page.context["filter"].chips}
    assert chips["คำตอบ"] == ("ตอบแล้ว", f"status=DECLINED&agency={world.agency.key}")
    assert chips["หน่วยงาน"] == (str(world.agency), "status=DECLINED&answered=1")
    assert set(chips) == {"สถานะ", "หน่วยงาน", "คำตอบ"}


@pytest.mark.parametrize(
    "asked", [{"help": "NONE"}, {"year": "67"}, {"opened": "2"}, {"agency": "x" * 22}, {"result": "x"}], ids=str
)
def test_what_is_not_understood_is_told(client, world, asked):
    client.force_login(world.officer)
    page = client.get(URL, asked)
    assert list(page.context["form"].errors) == list(asked)
    assert page.context["filter"].chips == []


def test_agency_of_another_office_cannot_be_asked_for(client, world, sent):
    client.force_login(world.stranger)
    assert client.get(URL, {"agency": world.agency.key}).context["form"].errors


def test_pages_keep_what_was_asked(client, world):
    one = make_referral(make_case(world.officer, world.school), world.officer, world.agency, accepted=False)
    rows = [copy(one) for _number in range(25)]
    for row in rows:
        row.pk, row.key = None, new_key()
    Referral.objects.bulk_create(rows)
    client.force_login(world.officer)
    assert "?status=SENT&amp;answered=0&amp;page=2" in client.get(URL, {"status": "SENT", "answered": "0"}).content.decode()


def test_receiver_has_first_what_it_owes_first(client, world, sent):
    client.force_login(world.partner)
    page = client.get(URL)
    rows = [next(name for name, one in sent.items() if one == row) for row in page.context["page_obj"]]
    assert rows == ["asking", "silent", "opened", "waiting", "done"]
    text = page.content.decode()
    assert [text.count(words) for words in ("ตอบคำขอ", "รอเขตตอบคำถาม", "เกินกำหนด 33 วัน", "ครบกำหนดวันนี้")] == [4, 1, 1, 2]
    assert '<form method="get"' not in text.partition("<main")[2]
