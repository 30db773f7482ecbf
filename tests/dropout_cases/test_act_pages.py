"""Pages that decide something of a case: each says what it does, works once with its reason, and is refused with a sentence."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Attendance, Case, Closing, Decision, Note, Status, TeamMember
from dropout_cases.steps import Safety, State, Step
from dropout_cases.workflow.team import join_team
from referrals.models import Contact, Plan
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import (
    DAY,
    answer_referral,
    close,
    code,
    decline_referral,
    go_through,
    make_case,
    make_contact,
    make_follow_up,
    make_meeting,
    make_officer,
    make_referral,
    make_return,
    make_visit,
)
from tests.recomputed import differences

EARLIER = DAY - timedelta(days=2)
REASON = "ตามมติทีมสหวิชาชีพ"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=EARLIER)


def url_of(name, case, *more):
    return reverse(f"dropout_cases:{name}", args=[case.key, *more])


def act(client, url, follow=True, **typed):
    """Open the page, answer, press its button."""
    return client.post(url, form_on(client.get(url)) | typed, follow=follow)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def left_again(world, case):
    make_return(case, world.officer, on=EARLIER)
    make_follow_up(case, world.officer, attendance=Attendance.STOPPED, on=DAY)
    return case


def in_danger(world):
    return make_case(world.officer, world.school, on=EARLIER, safety=Safety.UNSAFE)


def asked_to_close(world, case, outcome="NOT_FOUND", by=None):
    workflow.ask_to_close(case, outcome=code(outcome, "case_close_reason"), note="หาไม่พบ", by=by or world.officer, on=DAY)
    return case


# What every such page does


def pages_of(world, case):
    """Every page that decides, and what is typed there besides the reason."""
    contact = make_contact(case, world.officer, on=EARLIER)
    closing = asked_to_close(world, make_case(world.officer, world.school, on=EARLIER))
    closed = make_case(world.officer, world.school, on=EARLIER)
    close(closed, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    loop = {"reason": "round_start_reason.STOPPED_AGAIN", "note": REASON}
    return {
        url_of("step-waive", case, 3): {"reason": REASON},
        url_of("step-vouch", case, 2): {"reason": REASON},
        url_of("danger-end", in_danger(world)): {"reason": REASON},
        url_of("case-postpone", case): {"reason": REASON, "to": "31/01/2567"},
        url_of("entry-void", case, "contact", contact.key): {"reason": REASON},
        url_of("round-add", left_again(world, make_case(world.officer, world.school, on=EARLIER))): loop,
        url_of("closing-add", make_case(world.officer, world.school)): {"outcome": "case_close_reason.NOT_FOUND", "note": REASON},
        url_of("closing-answer", closing): {"approved": "no", "note": REASON},
        url_of("case-reopen", closed): loop,
        url_of("case-assign", make_case(world.officer, world.school)): {"owner": world.colleague.pk},
    }


def test_each_page_names_child_and_effect_and_leads_back(world, client, case):
    client.force_login(world.supervisor)
    for url in pages_of(world, case):
        page = client.get(url)
        shown = page.context["case"]
        text = words(page)
        assert shown.student.first_name in text
        assert str(page.context["heading"]) in text
        assert str(page.context["effect"]) in text
        assert shown.get_absolute_url() in links_on(page)


def test_each_page_works_and_says_so_on_the_case(world, client, case):
    client.force_login(world.supervisor)
    for url, typed in pages_of(world, case).items():
        page = act(client, url, **typed)
        assert page.request["PATH_INFO"] == page.context["case"].get_absolute_url(), url
        assert 'class="notice success"' in page.content.decode(), url


def test_no_page_works_without_what_it_asks_for(world, client, case):
    client.force_login(world.supervisor)
    for url in pages_of(world, case):
        version = client.get(url).context["case"].version
        page = client.post(url, {"reason": " ", "note": " \u200b", "csrfmiddlewaretoken": "x"})
        assert page.status_code == 200, url
        assert "มีข้อผิดพลาด:" in words(page)
        assert Case.objects.get(pk=page.context["case"].pk).version == version, url


def test_control_characters_come_back_with_a_sentence(world, client, case):
    client.force_login(world.supervisor)
    for url, typed in pages_of(world, case).items():
        for control in ("\x00", "\x01"):
            hostile = {name: f"{value}{control}" for name, value in typed.items()}
            assert client.post(url, hostile).status_code == 200, url


def test_a_second_click_does_nothing_twice(world, client, case):
    client.force_login(world.supervisor)
    for url, typed in pages_of(world, case).items():
        shown = client.get(url)
        typed = form_on(shown) | typed
        client.post(url, typed)
        before = (Decision.objects.count(), Closing.objects.count(), shown.context["case"].rounds.count())
        assert client.post(url, typed).status_code in (200, 302, 404), url
        assert (Decision.objects.count(), Closing.objects.count(), shown.context["case"].rounds.count()) == before, url


# Steps left out, and vouched for


def test_a_step_is_left_out_with_a_reason_that_stays_visible(client, case):
    page = act(client, url_of("step-waive", case, 3), reason=REASON)
    assert case.current_round.states.get(step=Step.VISIT).state == State.WAIVED
    assert "ข้ามขั้นตอนแล้ว" in words(page)
    assert f"เหตุผล: {REASON}" in words(page)
    assert "ขั้นตอนนี้ไม่จำเป็น: ลงพื้นที่ สมมติ officer" in words(page)


@pytest.mark.parametrize("step", [1, 6, 7])
def test_steps_that_are_always_needed_are_not_left_out(client, case, step):
    page = act(client, url_of("step-waive", case, step), reason=REASON)
    assert "ขั้นตอนนี้ข้ามไม่ได้" in words(page)
    assert form_on(page)["reason"] == REASON


def test_a_step_that_is_done_is_not_left_out(world, client, case):
    go_through(case, world.officer, world.agency, until=3, on=EARLIER)
    assert "ขั้นตอนนี้เสร็จแล้ว" in words(act(client, url_of("step-waive", case, 3), reason=REASON))


@pytest.mark.parametrize("step", [0, 8, 99, 10**12])
@pytest.mark.parametrize("name", ["step-waive", "step-vouch"])
def test_there_is_no_other_step(world, client, case, name, step):
    client.force_login(world.supervisor)
    assert client.get(url_of(name, case, step)).status_code == 404


def test_a_supervisor_vouches_for_a_step_that_lacks_something(world, client, case):
    make_contact(case, world.officer, on=EARLIER)
    client.force_login(world.supervisor)
    page = act(client, url_of("step-vouch", case, 2), reason=REASON)
    assert case.current_round.states.get(step=Step.COORDINATE).state == State.VOUCHED
    assert "รับรองขั้นตอนที่ยังไม่ครบ: ประสานงาน สมมติ supervisor" in words(page)
    assert REASON in words(page)


def test_a_step_without_any_record_is_not_vouched_for(world, client, case):
    client.force_login(world.supervisor)
    assert "ขั้นตอนนี้ยังไม่มีบันทึก รับรองไม่ได้" in words(act(client, url_of("step-vouch", case, 2), reason=REASON))


# Danger


def test_danger_ends_with_a_reason(world, client, case):
    case = in_danger(world)
    page = act(client, url_of("danger-end", case), reason="อยู่กับยายแล้ว ครูยืนยัน")
    assert not fresh(case).in_danger
    assert "ปลดธงความปลอดภัยแล้ว" in words(page)
    assert "โทรทันทีเมื่อเด็กไม่ปลอดภัย" not in words(page)
    assert "อยู่กับยายแล้ว ครูยืนยัน" in words(page)


def test_where_there_is_no_danger_none_can_end(client, case):
    assert "เคสนี้ไม่มีธงความปลอดภัย" in words(act(client, url_of("danger-end", case), reason=REASON))


# Due dates


def test_a_due_date_is_moved_with_a_reason(client, case):
    page = act(client, url_of("case-postpone", case), to_0="๓๑", to_1="1", to_2="๒๕๖๗", reason="โรงเรียนปิด")
    assert "ภายใน 31 ม.ค. 2567" in words(page)
    assert "กำหนดใหม่: 31 ม.ค. 2567 เหตุผล: โรงเรียนปิด" in words(page)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("14/01/2567", "กำหนดใหม่ต้องไม่ก่อนวันนี้"),
        ("31/01/67", "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"),
        ("31/02/2567", "ไม่มีวันที่ 31 กุมภาพันธ์ ตรวจวันและเดือน"),
        ("", "กรอกวัน เดือน และ พ.ศ."),
    ],
)
def test_a_due_date_that_cannot_be_is_refused(client, case, typed, message):
    page = act(client, url_of("case-postpone", case), to=typed, reason=REASON)
    assert message in words(page)
    assert form_on(page)["reason"] == REASON
    assert fresh(case).due_on == EARLIER + timedelta(days=3)


# Entries struck through


def test_a_voided_entry_stays_struck_through_with_its_reason_and_no_longer_counts(world, client, case):
    contact = make_contact(case, world.officer, on=EARLIER, asked="โทรผิดบ้าน")
    page = act(client, url_of("entry-void", case, "contact", contact.key), reason="ผิดเคส")
    text = page.content.decode()
    assert 'class="entry voided"' in text
    assert "โทรผิดบ้าน" in text
    assert "ยกเลิกแล้ว: ผิดเคส · สมมติ officer 15 ม.ค. 2567 09." in words(page)
    assert case.current_round.states.get(step=Step.COORDINATE).state == State.OPEN
    assert url_of("entry-void", case, "contact", contact.key) not in text


def test_an_entry_is_voided_once(world, client, case):
    contact = make_contact(case, world.officer, on=EARLIER)
    workflow.void(contact, reason="ผิดเคส", by=world.officer)
    assert client.get(url_of("entry-void", case, "contact", contact.key)).status_code == 404


def test_the_only_report_of_a_case_is_not_voided(client, case):
    report = case.current_round.reports.get()
    page = act(client, url_of("entry-void", case, "report", report.key), reason=REASON)
    assert "เคสต้องมีการรับแจ้งอย่างน้อยหนึ่งรายการ ปิดเคสแทนการยกเลิก" in words(page)


def test_a_note_is_voided_as_well(client, case):
    client.post(url_of("note-add", case), {"kind": "NOTE", "text": "เขียนผิดเคส"})
    page = act(client, url_of("entry-void", case, "note", Note.objects.get().key), reason="ผิดเคส")
    assert "เขียนผิดเคส" in words(page)
    assert Note.objects.get().is_void


def test_a_decision_taken_back_opens_the_step_again(world, client, case):
    decision = workflow.waive(case.current_round, Step.VISIT, reason=REASON, by=world.officer, on=DAY)
    act(client, url_of("entry-void", case, "decision", decision.key), reason="ทีมเปลี่ยนมติ")
    assert case.current_round.states.get(step=Step.VISIT).state == State.OPEN


@pytest.mark.parametrize("kind", ["case", "user", "round", "student", "stepstate", "trailevent", "x"])
def test_nothing_else_can_be_voided(world, client, case, kind):
    assert client.get(url_of("entry-void", case, kind, make_contact(case, world.officer).key)).status_code == 404


def test_an_entry_is_voided_from_its_own_case_only(world, client, case):
    contact = make_contact(make_case(world.officer, world.school), world.officer)
    assert client.post(url_of("entry-void", case, "contact", contact.key), {"reason": REASON}).status_code == 404
    assert not Contact.objects.get().is_void


def test_an_entry_of_an_earlier_round_stays_as_it_is(world, client, case):
    contact = make_contact(case, world.officer, on=EARLIER)
    left_again(world, case)
    act(client, url_of("round-add", case), reason="round_start_reason.STOPPED_AGAIN")
    page = act(client, url_of("entry-void", case, "contact", contact.key), reason=REASON)
    assert "รอบนี้ปิดแล้ว" in words(page)
    assert not Contact.objects.get().is_void


# The next round


def test_the_next_round_keeps_case_number_and_history(world, client, case):
    left_again(world, case)
    assert "เริ่มรอบที่ 2" in words(client.get(url_of("round-add", case)))
    page = act(client, url_of("round-add", case), reason="round_start_reason.STOPPED_AGAIN", note="กลับไปช่วยพ่อขายของ")
    now = fresh(case)
    assert (now.number, now.round_number, now.step) == (case.number, 2, Step.COORDINATE)
    text = words(page)
    assert "เริ่มรอบใหม่แล้ว ขั้นต่อไป: ประสานงาน" in text
    assert "กลับไปช่วยพ่อขายของ" in text
    assert text.index("รอบที่ 2") < text.index("ยังอยู่ในการศึกษาไม่ได้")


def test_a_declined_referral_allows_the_next_round(world, client, case):
    decline_referral(make_referral(case, world.officer, world.agency, on=EARLIER, accepted=False), world.officer, on=DAY)
    assert url_of("round-add", case) in client.get(case.get_absolute_url()).content.decode()
    act(client, url_of("round-add", case), reason="round_start_reason.STOPPED_AGAIN")
    assert fresh(case).round_number == 2


def test_the_reason_of_the_next_round_is_proposed_from_the_records(world, client, case):
    decline_referral(make_referral(case, world.officer, world.agency, on=EARLIER, accepted=False), world.officer, on=DAY)
    assert form_on(client.get(url_of("round-add", case)))["reason"] == "round_start_reason.REFERRAL_DECLINED"
    named = url_of("round-add", case) + "?reason=NEW_CAUSE"
    assert form_on(client.get(named))["reason"] == "round_start_reason.NEW_CAUSE"


def under_way(world, case):
    """Somebody on the team, a fact, a resolution, a plan, a question and two referrals, one of them declined."""
    officer, written = world.officer, {"case": case, "round": case.current_round, "happened_on": EARLIER}
    join_team(TeamMember(name="อสม. สมมติ", **written), by=officer)
    make_visit(case, officer, agencies=[world.agency], on=EARLIER)
    make_meeting(case, officer, on=EARLIER)
    plan = Plan.objects.create(
        kind="VISIT", planned_on=DAY, place_text="บ้าน", entered_by=officer, entered_role="OFFICER", **written
    )
    asked = make_contact(case, officer, party="AGENCY", agency=world.agency, answer="", on=EARLIER)
    taken = make_referral(case, officer, world.agency, on=EARLIER)
    decline_referral(make_referral(case, officer, world.other_agency, on=EARLIER, accepted=False), officer, on=EARLIER)
    return plan, asked, taken


def test_the_page_says_what_goes_along(world, client, case):
    _plan, _asked, taken = under_way(world, case)
    page = client.get(url_of("round-add", case))
    text = words(page)
    told = ["คนในเคส อสม. สมมติ", "ข้อเท็จจริง 1 ข้อ", "จัดรถรับส่ง", "นัดลงพื้นที่ 15 ม.ค. 2567", "รอคำตอบ โรงพยาบาลทดสอบ"]
    assert all(one in text for one in (*told, "โรงพยาบาลทดสอบ – รับเรื่องแล้ว · ถอนคำขอ"))
    assert reverse("referrals:referral-withdraw", args=[taken.key]) in links_on(page)


def test_all_of_it_is_there_in_the_next_round_and_what_is_done_stays(world, client, case):
    plan, asked, taken = under_way(world, case)
    old = case.current_round
    act(client, url_of("round-add", case), reason="round_start_reason.REFERRAL_DECLINED")
    new = fresh(case).current_round
    for one in (plan, asked, taken):
        one.refresh_from_db()
        assert one.round == new
    assert old.referrals.count() == old.visits.count() == old.meetings.count() == 1
    assert "อสม. สมมติ" in words(client.get(url_of("case-people", case)))
    assert "จัดรถรับส่ง" in words(client.get(url_of("case-tasks", case)))
    assert "จัดรถรับส่ง" in words(client.get(reverse("referrals:meeting-add", args=[case.key])))
    assert "ผู้ปกครองทำงานต่างจังหวัด" in words(client.get(reverse("referrals:finding-list", args=[case.key])))


def test_what_came_along_is_answered_in_the_next_round_and_settles_nothing_before_that(world, client, case):
    _plan, asked, taken = under_way(world, case)
    act(client, url_of("round-add", case), reason="round_start_reason.REFERRAL_DECLINED")
    states = {state.step: state.state for state in fresh(case).current_round.states.all()}
    assert (states[Step.COORDINATE], states[Step.REFERRAL]) == (State.STARTED, State.STARTED)
    assert fresh(case).pending_key == asked.key
    taken.refresh_from_db()
    with time_machine.travel(f"{DAY + timedelta(days=3)} 09:00+07:00"):
        answer_referral(taken, world.officer, on=DAY + timedelta(days=3), status="DONE")
    assert fresh(case).current_round.states.get(step=Step.REFERRAL).state == State.SETTLED
    assert not differences(case)


def test_no_round_begins_while_the_child_may_stay(client, case):
    page = act(client, url_of("round-add", case), reason="round_start_reason.STOPPED_AGAIN")
    assert "เริ่มรอบใหม่ได้เมื่อผลติดตามหรือการส่งต่อแสดงว่านักเรียนยังอยู่ในการศึกษาไม่ได้" in words(page)
    assert url_of("round-add", case) not in client.get(case.get_absolute_url()).content.decode()


def test_a_round_begins_for_a_coded_reason(world, client, case):
    page = act(client, url_of("round-add", left_again(world, case)), reason="", note=REASON)
    assert "เลือกเหตุที่เริ่มรอบใหม่" in words(page)
    assert form_on(page)["note"] == REASON


def test_a_reason_that_is_not_on_the_list_is_refused(world, client, case):
    left_again(world, case)
    for reason in ("x", "\x00", "case_close_reason.NOT_FOUND"):
        assert act(client, url_of("round-add", case), reason=reason).status_code == 200
    assert fresh(case).round_number == 1


# Closing


def test_closing_is_asked_for_and_waits_for_a_supervisor(client, case):
    page = act(client, url_of("closing-add", case), outcome="case_close_reason.NOT_FOUND", note="ย้ายไม่ทราบที่อยู่")
    assert fresh(case).status == Status.CLOSING
    assert "ขอปิดเคสแล้ว รอผู้กำกับดูแลพิจารณา" in words(page)
    assert "ย้ายไม่ทราบที่อยู่" in words(page)
    assert url_of("closing-answer", case) not in page.content.decode()


def test_a_good_outcome_needs_its_steps_and_names_what_is_missing(client, case):
    page = act(client, url_of("closing-add", case), outcome="case_close_reason.RETAINED", note=REASON)
    assert "ยังปิดด้วยเหตุผลนี้ไม่ได้ – ประสานงาน: โรงเรียนยังไม่ตอบ" in words(page)
    assert form_on(page)["note"] == REASON


def test_closing_is_asked_for_once(world, client, case):
    url = url_of("closing-add", case)
    typed = form_on(client.get(url)) | {"outcome": "case_close_reason.NOT_FOUND", "note": REASON}
    client.post(url, typed)
    assert "มีคำขอปิดเคสรออยู่ ให้ผู้กำกับดูแลพิจารณาก่อน" in words(client.post(url, typed))
    assert Closing.objects.count() == 1


def test_a_supervisor_approves_with_the_reason_in_view(world, client, case):
    asked_to_close(world, case)
    client.force_login(world.supervisor)
    shown = client.get(url_of("closing-answer", case))
    assert "สมมติ officer ขอปิดเคสด้วยเหตุผล “ติดตามไม่พบตัว/ไม่มีตัวตนในพื้นที่” – หาไม่พบ" in words(shown)
    page = act(client, url_of("closing-answer", case), approved="yes")
    assert (fresh(case).status, fresh(case).closed_on) == (Status.CLOSED, DAY)
    assert "ปิดเคสแล้ว ติดตามไม่พบตัว/ไม่มีตัวตนในพื้นที่ 15 ม.ค. 2567" in words(page)
    assert "อนุมัติปิดเคส สมมติ supervisor" in words(page)


def test_a_closing_sent_back_says_why_and_work_goes_on(world, client, case):
    asked_to_close(world, case)
    client.force_login(world.supervisor)
    page = act(client, url_of("closing-answer", case), approved="no", note="หาอีกครั้งกับผู้ใหญ่บ้าน")
    assert fresh(case).status == Status.IN_PROGRESS
    assert "ไม่อนุมัติปิดเคส สมมติ supervisor" in words(page)
    assert "หาอีกครั้งกับผู้ใหญ่บ้าน" in words(page)


@pytest.mark.parametrize(("typed", "message"), [({"note": REASON}, "เลือกผลการพิจารณา"), ({"approved": "no"}, "กรอกเหตุผลที่ไม่อนุมัติ")])
def test_a_decision_on_a_closing_is_complete(world, client, case, typed, message):
    asked_to_close(world, case)
    client.force_login(world.supervisor)
    assert message in words(act(client, url_of("closing-answer", case), **typed))
    assert fresh(case).status == Status.CLOSING


def test_where_the_office_asks_for_two_nobody_approves_alone(world, client, case):
    world.area.two_to_close = True
    world.area.save()
    asked_to_close(world, case, by=world.supervisor)
    client.force_login(world.supervisor)
    page = act(client, url_of("closing-answer", case), approved="yes")
    assert "ผู้ขอปิดเคสอนุมัติเองไม่ได้ ให้ผู้กำกับดูแลคนอื่นพิจารณา" in words(page)
    assert fresh(case).is_open


def test_what_nobody_asked_to_close_is_not_decided(world, client, case):
    client.force_login(world.supervisor)
    assert client.get(url_of("closing-answer", case)).status_code == 404


# Taking up again, and handing over


def closed(world, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    return case


def test_a_closed_case_is_taken_up_again_as_a_new_round(world, client, case):
    client.force_login(world.supervisor)
    page = act(client, url_of("case-reopen", closed(world, case)), reason="round_start_reason.TAKEN_UP_AGAIN")
    now = fresh(case)
    assert (now.is_open, now.round_number, now.outcome) == (True, 2, None)
    assert "รับเคสกลับมาดูแลแล้ว ขั้นต่อไป: ประสานงาน" in words(page)
    assert "อนุมัติปิดเคส" in words(page)


def test_an_open_case_is_not_taken_up_again(world, client, case):
    client.force_login(world.supervisor)
    page = act(client, url_of("case-reopen", case), reason="round_start_reason.TAKEN_UP_AGAIN")
    assert "เคสนี้ยังเปิดอยู่" in words(page)


def test_a_closed_case_offers_nothing_but_taking_it_up_again(world, client, case):
    client.force_login(world.supervisor)
    links = links_on(client.get(closed(world, case).get_absolute_url()))
    assert url_of("case-reopen", case) in links
    for name in ("closing-add", "case-postpone", "round-add"):
        assert url_of(name, case) not in links


@pytest.mark.parametrize("name", ["step-waive", "danger-end", "case-postpone", "round-add", "closing-add"])
def test_a_closed_case_is_not_decided_on(world, client, case, name):
    closed(world, case)
    client.force_login(world.supervisor)
    typed = {"reason": REASON, "note": REASON, "to": "31/01/2567", "outcome": "case_close_reason.NOT_FOUND"}
    if name == "round-add":
        typed["reason"] = "round_start_reason.STOPPED_AGAIN"
    version = fresh(case).version
    page = act(client, url_of(name, case, *([3] if name == "step-waive" else [])), **typed)
    assert "มีข้อผิดพลาด:" in words(page)
    assert fresh(case).version == version


def test_a_case_is_handed_to_somebody_of_the_office(world, client, case):
    client.force_login(world.supervisor)
    page = act(client, url_of("case-assign", case), owner=world.colleague.pk)
    assert fresh(case).owner == world.colleague
    assert "ผู้รับผิดชอบ สมมติ colleague" in words(page)


def test_only_people_who_work_on_cases_here_are_offered(world, client, case):
    gone = make_officer(world.area, username="gone", is_active=False)
    client.force_login(world.supervisor)
    offered = set(client.get(url_of("case-assign", case)).context["form"].fields["owner"].queryset)
    assert offered == {world.officer, world.colleague, world.supervisor}
    for person in (world.stranger, world.teacher, world.executive, gone):
        assert "มีข้อผิดพลาด:" in words(act(client, url_of("case-assign", case), owner=person.pk))
    assert fresh(case).owner == world.officer
