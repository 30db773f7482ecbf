"""Round 2 remembers: what was tried stands beside the form, rounds stand side by side, a sign is dismissed with a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import timeline, workflow
from dropout_cases.models import Attendance, Case, NextAct, Setback, SetbackKind
from dropout_cases.rounds import chapters, days_words
from referrals.models import Outcome, ReferralStatus
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import (
    DAY,
    answer_referral,
    code,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_need,
    make_pause,
    make_referral,
    make_return,
    make_setback,
    make_visit,
)

NOW = DAY + timedelta(weeks=12)
REASON = "ครูยืนยันว่ามาเรียน"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{NOW} 09:00+07:00"):
        yield


def url_of(name, thing):
    return reverse(f"dropout_cases:{name}", args=[thing.key])


def begun(case, by, on, reason="STOPPED_AGAIN"):
    workflow.loop(case.current_round, reason=code(reason, "round_start_reason"), note="กลับไปช่วยพ่อขายของ", by=by, on=on)
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def second(world, client):
    """A case in its second round: help was got, the child stayed four weeks."""
    client.force_login(world.officer)
    case = make_case(world.officer, world.school, causes=("POVERTY", "ABUSE"))
    go_through(case, world.officer, world.agency, until=5)
    answer_referral(case.current_round.referrals.get(), world.officer, status=ReferralStatus.DONE)
    make_need(case, world.officer)
    make_return(case, world.officer)
    make_follow_up(case, world.teacher, on=DAY + timedelta(weeks=4), attendance=Attendance.STOPPED)
    return begun(case, world.officer, DAY + timedelta(weeks=5))


def told(case, user, number=1):
    """A round's rows by their heading."""
    story = timeline.read(case, user)
    return {str(label): "\n".join(lines) for label, lines in chapters(case, story, user, NOW)[number - 1].rows}


# What a round tells


def test_a_round_tells_what_was_tried_and_how_it_went(world, second):
    rows = told(second, world.officer)
    assert rows["ช่วงเวลา"] == "15 ม.ค. 2567 – 19 ก.พ. 2567 (5 สัปดาห์)"
    assert rows["ความช่วยเหลือที่ขอและผล"].splitlines() == [
        f"โรงพยาบาลทดสอบ – {code('MEDICAL', 'help_kind')}: ได้รับแล้ว", f"หาในพื้นที่ไม่ได้: {code('HOUSING', 'help_kind')}",
    ]  # fmt: skip
    assert rows["แนวทางที่จัดจริง"].endswith("– โรงเรียนหนึ่ง")
    assert rows["อยู่ได้นานเท่าใด"] == "กลับเข้าเรียน 15 ม.ค. 2567 อยู่ได้ 4 สัปดาห์"
    assert rows["ผลของรอบ"].splitlines() == ["ยังอยู่ในการศึกษาไม่ได้", "กลับเข้าเรียนแล้วหยุดเรียนอีก"]
    assert "โรงพยาบาลทดสอบ" in rows["ผู้มีส่วนร่วม"]
    assert rows["ติดตามแล้วพบ"] == "12 ก.พ. 2567: หยุดเรียน"


def test_the_next_round_tells_why_it_began_and_that_it_goes_on(world, second):
    rows = told(second, world.officer, number=2)
    assert rows["เหตุที่เริ่ม"].splitlines() == ["กลับเข้าเรียนแล้วหยุดเรียนอีก", "กลับไปช่วยพ่อขายของ"]
    assert (rows["ผลของรอบ"], rows["อยู่ได้นานเท่าใด"]) == ("ยังดำเนินการ", "ยังไม่ได้กลับเข้าเรียน")
    assert rows["สาเหตุ"] == ""


def test_help_that_goes_along_stands_in_both_rounds(world, client):
    case = make_case(world.officer, world.school)
    make_referral(case, world.officer, world.agency)
    make_return(case, world.officer)
    make_follow_up(case, world.teacher, attendance=Attendance.STOPPED)
    with time_machine.travel(f"{NOW} 10:00+07:00"):
        case = begun(case, world.officer, NOW)
        first, second = (told(case, world.officer, number)["ความช่วยเหลือที่ขอและผล"] for number in (1, 2))
    assert first == f"{second} · ตามไปรอบต่อมา"
    assert second.endswith("รับเรื่องแล้ว")


def test_each_round_has_the_same_rows(world, second):
    assert list(told(second, world.officer)) == list(told(second, world.officer, number=2))


