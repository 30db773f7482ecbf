"""The public form: anybody reports a child without an account, loses nothing, learns nothing, and keeps a code."""

import re

import pytest
import time_machine

from dropout_cases import receipts, workflow
from dropout_cases.models import Report, ReportChannel, ReportPoint, Verdict
from schools import limits
from schools.models import Notice, TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, code, make_area, make_case, make_student

ANSWERS = {
    "name": "ด.ญ. ปิ่นเพ็ชร์ น้ำทิพย์",
    "where": "บ้านหนองน้ำใส ม.1",
    "causes": ["dropout_reason.POVERTY", "dropout_reason.UNKNOWN"],
    "safety": "SAFE",
    "story": "ไม่ไปโรงเรียนสองสัปดาห์ อยู่กับยาย",
}
STATUS, ADD, SENT = "/r/status/", "/r/status/add/", "/r/sent/"
NO_CODE = "ไม่พบรหัสนี้"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00", tick=False) as clock:
        yield clock


def make_point(world, school=None, place_text="", **fields):
    return ReportPoint.objects.create(area=world.area, school=school, place_text=place_text, made_by=world.officer, **fields)


@pytest.fixture
def point(world):
    return make_point(world, place_text="ศาลาหมู่ 1")


def url_of(point):
    return f"/r/{point.key}/"


def send(client, point, follow=False, address="10.0.0.1", **typed):
    """Open the page, answer, send."""
    url = url_of(point)
    return client.post(url, form_on(client.get(url)) | ANSWERS | typed, follow=follow, REMOTE_ADDR=address)


def sent(client, point, **typed):
    """The report that was sent, and its code."""
    page = send(client, point, follow=True, **typed)
    assert page.redirect_chain == [(SENT, 302)], page.context["form"].errors
    return Report.objects.latest("pk"), re.search(r"[A-Z0-9]{4}-[A-Z0-9]{3}-[A-Z0-9]{3}", words(page))[0]


def refusal(client, point, field, **typed):
    """What the page says at the box; nothing was saved, and what was typed is still there."""
    page = send(client, point, **typed)
    assert not Report.objects.exists()
    assert page.context["form"]["story"].value() == (ANSWERS | typed)["story"]
    return " ".join(page.context["form"].errors[field])


# Five answers


def test_five_answers_make_a_waiting_report_and_no_case(world, client, point):
    report, _code = sent(client, point)
    assert (report.verdict, report.round, report.entered_by, report.entered_role) == (Verdict.WAITING, None, None, "")
    assert (report.channel, report.point, report.area, report.happened_on) == (ReportChannel.PUBLIC, point, world.area, DAY)
    assert (report.child_name, report.place_text, report.school) == (ANSWERS["name"], ANSWERS["where"], None)
    assert {cause.code for cause in report.causes.all()} == {"POVERTY", "UNKNOWN"}
    assert report.story == ANSWERS["story"]


def test_nothing_of_a_report_can_be_read_from_the_address_or_the_title(client, point):
    page = send(client, point, follow=True)
    assert page.request["PATH_INFO"] == SENT
    assert "ปิ่นเพ็ชร์" not in page.content.decode()
    assert page.headers["Cache-Control"].endswith("private")


def test_child_without_a_name_is_told_by_its_looks(client, point):
    report, _code = sent(client, point, name="", name_unknown="on", described_as="เด็กชายราว 10 ปี ข้างตลาด")
    assert (report.child_name, report.described_as) == ("", "เด็กชายราว 10 ปี ข้างตลาด")


def test_name_is_kept_as_told_even_where_unknown_is_ticked(client, point):
    assert sent(client, point, name="น้องเอ (หลานยายมี)", name_unknown="on")[0].child_name == "น้องเอ (หลานยายมี)"


def test_who_reports_is_asked_and_never_required(client, point):
    more = {"source": "report_source.VILLAGE_HEAD", "reporter_name": "สมมติ ใจดี", "reporter_phone": "๐๘๑-000-0000"}
    report, _code = sent(client, point, **more, reporter_confidential="on")
    assert (report.source.code, report.reporter_name, report.reporter_confidential) == ("VILLAGE_HEAD", "สมมติ ใจดี", True)
    assert report.reporter_phone == "081-000-0000"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", {"name": ""}, "กรอกชื่อเด็ก"),
        ("name", {"name": "ก" * 81}, "ยาวเกินไป"),
        ("where", {"where": "  "}, "กรอกโรงเรียน หมู่บ้าน หรือจุดที่พบเด็ก"),
        ("where", {"where": "\x00"}, "อักขระที่มองไม่เห็น"),
        ("causes", {"causes": []}, "เลือกอย่างน้อยหนึ่งข้อ"),
        ("causes", {"causes": ["dropout_reason.PREGNANT"]}, "เลือกจากรายการ"),
        ("causes", {"causes": ["report_source.SELF"]}, "เลือกจากรายการ"),
        ("safety", {"safety": ""}, "เลือกว่าเด็กปลอดภัยหรือไม่"),
        ("story", {"story": ""}, "เล่าสั้น ๆ"),
        ("story", {"story": "ก" * 501}, "ไม่เกิน 500"),
        ("reporter_phone", {"reporter_phone": "โทรหาป้า"}, "กรอกเบอร์โทรเป็นตัวเลข"),
        ("source", {"source": "report_source.DMC"}, "เลือกจากรายการ"),
    ],
)
def test_answer_that_cannot_stand_comes_back_with_a_sentence(client, point, field, typed, said):
    assert said in refusal(client, point, field, **typed)


