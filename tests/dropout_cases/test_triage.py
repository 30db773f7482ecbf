"""Triage: a report is found at the top, read, asked about and decided in one act, and the act can be taken back at once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dropout_cases import triage, workflow
from dropout_cases.models import Case, Report, ReportChannel, ReportQuestion, Student, Verdict
from dropout_cases.steps import Safety
from schools.models import Notice, NoticeKind, TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.make import DAY, code, make_case, make_contact, make_officer, make_student
from tests.recomputed import differences

LIST, NEW = "/reports/", "/reports/add/"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as clock:
        yield clock


def make_report(world, by=None, causes=("POVERTY",), **fields):
    """A report somebody sent in, through the engine."""
    told = {"child_name": "ด.ญ. ปิ่น สมมติ", "place_text": "บ้านหนองน้ำใส", "story": "ไม่ไปโรงเรียน", "safety": Safety.SAFE}
    told |= {"area": world.area, "channel": ReportChannel.SCHOOL if by else ReportChannel.PUBLIC, "happened_on": DAY} | fields
    return workflow.receive(Report(**told), by=by, causes=[code(name, "dropout_reason") for name in causes])


@pytest.fixture
def report(world):
    return make_report(world)


@pytest.fixture
def officer(world, client):
    client.force_login(world.officer)
    return world.officer


def url_of(report, act=""):
    return f"/reports/{report.key}/{act + '/' if act else ''}"


def do(client, report, act, **typed):
    return client.post(url_of(report, act), typed, follow=True)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def known_child(world, **fields):
    names = {"title": "ด.ญ.", "first_name": "ปิ่น", "last_name": "สมมติ"}
    child = make_student(world.area, world.school, **names | fields)
    child.save()
    return child


# The list


def test_reports_wait_danger_first_then_the_oldest(world, client, officer, nine_oclock):
    names = []
    for name, safety in (("หนึ่ง", Safety.SAFE), ("สอง", Safety.UNSURE), ("สาม", Safety.UNSAFE)):
        names.append(make_report(world, child_name=name, safety=safety).child_name)
        nine_oclock.shift(60)
    rows = client.get(LIST).context["rows"]
    assert [row.report.child_name for row in rows] == ["สาม", "หนึ่ง", "สอง"]


@pytest.mark.parametrize(
    ("minutes", "safety", "said", "overdue"),
    [
        (0, Safety.SAFE, "รอมาแล้ว 0 นาที", False),
        (59, Safety.UNSAFE, "รอมาแล้ว 59 นาที", False),
        (61, Safety.UNSAFE, "รอมาแล้ว 1 ชม. 1 นาที", True),
        (130, Safety.SAFE, "รอมาแล้ว 2 ชม. 10 นาที", False),
        (24 * 60, Safety.UNSURE, "รอมาแล้ว 24 ชม. 0 นาที", False),
        (24 * 60 + 1, Safety.UNSURE, "รอมาแล้ว 24 ชม. 1 นาที", True),
        (3 * 24 * 60, Safety.SAFE, "รอมาแล้ว 3 วัน", True),
    ],
)
def test_every_report_has_its_clock(world, client, officer, nine_oclock, minutes, safety, said, overdue):
    make_report(world, safety=safety)
    nine_oclock.shift(timedelta(minutes=minutes))
    client.force_login(world.officer)
    page = client.get(LIST)
    assert said in words(page)
    assert [row.is_overdue for row in page.context["rows"]] == [overdue]


def test_row_names_child_place_and_channel(report, client, officer):
    text = words(client.get(LIST))
    for part in ("ด.ญ. ปิ่น สมมติ", "บ้านหนองน้ำใส", "แบบแจ้งสาธารณะ"):
        assert part in text


def test_long_name_as_told_may_break_and_a_name_may_not(world, report):
    assert triage.name_told(report).last_name == "สมมติ"
    assert triage.name_told(make_report(world, child_name="หลานสาวของยายมีที่อยู่หลังวัดริมน้ำ")) is None


def test_what_was_added_stands_under_its_own_tab_until_it_is_read(report, client, officer):
    assert "ไม่มีข้อมูลเพิ่ม" in words(client.get(f"{LIST}?tab=news"))
    workflow.add_to(report, "ย้ายไปอยู่กับป้า")
    assert [row.report for row in client.get(f"{LIST}?tab=news").context["rows"]] == [report]
    assert "ย้ายไปอยู่กับป้า" in words(client.get(url_of(report)))
    assert not client.get(f"{LIST}?tab=news").context["rows"]


def test_decided_reports_stay_thirty_days_with_their_verdict(world, report, client, officer, nine_oclock):
    make_case(world.officer, world.school)  # written straight into a case: nobody waited for a verdict
    do(client, report, "set-aside", reason="report_set_aside_reason.NOT_ENOUGH")
    page = client.get(f"{LIST}?tab=decided")
    assert [row.report for row in page.context["rows"]] == [report]
    assert "ไม่เป็นเคส: ข้อมูลไม่พอที่จะหาเด็กพบ" in words(page)
    nine_oclock.shift(timedelta(days=31))
    client.force_login(world.officer)
    assert not client.get(f"{LIST}?tab=decided").context["rows"]


def test_unknown_tab_is_the_first(report, client, officer):
    assert client.get(LIST, {"tab": "x\x00"}).context["tab"] == ""


def test_list_is_paged_and_asks_the_same_for_three_and_for_thirty(world, client, officer):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    for number in range(3):
        make_report(world, child_name=f"เด็ก {number}")
    client.get(LIST)
    few = queries()
    for number in range(27):
        make_report(world, child_name=f"เด็กอีกคน {number}")
    assert queries() == few <= 12
    assert len(client.get(LIST).context["rows"]) == 25
    assert len(client.get(f"{LIST}?page=2").context["rows"]) == 5


@pytest.mark.parametrize("tab", ["news", "decided"])
def test_other_tabs_ask_the_same_for_one_and_for_ten(world, client, officer, tab):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}?tab={tab}")
        return len(asked)

    def one_more():
        one = make_report(world)
        workflow.add_to(one, "เพิ่ม")
        workflow.join(one, make_case(world.officer, world.school), by=world.officer, on=DAY)

    one_more()
    client.get(LIST)
    few = queries()
    for _time in range(9):
        one_more()
    assert queries() == few


# The page of a report


def test_page_shows_everything_told_and_writes_the_opening_down(world, client, officer):
    report = make_report(
        world, causes=("ABUSE", "POVERTY"), reporter_name="สมมติ ผู้แจ้ง", reporter_phone="081-000-0000", reporter_confidential=True
    )
    text = words(client.get(url_of(report)))
    for part in ("ไม่ไปโรงเรียน", "ถูกกระทำรุนแรง", "ฐานะยากจน", "สมมติ ผู้แจ้ง 081-000-0000", "ขอให้ปกปิดชื่อ", "แบบแจ้งสาธารณะ"):
        assert part in text
    line = TrailEvent.objects.filter(subject=f"report:{report.key}", actor=world.officer).get()
    assert (line.verb, line.area) == (Verb.OPENED_SENSITIVE, world.area)
    assert (fresh(report).looked_by, fresh(report).looked_at) == (world.officer, timezone.now())


def test_page_shows_what_a_school_told_of_the_child_with_its_number_masked(world, client, officer):
    child = make_student(world.area, world.school, nickname="ปิ่นน้อย", guardian_name="ยายมี", grade=code("08", "grade"))
    report = make_report(world, by=world.teacher, school=world.school, details=workflow.telling(child, "1234567890121"))
    text = words(client.get(url_of(report)))
    for part in ("ปิ่นน้อย", "ยายมี", str(child.grade), "X-XXXX-XXXX0-12-1", world.teacher.full_name):
        assert part in text
    assert "1234567890121" not in text


def test_first_officer_who_looked_stays_written(world, report, client):
    for person in (world.officer, world.colleague):
        client.force_login(person)
        client.get(url_of(report))
    assert fresh(report).looked_by == world.officer


def test_danger_shows_the_numbers_and_the_legal_duty(world, client, officer):
    text = words(client.get(url_of(make_report(world, safety=Safety.UNSAFE))))
    assert "โทรทันทีเมื่อเด็กไม่ปลอดภัย" in text
    assert "มาตรา 29" in text


def test_title_names_nobody(report, client, officer):
    page = client.get(url_of(report)).content.decode()
    assert "ปิ่น" not in page[page.index("<title>") : page.index("</title>")]


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("colleague", 200), ("supervisor", 200), ("stranger", 404), ("teacher", 404), ("neighbour", 404)]
    + [("executive", 404), ("partner", 404), ("sysadmin", 404), ("nobody", 404)],
)
def test_page_is_for_the_office(world, client, who, status):
    report = make_report(world, school=world.school)
    client.force_login(getattr(world, who))
    assert client.get(url_of(report)).status_code == status
    for act in ("undo", "join", "ask", "set-aside", "open"):
        assert client.get(url_of(report, act), follow=True).status_code == status
        assert client.post(url_of(report, act), follow=True).status_code == status


def test_school_that_reported_may_not_decide(world, client):
    report = make_report(world, by=world.teacher, school=world.school)
    client.force_login(world.teacher)
    assert client.get(url_of(report)).status_code == 403
    assert client.post(url_of(report, "open")).status_code == 403
    assert fresh(report).is_waiting


@pytest.mark.parametrize("url", [LIST, NEW, f"/reports/{'A' * 22}/", f"/reports/{'A' * 22}/open/"])
def test_nobody_signed_in_is_led_to_sign_in(client, db, url):
    assert client.get(url).headers["Location"].startswith("/sign-in/")


def test_report_in_a_colleagues_case_keeps_its_sensitive_part(world, client):
    report = make_report(world, reporter_name="สมมติ ผู้แจ้ง", causes=("ABUSE",))
    workflow.join(report, make_case(world.officer, world.school), by=world.officer, on=DAY)
    workflow.add_to(report, "เรื่องที่เพิ่ม")
    client.force_login(world.colleague)
    page = client.get(url_of(report))
    assert "ข้อมูลอ่อนไหวเห็นเฉพาะผู้รับผิดชอบเคส" in words(page)
    assert not [word for word in ("ผู้แจ้ง สมมติ", "สมมติ ผู้แจ้ง", "ถูกกระทำรุนแรง", "เรื่องที่เพิ่ม") if word in words(page)]
    assert not client.get(f"{LIST}?tab=news").context["rows"]
    assert report.additions.get().seen_at is None
    client.force_login(world.supervisor)
    assert "เรื่องที่เพิ่ม" in words(client.get(url_of(report)))


def test_page_asks_a_bounded_number_of_questions(world, report, client, officer):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(url_of(report))
        return len(asked)

    client.get(url_of(report))
    few = queries()
    for number in range(10):
        workflow.add_to(report, f"เพิ่ม {number}")
        workflow.ask_school(report, school=world.school, child_name="ปิ่น", asked="มาไหม", by=world.officer)
    client.get(url_of(report))
    assert queries() <= few + 2 <= 40


# Verdict: a new case


def test_new_case_in_one_act(world, report, client, officer):
    page = do(client, report, "open")
    case = Case.objects.get()
    assert (case.owner, case.student.first_name, case.opened_on) == (world.officer, "ปิ่น", DAY)
    assert fresh(report).verdict == Verdict.NEW_CASE
    assert f"เปิดเคสใหม่ {case.number}" in words(page)
    assert "ได้ถึง 09.10 น." in words(page)
    assert not differences(case)


def test_officer_says_which_school_the_child_is_at(world, report, client, officer):
    do(client, report, "open", school="โรงเรียนหนึ่ง")
    assert Case.objects.get().school == world.school
    assert fresh(report).school == world.school


def test_school_that_is_not_found_comes_back(world, report, client, officer):
    page = do(client, report, "open", school="โรงเรียนที่ไม่มี")
    assert "ไม่พบโรงเรียน" in words(page)
    assert fresh(report).is_waiting
    assert page.context["open_form"]["school"].value() == "โรงเรียนที่ไม่มี"


def test_known_child_is_offered_and_its_row_is_used(world, report, client, officer):
    child = known_child(world)
    page = client.get(url_of(report))
    assert "อาจเป็นเด็กคนเดียวกัน" in words(page)
    assert "เปิดเคสให้เด็กคนนี้" in words(page)
    do(client, report, "open", student=child.key)
    assert Case.objects.get().student == child
    assert Student.objects.count() == 1


def test_little_one_before_a_name_is_no_part_of_it(world, client, officer):
    known_child(world)
    page = client.get(url_of(make_report(world, child_name="น้องปิ่น สมมติ")))
    assert [match.student.first_name for match in page.context["matches"]] == ["ปิ่น"]


def test_child_of_another_area_cannot_be_chosen(world, report, client, officer):
    far = make_student(world.elsewhere, world.far_school)
    far.save()
    assert do(client, report, "open", student=far.key).status_code == 404
    assert fresh(report).is_waiting


def test_child_with_an_open_case_gets_no_second(world, report, client, officer):
    child = known_child(world)
    make_case(world.officer, world.school, student=child)
    page = do(client, report, "open", student=child.key)
    assert "มีเคสที่เปิดอยู่แล้ว" in words(page)
    assert (Case.objects.count(), fresh(report).is_waiting) == (1, True)


# Verdict: joined


def test_report_is_joined_to_the_open_case_it_may_belong_to(world, report, client, officer):
    case = make_case(world.officer, world.school, student=known_child(world))
    page = client.get(url_of(report))
    assert form_on(page, url_of(report, "join"))["number"] == case.number
    page = do(client, report, "join", number=case.number)
    assert f"รวมกับเคสที่เปิดอยู่ {case.number}" in words(page)
    assert fresh(report).round.case == case
    assert not differences(fresh(case))
    assert "ไม่ไปโรงเรียน" in words(client.get(case.get_absolute_url()))


def test_case_is_found_by_its_number_in_any_digits(world, report, client, officer):
    case = make_case(world.officer, world.school)
    thai = case.number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    do(client, report, "join", number=f" {thai} ")
    assert fresh(report).round.case == case


def test_number_of_no_open_case_comes_back(world, report, client, officer):
    far = make_case(world.stranger, world.far_school)
    for number in (far.number, "ขก1-2567-9999", "\x00"):
        page = do(client, report, "join", number=number)
        assert page.context["join_form"].errors["number"]
        assert page.context["join_form"]["number"].value() == number
    assert fresh(report).is_waiting


# Verdict: not a case


def test_report_is_set_aside_with_its_reason_and_kept(report, client, officer):
    page = do(client, report, "set-aside", reason="report_set_aside_reason.OTHER", note="ย้ายออกนอกประเทศ")
    assert "ย้ายออกนอกประเทศ" in words(page)
    assert (fresh(report).verdict, fresh(report).round) == (Verdict.NOT_A_CASE, None)


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "reason", "เลือกเหตุผลที่ไม่เป็นเคส"),
        ({"reason": "dropout_reason.POVERTY"}, "reason", "เลือกจากรายการ"),
        ({"reason": "report_set_aside_reason.OTHER"}, "note", "เขียนคำอธิบาย"),
    ],
)
def test_setting_aside_needs_a_reason(report, client, officer, typed, field, said):
    page = do(client, report, "set-aside", **typed)
    assert said in " ".join(page.context["aside_form"].errors[field])
    assert fresh(report).is_waiting


# Two officers


def test_second_verdict_is_told_of_the_first(world, report, client, officer):
    workflow.set_aside(report, reason=code("NOT_ENOUGH", "report_set_aside_reason"), by=world.colleague, on=DAY)
    page = do(client, report, "open")
    assert f"{world.colleague} ตัดสินใจเรื่องนี้แล้ว" in words(page)
    assert not Case.objects.exists()


def test_faulty_form_of_a_report_already_decided_shows_the_verdict(world, report, client, officer):
    workflow.set_aside(report, reason=code("NOT_ENOUGH", "report_set_aside_reason"), by=world.colleague, on=DAY)
    assert "ข้อมูลไม่พอที่จะหาเด็กพบ" in words(do(client, report, "join", number="?"))


# Taking it back


def decide(client, world, report, verdict):
    if verdict == "join":
        do(client, report, "join", number=make_case(world.officer, world.school).number)
    elif verdict == "open":
        do(client, report, "open")
    else:
        do(client, report, "set-aside", reason="report_set_aside_reason.STILL_ATTENDING")


@pytest.mark.parametrize("verdict", ["open", "join", "set-aside"])
def test_each_verdict_can_be_taken_back(world, report, client, officer, verdict):
    decide(client, world, report, verdict)
    cases = Case.objects.count()
    page = client.get(url_of(report))
    assert "ย้อนกลับ" in words(page)
    assert form_on(page, url_of(report, "undo")) is not None
    page = do(client, report, "undo")
    assert "รอรับเรื่องอีกครั้ง" in words(page)
    assert fresh(report).is_waiting
    assert Case.objects.count() == (0 if verdict == "open" else cases)
    assert not Student.objects.filter(first_name="ปิ่น").exists()
    assert fresh(report).student is None


def test_child_chosen_by_mistake_is_forgotten_and_a_child_known_before_stays(world, report, client, officer):
    wrong = known_child(world, first_name="คนละคน")
    known = make_report(world, student=wrong, channel=ReportChannel.WARNING)
    for one in (report, known):
        do(client, one, "open", student=wrong.key)
        do(client, one, "undo")
    assert (fresh(report).student, fresh(known).student) == (None, wrong)


def test_report_written_straight_into_a_case_is_not_taken_out_of_it(world, client, officer):
    case = make_case(world.officer, world.school)
    entry = Report(round=case.current_round, happened_on=DAY, safety=Safety.SAFE, story="โทรมาอีกครั้ง")
    workflow.record(entry, by=world.officer)
    assert "ย้อนกลับ" not in words(client.get(url_of(entry)))
    do(client, entry, "undo")
    assert fresh(entry).round.case == case


@pytest.mark.parametrize("verdict", ["open", "join", "set-aside"])
def test_after_ten_minutes_a_verdict_stands(world, report, client, officer, nine_oclock, verdict):
    decide(client, world, report, verdict)
    nine_oclock.shift(timedelta(minutes=10, seconds=1))
    assert url_of(report, "undo") not in client.get(url_of(report)).content.decode()
    assert "ย้อนกลับได้ภายใน 10 นาที" in words(do(client, report, "undo"))
    assert not fresh(report).is_waiting


def test_new_case_in_which_something_followed_stands(world, report, client, officer):
    do(client, report, "open")
    make_contact(Case.objects.get(), world.officer)
    assert "มีการบันทึกในเคส" in words(do(client, report, "undo"))
    assert fresh(report).verdict == Verdict.NEW_CASE


def test_waiting_report_has_nothing_to_take_back(report, client, officer):
    assert "ยังไม่ได้ตัดสินใจ" in words(do(client, report, "undo"))


# Asking a school


def ask(client, report, **typed):
    return do(client, report, "ask", **{"school": "โรงเรียนหนึ่ง", "child_name": "ด.ญ. ปิ่น", "asked": "มาเรียนหรือไม่"} | typed)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("school", {"school": "โรงเรียนไกล"}, "ไม่พบโรงเรียน"),
        ("child_name", {"child_name": ""}, "กรอกชื่อเด็ก"),
        ("asked", {"asked": " "}, "กรอก"),
    ],
)
def test_question_that_cannot_stand_comes_back(report, client, officer, field, typed, said):
    page = ask(client, report, **typed)
    assert said in " ".join(page.context["ask_form"].errors[field])
    assert not ReportQuestion.objects.exists()


def test_school_reads_the_question_and_nothing_of_the_report(world, client, officer):
    report = make_report(
        world, school=world.school, reporter_name="canary-reporter", story="canary-story", child_name="canary-child"
    )
    ask(client, report)
    question = ReportQuestion.objects.get()
    client.force_login(world.teacher)
    pages = [client.get("/"), client.get(f"/reports/questions/{question.key}/")]
    assert f"/reports/questions/{question.key}/" in links_on(pages[0])
    for page in pages:
        assert "ด.ญ. ปิ่น" in words(page)
        assert "มาเรียนหรือไม่" in words(page)
        assert not [word for word in ("canary", report.key) if word in page.content.decode()]


def test_answer_of_a_school_reaches_who_asked(world, report, client, officer):
    ask(client, report)
    question = ReportQuestion.objects.get()
    client.force_login(world.teacher)
    page = client.post(f"/reports/questions/{question.key}/", {"answer": "มาเรียนทุกวัน"}, follow=True)
    assert "ตอบเขตแล้ว" in words(page)
    assert "เขตถาม" not in words(page)
    assert [(one.recipient, one.kind) for one in Notice.objects.all()] == [(world.officer, NoticeKind.REPORT_ANSWERED)]
    client.force_login(world.officer)
    assert "มาเรียนทุกวัน" in words(client.get(url_of(report)))


def test_empty_answer_comes_back(world, report, client, officer):
    ask(client, report)
    client.force_login(world.teacher)
    page = client.post(f"/reports/questions/{ReportQuestion.objects.get().key}/", {"answer": " "})
    assert "กรอกคำตอบ" in words(page)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("teacher", 200),
        ("officer", 200),
        ("neighbour", 404),
        ("stranger", 404),
        ("executive", 404),
        ("partner", 404),
        ("nobody", 404),
    ],
)
def test_question_is_for_the_school_that_is_asked(world, report, client, officer, who, status):
    ask(client, report)
    client.force_login(getattr(world, who))
    assert client.get(f"/reports/questions/{ReportQuestion.objects.get().key}/").status_code == status


def test_question_of_a_report_decided_meanwhile_needs_no_answer(world, report, client, officer):
    ask(client, report)
    do(client, report, "open")
    url = f"/reports/questions/{ReportQuestion.objects.get().key}/"
    client.force_login(world.teacher)
    assert "เขตไม่ต้องการคำตอบนี้แล้ว" in words(client.get(url))
    assert "เขตไม่ต้องการคำตอบนี้แล้ว" in words(client.post(url, {"answer": "มา"}, follow=True))


# Writing a call down

CALL = {
    "channel": "PHONE",
    "name": "ด.ช. กร สมมติ",
    "school": "โรงเรียนหนึ่ง",
    "causes": ["dropout_reason.POVERTY"],
    "more_causes": ["dropout_reason.DISASTER"],
    "safety": "UNSURE",
    "story": "ป้าโทรมาบอกว่าหลานไม่ไปโรงเรียน",
    "reporter_name": "ป้า",
}


def take_down(client, follow=True, **typed):
    return client.post(NEW, form_on(client.get(NEW)) | CALL | typed, follow=follow)


def test_call_becomes_a_waiting_report(world, client, officer):
    page = take_down(client)
    report = Report.objects.get()
    assert page.redirect_chain == [(url_of(report), 302)]
    assert (report.is_waiting, report.channel, report.entered_by, report.school) == (True, "PHONE", world.officer, world.school)
    assert {cause.code for cause in report.causes.all()} == {"POVERTY", "DISASTER"}


def test_call_sent_twice_is_one_report(client, officer):
    typed = form_on(client.get(NEW)) | CALL
    for _time in range(2):
        client.post(NEW, typed)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", {"name": ""}, "กรอกชื่อเด็ก"),
        ("school", {"school": ""}, "เลือกโรงเรียน หรือกรอกพื้นที่"),
        ("school", {"school": "โรงเรียนไกล"}, "ไม่พบโรงเรียน"),
        ("channel", {"channel": "PUBLIC"}, "เลือกจากรายการ"),
        ("channel", {"channel": ""}, "เลือก"),
        ("happened_on", {"happened_on_2": "2569"}, ""),
    ],
)
def test_call_that_cannot_stand_comes_back(client, officer, field, typed, said):
    page = take_down(client, **typed)
    assert said in " ".join(page.context["form"].errors[field])
    assert page.context["form"]["story"].value() == CALL["story"]
    assert not Report.objects.exists()


def test_officer_of_two_areas_says_which(world, client):
    both = make_officer(world.area)
    both.posts.create(role="OFFICER", area=world.elsewhere)
    client.force_login(both)
    page = take_down(client, school="", place_text="ตลาด", area=str(world.elsewhere.pk))
    assert Report.objects.get().area == world.elsewhere, page.context["form"].errors


@pytest.mark.parametrize("who", ["teacher", "executive", "partner", "sysadmin", "nobody"])
def test_triage_is_absent_for_others(world, client, who):
    client.force_login(getattr(world, who))
    assert [client.get(url).status_code for url in (LIST, NEW)] == [404, 404]


# Where it shows


def test_home_has_reports_on_top_with_the_clock(world, client, officer, nine_oclock):
    make_report(world, safety=Safety.UNSAFE)
    nine_oclock.shift(timedelta(hours=2))
    client.force_login(world.officer)
    text = words(client.get("/"))
    assert text.index("เรื่องที่แจ้งเข้ามา 1") < text.index("ความเคลื่อนไหวล่าสุด")
    assert "เด็กไม่ปลอดภัย" in text
    assert "รอมาแล้ว 2 ชม. 0 นาที" in text
    assert "วันนี้ไม่มีงานค้าง" not in text


def test_home_shows_ten_and_leads_to_the_rest(world, client, officer):
    for number in range(12):
        make_report(world, child_name=f"เด็ก {number}")
    page = client.get("/")
    assert len(page.context["reports"]) == 10
    assert "ดูอีก 2 เรื่อง" in words(page)
    assert not client.get("/?show=week").content.decode().count('id="reports"')


def test_home_says_that_something_was_added(report, client, officer):
    workflow.add_to(report, "เพิ่ม")
    page = client.get("/")
    assert "มีข้อมูลเพิ่ม 1" in words(page)
    assert "/reports/?tab=news" in links_on(page)


def test_board_names_the_waiting_reports_before_step_one(world, report, client, officer):
    page = client.get("/cases/board/")
    assert "รอรับเรื่อง 1" in words(page)
    assert LIST in links_on(page)
    client.force_login(world.teacher)
    assert LIST not in links_on(client.get("/cases/board/"))


@pytest.mark.parametrize(
    ("act", "said"),
    [(None, "รอเขตรับเรื่อง"), ("look", "เขตกำลังดู"), ("aside", "เขตตรวจแล้ว ไม่เปิดเคส"), ("open", "")],
)
def test_school_sees_how_its_own_report_stands(world, client, act, said):
    report = make_report(world, by=world.teacher, school=world.school)
    if act == "look":
        workflow.look_at(report, by=world.officer)
    elif act == "aside":
        workflow.set_aside(report, reason=code("NOT_ENOUGH", "report_set_aside_reason"), by=world.officer, on=DAY)
    elif act == "open":
        workflow.open_case_from(report, by=world.officer, on=DAY)
    client.force_login(world.teacher)
    text = words(client.get("/"))
    assert ("เรื่องที่โรงเรียนแจ้ง" in text) == bool(said)
    assert said in text


def test_report_of_a_school_is_shown_to_who_made_it_only(world, client):
    make_report(world, by=world.teacher, school=world.school)
    client.force_login(world.neighbour)
    assert "เรื่องที่โรงเรียนแจ้ง" not in words(client.get("/"))
