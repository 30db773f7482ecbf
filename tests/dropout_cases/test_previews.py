"""The picture of a file's first page: what is drawn, who sees it, and that a hostile file draws nothing and hurts nobody."""

import io

import pikepdf
import pytest
import time_machine
from PIL import Image

from dropout_cases import documents
from dropout_cases.documents import reading
from dropout_cases.models import Document
from tests.dropout_cases.browsing import words
from tests.dropout_cases.imports.hostile import xlsx
from tests.dropout_cases.test_documents import answered, kept, record, status, tab, upload
from tests.files import file, letter, office_file, pdf, phone_photo, picture
from tests.make import DAY, make_case

SLIDE = '<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>นิเทศการติดตาม</a:t></a:r></a:p></p:sld>'


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school)


def url(document):
    return f"/documents/{document.key}/preview/"


def shown(client, document) -> Image.Image:
    response, content = answered(client, url(document))
    assert response.headers["Content-Type"] == "image/webp"
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (picture(size=(3000, 1500)), (800, 400)),
        (picture("PNG", size=(60, 40), mode="RGBA", colour=(1, 2, 3, 0)), (60, 40)),
        (pdf(), (566, 800)),
        (letter("บันทึกข้อความ", "เด็กหญิงปิ่นเพ็ชร์ สมมติ"), (565, 800)),
        (xlsx(), (565, 800)),
        (office_file("ppt", **{"ppt/slides/slide1.xml": SLIDE}), (800, 565)),
    ],
    ids=["photo", "small picture", "pdf", "word", "excel", "powerpoint"],
)
def test_first_page_is_shown_as_a_small_picture(client, case, content, size):
    document = kept(client, case, content=content, name="x")
    preview = shown(client, document)
    assert preview.format == "WEBP"
    assert all(abs(one - wanted) <= 1 for one, wanted in zip(preview.size, size, strict=True))
    assert url(document) in client.get(tab(case)).content.decode()


def test_words_of_a_letter_are_drawn_and_never_read_as_commands(client, case):
    empty, told = (kept(client, case, content=letter(text), name="x") for text in (".", '#read("/etc/passwd") $x$ *ก*'))
    ink = [sum(shown(client, one).convert("L").histogram()[:128]) for one in (empty, told)]
    assert ink[1] > ink[0] + 200


def test_photo_has_no_place_in_its_preview(client, case):
    document = kept(client, case, content=phone_photo(), name="photo.jpg")
    assert not shown(client, document).getexif()
    assert b"SecretMaker" not in documents.path_of(document.preview_name).read_bytes()


BOMB = b"0 0 595 842 re f\n" * 3_000_000


def slow_page(made: pikepdf.Pdf) -> None:
    made.pages[0].Contents = made.make_stream(BOMB)


def endless_page(made: pikepdf.Pdf) -> None:
    made.pages[0].MediaBox = [0, 0, 2_000_000, 3]


@pytest.mark.parametrize(
    "content",
    [pdf(endless_page), office_file("word", **{"word/document.xml": "<broken"}), office_file("xl"), office_file("ppt")],
    ids=["endless page", "broken letter", "no sheet", "no slide"],
)
def test_where_nothing_can_be_drawn_the_page_says_what_it_is(client, case, content):
    document = kept(client, case, content=content, name="x")
    assert document.preview_name == ""
    assert client.get(url(document)).status_code == 404
    assert f"{document.kind}" in words(client.get(tab(case)))


def test_page_that_takes_too_long_is_given_up(client, case, monkeypatch):
    monkeypatch.setattr(reading, "MOST_SECONDS", 1)
    assert reading.read("pdf_reader", "draw", content=pdf(slow_page)) == b""


def test_page_that_takes_too_much_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(reading, "MOST_MEMORY", 1_000_000)
    assert reading.read("pdf_reader", "draw", content=pdf()) == b""


def test_preview_runs_nowhere_and_stays_in_no_cache(client, case):
    document = kept(client, case, content=picture(), name="photo.jpg")
    headers = answered(client, url(document))[0].headers
    assert headers["Content-Disposition"].startswith("inline")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("who", "answer"), [("officer", 200), ("supervisor", 200), ("colleague", 404), ("stranger", 404)])
def test_preview_is_for_whoever_may_open_the_file(world, client, case, who, answer):
    upload(client, case, file(picture(), "ภาพ.jpg"), restricted="on")
    client.force_login(getattr(world, who))
    document = Document.objects.get()
    assert answered(client, url(document))[0].status_code == status(client, document) == answer


def test_voided_file_shows_no_preview(client, case):
    document = kept(client, case, content=picture(), name="photo.jpg")
    client.post(f"{case.get_absolute_url()}void/document/{document.key}/", {"reason": "ผิดเคส"})
    assert client.get(url(document)).status_code == 404
    assert url(document) not in client.get(tab(case)).content.decode()


def test_picture_is_told_in_words_to_who_does_not_see_it(client, case):
    record(client, case, file(picture(), "บ้าน.jpg"))
    document = Document.objects.get()
    assert f'src="{url(document)}" alt="บ้าน.jpg"' in client.get(tab(case)).content.decode()
    Document.objects.update(caption="หน้าบ้านยาย")
    assert f'src="{url(document)}" alt="หน้าบ้านยาย"' in client.get(tab(case)).content.decode()