@pytest.mark.parametrize("typed", [{"verdict": "JOINED", "area": "1", "round": "1", "channel": "OFFICE", "receipt": "x"}])
def test_boxes_the_form_does_not_have_change_nothing(world, client, point, typed):
    report, _code = sent(client, point, **typed)
    assert (report.verdict, report.area, report.round, report.channel) == ("", world.area, None, ReportChannel.PUBLIC)


# Where the child is


@pytest.mark.parametrize(
    ("where", "school", "place"),
    [
        ("โรงเรียนหนึ่ง", "โรงเรียนหนึ่ง", ""),
        ("รร.สอง", "โรงเรียนสอง", ""),
        ("โรงเรียนไกล", None, "โรงเรียนไกล"),  # of another area
        ("โรงเรียน", None, "โรงเรียน"),
        ("หนึ่ง", None, "หนึ่ง"),  # a village may bear the name
    ],
)
def test_school_is_recognised_where_the_text_says_it_is_one(client, point, where, school, place):
    report, _code = sent(client, point, where=where)
    assert (report.school and report.school.name, report.place_text) == (school, place)


def test_point_of_a_school_fills_in_its_name(world, client):
    point = make_point(world, school=world.school)
    typed = form_on(client.get(url_of(point)))
    assert typed["where"] == "โรงเรียนหนึ่ง"
    assert sent(client, point, where=typed["where"])[0].school == world.school


def test_only_area_has_its_form_at_the_short_address(client, db):
    area = make_area()
    answer = client.post("/r/", form_on(client.get("/r/")) | ANSWERS)
    assert answer.headers["Location"] == SENT
    assert Report.objects.get().area == area


def test_site_without_an_area_says_so(client, db):
    assert "ยังไม่มีเขตพื้นที่" in words(client.get("/r/"))


def test_several_areas_are_offered_and_each_has_its_form(world, client):
    page = client.get("/r/")
    assert f"/r/area/{world.area.key}/" in page.content.decode()
    url = f"/r/area/{world.elsewhere.key}/"
    client.post(url, form_on(client.get(url)) | ANSWERS)
    assert Report.objects.get().area == world.elsewhere


def test_point_that_was_taken_down_says_whom_to_call(world, client, settings):
    point = make_point(world, place_text="ศาลา", is_open=False)
    page = client.get(url_of(point))
    assert settings.OFFICE_PHONE in words(page)
    assert client.post(url_of(point), ANSWERS).status_code == 200
    assert not Report.objects.exists()


@pytest.mark.parametrize("url", [f"/r/{'A' * 22}/", f"/r/area/{'A' * 22}/", "/r/short/"])
def test_unknown_point_is_absent(world, client, url):
    assert client.get(url).status_code == 404


# Danger


def test_child_in_danger_shows_whom_to_call_on_the_receipt_and_tells_the_supervisors(world, client, point):
    page = send(client, point, follow=True, safety="UNSAFE")
    assert "โทรทันทีเมื่อเด็กไม่ปลอดภัย" in words(page)
    assert [notice.recipient for notice in Notice.objects.all()] == [world.supervisor]


def test_numbers_stand_on_the_form_before_anything_is_chosen(client, point):
    assert 'href="tel:191"' in client.get(url_of(point)).content.decode()


# Once


def test_form_sent_twice_is_one_report_with_one_code(client, point):
    typed = form_on(client.get(url_of(point))) | ANSWERS
    pages = [client.post(url_of(point), typed, follow=True) for _time in range(2)]
    assert Report.objects.count() == 1
    assert words(pages[0]) == words(pages[1])


def test_form_changed_after_going_back_is_another_report(client, point):
    typed = form_on(client.get(url_of(point))) | ANSWERS
    for name in ("ปิ่น", "น้องของปิ่น"):
        client.post(url_of(point), typed | {"name": name})
    assert Report.objects.count() == 2


def test_nobody_can_take_the_token_of_another_kind_of_report(client, world, point):
    report = Report(area=world.area, child_name="สมมติ", happened_on=DAY, token="known")
    workflow.receive(report, by=world.officer)
    assert sent(client, point, token="known")[0] != report


