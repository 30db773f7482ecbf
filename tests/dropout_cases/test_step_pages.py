"""The pages of the steps' records: what is typed is saved once or kept, and what is saved moves the case on."""

from datetime import date, timedelta

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Deadline
from dropout_cases.steps import RULES, Risk, Safety, Step
from referrals.models import Contact, Meeting, Visit
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, close, code, go_through, make_case, make_contact, make_return, make_visit

# What an officer types on the page of each step. The page of the referral has its own tests.
TYPED = {
    "dropout_cases:report-add": {"story": "เพื่อนบ้านแจ้งซ้ำ", "safety": "SAFE", "causes": ["dropout_reason.POVERTY"]},
    "referrals:contact-add": {
        "party": "TEAM", "channel": "PHONE", "asked": "ขอความเห็นทีม", "answer": "ควรลงพื้นที่", "to_find_out": "รายได้",
        "person": "นักจิตวิทยา", "safety": "SAFE", "best_interest": "อยู่กับยาย",
    },
    "referrals:visit-add": {
        "place_text": "บ้านยาย", "visitors": "ครูวิภา\nผู้ใหญ่บ้าน", "with_school": "on", "result": "visit_result.MET_STUDENT",
        "housing": "WORRYING", "seen": "บ้านไม้ชั้นเดียว", "child_voice": "อยากเรียน", "conclusion": "ช่วยค่าเดินทาง",
        "no_position_why": "ไม่มีสัญญาณ", "started_at": "09.30",
        "safety": "SAFE", "best_interest": "อยู่กับยาย",
        "findings-0-statement": "พ่อทำงานต่างจังหวัด", "findings-0-source": "ยาย", "findings-0-state": "ONE_SIDED",
    },
    "referrals:meeting-add": {
        "place_text": "ห้องประชุม", "chair": "ผอ.เขต", "summary": "เห็นพ้องกัน", "safety": "SAFE", "best_interest": "เรียนใกล้บ้าน",
        "attendees-0-name": "ครูวิภา", "attendees-0-side": "SCHOOL", "attendees-0-present": "on",
        "attendees-0-statement": "พร้อมรับกลับ", "resolutions-0-text": "จัดรถรับส่ง", "resolutions-0-owner_name": "โรงเรียน",
        "resolutions-0-due_on_0": "31", "resolutions-0-due_on_1": "1", "resolutions-0-due_on_2": "2567",
    },
    "dropout_cases:return-add": {
        "pathway": "education_pathway.SAME_SCHOOL", "grade": "grade.08", "classroom": "5/1", "support": "ชุดนักเรียน",
        "safety": "SAFE", "best_interest": "เรียนที่เดิม",
    },
    "dropout_cases:followup-add": {"attendance": "ATTENDING", "note": "มาครบทุกวัน", "safety": "SAFE"},
}  # fmt: skip
PAGES = [rule for rule in RULES if rule.url_name in TYPED]


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school, on=DAY - timedelta(days=2))


@pytest.fixture(params=PAGES, ids=lambda rule: rule.url_name)
def rule(request):
    return request.param


def url_of(rule_or_name, case):
    return reverse(getattr(rule_or_name, "url_name", rule_or_name), args=[case.key])


def filled(client, rule_or_name, case, **typed):
    """The page as it opens, with the answers typed into it."""
    name = getattr(rule_or_name, "url_name", rule_or_name)
    return form_on(client.get(url_of(name, case))) | TYPED[name] | typed


def send(client, rule_or_name, case, follow=True, **typed):
    return client.post(url_of(rule_or_name, case), filled(client, rule_or_name, case, **typed), follow=follow)


def texts_of(rule):
    """What is typed in words."""
    return {name: text for name, text in TYPED[rule.url_name].items() if isinstance(text, str) and not text.isascii()}


def records_of(rule, case):
    return apps.get_model(rule.record).objects.filter(round__case=case)


def errors_of(page):
    return {name: " ".join(said) for name, said in page.context["form"].errors.items()}


def boxes_of(page, *, wrong=False, with_choices=False):
    """The names of the boxes of a page's form and of its first row of each kind: those filled in wrongly, those with choices."""
    forms = [page.context["form"], *(formset[0] for formset in page.context["formsets"])]
    boxes = [box for form in forms for box in form if not wrong or box.errors]
    return {box.html_name for box in boxes if not with_choices or hasattr(box.field, "choices")}


