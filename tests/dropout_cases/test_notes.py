"""Notes, calls and files on the timeline; some for named people, of which all others learn only that they are there."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from dropout_cases import timeline
from dropout_cases.models import Case, Document, Note
from schools.models import Notice, NoticeKind
from tests.dropout_cases.browsing import form_on, words
from tests.files import pdf
from tests.make import DAY, make_case, make_officer

SECRET = "ผลตรวจจิตแพทย์"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.colleague)
    return make_case(world.officer, world.school)


def write(client, case, **typed):
    url = f"{case.get_absolute_url()}note/"
    return client.post(url, form_on(client.get(url)) | {"kind": "NOTE"} | typed, follow=True)


def order():
    return SimpleUploadedFile("คำสั่ง.pdf", pdf(), "application/pdf")


def who_reads(world, case):
    """Who finds the text on the timeline."""
    readers = set()
    for name in ("officer", "colleague", "supervisor", "named", "teacher"):
        user = getattr(world, name)
        told = timeline.read(Case.objects.get(pk=case.pk), user).happenings
        readers |= {name} & ({name} if SECRET in str([line.value for one in told for line in one.lines]) else set())
    return readers


@pytest.fixture
def named(world):
    world.named = make_officer(world.area, username="named")
    return world.named


@pytest.mark.parametrize(
    ("typed", "readers"),
    [
        ({}, {"officer", "colleague", "supervisor", "named"}),
        ({"restricted": "on"}, {"officer", "colleague", "supervisor"}),
        ({"readers": ["named"]}, {"colleague", "named"}),
        ({"readers": ["named"], "restricted": "on"}, {"colleague", "named"}),
        ({"readers": ["supervisor"]}, {"colleague", "supervisor"}),
    ],
)
def test_who_reads_a_note(world, client, case, named, typed, readers):
    chosen = [getattr(world, name).pk for name in typed.get("readers", [])]
    write(client, case, text=SECRET, **typed | {"readers": chosen})
    assert who_reads(world, case) == readers
    visible = {
        name for name in readers | {"officer", "teacher", "stranger"} if Note.objects.visible_to(getattr(world, name)).exists()
    }
    assert visible == readers


def test_everybody_else_sees_that_it_is_there_and_who_wrote_it(world, client, case, named):
    write(client, case, text=SECRET, readers=[named.pk])
    client.force_login(world.supervisor)
    text = words(client.get(case.get_absolute_url()))
    assert "บันทึกจำกัดผู้เห็น สมมติ colleague" in text
    assert SECRET not in text


def test_the_named_are_told_and_nobody_else(world, client, case, named):
    write(client, case, text=SECRET, readers=[named.pk])
    notice = Notice.objects.get(kind=NoticeKind.MENTIONED)
    assert (notice.recipient, notice.about) == (named, case.number)
    assert SECRET not in notice.event + notice.path


def test_only_people_of_the_office_may_be_named(world, client, case):
    for other in (world.stranger, world.teacher, world.executive, world.colleague):
        assert "มีข้อผิดพลาด:" in words(write(client, case, text=SECRET, readers=[other.pk]))
    assert not Note.objects.exists()


def test_a_note_brings_its_files(client, case):
    write(client, case, text="ได้รับคำสั่ง", files=order())
    note = Note.objects.get()
    assert Document.objects.get().record_key == note.key
    assert "คำสั่ง.pdf" in words(client.get(case.get_absolute_url()))


def test_files_alone_are_documents(client, case):
    assert "เพิ่มเอกสารแล้ว" in words(write(client, case, files=order()))
    assert not Note.objects.exists()
    assert Document.objects.get().record_key == ""


def test_sent_twice_it_is_written_once(client, case):
    url = f"{case.get_absolute_url()}note/"
    blank = form_on(client.get(url)) | {"kind": "NOTE"}
    for _click in range(2):
        client.post(url, blank | {"text": "ครั้งเดียว", "files": order()})
    assert (Note.objects.count(), Document.objects.count()) == (1, 1)
    blank = form_on(client.get(url)) | {"kind": "NOTE"}
    for _click in range(2):
        client.post(url, blank | {"files": order()})
    assert (Note.objects.count(), Document.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "เขียนข้อความ หรือเลือกไฟล์"),
        ({"text": SECRET, "readers": "named", "files": "pdf"}, "ไฟล์ระบุผู้อ่านรายคนไม่ได้ เพิ่มไฟล์เป็นอีกรายการ"),
        ({"text": SECRET, "files": "bad"}, "รับเฉพาะ"),
    ],
)
def test_what_is_not_understood_comes_back_as_typed(world, client, case, named, typed, said):
    files = {"pdf": order(), "bad": SimpleUploadedFile("a.pdf", b"nothing")}
    sent = (
        typed
        | ({"readers": [named.pk]} if "readers" in typed else {})
        | ({"files": files[typed["files"]]} if "files" in typed else {})
    )
    page = write(client, case, **sent)
    assert said in words(page)
    assert typed.get("text", "") in page.content.decode()
    assert not Note.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("neighbour", 404), ("teacher", 403), ("executive", 404)])
def test_others_write_nothing(world, client, case, who, status):
    client.force_login(getattr(world, who))
    assert client.post(f"{case.get_absolute_url()}note/", {"kind": "NOTE", "text": "ก"}).status_code == status
