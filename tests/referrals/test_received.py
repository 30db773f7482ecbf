"""How a receiver without an account reads and answers by personal link; every closed door; and that nothing else is to be seen."""

import io
import re
from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.urls import reverse

from dropout_cases import documents, workflow
from dropout_cases.models import AnswerLink, Document
from dropout_cases.workflow import links
from referrals import package, passing
from referrals.models import Package, Referral
from referrals.passing import Voice
from schools.models import Agency, Mail, TrailEvent, Verb
from tests.client import PageClient
from tests.dropout_cases.browsing import form_on, links_on, words
from tests.files import file, picture
from tests.make import answer_referral, close, code, decline_referral, go_through, make_case, make_follow_up, make_referral
from tests.papers import pages_of
from tests.referrals.canaries import KEPT, SHARED, make_full_case

TODAY = date(2024, 1, 16)
REASON = "referral_decline_reason.FULL"
ACCEPT = {"pathway_reply": "NOT_OURS", "text": "canary-taken"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False) as clock:
        yield clock


@pytest.fixture
def hospital(world):
    Agency.objects.filter(pk=world.agency.pk).update(email="ward@hospital.example", contact_name="พยาบาลทดสอบ")
    world.agency.refresh_from_db()
    return world.agency


def send(case, by, agency, codes=("name_age",), **fields):
    """A referral whose package shares these parts."""
    asked = {"asked": "canary-asked", "helps": [code("MEDICAL", "help_kind")]}
    items = package.freeze(package.build(case, codes, on=TODAY, **asked))
    return make_referral(case, by, agency, on=TODAY, accepted=False, items=items, shared=codes, **fields)


@pytest.fixture
def referral(world, hospital):
    return send(make_case(world.officer, world.school), world.officer, hospital)


def give(referral, by):
    """A link to it, mailed with its codes to the registered contact; the address of its page."""
    known = referral.link_to()
    told = {"for_whom": known["for_whom"], "way": "MAIL", "address": known["email"], "days": 60}
    link, secret = links.make_link(referral, **told, by=by, at=referral.entered_at)
    return f"/a/{secret}/"


@pytest.fixture
def door(world, referral):
    return give(referral, world.officer)


@pytest.fixture
def nurse():
    """Somebody with a telephone and no account."""
    return PageClient()


def enter(nurse, door):
    """Ask for the code, type it, and open the page."""
    nurse.post(f"{door}code/")
    code = re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]
    nurse.post(f"{door}open/", {"code": code})
    return nurse.get(door, follow=True)


def say(nurse, door, act, **typed):
    """Open the page of an act and send what is typed into it."""
    url = f"{door}referral/{act}/"
    return nurse.post(url, form_on(nurse.get(url)) | typed, follow=True)


def fresh(referral):
    return Referral.objects.get(pk=referral.pk)


def attach(case, by, name="canary-name-of-file.jpg", **more):
    """A picture of the case."""
    checked = documents.Checked(file(picture()), "image/jpeg")
    where = {"round": case.current_round, "on": TODAY, "by": by}
    return documents.attach(documents.Attachment(name, checked), **where, **more)


# The whole way


def test_hospital_with_nothing_but_a_telephone_accepts_asks_and_tells_the_result(nurse, door, referral, world):
    assert "ขอรหัส" in words(nurse.get(door))
    page = enter(nurse, door)
    assert page.request["PATH_INFO"] == f"{door}referral/"
    for word in (world.area.name, referral.round.case.number, "canary-asked", "23 ม.ค. 2567", world.officer.full_name):
        assert word in words(page)
    assert links_on(page)[-3:] == [f"{door}referral/{act}/" for act in ("accept", "ask", "decline")]
    assert "ส่งคำถามแล้ว" in words(say(nurse, door, "ask", text="มียาประจำหรือไม่"))
    passing.reply(fresh(referral), by=world.officer, on=TODAY, text="มียาความดัน")
    assert "มียาความดัน" in words(nurse.get(f"{door}referral/"))
    assert "รับเรื่องแล้ว" in words(say(nurse, door, "accept", **ACCEPT))
    say(nurse, door, "helping", text="นัดแล้ว", next_on="20/01/2567")
    page = say(
        nurse, door, "result", help_MEDICAL="GOT", text="ได้ยาแล้ว", files=[file(name="ผลตรวจ.pdf"), file(picture(), "ภาพ.jpg")]
    )
    assert all(word in words(page) for word in ("แจ้งผลแล้ว", "20 ม.ค. 2567", "ได้ยาแล้ว", "เอกสารแนบ-1.pdf", "เอกสารแนบ-2.jpg"))
    assert [one.kind for one in referral.events.all()] == ["OPENED", "ASKED", "REPLIED", "ACCEPTED", "HELPING", "DONE"]
    assert {(one.entered_by, one.said_by) for one in referral.events.exclude(kind="REPLIED")} == {(None, "พยาบาลทดสอบ")}
    assert fresh(referral).status == "DONE"