def test_every_step_has_a_page_that_is_tested():
    assert set(TYPED) == {rule.url_name for rule in RULES} - {"referrals:referral-add"}


# Saving


def test_what_was_typed_is_saved_and_the_case_says_what_comes_next(client, case, rule):
    page = send(client, rule, case)
    assert page.request["PATH_INFO"] == case.get_absolute_url()
    saved = records_of(rule, case).latest("pk")
    case.refresh_from_db()
    assert (saved.happened_on, saved.safety, saved.best_interest) == (DAY, "SAFE", TYPED[rule.url_name].get("best_interest", ""))
    said = f"บันทึก{saved._meta.verbose_name}แล้ว ขั้นต่อไป: {case.next_verb} ภายใน"
    assert said in words(page)
    assert not [text for text in texts_of(rule).values() if " ".join(text.split()) not in words(page)]


def test_the_page_says_whose_step_it_is(client, case, rule):
    page = words(client.get(url_of(rule, case)))
    assert (
        f"{case.student.title} {case.student.first_name} {case.student.last_name} รอบที่ 1 {rule.step.value} {rule.step.label}"
        in page
    )
    assert "ตอนนี้นักเรียนปลอดภัยไหม" in page


def test_lines_are_saved_with_their_record(client, case):
    send(client, "referrals:visit-add", case)
    assert [(one.statement, one.source, one.state) for one in Visit.objects.get().findings.all()] == [
        ("พ่อทำงานต่างจังหวัด", "ยาย", "ONE_SIDED")
    ]
    send(client, "referrals:meeting-add", case)
    meeting = Meeting.objects.get()
    assert [(one.name, one.side, one.present) for one in meeting.attendees.all()] == [("ครูวิภา", "SCHOOL", True)]
    assert [(one.text, one.due_on) for one in meeting.resolutions.all()] == [("จัดรถรับส่ง", date(2024, 1, 31))]
    assert meeting.full_number == "1/2567"


def test_agencies_and_causes_are_saved_with_a_visit(world, client, case):
    causes = {"causes": ["dropout_reason.ABUSE"], "more_causes": ["dropout_reason.PREGNANT"]}
    send(client, "referrals:visit-add", case, agencies=[world.agency.key, world.other_agency.key], **causes)
    visit = Visit.objects.get()
    assert {agency.pk for agency in visit.agencies.all()} == {world.agency.pk, world.other_agency.pk}
    assert {cause.code for cause in visit.causes.all()} == {"ABUSE", "PREGNANT"}
    assert {cause.code for cause in case.causes.all()} == {"POVERTY", "ABUSE", "PREGNANT"}