# Throttle and trap


def test_address_that_sends_too_much_waits_and_keeps_what_was_typed(client, point, monkeypatch):
    monkeypatch.setattr(receipts, "SENDING", limits.Limit("sending", 2, receipts.SENDING.window, Verb.SENT_IN))
    sent(client, point)
    sent(client, point)
    page = send(client, point, safety="UNSAFE", story="เรื่องที่สาม")
    assert page.status_code == 429
    assert "ส่งได้อีกตั้งแต่ 10.00 น." in words(page)
    assert form_on(page)["story"] == "เรื่องที่สาม"
    assert "โทรทันทีเมื่อเด็กไม่ปลอดภัย" in words(page)
    assert send(client, point, address="10.0.0.2").status_code == 302


def test_form_already_sent_leads_to_its_receipt_even_when_the_address_waits(client, point, monkeypatch):
    monkeypatch.setattr(receipts, "SENDING", limits.Limit("sending", 1, receipts.SENDING.window, Verb.SENT_IN))
    typed = form_on(client.get(url_of(point))) | ANSWERS
    assert [client.post(url_of(point), typed).status_code for _time in range(2)] == [302, 302]


def test_filled_trap_comes_back_in_sight_and_nothing_is_dropped(client, point):
    assert "ลบข้อความในช่องนี้" in refusal(client, point, "homepage", homepage="spam.example")
    page = send(client, point, homepage="spam.example")
    assert 'aria-hidden="true"><div id="div_id_homepage"' not in page.content.decode()


def test_trap_is_out_of_sight_and_out_of_the_way_of_the_keyboard(client, point):
    page = client.get(url_of(point)).content.decode()
    assert '<div class="visually-hidden" aria-hidden="true">' in page
    assert re.search(r'<input[^>]*name="homepage"[^>]*tabindex="-1"', page)


# What it must not tell


def test_page_and_answer_are_the_same_whether_the_child_is_known_or_not(world, client, point):
    unknown = send(client, point, follow=True)
    student = make_student(world.area, world.school, title="ด.ญ.", first_name="ปิ่นเพ็ชร์", last_name="น้ำทิพย์")
    case = make_case(world.officer, world.school, student=student)
    known = send(client, point, follow=True)
    blank = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{3}-[A-Z0-9]{3}")
    assert blank.sub("", words(unknown)) == blank.sub("", words(known))
    assert case.number not in known.content.decode()


def test_page_offers_no_list_of_schools_or_children(world, client, point):
    page = client.get(url_of(point)).content.decode()
    assert "<datalist" not in page
    assert "โรงเรียนสอง" not in page


def test_page_is_light(client, point):
    assert len(client.get(url_of(point)).content) < 30_000


# The receipt


def test_receipt_is_shown_while_its_cookie_lasts(client, point, nine_oclock):
    send(client, point)
    cookie = client.cookies["receipt"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SENT, True, "Lax")
    assert client.get(SENT).status_code == 200
    nine_oclock.shift(16 * 60)
    assert client.get(SENT).headers["Location"] == STATUS


def test_without_a_receipt_the_page_asks_for_the_code(client, db):
    assert client.get(SENT).headers["Location"] == STATUS
    client.cookies["receipt"] = "ACDEFHJKMN:forged"
    assert client.get(SENT).headers["Location"] == STATUS


# The status


def ask(client, typed, **more):
    return client.post(STATUS, {"code": typed}, **more)


def test_code_tells_the_status_and_the_day(client, point):
    page = ask(client, sent(client, point)[1].lower())
    assert "รับแจ้งแล้ว แจ้งเมื่อ 15 มกราคม 2567" in words(page)


def test_code_tells_that_the_child_is_helped_and_nothing_of_whom(world, client, point):
    report, receipt = sent(client, point, reporter_name="สมมติ ผู้แจ้ง")
    case = workflow.join(report, make_case(world.officer, world.school), by=world.officer, on=DAY)
    page = ask(client, receipt)
    assert "เด็กกำลังได้รับการช่วยเหลือ" in words(page)
    told = page.content.decode() + str(page.headers) + str(client.cookies)
    secrets = (case.number, case.key, case.student.first_name, "ปิ่นเพ็ชร์", "น้ำทิพย์", "โรงเรียนหนึ่ง", "หนองน้ำใส", "ผู้แจ้ง สมมติ")
    assert not [word for word in (*secrets, world.officer.full_name, report.key) if word in told]


@pytest.mark.parametrize("typed", ["ACDE-FHJ-KMN", "ACDE", "x' OR 1=1", "ไม่รู้", "\u200b-"])
def test_every_wrong_code_gets_one_answer(client, point, typed):
    sent(client, point)
    page = ask(client, typed)
    assert page.context["form"].errors["code"] == ["ไม่พบรหัสนี้ ตรวจตัวอักษรแล้วลองอีกครั้ง"]