def test_files_of_a_link_are_restricted_documents_of_the_case(client, nurse, door, referral, world):
    enter(nurse, door)
    say(nurse, door, "accept", **ACCEPT)
    url, typed = f"{door}referral/result/", {"help_MEDICAL": "GOT", "text": "ได้ยาแล้ว", "token": "once"}
    for _sending in range(2):
        nurse.post(url, typed | {"files": [file(picture(), "ผลตรวจ.jpg")]})
    document = Document.objects.get()
    assert (document.entered_by, document.brought_by, document.restricted) == (None, "พยาบาลทดสอบ", True)
    assert (document.case, document.record_key) == (referral.round.case, referral.events.get(kind="DONE").key)
    client.force_login(world.officer)
    assert "พยาบาลทดสอบ" in words(client.get(reverse("dropout_cases:case-documents", args=[document.case.key])))
    assert document.name in words(client.get(reverse("referrals:referral-detail", args=[referral.key])))


def test_file_that_is_refused_says_why_and_nothing_is_told(nurse, door, referral):
    enter(nurse, door)
    say(nurse, door, "accept", **ACCEPT)
    page = say(nurse, door, "result", help_MEDICAL="GOT", text="ได้ยาแล้ว", files=file(b"MZ", "ผล.exe"))
    assert "รับเฉพาะภาพ" in words(page)
    assert "ได้ยาแล้ว" in page.content.decode()
    assert fresh(referral).status == "ACCEPTED"


def test_files_that_wait_within_the_office_are_not_taken_from_a_link(nurse, door, referral, world):
    case = referral.round.case
    checked = documents.Checked(file(), "application/pdf")
    upload = documents.wait(checked, name="ก.pdf", token="one", case=case, by=world.officer, now=referral.entered_at)
    enter(nurse, door)
    say(nurse, door, "accept", **ACCEPT)
    page = say(nurse, door, "result", help_MEDICAL="GOT", text="ได้ยาแล้ว", **{"files-key": upload.key})
    assert "ไฟล์ที่ส่งไว้ไม่อยู่แล้ว" in words(page)
    assert not Document.objects.exists()


def test_whoever_declines_is_thanked_and_reads_no_more(nurse, door, referral, world):
    enter(nurse, door)
    page = say(nurse, door, "decline", reason=REASON, instead="โรงพยาบาลจังหวัด", text="เต็ม")
    assert "ได้รับคำตอบแล้ว" in words(page)
    assert "canary-asked" not in words(page)
    declined = fresh(referral)
    assert (declined.status, declined.instead) == ("DECLINED", "โรงพยาบาลจังหวัด")
    for url in (door, f"{door}referral/", f"{door}referral/accept/", f"{door}referral.pdf"):
        assert nurse.get(url).status_code == 404


def test_opening_is_one_event_and_each_time_a_line(nurse, door, referral):
    enter(nurse, door)
    nurse.get(f"{door}referral/")
    assert referral.events.filter(kind="OPENED").count() == 1
    lines = TrailEvent.objects.filter(subject=f"referral:{referral.key}", verb=Verb.OPENED)
    assert [line.actor for line in lines] == [None, None]


def test_what_may_not_be_said_now_leads_back_with_the_reason(nurse, door, referral):
    enter(nurse, door)
    assert "รับเรื่องก่อนบันทึกผล" in words(nurse.get(f"{door}referral/result/", follow=True))
    assert "รับเรื่องก่อนบันทึกผล" in words(nurse.post(f"{door}referral/result/", {"help_MEDICAL": "GOT", "text": "ก"}))
    assert nurse.get(f"{door}referral/withdraw/").status_code == 404


def test_page_is_not_kept_not_indexed_and_named_to_no_other_site(nurse, door, referral, world):
    document = attach(referral.round.case, world.officer)
    referral.packages.get().files.add(document)
    enter(nurse, door)
    for url in (f"{door}referral/", f"{door}referral/accept/", f"{door}referral/files/{document.key}/"):
        response = nurse.get(url)
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        b"".join(response)


# The doors


def forwarded(nurse, door, referral, world, clock):
    enter(nurse, door)
    return PageClient().get(f"{door}referral/", follow=True)


def code_of_before(nurse, door, referral, world, clock):
    nurse.post(f"{door}code/")
    code = {"code": re.search(r"\b\d{6}\b", Mail.objects.latest("pk").body)[0]}
    nurse.post(f"{door}open/", code)
    other = PageClient()
    assert "รหัสไม่ตรงหรือหมดเวลาแล้ว" in words(other.post(f"{door}open/", code))
    return other.get(f"{door}referral/ask/", follow=True)