def test_a_double_click_makes_one_record(client, case, rule):
    before = records_of(rule, case).count()
    typed = filled(client, rule, case)
    answers = [client.post(url_of(rule, case), typed) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert records_of(rule, case).count() == before + 1


def test_a_record_may_be_back_dated_and_says_when_it_was_entered(client, case, rule):
    page = send(client, rule, case, happened_on_0="๑๓")
    assert records_of(rule, case).latest("pk").happened_on == DAY - timedelta(days=2)
    assert "บันทึกเมื่อ 15 ม.ค. 2567 09." in words(page)


def test_a_day_to_come_is_refused(client, case, rule):
    late = {"happened_on_0": "16", "happened_on_1": "3"} if rule.step == Step.RETURN else {"happened_on_0": "16"}
    page = send(client, rule, case, **late)
    wanted = {Step.VISIT: "วันที่ลงพื้นที่ต้องไม่เกินวันนี้", Step.RETURN: "แจ้งล่วงหน้าได้ถึง 15 มี.ค. 2567"}
    assert errors_of(page) == {"happened_on": wanted.get(rule.step, "วันที่ต้องไม่เกินวันนี้")}


def test_a_year_of_two_digits_is_refused(client, case, rule):
    page = send(client, rule, case, happened_on_2="67")
    assert errors_of(page) == {"happened_on": "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"}
    assert form_on(page)["happened_on_2"] == "67"


def test_each_page_asks_whether_the_child_is_safe(client, case, rule):
    page = send(client, rule, case, safety=[])
    assert errors_of(page) == {"safety": "เลือกว่านักเรียนปลอดภัยหรือไม่"}


def test_what_is_best_for_the_child_is_asked_where_the_table_asks(client, case, rule):
    page = send(client, rule, case, best_interest=" ")
    assert ("best_interest" in (page.context.get("form") and errors_of(page) or {})) == rule.asks_best_interest


def test_danger_on_any_page_puts_the_case_first_and_shows_the_numbers(client, case, rule):
    page = send(client, rule, case, safety="UNSAFE")
    case.refresh_from_db()
    assert (case.in_danger, case.risk, case.step) == (True, Risk.HIGH, Step.REFERRAL)
    for number in ("191", "1669", "1300", "1387", "1323"):
        assert f'<a href="tel:{number}">' in page.content.decode()


def test_a_page_of_a_child_in_danger_shows_the_numbers_at_once(client, case, rule):
    make_contact(case, case.owner, safety=Safety.UNSAFE)
    page = client.get(url_of(rule, case)).content.decode()
    assert page.index('<a href="tel:1300">') < page.index('enctype="multipart/form-data"')


def test_the_risk_is_as_last_assessed(client, case):
    send(client, "referrals:contact-add", case, risk="HIGH")
    case.refresh_from_db()
    assert case.risk == Risk.HIGH
    send(client, "referrals:contact-add", case, risk="")
    case.refresh_from_db()
    assert case.risk == Risk.HIGH


def test_the_due_date_of_what_follows_may_be_set(client, case):
    page = send(client, "referrals:contact-add", case, next_due_on="22/01/2567")
    assert [(one.step, one.due_on) for one in Deadline.objects.all()] == [(Step.COORDINATE, date(2024, 1, 22))]
    assert "ขั้นต่อไป: บันทึกการประสานงาน ภายใน 22 ม.ค. 2567" in words(page)


@pytest.mark.parametrize("typed", ["14/01/2567", "22/01/67", "31/02/2567"])
def test_a_due_date_that_cannot_be_is_refused(client, case, typed):
    page = send(client, "referrals:contact-add", case, next_due_on=typed)
    assert page.status_code == 200
    assert not Contact.objects.exists()


# Nothing typed is lost


def test_everything_typed_is_kept_when_something_is_wrong(client, case, rule):
    typed = {"happened_on_2": "67", "safety": "UNSURE"}
    page = send(client, rule, case, **typed)
    kept = form_on(page)
    wanted = TYPED[rule.url_name] | typed
    assert {name: [kept.get(name)] if isinstance(value, list) else kept.get(name) for name, value in wanted.items()} == wanted
    assert not records_of(rule, case).filter(happened_on=DAY).exists()


def test_mistakes_are_summed_up_with_a_way_to_each_box(client, case, rule):
    page = send(client, rule, case, happened_on_0="99", safety=[])
    text = page.content.decode()
    assert "แก้ไข 2 จุด" in words(page)
    for target in ("id_happened_on_0", "id_safety_0"):
        assert f'<a href="#{target}">' in text
        assert f'id="{target}"' in text


def test_a_mistake_in_a_row_alone_is_summed_up_too(client, case):
    page = send(client, "referrals:visit-add", case, **{"findings-0-source": ""})
    text = page.content.decode()
    assert "แก้ไข 1 จุด" in words(page)
    assert "มีข้อผิดพลาด:" in words(page)
    assert '<a href="#id_findings-0-source">ระบุว่าได้จากใคร</a>' in text
    assert 'id="id_findings-0-source"' in text
    assert not Visit.objects.exists()


def test_mistakes_in_the_form_and_in_rows_are_counted_together(client, case):
    rows = {"attendees-0-name": "", "resolutions-0-text": "", "chair": ""}
    assert "แก้ไข 3 จุด" in words(send(client, "referrals:meeting-add", case, **rows))


def test_a_checked_fact_names_another_source(client, case):
    row = {"findings-0-state": "CHECKED", "findings-0-second_source": "ยาย"}
    page = send(client, "referrals:visit-add", case, **row)
    assert "ข้อเท็จจริงที่ตรวจแล้วต้องระบุแหล่งที่สองที่ต่างจากแหล่งแรก" in words(page)
    assert form_on(page)["findings-0-second_source"] == "ยาย"


@pytest.mark.parametrize(
    ("name", "row", "box"),
    [
        ("referrals:visit-add", "findings", "statement"),
        ("referrals:meeting-add", "attendees", "name"),
        ("referrals:meeting-add", "resolutions", "text"),
    ],
)
def test_another_row_keeps_what_was_typed_and_saves_nothing(client, case, name, row, box):
    typed = filled(client, name, case)
    page = client.post(url_of(name, case), typed | {"add_row": row})
    now = form_on(page)
    rows_before, rows_now = int(typed[f"{row}-TOTAL_FORMS"]), int(now[f"{row}-TOTAL_FORMS"])
    assert rows_now == rows_before + 1
    assert now[f"{row}-{rows_before}-{box}"] == ""
    assert {key: now.get(key) for key in TYPED[name]} == TYPED[name]
    assert now["token"] == typed["token"]
    assert not Visit.objects.exists()
    assert not Meeting.objects.exists()


def test_another_row_is_no_moment_to_find_mistakes(client, case):
    typed = filled(client, "referrals:visit-add", case, **{"findings-0-source": "", "place_text": "", "happened_on_2": "67"})
    page = client.post(url_of("referrals:visit-add", case), typed | {"add_row": "findings"})
    assert 'class="field-error"' not in page.content.decode()
    assert form_on(page)["happened_on_2"] == "67"


def test_a_row_added_is_saved_with_the_others(client, case):
    name = "referrals:visit-add"
    page = client.post(url_of(name, case), filled(client, name, case) | {"add_row": "findings"})
    more = {"findings-2-statement": "แม่ป่วย", "findings-2-source": "ครู"}
    assert client.post(url_of(name, case), form_on(page) | more).status_code == 302
    assert [one.statement for one in Visit.objects.get().findings.all()] == ["พ่อทำงานต่างจังหวัด", "แม่ป่วย"]


def test_there_is_an_end_to_adding_rows(client, case):
    name = "referrals:visit-add"
    for total in ("20", "999999", "-5", "x"):
        typed = filled(client, name, case, **{"findings-TOTAL_FORMS": total, "add_row": "findings"})
        page = client.post(url_of(name, case), typed)
        assert page.status_code == 200
        assert int(form_on(page)["findings-TOTAL_FORMS"]) in range(1, 21)


def test_rows_left_empty_do_not_count(client, case):
    blank = {name: "" for name in TYPED["referrals:visit-add"] if name.startswith("findings-")}
    send(client, "referrals:visit-add", case, **blank)
    assert not Visit.objects.get().findings.exists()


def test_an_unknown_row_is_nothing_to_add(client, case):
    typed = filled(client, "referrals:visit-add", case, add_row="x\x00")
    assert client.post(url_of("referrals:visit-add", case), typed).status_code == 200


def test_a_form_without_its_rows_is_refused_not_broken(client, case):
    typed = {name: value for name, value in filled(client, "referrals:visit-add", case).items() if "-" not in name}
    assert client.post(url_of("referrals:visit-add", case), typed).status_code == 200
    assert not Visit.objects.exists()


def test_control_characters_are_refused_with_a_sentence(client, case, rule):
    blank = filled(client, rule, case)
    for control in ("\x00", "\x01"):
        page = client.post(url_of(rule, case), blank | dict.fromkeys(texts_of(rule), f"ก{control}ข"))
        assert page.status_code == 200, control
        assert {*texts_of(rule)} <= boxes_of(page, wrong=True), control
        assert "Null" not in words(page)
    assert not records_of(rule, case).filter(happened_on=DAY).exists()


def test_a_text_too_long_is_refused_with_a_sentence(client, case, rule):
    shown = client.get(url_of(rule, case))
    most = {name: getattr(field, "max_length", None) for name, field in shown.context["form"].fields.items() if name != "token"}
    too_long = {name: "ก" * (length + 1) for name, length in most.items() if length}
    page = client.post(url_of(rule, case), form_on(shown) | TYPED[rule.url_name] | too_long)
    for name in too_long:
        assert f"ยาวเกินไป ใช้ไม่เกิน {most[name]} ตัวอักษร" in errors_of(page).get(name, ""), name


def test_a_choice_nobody_offered_is_refused(client, case, rule):
    shown = client.get(url_of(rule, case))
    asked = boxes_of(shown, with_choices=True)
    for choice in ("x", "\x00", "9" * 30):
        page = client.post(url_of(rule, case), form_on(shown) | TYPED[rule.url_name] | dict.fromkeys(asked, choice))
        assert page.status_code == 200, choice
        assert asked <= boxes_of(page, wrong=True), choice
    assert not records_of(rule, case).filter(happened_on=DAY).exists()


@pytest.mark.parametrize("version", ["x", "\x00", "-1", "9" * 30, "1.5"])
def test_a_version_nobody_saw_saves_nothing(client, case, version):
    page = client.post(url_of("referrals:contact-add", case), filled(client, "referrals:contact-add", case, seen_version=version))
    assert page.status_code in (200, 409)
    assert not Contact.objects.exists()


def test_marks_nobody_sees_are_dropped(client, case, rule):
    hidden = {name: f"{text[:2]}\u200b\u202e{text[2:]}" for name, text in texts_of(rule).items()}
    page = send(client, rule, case, **hidden)
    assert page.request["PATH_INFO"] == case.get_absolute_url()
    assert not {"\u200b", "\u202e"} & set(page.content.decode())


# Two officers at once


def test_whoever_comes_second_is_told_who_wrote_what_and_keeps_the_text(world, client, case, rule):
    typed = filled(client, rule, case)
    make_visit(case, world.colleague)
    page = client.post(url_of(rule, case), typed)
    assert page.status_code == 409
    assert "สมมติ colleague บันทึก ลงพื้นที่ เมื่อ 09." in words(page)
    assert "ข้อความของคุณยังอยู่ ตรวจแล้วบันทึกอีกครั้ง" in words(page)
    again = form_on(page)
    kept = {name: [again.get(name)] if isinstance(text, list) else again.get(name) for name, text in TYPED[rule.url_name].items()}
    assert kept == TYPED[rule.url_name]
    before = records_of(rule, case).count()
    assert client.post(url_of(rule, case), again).status_code == 302
    assert records_of(rule, case).count() == before + 1


def test_a_second_overtaking_is_told_as_well(world, client, case):
    typed = filled(client, "referrals:contact-add", case)
    for name in ("ลงพื้นที่", "ลงพื้นที่"):
        make_visit(case, world.colleague)
        page = client.post(url_of("referrals:contact-add", case), typed)
        assert page.status_code == 409
        assert name in words(page)
        typed = form_on(page)
    assert client.post(url_of("referrals:contact-add", case), typed).status_code == 302


def test_one_who_only_looked_overtakes_nobody(world, client, case):
    typed = filled(client, "referrals:contact-add", case)
    client.force_login(world.colleague)
    client.get(case.get_absolute_url())
    client.force_login(world.officer)
    assert client.post(url_of("referrals:contact-add", case), typed).status_code == 302


def test_another_row_does_not_hide_that_somebody_wrote(world, client, case):
    name = "referrals:visit-add"
    typed = filled(client, name, case)
    make_contact(case, world.colleague)
    page = client.post(url_of(name, case), typed | {"add_row": "findings"})
    assert client.post(url_of(name, case), form_on(page)).status_code == 409


# Rounds


def test_a_closed_case_takes_no_record(world, client, case, rule):
    typed = filled(client, rule, case)
    typed["seen_version"] = ""
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    before = records_of(rule, case).count()
    page = client.post(url_of(rule, case), typed)
    assert "รอบนี้ปิดแล้ว บันทึกในรอบปัจจุบัน" in words(page)
    assert records_of(rule, case).count() == before


def test_a_record_goes_into_the_round_that_is_open(world, client, case):
    close(case, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    workflow.take_up_again(case, reason=code("TAKEN_UP_AGAIN", "round_start_reason"), by=world.supervisor, on=DAY)
    page = send(client, "referrals:contact-add", case)
    assert Contact.objects.get().round.number == 2
    assert "รอบที่ 2 · ขั้นที่ 2 จาก 7" in words(page)


def test_steps_may_be_recorded_in_any_order(client, case):
    for rule in reversed(PAGES):
        assert send(client, rule, case).request["PATH_INFO"] == case.get_absolute_url()
    case.refresh_from_db()
    assert case.next_verb == "บันทึกการประสานงาน"


# What is known already


def side_of(client, case, name="referrals:meeting-add"):
    page = words(client.get(url_of(name, case)))
    return page[page.index("รู้แล้วในรอบนี้") :]


def test_the_side_tells_what_is_known_in_this_round_oldest_first(world, client, case):
    make_contact(case, world.officer, on=DAY - timedelta(days=1), asked="ถามการมาเรียน")
    make_visit(case, world.officer, seen="บ้านไม้ชั้นเดียว")
    side = side_of(client, case)
    assert side.index("รับแจ้ง · 13 ม.ค. 2567") < side.index("ถามการมาเรียน") < side.index("บ้านไม้ชั้นเดียว")


def test_the_side_leaves_out_what_was_voided(world, client, case):
    workflow.void(make_contact(case, world.officer, asked="ผิดเคส"), reason="ผิดเคส", by=world.officer)
    assert "ผิดเคส" not in side_of(client, case)


def test_the_side_hides_what_is_sensitive_from_a_colleague(world, client, case):
    make_visit(case, world.officer, child_voice="พ่อตี")
    assert "พ่อตี" in side_of(client, case)
    client.force_login(world.colleague)
    assert "พ่อตี" not in side_of(client, case)


# Step by step


def test_an_agency_contacted_is_named(world, client, case):
    page = send(client, "referrals:contact-add", case, party="AGENCY")
    assert "เลือกหน่วยงานที่ติดต่อ" in words(page)
    page = client.post(url_of("referrals:contact-add", case), form_on(page) | {"agency": world.agency.pk}, follow=True)
    assert "โรงพยาบาลทดสอบ · นักจิตวิทยา · โทรศัพท์" in words(page)


def test_an_answer_has_its_day(client, case):
    send(client, "referrals:contact-add", case)
    assert Contact.objects.get().answered_on == DAY


def test_an_answer_is_not_given_before_it_was_asked_for(client, case):
    page = send(client, "referrals:contact-add", case, answered_on="12/01/2567")
    assert errors_of(page) == {"answered_on": "วันที่ตอบต้องไม่ก่อนวันที่ติดต่อ"}


def test_a_day_of_answer_without_an_answer_is_refused(client, case):
    page = send(client, "referrals:contact-add", case, answer="", answered_on="15/01/2567")
    assert "กรอกทั้งคำตอบและวันที่ตอบ" in words(page)


def test_a_contact_without_answer_waits(client, case):
    page = send(client, "referrals:contact-add", case, answer="", answer_by="20/01/2567")
    assert "รอ ทีมสหวิชาชีพ ตั้งแต่ 15 ม.ค. 2567" in words(page)
    assert "บันทึกคำตอบ ภายใน 20 ม.ค. 2567" in words(page)


def test_saved_and_another_opens_the_next_contact(client, case):
    page = send(client, "referrals:contact-add", case, again="1")
    assert page.request["PATH_INFO"] == url_of("referrals:contact-add", case)
    assert "บันทึกประสานงานแล้ว" in words(page)
    assert form_on(page)["asked"] == ""


def test_agencies_of_other_offices_cannot_be_named(world, client, case):
    world.agency.area = world.elsewhere
    world.agency.save()
    page = send(client, "referrals:visit-add", case, agencies=[world.agency.key])
    assert "agencies" in errors_of(page)
    assert not Visit.objects.exists()


def test_a_visit_on_which_nobody_was_met_leaves_the_step_open(client, case):
    nobody = {"result": "visit_result.NOT_FOUND", "why_nobody": "บ้านปิด", "next_try_on": "18/01/2567"}
    page = send(client, "referrals:visit-add", case, **nobody)
    assert Visit.objects.get().next_try_on == date(2024, 1, 18)
    assert "ยังไม่ได้พบนักเรียน ผู้ปกครอง หรือคนใกล้ชิด" in words(page)


def test_a_meeting_says_which_sides_are_still_to_be_heard(client, case):
    page = words(send(client, "referrals:meeting-add", case))
    assert "ประชุมครั้งที่ 1/2567" in page
    assert "ยังไม่ได้ฟังนักเรียนหรือครอบครัว" in page
    assert "ยังไม่ได้ฟังโรงเรียน" not in page


def test_a_child_who_left_again_is_offered_the_next_round(world, client, case):
    make_return(case, world.officer)
    page = send(client, "dropout_cases:followup-add", case, attendance="STOPPED")
    assert "ขั้นต่อไป: เริ่มรอบที่ 2" in words(page)
    assert f'href="{reverse("dropout_cases:round-add", args=[case.key])}"' in page.content.decode()


def test_staff_of_the_school_report_on_the_follow_up_page(world, client, case):
    client.force_login(world.teacher)
    page = send(client, "dropout_cases:followup-add", case)
    assert "การมาเรียน: มาเรียนสม่ำเสมอ" in words(page)
    assert "บันทึกติดตามการมาเรียนแล้ว" in words(page)


# Answers that come later


@pytest.fixture
def contact(world, case):
    return make_contact(case, world.officer, answer="", on=DAY - timedelta(days=1), asked="มาเรียนกี่วัน", to_find_out="รายได้")


def test_an_answer_is_written_down_when_it_comes(client, case, contact):
    case.refresh_from_db()
    shown = client.get(case.next_url)
    assert "เรื่องที่แจ้งหรือถาม: มาเรียนกี่วัน" in words(shown)
    assert form_on(shown)["to_find_out"] == "รายได้"
    page = client.post(case.next_url, form_on(shown) | {"answer": "มาสามวัน"}, follow=True)
    contact.refresh_from_db()
    assert (contact.answer, contact.answered_on) == ("มาสามวัน", DAY)
    assert "บันทึกคำตอบแล้ว ขั้นต่อไป: บันทึกการประสานงาน ภายใน" in words(page)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"answer": ""}, "เขียนคำตอบ"),
        ({"answer": " \u200b"}, "เขียนคำตอบ"),
        ({"answer": "ก\x01ข"}, "ข้อความมีอักขระที่มองไม่เห็นและเก็บไม่ได้ ลบแล้วพิมพ์ใหม่"),
        ({"answer": "มา", "answered_on_0": "16"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"answer": "มา", "answered_on_0": "13"}, "วันที่ตอบต้องไม่ก่อนวันที่ติดต่อ"),
        ({"answer": "มา", "answered_on_2": "67"}, "ปีต้องเป็น พ.ศ. 4 หลัก เช่น 2555"),
    ],
)
def test_an_answer_not_understood_comes_back_as_typed(client, case, contact, typed, message):
    blank = form_on(client.get(contact.answer_url))
    page = client.post(contact.answer_url, blank | typed)
    assert page.status_code == 200
    assert message in words(page)
    contact.refresh_from_db()
    assert contact.answered_on is None


