"""Files that come up before their form: checked at once, kept for it, named by it, and swept away when nobody asks for them."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from dropout_cases import documents
from dropout_cases.models import Document, Draft, Purpose, Upload
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, words
from tests.dropout_cases.test_documents import RECORD, record_page, tab
from tests.files import file, pdf, phone_photo, picture
from tests.make import DAY, make_case


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school)


def send(client, case, content=None, name="บ้าน.jpg", token="one", **more):
    sent = {"file": file(picture() if content is None else content, name), "token": token} | more
    return client.post(f"{case.get_absolute_url()}uploads/", sent)


def sent_up(client, case, **options) -> str:
    return send(client, case, **options).json()["key"]


def record(client, case, *keys, captions=(), faces=(), follow=True, **typed):
    """Save a step's form that names these uploads."""
    page = record_page(case)
    named = {"files-key": [*keys]} | {f"files-caption-{key}": caption for key, caption in zip(keys, captions, strict=False)}
    named |= {f"files-face-{key}": "on" for key in faces}
    return client.post(page, form_on(client.get(page)) | RECORD | named | typed, follow=follow)


# On the way up


def test_file_is_kept_without_its_place_and_answered_with_its_key(client, case):
    answer = send(client, case, phone_photo())
    upload = Upload.objects.get()
    assert answer.json() == {"key": upload.key, "name": "บ้าน.jpg", "size": upload.size}
    with Image.open(documents.path_of(upload.stored_name)) as kept:
        assert not kept.getexif()
    assert not Document.objects.exists()