def cookie_of_another_link(nurse, door, referral, world, clock):
    enter(nurse, door)
    second, other = give(send(referral.round.case, world.officer, world.agency), world.officer), PageClient()
    other.cookies["device"] = nurse.cookies["device"].value
    return other.get(f"{second}referral/", follow=True)


@pytest.mark.parametrize("way_in", [forwarded, code_of_before, cookie_of_another_link])
def test_another_device_is_asked_for_a_code(nurse, door, referral, world, clock, way_in):
    before = TrailEvent.objects.count()
    response = way_in(nurse, door, referral, world, clock)
    assert "เปิดหน้าตอบด้วยรหัส" in words(response)
    assert "canary-asked" not in response.content.decode()
    assert TrailEvent.objects.count() > before


def guessed(door, referral, world, clock):
    return "/a/" + "A" * 32 + "/"


def withdrawn_link(door, referral, world, clock):
    links.withdraw(AnswerLink.objects.get(), by=world.officer, at=referral.entered_at)


def withdrawn(door, referral, world, clock):
    passing.withdraw(referral, by=world.officer, on=TODAY)


def voided(door, referral, world, clock):
    workflow.void(referral, reason="ผิดเคส", by=world.officer)


def declined(door, referral, world, clock):
    decline_referral(referral, world.officer, on=TODAY)


def expired(door, referral, world, clock):
    Referral.objects.filter(pk=referral.pk).update(expires_on=TODAY - timedelta(days=1))


def expired_link(door, referral, world, clock):
    clock.shift(timedelta(days=60))


def closed_round(door, referral, world, clock):
    case = go_through(referral.round.case, world.officer, world.agency)
    clock.shift(timedelta(days=90))
    on = TODAY + timedelta(days=90)
    AnswerLink.objects.update(expires_at=AnswerLink.objects.get().expires_at + timedelta(days=60))
    make_follow_up(case, world.officer, on=on)
    close(case, world.officer, world.supervisor, on=on)


@pytest.mark.parametrize("end", [guessed, withdrawn_link, withdrawn, voided, declined, expired, expired_link, closed_round])
def test_every_closed_door_looks_the_same_on_the_next_click(nurse, door, referral, world, clock, end):
    document = attach(referral.round.case, world.officer)
    referral.packages.get().files.add(document)
    enter(nurse, door)
    here = end(door, referral, world, clock) or door
    nowhere, said = "/a/" + "B" * 32 + "/", referral.events.count()
    for page in ("", "referral/", "referral/accept/", f"referral/files/{document.key}/"):
        answers = [nurse.get(f"{address}{page}") for address in (here, nowhere)]
        assert [one.status_code for one in answers] == [404, 404]
        assert words(answers[0]) == words(answers[1])
        assert "ลิงก์นี้ใช้ไม่ได้" in words(answers[0])
    assert nurse.post(f"{here}referral/accept/", ACCEPT).status_code == 404
    assert referral.events.count() == said
    refused = TrailEvent.objects.filter(verb=Verb.REFUSED)
    assert refused.filter(subject__startswith="links:").count() == 9
    assert refused.filter(subject=f"answerlink:{AnswerLink.objects.get().key}").count() == (0 if end is guessed else 5)


def test_codes_are_used_up_and_the_known_device_goes_on(nurse, door, referral):
    enter(nurse, door)
    other = PageClient()
    other.post(f"{door}code/")
    for _try in range(links.MOST_TRIES):
        other.post(f"{door}open/", {"code": "000000"})
    assert other.get(f"{door}referral/").status_code == 404
    assert nurse.get(f"{door}referral/").status_code == 200


def test_link_of_something_else_is_no_way_into_a_referral(nurse, world, door, referral):
    enter(nurse, door)
    visit_page = nurse.get(f"{door}finding/", follow=True)
    assert visit_page.request["PATH_INFO"] == f"{door}referral/"


# Nothing else is to be seen


def everything(client, pages, files=()):
    """All that a browser is handed: bodies, headers, cookies; of a PDF its text and what it says of itself."""
    said = []
    for url in (*pages, *files):
        response = client.get(url)
        assert response.status_code == 200, url
        body = b"".join(response)
        said += [f"{name}: {value}" for name, value in response.headers.items()]
        said += [in_pdf(body)] if body.startswith(b"%PDF") else [body.decode(errors="replace")]
    return "\n".join([*said, client.cookies.output(), *(f"{mail.subject} {mail.body}" for mail in Mail.objects.all())])