def test_empty_code_is_asked_for(client, db):
    assert "กรอกรหัสรับแจ้ง" in words(ask(client, ""))


def test_guesser_waits_even_with_the_right_code(client, point):
    receipt = sent(client, point)[1]
    for _time in range(receipts.GUESSING.times):
        ask(client, "ACDE-FHJ-KMN")
    assert "ลองใหม่ได้ตั้งแต่ 09.15 น." in words(ask(client, receipt))
    assert "แจ้งเมื่อ" in words(ask(client, receipt, REMOTE_ADDR="10.0.0.9"))


# Adding


def add(client, receipt, text, **more):
    return client.post(ADD, {"code": receipt, "text": text}, **more)


def test_reporter_adds_and_the_officer_has_news(world, client, point):
    report, receipt = sent(client, point)
    typed = form_on(ask(client, receipt), ADD)
    page = client.post(ADD, typed | {"text": "เห็นเด็กที่ตลาดวันนี้"})
    assert "เพิ่มข้อมูลแล้ว" in words(page)
    assert [one.text for one in report.additions.all()] == ["เห็นเด็กที่ตลาดวันนี้"]
    assert list(Report.objects.with_news()) == [report]
    assert form_on(page, ADD)["text"] == ""


def test_same_words_sent_twice_are_kept_once(client, point):
    report, receipt = sent(client, point)
    for text in ("เรื่องหนึ่ง", "เรื่องสอง", "เรื่องหนึ่ง"):
        add(client, receipt, text)
    assert report.additions.count() == 2


def test_report_takes_twenty_additions(client, point):
    report, receipt = sent(client, point)
    for number in range(20):
        add(client, receipt, f"เรื่องที่ {number}")
    page = add(client, receipt, "เรื่องสุดท้าย")
    assert "เพิ่มข้อมูลครบแล้ว" in words(page)
    assert form_on(page, ADD)["text"] == "เรื่องสุดท้าย"
    assert report.additions.count() == 20


@pytest.mark.parametrize(("text", "said"), [("", "เขียนสิ่งที่ต้องการเพิ่ม"), ("ก" * 1001, "ไม่เกิน 1,000"), ("\x00", "อักขระที่มองไม่เห็น")])
def test_addition_that_cannot_stand_comes_back(client, point, text, said):
    report, receipt = sent(client, point)
    page = add(client, receipt, text)
    assert said in words(page)
    assert "แจ้งเมื่อ" in words(page)
    assert not report.additions.exists()


def test_addition_with_a_wrong_code_keeps_the_text(client, point):
    sent(client, point)
    page = add(client, "ACDE-FHJ-KMN", "ข้อความยาวที่พิมพ์แล้ว")
    assert NO_CODE in words(page)
    assert form_on(page, ADD)["text"] == "ข้อความยาวที่พิมพ์แล้ว"


def test_address_that_adds_too_much_waits(client, point, monkeypatch):
    monkeypatch.setattr(receipts, "ADDING", limits.Limit("adding", 1, receipts.ADDING.window, Verb.SENT_IN))
    report, receipt = sent(client, point)
    add(client, receipt, "หนึ่ง")
    assert "ส่งได้อีกตั้งแต่" in words(add(client, receipt, "สอง"))
    assert report.additions.count() == 1


def test_adding_begins_with_the_code(client, db):
    assert client.get(ADD).headers["Location"] == STATUS


# The trail


def test_report_and_addition_leave_lines_that_name_nobody(client, point):
    report, receipt = sent(client, point)
    add(client, receipt, "เพิ่ม")
    lines = TrailEvent.objects.filter(subject=f"report:{report.key}").order_by("pk")
    assert [(line.verb, line.actor, line.fields) for line in lines] == [
        (Verb.SENT_IN, None, ["report"]),
        (Verb.SENT_IN, None, ["addition"]),
    ]


def test_signed_in_person_reports_here_as_anybody(world, client, point):
    client.force_login(world.teacher)
    report, _code = sent(client, point)
    assert (report.entered_by, report.channel) == (None, ReportChannel.PUBLIC)


def test_page_in_english_is_english(client, point):
    client.cookies["django_language"] = "en"
    assert client.get(url_of(point)).headers["Content-Language"] == "en"


def test_set_aside_report_can_still_be_added_to(world, client, point):
    report, receipt = sent(client, point)
    workflow.set_aside(report, reason=code("NOT_ENOUGH", "report_set_aside_reason"), by=world.officer, on=DAY)
    assert "เพิ่มข้อมูลแล้ว" in words(add(client, receipt, "เพิ่งทราบชื่อโรงเรียน"))
