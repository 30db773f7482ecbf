"""Step 5 as it is done: receivers with nothing but a phone answer, and the office knows what happened."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from dropout_cases.models import Document
from referrals.models import HelpGiven, Referral, ReferralEvent
from schools.models import Mail
from tests.browser.hands import answer_safely, choose, due, press, sign_in
from tests.browser.test_pages import AXE, SIZES
from tests.files import pdf
from tests.make import code, go_through, make_agency, make_case
from tests.markup import faults_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

STORY = "เรื่องที่ไม่ได้แบ่งปัน"
PSYCH, MEDICAL = "PSYCH", "MEDICAL"


@pytest.fixture
def office(world):
    """A case at step 5, a hospital, a clinic that will decline, and a centre that the clinic knows."""
    today = timezone.localdate()
    third = make_agency(world.area, "ศูนย์สุขภาพจิตทดสอบ")
    for agency, service in ((world.agency, MEDICAL), (world.other_agency, PSYCH), (third, PSYCH)):
        agency.email = f"ward{agency.pk}@example.org"
        agency.save()
        agency.services.add(code(service, "help_kind"))
    case = make_case(world.officer, world.school, on=today - timedelta(days=5), story=STORY)
    go_through(case, world.officer, world.agency, until=4, on=today - timedelta(days=1))
    return SimpleNamespace(case=case, hospital=world.agency, clinic=world.other_agency, centre=third, officer=world.officer)


@pytest.fixture
def phones(browser, base_url):
    """Makes the phone of somebody without an account."""
    made = []

    def make():
        width, height = SIZES["phone"]
        made.append(browser.new_context(base_url=base_url, viewport={"width": width, "height": height}, locale="th-TH"))
        return made[-1].new_page()

    yield make
    for context in made:
        context.close()


def look(page):
    """Everybody can use what is on screen, and it is well written; all of it fits the width."""
    assert Axe().run(page, options=AXE).response["violations"] == []
    assert faults_in(page.content()) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def mail_to(agency) -> str:
    """What was last mailed to an agency."""
    return next(one.body for one in Mail.objects.order_by("-pk") if one.address == agency.email)


def send(page, case, agency, help_kind, url=""):
    """Fill in the form of step 5, see what the receiver will see, and send it; the link that was mailed."""
    page.goto(url or f"/cases/{case.key}/referral/")
    if not url:
        page.locator("select#id_agency").select_option(str(agency.pk))
        choose(page, "ขอให้ช่วยเรื่อง", code(help_kind, "help_kind").label)
        page.locator("#id_asked").fill("ขอให้ช่วยประเมินและดูแล")
        page.locator("#id_ordinary_study").check()
    answer_safely(page)
    press(page, "ดูตัวอย่างที่ผู้รับเห็น")
    assert STORY not in page.locator("#preview").inner_text()
    look(page)
    press(page, "ส่งคำขอ")
    page.get_by_text("ส่งลิงก์ไปที่").wait_for()
    return re.search(r"https?://\S+", mail_to(agency))[0]


def open_link(phone, link, agency):
    """Open the link, ask for a code, and type the one that came by mail."""
    phone.goto(link)
    look(phone)
    press(phone, "ขอรหัส")
    phone.locator("#id_code").fill(re.search(r"\b\d{6}\b", mail_to(agency))[0])
    press(phone, "เปิดหน้าตอบ")
    phone.get_by_role("heading", name="ข้อมูลที่แบ่งปัน").wait_for()
    assert STORY not in phone.content()
    look(phone)


def say(phone, act, **typed):
    """Say one thing on its page, and be back at the request."""
    phone.get_by_role("link", name=act, exact=True).click()
    for name, value in typed.items():
        phone.locator(f"#id_{name}").fill(value)
    look(phone)
    return phone


def hand_in(phone):
    press(phone, "ส่งให้เขตพื้นที่")
    phone.wait_for_load_state()


def hospital_asks_accepts_helps_and_reports(page, phone, link, office):
    open_link(phone, link, office.hospital)
    hand_in(say(phone, "ขอข้อมูลเพิ่ม", text="มีบัตรทองหรือไม่"))
    page.goto(office.case.get_absolute_url())
    assert due(page) == "ตอบคำถามของผู้รับ"
    page.goto(f"/referrals/{Referral.objects.get(agency=office.hospital).key}/reply/")
    assert "มีบัตรทองหรือไม่" in page.content()
    page.locator("#id_text").fill("มี ใช้สิทธิที่โรงพยาบาลนี้")
    look(page)
    press(page, "ส่งคำตอบ")
    page.wait_for_load_state()
    phone.goto(link)
    assert "มี ใช้สิทธิที่โรงพยาบาลนี้" in phone.content()
    say(phone, "รับเรื่อง")
    if phone.locator("input[name=pathway_reply]").count():
        phone.locator("input[name=pathway_reply]").first.check()
    hand_in(phone)
    hand_in(say(phone, "แจ้งว่ากำลังช่วยเหลือ", text="นัดตรวจแล้ว"))
    say(phone, "แจ้งผล", text="ตรวจแล้ว รับยาต่อเนื่อง")
    phone.locator("input[name=help_MEDICAL][value=GOT]").check()
    phone.locator("#id_files").set_input_files({"name": "ผลตรวจ.pdf", "mimeType": "application/pdf", "buffer": pdf()})
    hand_in(phone)
    look(phone)


def clinic_declines(phone, link, office):
    open_link(phone, link, office.clinic)
    say(phone, "รับไม่ได้", instead=office.centre.name)
    phone.locator("input[name=reason]").first.check()
    hand_in(phone)
    look(phone)
    phone.goto(link)
    assert "ข้อมูลที่แบ่งปัน" not in phone.content()


def test_receivers_answer_by_phone_and_the_case_proposes_where_to_go_next(page, phones, office):
    width, height = SIZES["desk"]
    page.set_viewport_size({"width": width, "height": height})
    sign_in(page, office.officer)
    to_hospital = send(page, office.case, office.hospital, MEDICAL)
    to_clinic = send(page, office.case, office.clinic, PSYCH)
    hospital, other = phones(), phones()
    hospital_asks_accepts_helps_and_reports(page, hospital, to_hospital, office)
    other.goto(to_hospital)  # forwarded: another device is asked for a code of its own
    assert other.get_by_role("heading", name="เปิดหน้าตอบด้วยรหัส").is_visible()
    assert "ข้อมูลที่แบ่งปัน" not in other.content()
    clinic_declines(other, to_clinic, office)

    page.goto(office.case.get_absolute_url())
    look(page)
    proposed = page.get_by_role("link", name=f"ส่งต่อ {office.centre}", exact=True)
    assert "แนะนำ" in proposed.locator("xpath=..").inner_text()
    to_centre = send(page, office.case, office.centre, PSYCH, url=proposed.get_attribute("href"))
    centre = phones()
    open_link(centre, to_centre, office.centre)
    page.goto(f"/referrals/{Referral.objects.get(agency=office.centre).key}/withdraw/")
    page.locator("#id_text").fill("ครอบครัวย้ายไปแล้ว")
    press(page, "ถอนคำขอ")
    page.wait_for_load_state()
    centre.reload()
    assert "ข้อมูลที่แบ่งปัน" not in centre.content()
    look(centre)

    assert HelpGiven.objects.get().outcome == "GOT"
    assert [one.brought_by for one in Document.objects.all()] == [office.hospital.name]
    assert set(ReferralEvent.objects.values_list("kind", flat=True)) == {
        "OPENED", "ASKED", "REPLIED", "ACCEPTED", "HELPING", "DONE", "DECLINED", "WITHDRAWN",
    }  # fmt: skip