def in_pdf(content: bytes) -> str:
    paper = pypdfium2.PdfDocument(io.BytesIO(content))
    told = [*pages_of(content), *(str(value) for value in paper.get_metadata_dict().values())]
    paper.close()
    return "\n".join(told)


CODES = tuple(part.code for part in package.PACKAGE)


def unticked(ticked):
    return [word for name, shared in SHARED.items() if name not in ticked for word in shared if "canary" in word or "-" in word]


def fill(world, referral, case):
    """A second version, a shared file beside one that is not, and what the office notes for itself."""
    shared, kept = attach(case, world.officer), attach(case, world.officer, name="canary-kept.jpg", restricted=True)
    more = package.freeze(package.build(case, referral.packages.get().shared, on=TODAY))
    passing.share_more(referral, package=Package(items=more), by=world.officer, on=TODAY, files=[shared])
    passing.call(referral, by=world.officer, on=TODAY, text="canary-call", said_by="canary-speaker")
    return shared, kept


SELDOM = ("canary-kept", "canary-call", "canary-speaker", "canary-name-of-file", "canary-agency")


@pytest.mark.parametrize(
    ("ticked", "by_link"),
    [((), True), (("facts", "address"), True), (CODES, True), (("story",), False)],
    ids=["none", "two", "all", "account"],
)
def test_receiver_gets_what_was_ticked_and_nothing_else(client, nurse, world, hospital, ticked, by_link):
    Agency.objects.filter(pk=world.other_agency.pk).update(name="canary-agency", contact_name="canary-agency-person")
    case = make_full_case(world)
    referral = send(case, world.officer, hospital, ticked, best_interest="canary-interest")
    shared, kept = fill(world, referral, case)
    if by_link:
        base = f"{give(referral, world.officer)}referral/"
        enter(nurse, base.removesuffix("referral/"))
        acts = ["accept/", "ask/", "decline/"]
    else:
        nurse.force_login(world.partner)
        base, acts = reverse("referrals:referral-detail", args=[referral.key]), ["answer/", "answer/?act=decline", "ask/"]
    text = everything(nurse, [base, *(f"{base}{act}" for act in acts)], [f"{base}files/{shared.key}/", *paper_of(base)])
    answer_referral(referral, world.officer, on=TODAY)
    text += everything(nurse, [base, f"{base}result/", f"{base}helping/"])
    assert not [word for word in (*unticked(ticked), *KEPT, *SELDOM, case.key, case.student.key) if word in text]
    assert not [word for name in ticked for word in SHARED[name] if word not in text]
    assert nurse.get(f"{base}files/{kept.key}/").status_code == 404


def paper_of(base):
    """The address of the referral form."""
    return [f"{base.rstrip('/')}.pdf"] if base.startswith("/a/") else [f"{base}form.pdf"]


def test_second_agency_sees_nothing_of_the_first(nurse, world, hospital):
    case = make_case(world.officer, world.school)
    first, second = send(case, world.officer, hospital), send(case, world.officer, world.other_agency, ("address",))
    passing.inquire(first, voice=Voice(world.officer, said_by="canary-first-nurse"), on=TODAY, text="canary-first-question")
    document = attach(case, world.officer)
    first.packages.get().files.add(document)
    Agency.objects.filter(pk=world.other_agency.pk).update(email="desk@police.example")
    second = Referral.objects.get(pk=second.pk)
    base = give(second, world.officer)
    enter(nurse, base)
    text = everything(nurse, [f"{base}referral/", f"{base}referral/ask/"])
    assert not [word for word in ("canary-first", hospital.name, first.key, document.key) if word in text]
    assert nurse.get(f"{base}referral/files/{document.key}/").status_code == 404
    decline_referral(second, world.officer, on=TODAY)
    assert fresh(first).status == "SENT"


def test_file_has_a_name_that_says_nothing_and_runs_nowhere(nurse, door, referral, world):
    document = attach(referral.round.case, world.officer)
    referral.packages.get().files.add(document)
    page = enter(nurse, door)
    response = nurse.get(f"{door}referral/files/{document.key}/")
    assert b"".join(response).startswith(b"\xff\xd8")
    assert "canary" not in str(response.headers) + page.content.decode().replace("canary-asked", "")
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert TrailEvent.objects.filter(verb=Verb.OPENED, subject=f"document:{document.key}", actor=None).exists()


def test_voided_file_is_shared_no_more(nurse, door, referral, world):
    document = attach(referral.round.case, world.officer)
    referral.packages.get().files.add(document)
    workflow.void(document, reason="ผิดไฟล์", by=world.officer)
    assert document.key not in enter(nurse, door).content.decode()
    assert nurse.get(f"{door}referral/files/{document.key}/").status_code == 404
