"""Personal links: what they keep, when they open, and when the door stays closed."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from dropout_cases import workflow
from dropout_cases.models import AnswerLink, LinkDevice, TeamMember
from dropout_cases.workflow import Refused, links
from dropout_cases.workflow.team import join_team
from schools.models import Mail, Notice, TrailEvent
from tests.make import DAY, close, make_case, make_contact

NOW = datetime(2024, 1, 15, 9, tzinfo=ZoneInfo("Asia/Bangkok"))
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def contact(world):
    case = make_case(world.officer, world.school)
    return make_contact(case, world.officer, party="AGENCY", agency=world.agency, answer="", asked="ขอผลตรวจ")


def make(contact, by, way="MAIL", address="ward@hospital.example", **more):
    asked = {"for_whom": "พยาบาลสมมติ", "way": way, "address": address, "days": 14} | more
    return links.make_link(contact, **asked, by=by, at=NOW)


@pytest.fixture
def given(contact, world):
    return make(contact, world.officer)


def lines_of(link):
    """What the trail says of a link: verb and fields, oldest first."""
    return [(line.verb, line.fields) for line in TrailEvent.objects.filter(subject=f"answerlink:{link.key}").order_by("pk")]


def code_in_mail():
    """The code of the latest mail."""
    digits = "".join(one if one.isdigit() else " " for one in Mail.objects.latest("pk").body).split()
    return next(one for one in digits if len(one) == 6)


# Making one


def test_nothing_that_opens_a_link_is_kept(given):
    link, secret = given
    code = links.send_code(link, NOW)
    device = links.check_code(link, code, LATER)
    stored = str([list(model.objects.values_list()) for model in (AnswerLink, LinkDevice, TrailEvent)])
    assert all(word not in stored for word in (secret, code, device))


def test_link_opens_its_record(contact, given):
    link, secret = given
    assert links.find(secret, LATER) == (link, contact)


def test_link_is_mailed_where_the_officer_wants_it_so(contact, world):
    asked = {"for_whom": "พยาบาลสมมติ", "way": "MAIL", "address": "ward@hospital.example", "days": 14}
    _link, secret = links.make_link(
        contact, **asked, by=world.officer, at=NOW, mail_page=lambda secret: f"https://office/a/{secret}/"
    )
    mail = Mail.objects.get()
    assert mail.address == "ward@hospital.example"
    assert f"https://office/a/{secret}/" in mail.body
    assert contact.round.case.number in mail.subject
    assert contact.round.case.student.first_name not in mail.subject + mail.body


@pytest.mark.parametrize("person", ["stranger", "teacher", "partner", "executive", "sysadmin", "nobody"])
def test_only_whoever_works_on_the_case_makes_reads_out_and_withdraws(contact, given, world, person):
    by, (link, _secret) = getattr(world, person), given
    for act in (
        lambda: make(contact, by),
        lambda: links.withdraw(link, by=by, at=NOW),
        lambda: links.send_code(link, NOW, by=by),
    ):
        with pytest.raises(Refused, match="สิทธิ์"):
            act()


def test_no_link_for_what_is_answered_or_voided_or_of_a_round_that_ended(contact, world):
    answered = make_contact(contact.round.case, world.officer)
    with pytest.raises(Refused, match="ไม่ได้รอคำตอบ"):
        make(answered, world.officer)
    struck = workflow.void(make_contact(contact.round.case, world.officer, answer=""), reason="ผิดเคส", by=world.officer)
    with pytest.raises(Refused, match="ไม่ได้รอคำตอบ"):
        make(struck, world.officer)
    close(contact.round.case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(Refused, match="รอบนี้ปิดแล้ว"):
        make(contact, world.officer)


def test_no_link_for_whoever_must_not_be_contacted(contact, world):
    case = contact.round.case
    member = TeamMember(case=case, name="บิดาสมมติ", happened_on=DAY, no_contact=True, no_contact_why="ทำร้ายเด็ก")
    join_team(member, by=world.officer)
    with pytest.raises(Refused, match="ห้ามติดต่อ บิดาสมมติ"):
        make(contact, world.officer, for_whom="บิดาสมมติ")


# The code


def test_mailed_code_names_nobody_and_is_mailed_at_once(given, contact):
    link, _secret = given
    code = links.send_code(link, NOW)
    mail = Mail.objects.latest("pk")
    assert (code_in_mail(), mail.address, mail.send_after) == (code, "ward@hospital.example", NOW)
    for name in (contact.round.case.student.first_name, link.for_whom, contact.asked):
        assert name not in mail.subject + mail.body


def test_whoever_asks_by_telephone_waits_for_the_officer_who_is_told_once(contact, world):
    link, _secret = make(contact, world.officer, way="PHONE", address="043-000-000")
    links.ask_for_code(link, NOW)
    links.ask_for_code(link, NOW)
    assert not Mail.objects.exists()
    notice = Notice.objects.get()
    assert (notice.recipient, notice.about) == (world.officer, contact.round.case.number)
    assert contact.key in notice.path
    assert links.check_code(link, links.send_code(link, NOW, by=world.colleague), LATER)


@pytest.mark.parametrize(
    ("typed", "after", "opens"),
    [
        ("right", timedelta(minutes=9, seconds=59), True),
        ("right", timedelta(minutes=10), False),
        ("wrong", timedelta(minutes=1), False),
        ("", timedelta(minutes=1), False),
    ],
)
def test_code_opens_for_ten_minutes(given, typed, after, opens):
    link, _secret = given
    code = links.send_code(link, NOW)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert bool(links.check_code(link, {"right": code, "wrong": wrong}.get(typed, ""), NOW + after)) is opens


def test_code_counts_once(given):
    link, _secret = given
    code = links.send_code(link, NOW)
    assert links.check_code(link, code, LATER)
    assert not links.check_code(link, code, LATER)


def test_newer_code_takes_the_place_of_the_one_before(given):
    link, _secret = given
    older, newer = links.send_code(link, NOW), links.send_code(link, NOW)
    assert older == newer or not links.check_code(link, older, LATER)
    assert links.check_code(link, newer, LATER)


def test_code_of_one_link_opens_no_other(contact, world):
    (one, _), (other, _) = make(contact, world.officer), make(contact, world.officer)
    code = links.send_code(one, NOW)
    links.send_code(other, NOW)
    other.refresh_from_db()
    one.refresh_from_db()
    assert one.code_print != other.code_print
    device = links.check_code(one, code, LATER)
    assert links.knows(one, device)
    assert not links.knows(other, device)


def test_after_five_wrong_codes_no_code_helps(given):
    link, _secret = given
    code = links.send_code(link, NOW)
    for _try in range(links.MOST_TRIES):
        assert not links.check_code(link, "nothing", LATER)
    assert not links.check_code(link, code, LATER)
    link.refresh_from_db()
    assert links.is_used_up(link)
    with pytest.raises(Refused, match="ขอลิงก์ใหม่"):
        links.send_code(link, LATER)


def test_no_sixth_code_is_sent(given):
    link, _secret = given
    for _sending in range(links.MOST_SENDS):
        links.send_code(link, NOW)
    with pytest.raises(Refused, match="ขอลิงก์ใหม่"):
        links.send_code(link, NOW)
    assert Mail.objects.count() == links.MOST_SENDS


# The end of it


def test_withdrawn_link_opens_nowhere_at_once(given, world, contact):
    link, secret = given
    links.withdraw(link, by=world.colleague, at=LATER)
    assert links.find(secret, LATER) is None
    with pytest.raises(Refused, match="ลิงก์นี้ใช้ไม่ได้แล้ว"):
        links.answer(link, contact, "ผลปกติ", LATER)


def test_link_ends_by_itself(given):
    _link, secret = given
    assert links.find(secret, NOW + timedelta(days=14, seconds=-1))
    assert links.find(secret, NOW + timedelta(days=14)) is None


def test_link_ends_with_its_record(given, contact, world):
    _link, secret = given
    workflow.void(contact, reason="ผิดเคส", by=world.officer)
    assert links.find(secret, LATER) is None


# The answer


def test_answer_becomes_the_evidence_and_the_person_responsible_is_told(given, contact, world):
    link, _secret = given
    links.answer(link, contact, "ผลปกติ", LATER)
    contact.refresh_from_db()
    assert (contact.answer, contact.answered_on, contact.answered_name) == ("ผลปกติ", DAY, "พยาบาลสมมติ")
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind) == (world.officer, "ANSWER_CAME")
    told = " ".join(f"{line.label} {line.value}" for line in contact.lines())
    assert "ตอบผ่านลิงก์โดย พยาบาลสมมติ" in told


def test_answer_settles_the_step_as_an_answer_typed_in_does(given, contact, world):
    case = contact.round.case
    make_contact(case, world.officer, to_find_out="รายได้")
    links.answer(given[0], contact, "ผลปกติ", LATER)
    assert case.current_round.states.get(step=2).is_done


def test_same_answer_twice_is_one_and_another_is_refused(given, contact):
    link, _secret = given
    links.answer(link, contact, "ผลปกติ", LATER)
    links.answer(link, contact, "ผลปกติ", LATER)
    with pytest.raises(Refused, match="มีคำตอบแล้ว"):
        links.answer(link, contact, "ผลไม่ปกติ", LATER)
    assert Notice.objects.count() == 1


def test_link_answers_no_record_but_its_own(given, contact, world):
    other = make_contact(contact.round.case, world.officer, answer="")
    with pytest.raises(Refused, match="ลิงก์นี้ใช้ไม่ได้แล้ว"):
        links.answer(given[0], other, "ผลปกติ", LATER)


# The trail


def test_every_step_of_a_link_leaves_a_line_that_names_nobody(given, contact, world):
    link, _secret = given
    code = links.send_code(link, NOW)
    links.check_code(link, "nothing", LATER)
    links.check_code(link, code, LATER)
    links.answer(link, contact, "ผลปกติ", LATER)
    links.withdraw(link, by=world.officer, at=LATER)
    assert [verb for verb, _fields in lines_of(link)] == ["CREATED", "CHANGED", "REFUSED", "OPENED", "RECORDED", "CHANGED"]
    assert "สมมติ" not in str(lines_of(link))