@pytest.mark.parametrize(("who", "reads"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_sensitive_causes_are_for_those_who_may_read_them(world, client, second, who, reads):
    client.force_login(getattr(world, who))
    cause = str(code("ABUSE", "dropout_reason"))
    for page in (client.get(url_of("case-rounds", second)), client.get(reverse("referrals:visit-add", args=[second.key]))):
        aside = words(page)[words(page).index("สาเหตุ") :]
        assert ("สาเหตุที่จำกัดผู้เห็น" in aside) is not reads
        if page.request["PATH_INFO"].endswith("rounds/"):
            assert (cause in aside) is reads


@pytest.mark.parametrize(
    ("reports", "time"),
    [
        ([], "12 สัปดาห์"),
        ([(3, Attendance.STOPPED)], "3 วัน"),
        ([(3, Attendance.STOPPED), (10, Attendance.ATTENDING)], "12 สัปดาห์"),
        ([(7, Attendance.ATTENDING), (20, Attendance.STOPPED), (25, Attendance.MOVED)], "2 สัปดาห์"),
    ],
)
def test_a_stay_lasts_until_the_child_was_first_missed(world, reports, time):
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    for days, attendance in reports:
        make_follow_up(case, world.teacher, on=DAY + timedelta(days=days), attendance=attendance)
    assert told(case, world.officer)["อยู่ได้นานเท่าใด"].endswith(f"อยู่ได้ {time}")


def test_a_stay_also_ends_with_what_a_list_showed_unless_it_was_dismissed(world):
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    setback = make_setback(case, SetbackKind.OFF_ROLL, on=DAY + timedelta(days=9))
    assert told(case, world.officer)["อยู่ได้นานเท่าใด"].endswith("อยู่ได้ 9 วัน")
    workflow.dismiss_setback(setback, reason=REASON, by=world.officer, on=NOW)
    rows = told(case, world.officer)
    assert rows["อยู่ได้นานเท่าใด"].endswith("อยู่ได้ 12 สัปดาห์")
    assert rows["ติดตามแล้วพบ"].endswith("(ตรวจแล้วยังเรียนอยู่)")


def test_days_of_a_step_are_counted_from_the_steps_before(world):
    case = make_case(world.officer, world.school)
    make_contact(case, world.officer)
    make_contact(case, world.officer, party="AGENCY", agency=world.agency, to_find_out="รายได้", on=DAY + timedelta(days=3))
    make_visit(case, world.officer, agencies=[world.agency], on=DAY + timedelta(days=10))
    assert told(case, world.officer)["เวลาที่ใช้แต่ละขั้น"].splitlines()[:4] == [
        "1 รับแจ้ง: 0 วัน", "2 ประสานงาน: 3 วัน", "3 ลงพื้นที่: 7 วัน", "4 ประชุม: ยังไม่เริ่ม",
    ]  # fmt: skip


def test_why_a_case_rested_is_told_to_those_who_may_know(world):
    case = make_case(world.officer, world.school)
    make_pause(case, world.officer, on=NOW, reason="DETENTION")
    assert str(code("DETENTION", "pause_reason")) in told(case, world.officer)["พักเคส"]
    assert str(code("DETENTION", "pause_reason")) not in told(case, world.colleague)["พักเคส"]


@pytest.mark.parametrize(("days", "text"), [(0, "0 วัน"), (13, "13 วัน"), (14, "2 สัปดาห์"), (99, "14 สัปดาห์")])
def test_time_is_told_in_weeks_from_two_weeks_on(days, text):
    assert days_words(days) == text


def test_what_was_voided_is_told_no_more(world):
    case = make_case(world.officer, world.school)
    entry = make_referral(case, world.officer, world.agency)
    workflow.void(entry, reason="ผิดเคส", by=world.officer)
    assert told(case, world.officer)["ความช่วยเหลือที่ขอและผล"] == ""


# Pages


def test_the_forms_of_a_later_round_show_what_was_tried_before(world, client, second):
    for name in ("referrals:contact-add", "referrals:visit-add", "referrals:meeting-add", "dropout_cases:return-add"):
        page = words(client.get(reverse(name, args=[second.key])))
        assert "รอบก่อนทำอะไรแล้ว ได้ผลอย่างไร รอบที่ 1" in page
        assert "อยู่ได้ 4 สัปดาห์" in page


def test_the_forms_of_the_first_round_have_nothing_before(world, client):
    client.force_login(world.officer)
    case = make_case(world.officer, world.school)
    assert "รอบก่อนทำอะไรแล้ว" not in words(client.get(reverse("referrals:visit-add", args=[case.key])))


def test_a_school_does_not_read_what_the_office_tried(world, client, second):
    client.force_login(world.teacher)
    assert "รอบก่อนทำอะไรแล้ว" not in words(client.get(url_of("followup-add", second)))
    assert client.get(url_of("case-rounds", second)).status_code == 403


def test_the_page_of_the_rounds_shows_them_side_by_side_and_leaves_a_line(world, client, second):
    page = client.get(url_of("case-rounds", second))
    assert [chapter.round.number for chapter in page.context["chapters"]] == [1, 2]
    assert "เทียบรอบ" in words(page)
    assert TrailEvent.objects.filter(verb=Verb.OPENED_SENSITIVE, subject=f"case:{second.key}").exists()


def test_the_next_round_is_proposed_for_the_plainest_reason_and_shows_all(world, client):
    client.force_login(world.officer)
    case = go_through(make_case(world.officer, world.school), world.officer, world.agency, until=5)
    answer_referral(
        case.current_round.referrals.get(),
        world.officer,
        status=ReferralStatus.DONE,
        given={code("MEDICAL", "help_kind"): Outcome.NOT},
    )
    make_return(case, world.officer)
    make_setback(case, SetbackKind.OFF_ROLL, on=DAY + timedelta(days=9))
    make_follow_up(case, world.teacher, on=DAY + timedelta(days=10), attendance=Attendance.STOPPED)
    page = client.get(url_of("round-add", case))
    assert form_on(page)["reason"] == "round_start_reason.STOPPED_AGAIN"
    assert [one.code for one in page.context["why"]] == ["STOPPED_AGAIN", "HELP_NOT_ENOUGH", "OFF_ROLL"]
    assert "รอบก่อนทำอะไรแล้ว ได้ผลอย่างไร รอบที่ 1" in words(page)


# What a list showed


@pytest.fixture
def noticed(world, client):
    client.force_login(world.officer)
    case = make_case(world.officer, world.school)
    make_return(case, world.officer)
    return make_setback(case, on=DAY + timedelta(days=20))


def test_the_case_shows_what_was_noticed_with_two_ways_on(client, noticed):
    page = client.get(noticed.case.get_absolute_url())
    assert "ขาดเรียนถึงเกณฑ์อีก 4 ก.พ. 2567 – ขาดเรียนติดต่อกัน 7 วันเรียน" in words(page)
    ways = [url_of("round-add", noticed.case) + "?reason=ABSENT_AGAIN", url_of("setback-dismiss", noticed)]
    assert [link for link in links_on(page) if link in ways] == ways


def test_it_is_dismissed_with_a_reason_that_stays(world, client, noticed):
    page = client.get(url_of("setback-dismiss", noticed))
    assert "ขาดเรียนติดต่อกัน 7 วันเรียน" in words(page)
    answer = client.post(url_of("setback-dismiss", noticed), form_on(page) | {"reason": REASON}, follow=True)
    noticed.refresh_from_db()
    assert (noticed.dismissed_by, noticed.dismiss_reason) == (world.officer, REASON)
    assert "บันทึกว่ายังเรียนอยู่แล้ว" in words(answer)
    assert url_of("setback-dismiss", noticed) not in links_on(answer)
    assert Case.objects.get().next_act == NextAct.RECORD


def test_without_a_reason_it_stays(client, noticed):
    page = client.post(url_of("setback-dismiss", noticed), {"reason": " "})
    assert "กรอกเหตุผล" in words(page)
    assert not Setback.objects.exclude(dismissed_on=None).exists()


def test_a_second_time_says_who_was_first(client, noticed):
    for _time in range(2):
        page = client.post(url_of("setback-dismiss", noticed), {"reason": REASON})
    assert "สมมติ officer ตรวจสัญญาณนี้แล้ว" in words(page)


@pytest.mark.parametrize(
    ("who", "answer"),
    [("stranger", 404), ("neighbour", 404), ("teacher", 404), ("partner", 404), ("executive", 404), ("sysadmin", 404)],
)
def test_others_have_no_part_in_it(world, client, noticed, who, answer):
    client.force_login(getattr(world, who))
    assert client.get(url_of("setback-dismiss", noticed)).status_code == answer
    assert client.post(url_of("setback-dismiss", noticed), {"reason": REASON}).status_code == answer


def test_whoever_is_not_signed_in_is_asked_to(client, noticed):
    client.logout()
    for page in (url_of("setback-dismiss", noticed), url_of("case-rounds", noticed.case)):
        assert reverse("schools:sign-in") in client.get(page).url