def test_same_file_sent_again_is_the_same_upload(client, case):
    assert sent_up(client, case) == sent_up(client, case)
    assert sent_up(client, case, token="two") != sent_up(client, case)
    assert Upload.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"<html>", 400, "รับเฉพาะภาพ"),
        (b"", 400, "ไฟล์ว่างเปล่า เลือกไฟล์อื่น"),
        (b"%PDF-1.7 broken", 400, "เปิด PDF นี้ไม่ได้"),
        (bytes(documents.MAX_BYTES + 1), 413, "ไฟล์ใหญ่เกิน 20 MB เลือกไฟล์ที่เล็กกว่า"),
    ],
    ids=["page", "empty", "broken", "too big"],
)
def test_wrong_file_is_answered_with_a_sentence(client, case, content, status, sentence):
    answer = send(client, case, content)
    assert (answer.status_code, answer.json()["error"].startswith(sentence)) == (status, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("token", ["", "a b", "ก", "x" * 41])
def test_file_without_a_right_token_is_refused(client, case, token):
    assert send(client, case, token=token).status_code == 400


def test_at_most_thirty_files_wait(client, case, monkeypatch):
    monkeypatch.setattr("dropout_cases.documents.storing.MOST_WAITING", 2)
    for token in ("one", "two"):
        send(client, case, token=token)
    answer = send(client, case, token="three")
    assert (answer.status_code, answer.json()["error"]) == (400, "มีไฟล์ที่ยังไม่บันทึก 2 ไฟล์แล้ว บันทึกแบบฟอร์มก่อน แล้วส่งเพิ่ม")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        client.force_login(case.owner)
        assert send(client, case, token="three").status_code == 200


@pytest.mark.parametrize(
    ("who", "answer"),
    [("officer", 200), ("colleague", 200), ("teacher", 200), ("neighbour", 404), ("partner", 404), ("stranger", 404)],
)
def test_who_may_write_into_the_case_may_send_files_up(world, client, case, who, answer):
    client.force_login(getattr(world, who))
    assert send(client, case).status_code == answer


def test_whoever_is_not_signed_in_sends_nothing_up(client, case):
    client.logout()
    assert send(client, case).status_code == 302
    assert not Upload.objects.exists()


# Into the record


def test_form_makes_its_uploads_documents_of_the_record(world, client, case):
    photo, paper = sent_up(client, case), sent_up(client, case, content=pdf(), name="บันทึก.pdf", token="two")
    record(client, case, photo, paper, captions=["หน้าบ้านยาย", ""], faces=[photo])
    first, second = Document.objects.all()
    assert (first.purpose, first.caption, first.shows_face, first.restricted) == (Purpose.PHOTO, "หน้าบ้านยาย", True, True)
    assert (second.purpose, second.shows_face, second.restricted) == (Purpose.FILE, False, False)
    assert {first.record_key, second.record_key} == {case.current_round.followups.get().key}
    assert documents.path_of(first.stored_name).exists()
    assert first.preview_name
    assert not Upload.objects.exists()


def test_files_of_both_ways_come_together(client, case):
    record(client, case, sent_up(client, case), files=[file(name="บันทึก.pdf")])
    assert {one.original_name for one in Document.objects.all()} == {"บ้าน.jpg", "บันทึก.pdf"}


def test_form_that_comes_back_still_names_its_files(client, case):
    key = sent_up(client, case)
    page = record(client, case, key, captions=["หน้าบ้าน"], faces=[key], attendance="")
    again = form_on(page)
    assert (again["files-key"], again[f"files-caption-{key}"], again[f"files-face-{key}"]) == (key, "หน้าบ้าน", "on")
    client.post(record_page(case), again | RECORD)
    assert Document.objects.get().caption == "หน้าบ้าน"


def test_another_row_keeps_the_files(client, case):
    key, page = sent_up(client, case), f"{case.get_absolute_url()}visit/"
    again = client.post(page, form_on(client.get(page)) | {"files-key": key, "add_row": "findings"})
    assert form_on(again)["files-key"] == key


def test_draft_names_the_files(client, case):
    key, page = sent_up(client, case), record_page(case)
    client.post("/drafts/", form_on(client.get(page)) | {"files-key": key, f"files-caption-{key}": "หน้าบ้าน", "draft_path": page})
    assert Draft.objects.exists()
    again = client.get(page).content.decode()
    assert f'name="files-key" value="{key}"' in again
    assert f'name="files-caption-{key}" value="หน้าบ้าน"' in again


def test_form_sent_twice_keeps_its_files_once(client, case):
    key, page = sent_up(client, case), record_page(case)
    typed = form_on(client.get(page)) | RECORD | {"files-key": key}
    assert [client.post(page, typed).status_code for _click in range(2)] == [302, 302]
    assert Document.objects.count() == 1


@pytest.mark.parametrize("whose", ["colleague", "gone", "other case"])
def test_only_ones_own_file_for_this_case_is_taken(world, client, case, whose):
    key = sent_up(client, case)
    changes = {"colleague": {"made_by": world.colleague}, "gone": {"key": "x" * 22}}
    Upload.objects.update(**changes.get(whose) or {"case": make_case(world.officer, world.other_school)})
    page = record(client, case, key)
    assert "ไฟล์ที่ส่งไว้ไม่อยู่แล้ว" in words(page)
    assert not Document.objects.exists()
    assert not case.current_round.followups.exists()
    assert "files-key" not in form_on(page)


def test_caption_too_long_comes_back(client, case):
    key = sent_up(client, case)
    assert "คำบรรยายภาพยาวเกินไป" in words(record(client, case, key, captions=["ก" * 201]))
    assert not Document.objects.exists()


def test_at_most_ten_files_of_both_ways(client, case):
    keys = [sent_up(client, case, token=f"t{number}") for number in range(10)]
    assert "แนบได้ครั้งละไม่เกิน 10 ไฟล์" in words(record(client, case, *keys, files=[file()]))
    assert not Document.objects.exists()


def test_school_sends_files_up_for_its_own_form(world, client, case):
    client.force_login(world.teacher)
    record(client, case, sent_up(client, case))
    assert Document.objects.get().entered_by == world.teacher


def test_files_of_the_documents_tab_may_come_up_before(client, case):
    key = sent_up(client, case)
    typed = form_on(client.get(tab(case))) | {"files-key": key, f"files-face-{key}": "on"}
    for _click in range(2):
        client.post(tab(case), typed)
    document = Document.objects.get()
    assert (document.shows_face, document.restricted, document.record_key) == (True, True, "")


# What is said of a file afterwards


def edit(client, document, **typed):
    page = f"/documents/{document.key}/edit/"
    return client.post(page, form_on(client.get(page)) | typed, follow=True)


def photo_of(client, case) -> Document:
    record(client, case, sent_up(client, case))
    return Document.objects.get()


def test_caption_and_face_are_told_afterwards(client, case):
    document = photo_of(client, case)
    Document.objects.update(restricted=False)
    page = edit(client, document, name="บ้านยาย", caption="ด้านหน้า", shows_face="on")
    document.refresh_from_db()
    assert (document.name, document.caption, document.shows_face, document.restricted) == ("บ้านยาย", "ด้านหน้า", True, True)
    assert "บันทึกเอกสารแล้ว" in words(page)
    assert "เห็นหน้าเด็ก" in words(page)
    line = TrailEvent.objects.filter(verb=Verb.CHANGED, subject=f"document:{document.key}").get()
    assert line.fields == ["name", "caption", "shows_face"]


def test_file_without_a_name_comes_back(client, case):
    assert "กรอกชื่อเอกสาร" in words(edit(client, photo_of(client, case), name=" "))


@pytest.mark.parametrize(("who", "answer"), [("officer", 200), ("supervisor", 403), ("colleague", 404), ("stranger", 404)])
def test_only_its_writer_and_the_responsible_officer_change_a_file(world, client, case, who, answer):
    document = photo_of(client, case)
    client.force_login(getattr(world, who))
    assert client.get(f"/documents/{document.key}/edit/").status_code == answer


def test_school_changes_what_it_sent(world, client, case):
    client.force_login(world.teacher)
    record(client, case, sent_up(client, case, content=pdf(), name="ใบลา.pdf"))
    assert "บันทึกเอกสารแล้ว" in words(edit(client, Document.objects.get(), name="ใบลาป่วย"))


# Sweeping


def grow_old(*names: str) -> None:
    """Let files lie for eight days."""
    then = (timezone.now() - timedelta(days=8)).timestamp()
    for name in names:
        os.utime(documents.path_of(name), (then, then))


def test_files_no_form_asked_for_are_swept_away(client, case):
    send(client, case)
    upload = Upload.objects.get()
    grow_old(upload.stored_name)
    documents.sweep(timezone.now())
    assert documents.path_of(upload.stored_name).exists()
    documents.sweep(timezone.now() + timedelta(days=8))
    assert not documents.path_of(upload.stored_name).exists()
    assert not Upload.objects.exists()


def test_files_of_a_transaction_that_failed_are_swept_away(client, case):
    lost = documents.shelf.lay_down(ContentFile(b"lost").chunks())
    documents.sweep(timezone.now())
    assert documents.path_of(lost).exists()
    grow_old(lost)
    documents.sweep(timezone.now())
    assert not documents.path_of(lost).exists()


def test_documents_and_their_previews_are_never_swept_away(client, case):
    document = photo_of(client, case)
    grow_old(document.stored_name, document.preview_name)
    documents.sweep(timezone.now() + timedelta(days=100))
    assert documents.path_of(document.stored_name).exists()
    assert documents.path_of(document.preview_name).exists()
