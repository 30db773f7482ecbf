"""The page of a meeting, its minutes handed out, and the signed copies kept beside them."""

import io
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from dropout_cases import workflow
from dropout_cases.models import Document, Purpose
from referrals.models import Meeting
from schools.models import TrailEvent, Verb
from tests.papers import pages_of, text_of_word
from tests.referrals.meetings import LONG_NAME, STATEMENT, make_large_meeting

PAPERS = ("minutes-pdf", "minutes-word")


@pytest.fixture
def meeting(world) -> Meeting:
    return make_large_meeting(world.officer, world.school)


def url(meeting, name="meeting-detail"):
    return reverse(f"referrals:{name}", args=[meeting.key])


def ask(client, user, address):
    client.force_login(user)
    return client.get(address)


def scan() -> SimpleUploadedFile:
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    return SimpleUploadedFile("scan.png", picture.getvalue(), "image/png")


def test_page_shows_what_was_held_and_what_became_of_it(client, world, meeting):
    page = ask(client, world.officer, url(meeting)).content.decode()
    for word in (LONG_NAME, "ห้องประชุมโรงเรียนหนึ่ง", "วันจันทร์ที่ 15 มกราคม 2567", "09.30 น.", "ติดราชการ", STATEMENT.strip(), "ยังไม่เสร็จ"):
        assert word in page
    assert all(url(meeting, name) in page for name in PAPERS)


def test_colleague_reads_who_came_and_what_was_resolved_but_not_what_was_said(client, world, meeting):
    page = ask(client, world.colleague, url(meeting)).content.decode()
    assert LONG_NAME in page
    assert STATEMENT.strip() not in page
    assert "กลับเข้าเรียนในโรงเรียนเดิม" not in page
    assert not any(url(meeting, name) in page for name in PAPERS)


def test_timeline_leads_to_the_meeting(client, world, meeting):
    page = ask(client, world.officer, meeting.round.case.get_absolute_url()).content.decode()
    assert url(meeting) in page


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_minutes_are_handed_out_by_number(client, world, meeting, who):
    response = ask(client, getattr(world, who), url(meeting, "minutes-pdf"))
    pages = pages_of(b"".join(response.streaming_content))
    assert "๑/๒๕๖๗" in pages[0]
    assert "รายงานการประชุม-1-2567.pdf" in unquote(response.headers["Content-Disposition"])
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["Cache-Control"] == "no-store"


def test_minutes_are_handed_out_as_word(client, world, meeting):
    response = ask(client, world.officer, url(meeting, "minutes-word"))
    assert LONG_NAME in text_of_word(b"".join(response.streaming_content))
    assert "รายงานการประชุม-1-2567.docx" in unquote(response.headers["Content-Disposition"])


@pytest.mark.parametrize(("name", "form"), [("minutes-pdf", "pdf"), ("minutes-word", "word")])
def test_taking_minutes_leaves_a_line(client, world, meeting, name, form):
    ask(client, world.officer, url(meeting, name))
    line = TrailEvent.objects.filter(verb=Verb.EXPORTED).latest("pk")
    assert (line.subject, line.actor) == (f"case:{meeting.round.case.key}", world.officer)
    assert line.fields == ["minutes", form, meeting.key]


@pytest.mark.parametrize("name", PAPERS)
def test_who_may_not_read_what_was_said_is_told_why(client, world, meeting, name):
    response = ask(client, world.colleague, url(meeting, name))
    assert response.status_code == 403
    assert "รายงานการประชุมมีความเห็นของแต่ละฝ่าย" in response.content.decode()
    assert TrailEvent.objects.latest("pk").verb == Verb.REFUSED


@pytest.mark.parametrize("name", ["meeting-detail", *PAPERS])
@pytest.mark.parametrize(
    ("who", "answer"), [("teacher", 403), ("stranger", 404), ("neighbour", 404), ("partner", 404), ("nobody", 404)]
)
def test_others_do_not_get_in(client, world, meeting, name, who, answer):
    assert ask(client, getattr(world, who), url(meeting, name)).status_code == answer


def test_nobody_signed_in_is_sent_to_sign_in(client, meeting):
    assert "/sign-in/" in client.get(url(meeting)).headers["Location"]


def test_voided_meeting_says_so(client, world, meeting):
    workflow.void(meeting, reason="บันทึกผิดเคส", by=world.officer)
    assert "บันทึกผิดเคส" in ask(client, world.officer, url(meeting)).content.decode()
    paper = b"".join(ask(client, world.officer, url(meeting, "minutes-pdf")).streaming_content)
    assert all("ยกเลิก:" in page for page in pages_of(paper))


def test_signed_copy_is_kept_with_its_meeting(client, world, meeting):
    client.force_login(world.officer)
    response = client.post(url(meeting), {"token": "once", "files": [scan()]})
    client.post(url(meeting), {"token": "once", "files": [scan()]})
    kept = Document.objects.get(purpose=Purpose.SIGNED)
    assert response.headers["Location"] == url(meeting)
    assert (kept.record_key, kept.restricted, kept.round) == (meeting.key, True, meeting.round)
    assert kept.name == "รายงานการประชุมครั้งที่ 1/2567 ฉบับลงนาม"
    assert reverse("dropout_cases:document-detail", args=[kept.key]) in client.get(url(meeting)).content.decode()


def test_signed_copy_is_hidden_from_who_may_not_read_the_minutes(client, world, meeting):
    client.force_login(world.officer)
    client.post(url(meeting), {"token": "once", "files": [scan()]})
    kept = Document.objects.get(purpose=Purpose.SIGNED)
    assert kept.key not in ask(client, world.colleague, url(meeting)).content.decode()


@pytest.mark.parametrize("files", [[], [SimpleUploadedFile("a.txt", b"text")]], ids=["none", "text"])
def test_bad_file_comes_back_with_a_message(client, world, meeting, files):
    client.force_login(world.officer)
    page = client.post(url(meeting), {"token": "x", "files": files}).content.decode()
    assert "มีข้อผิดพลาด" in page
    assert not Document.objects.exists()


def test_page_costs_the_same_for_any_number_of_people(client, world, meeting, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        ask(client, world.officer, url(meeting))