def test_a_contact_that_was_voided_takes_no_answer(world, client, case, contact):
    typed = form_on(client.get(contact.answer_url)) | {"answer": "มาสามวัน"}
    workflow.void(contact, reason="ผิดเคส", by=world.officer)
    page = client.post(contact.answer_url, typed)
    assert "รายการนี้ถูกยกเลิกแล้ว" in words(page)
    assert "มาสามวัน" in words(page)


def test_an_answer_given_meanwhile_is_not_overwritten(world, client, case, contact):
    typed = form_on(client.get(contact.answer_url)) | {"answer": "มาสามวัน"}
    client.force_login(world.colleague)
    client.post(contact.answer_url, form_on(client.get(contact.answer_url)) | {"answer": "ไม่มาเลย"})
    client.force_login(world.officer)
    page = client.post(contact.answer_url, typed)
    contact.refresh_from_db()
    assert contact.answer == "ไม่มาเลย"
    assert "มีคำตอบแล้ว" in words(page)
    assert form_on(page)["answer"] == "มาสามวัน"


def test_a_case_that_went_through_all_seven_steps_by_its_pages_may_be_closed(world, client, case):
    go_through(case, world.officer, world.agency, until=6, on=DAY - timedelta(days=2))
    with time_machine.travel(f"{DAY + timedelta(weeks=12)} 09:00+07:00"):
        client.force_login(world.officer)
        page = send(client, "dropout_cases:followup-add", case)
    assert "ขั้นต่อไป: ขอปิดเคส" in words(page)
