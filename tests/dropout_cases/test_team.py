"""A case's team: who belongs to it, who must not be contacted, how often each was tried, and what the team advised."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases import team, workflow
from dropout_cases.models import Advice, ContactTry, TeamMember
from dropout_cases.steps import Step
from dropout_cases.workflow import Refused
from dropout_cases.workflow.advice import tick_off
from dropout_cases.workflow.team import change_member, join_team, note_try
from schools.models import TrailEvent
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, close, make_case, make_contact, make_follow_up, make_visit

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world):
    case = make_case(world.officer, world.school)
    case.student.guardian_name, case.student.guardian_phone = "ยายสมมติ", "081-000-0000"
    case.student.save()
    return case


@pytest.fixture
def member(case, world):
    return join(case, world.officer, "ครูสมมติ", phone="081-111-1111", position="ครูประจำชั้น")


def join(case, by, name, **fields):
    return join_team(TeamMember(case=case, name=name, happened_on=DAY, **fields), by=by)


def bar(member, by):
    return change_member(member, fields={"no_contact": True, "no_contact_why": "กลัวถูกทำร้าย"}, by=by)


def advise(case, by, text="รายได้ของครอบครัว", **fields):
    return workflow.give_advice(Advice(case=case, text=text, happened_on=DAY, **fields), by=by)


# The engine


def test_whoever_is_put_on_the_team_stays_in_the_story_with_a_line(case, member):
    assert list(TeamMember.objects.of(case)) == [member]
    assert TrailEvent.objects.filter(subject=f"case:{case.key}", fields=["teammember", member.key]).exists()


def test_same_form_sent_twice_puts_one_on_the_team(case, world):
    for _again in range(2):
        join(case, world.officer, "ครูสมมติ", token="once")
    assert TeamMember.objects.count() == 1


@pytest.mark.parametrize("person", ["stranger", "teacher", "neighbour", "partner", "executive", "sysadmin", "nobody"])
def test_only_whoever_works_on_the_case_writes_of_its_team(case, member, world, person):
    by = getattr(world, person)
    acts = (
        lambda: join(case, by, "ผู้ใหญ่บ้านสมมติ"),
        lambda: bar(member, by),
        lambda: note_try(ContactTry(case=case, member=member, reached=True, happened_on=DAY), by=by),
        lambda: advise(case, by),
    )
    for act in acts:
        with pytest.raises(Refused, match="สิทธิ์"):
            act()


def test_team_of_a_closed_case_gets_nobody_new(case, world):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    with pytest.raises(Refused, match="รอบนี้ปิดแล้ว"):
        join(case, world.officer, "ครูสมมติ")


def test_nobody_is_tried_who_must_not_be_contacted(case, member, world):
    bar(member, world.officer)
    for whom in ({"member": member}, {"who": "คุณ ครูสมมติ ตัวอย่าง"}):
        with pytest.raises(Refused, match="ห้ามติดต่อ ครูสมมติ"):
            note_try(ContactTry(case=case, reached=True, happened_on=DAY, **whom), by=world.officer)


def test_no_contact_needs_a_reason_and_an_end_a_beginning(member, world):
    with pytest.raises(Refused, match="กรอกเหตุผล"):
        change_member(member, fields={"no_contact": True}, by=world.officer)
    with pytest.raises(Refused, match="วันสิ้นสุด"):
        change_member(member, fields={"until_on": DAY - timedelta(days=1)}, by=world.officer)


def test_voided_member_bars_nobody(case, member, world):
    workflow.void(bar(member, world.officer), reason="ผิดคน", by=world.officer)
    assert not TeamMember.objects.of(case).barred()


# Advice


def settled_step_2(case, world, **first):
    make_contact(case, world.officer, **first)
    make_contact(case, world.officer, party="AGENCY", agency=world.agency)
    return case.current_round.states.get(step=Step.COORDINATE)


def test_advice_counts_as_what_must_be_found_out(case, world):
    assert not settled_step_2(case, world).is_done
    advise(case, world.officer)
    assert case.current_round.states.get(step=Step.COORDINATE).is_done


def test_step_2_is_done_on_the_day_the_advice_came(case, world):
    before = DAY - timedelta(days=3)
    for party in ({}, {"party": "AGENCY", "agency": world.agency}):
        make_contact(case, world.officer, on=before, **party)
    advise(case, world.officer)
    assert case.current_round.states.get(step=Step.COORDINATE).settled_on == DAY


def test_later_advice_does_not_move_the_day_the_records_sufficed(case, world):
    before = DAY - timedelta(days=3)
    make_contact(case, world.officer, on=before, to_find_out="รายได้")
    make_contact(case, world.officer, on=before, party="AGENCY", agency=world.agency)
    advise(case, world.officer)
    assert case.current_round.states.get(step=Step.COORDINATE).settled_on == before


def test_voided_advice_counts_no_more(case, world):
    advice = advise(case, world.officer)
    settled_step_2(case, world)
    workflow.void(advice, reason="ผิดเคส", by=world.officer)
    assert not case.current_round.states.get(step=Step.COORDINATE).is_done


def test_advice_is_ticked_off_by_a_later_record_once(case, world):
    advice = advise(case, world.officer)
    visit = make_visit(case, world.officer, agencies=[world.agency], on=DAY - timedelta(days=1))
    tick_off({advice.key: "มีรายได้วันละร้อย"}, record=visit, by=world.officer)
    tick_off({advice.key: "อย่างอื่น"}, record=visit, by=world.colleague)
    advice.refresh_from_db()
    assert (advice.settled_step, advice.settled_by, advice.settled_note) == (Step.VISIT, world.officer, "มีรายได้วันละร้อย")
    assert advice.settled_on == DAY  # not before it was given


# The people tab


def page_of(case):
    return reverse("dropout_cases:case-people", args=[case.key])


def test_people_tab_shows_the_team_and_who_might_join_it(case, member, world, client):
    make_contact(case, world.officer, party="AGENCY", agency=world.agency)
    client.force_login(world.officer)
    seen = words(client.get(page_of(case)))
    for word in ("ครูสมมติ", "081-111-1111", "ยายสมมติ", world.teacher.full_name, world.agency.name):
        assert word in seen


def test_suggestion_fills_the_form(case, world, client):
    make_contact(case, world.officer, party="AGENCY", agency=world.agency)
    world.agency.contact_name = "พยาบาลสมมติ"
    world.agency.save()
    client.force_login(world.officer)
    filled = [form_on(client.get(f"{page_of(case)}add/?{one.query}")) for one in team.suggested(case, [])]
    assert {form["name"] for form in filled} == {"ยายสมมติ", world.teacher.full_name, "พยาบาลสมมติ"}
    assert world.agency.key in {form["agency"] for form in filled}


@pytest.mark.parametrize("query", ["user=" + "A" * 22, "agency=" + "A" * 22, "agency=" + "9" * 300, "user=%00", ""])
def test_suggestion_of_nobody_leaves_the_form_empty(case, world, client, query):
    client.force_login(world.officer)
    assert form_on(client.get(f"{page_of(case)}add/?{query}"))["name"] == ""


def test_member_is_added_from_the_suggestion_with_their_account(case, world, client):
    client.force_login(world.officer)
    url = f"{page_of(case)}add/?user={world.teacher.key}"
    assert client.post(url, form_on(client.get(url))).status_code == 302
    added = TeamMember.objects.get()
    assert (added.user, added.of_school, added.happened_on) == (world.teacher, True, DAY)
    assert all("user=" not in one.query for one in team.suggested(case, [added]))


def test_member_without_a_name_comes_back(case, world, client):
    client.force_login(world.officer)
    response = client.post(f"{page_of(case)}add/", {"position": "ครู", "phone": "ไม่มี"})
    assert "กรอกชื่อและนามสกุล" in words(response)
    assert "กรอกเบอร์โทรเป็นตัวเลข" in words(response)
    assert form_on(response)["position"] == "ครู"


@pytest.mark.parametrize(("answer", "reached", "next_try"), [("yes", True, None), ("no", False, TOMORROW)])
def test_two_taps_write_down_a_call(case, member, world, client, answer, reached, next_try):
    client.force_login(world.officer)
    assert 'href="tel:0811111111"' in client.get(page_of(case)).content.decode()
    client.post(reverse("dropout_cases:member-tried", args=[member.key]), {"reached": answer})
    noted = ContactTry.objects.get()
    assert (noted.member, noted.reached, noted.next_try_on, noted.entered_by) == (member, reached, next_try, world.officer)
    assert "ติดต่อได้" if reached else "ลองใหม่วันที่" in words(client.get(page_of(case)))


def test_try_of_somebody_else_is_typed(case, world, client):
    client.force_login(world.officer)
    url = reverse("dropout_cases:try-add", args=[case.key])
    assert "เลือกผู้เกี่ยวข้อง หรือพิมพ์ชื่อ" in words(client.post(url, {"reached": "no", "channel": "PHONE"}))
    typed = form_on(client.get(url)) | {"who": "เพื่อนบ้านสมมติ", "reached": "no", "note": "ไม่รับสาย"}
    assert client.post(url, typed).status_code == 302
    assert "เพื่อนบ้านสมมติ" in words(client.get(page_of(case)))
    assert "ไม่รับสาย" in words(client.get(case.get_absolute_url()))


def test_whoever_must_not_be_contacted_is_marked_and_not_rung(case, member, world, client):
    bar(member, world.officer)
    for user, reads_why in ((world.officer, True), (world.supervisor, True), (world.colleague, False)):
        client.force_login(user)
        for url in (page_of(case), f"{case.get_absolute_url()}contact/", f"{case.get_absolute_url()}visit/"):
            response = client.get(url)
            assert "ห้ามติดต่อ" in words(response), (user, url)
            assert ("กลัวถูกทำร้าย" in words(response)) is reads_why, (user, url)
            assert "tel:0811111111" not in response.content.decode()


def test_school_sees_neither_team_nor_phone_nor_reason(case, member, world, client):
    bar(member, world.officer)
    client.force_login(world.teacher)
    assert client.get(page_of(case)).status_code == 403
    for url in (case.get_absolute_url(), f"{case.get_absolute_url()}follow-up/"):
        seen = words(client.get(url))
        assert not any(word in seen for word in ("ครูสมมติ", "081-111-1111", "กลัวถูกทำร้าย", "ห้ามติดต่อ"))


def test_colleague_may_say_no_contact_and_not_unsay_it_unread(case, member, world, client):
    client.force_login(world.colleague)
    url = reverse("dropout_cases:member-edit", args=[member.key])
    assert "กรอกเหตุผลที่ห้ามติดต่อ" in words(client.post(url, {"no_contact": "on"}))
    client.post(url, {"no_contact": "on", "no_contact_why": "กลัวถูกทำร้าย"})
    client.post(url, {"phone": "081-222-2222"})
    member.refresh_from_db()
    assert (member.no_contact, member.no_contact_why, member.phone) == (True, "กลัวถูกทำร้าย", "081-222-2222")


def test_contact_with_whom_nobody_may_contact_is_refused(case, member, world, client):
    bar(member, world.officer)
    client.force_login(world.officer)
    url = f"{case.get_absolute_url()}contact/"
    asked = {"party": "TEAM", "asked": "ถาม", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    for whom in ({"member": member.key}, {"person": "ครูสมมติ"}):
        assert "ห้ามติดต่อ ครูสมมติ" in words(client.post(url, form_on(client.get(url)) | asked | whom))


def test_contact_takes_name_and_agency_of_the_member_chosen(case, world, client):
    nurse = join(case, world.officer, "พยาบาลสมมติ", agency=world.agency, position="พยาบาล")
    client.force_login(world.officer)
    url = f"{case.get_absolute_url()}contact/"
    asked = {"party": "AGENCY", "asked": "ถาม", "safety": "SAFE", "best_interest": "อยู่กับยาย", "member": nurse.key}
    assert client.post(url, form_on(client.get(url)) | asked).status_code == 302
    contact = case.current_round.contacts.get()
    assert (contact.person, contact.agency, contact.member) == ("พยาบาลสมมติ พยาบาล", world.agency, nurse)


# Advice on the pages


def test_contact_form_takes_points_of_advice(case, world, client):
    client.force_login(world.officer)
    url = f"{case.get_absolute_url()}contact/"
    asked = {"party": "TEAM", "asked": "ปรึกษา", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    rows = {"advice-0-text": "รายได้ของครอบครัว", "advice-0-kind": "KNOW"}
    assert client.post(url, form_on(client.get(url)) | asked | rows).status_code == 302
    point = Advice.objects.get()
    assert (point.case, point.text, point.entered_by) == (case, "รายได้ของครอบครัว", world.officer)
    assert "รายได้ของครอบครัว" in words(client.get(page_of(case)))


def test_point_is_added_on_the_people_tab(case, world, client):
    client.force_login(world.officer)
    url = reverse("dropout_cases:advice-add", args=[case.key])
    assert "เขียนข้อแนะนำ" in words(client.post(url, {}))
    assert client.post(url, form_on(client.get(url)) | {"text": "ตรวจสิทธิเงินอุดหนุน"}).status_code == 302
    assert "ตรวจสิทธิเงินอุดหนุน" in words(client.get(page_of(case)))


def test_open_points_are_ticked_off_in_the_form_of_a_later_step(case, world, client):
    ticked, noted, left = (advise(case, world.officer, text) for text in ("หนึ่ง", "สอง", "สาม"))
    client.force_login(world.officer)
    url = f"{case.get_absolute_url()}follow-up/"
    answers = {f"advice-{ticked.key}": "on", f"advice-{noted.key}-note": "พบแล้ว", "safety": "SAFE"}
    response = client.post(url, form_on(client.get(url)) | answers)
    assert "สาม" in words(response)  # the attendance is missing: what was ticked comes back
    assert form_on(response)[f"advice-{noted.key}-note"] == "พบแล้ว"
    assert client.post(url, form_on(response) | {"attendance": "ATTENDING"}).status_code == 302
    assert list(Advice.objects.open_in(case)) == [left]
    assert Advice.objects.get(pk=noted.pk).settled_note == "พบแล้ว"


def test_points_are_not_asked_for_in_step_2_nor_of_a_school(case, world, client):
    advise(case, world.officer)
    for user, form in ((world.officer, "contact/"), (world.teacher, "follow-up/")):
        client.force_login(user)
        assert "ข้อแนะนำของทีมที่ยังไม่ได้ทำ" not in words(client.get(case.get_absolute_url() + form))


def test_team_tries_and_advice_stand_on_the_timeline_of_the_office_alone(case, member, world, client):
    note_try(ContactTry(case=case, member=member, reached=False, next_try_on=TOMORROW, happened_on=DAY), by=world.officer)
    advise(case, world.officer)
    make_follow_up(case, world.teacher)
    client.force_login(world.officer)
    seen = words(client.get(case.get_absolute_url()))
    assert all(word in seen for word in ("ครูสมมติ", "ติดต่อไม่ได้", "ลองใหม่วันที่", "รายได้ของครอบครัว"))
    client.force_login(world.teacher)
    seen = words(client.get(case.get_absolute_url()))
    assert not any(word in seen for word in ("ครูสมมติ", "ติดต่อไม่ได้", "รายได้ของครอบครัว"))


def test_party_that_is_only_told_something_is_not_waited_for(case, world, client):
    client.force_login(world.officer)
    url = f"{case.get_absolute_url()}contact/"
    told = form_on(client.get(url)) | {"party": "SCHOOL", "asked": "แจ้งวันประชุม", "safety": "SAFE", "best_interest": "อยู่กับยาย"}
    assert told.pop("wants_answer") == "on"
    assert client.post(url, told).status_code == 302
    case.refresh_from_db()
    assert (case.waiting_on, case.current_round.contacts.get().awaited) == ("", None)
    assert "แจ้งให้ทราบ ไม่ขอคำตอบ" in words(client.get(case.get_absolute_url()))
    client.force_login(world.teacher)
    assert "แจ้งวันประชุม" not in words(client.get("/"))
