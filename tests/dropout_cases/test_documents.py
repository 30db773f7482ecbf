"""Files of a case: which are taken, what is left of them, who may open them, and that none of them ever runs."""

import io

import pikepdf
import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from dropout_cases import documents
from dropout_cases.models import Document
from schools.models import TrailEvent, Verb
from tests.dropout_cases.browsing import form_on, words
from tests.files import file, office_file, pdf, phone_photo, picture
from tests.make import DAY, make_case

PDF = pdf()
KINDS = "รับเฉพาะภาพ JPEG PNG WebP, PDF และไฟล์ Word Excel PowerPoint ที่ไม่มีมาโคร"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school)


def tab(case):
    return f"{case.get_absolute_url()}documents/"


def upload(client, case, *files, follow=True, **typed):
    return client.post(tab(case), form_on(client.get(tab(case))) | typed | {"files": list(files)}, follow=follow)


def kept(client, case, **options) -> Document:
    assert upload(client, case, file(**options), follow=False).status_code == 302
    return Document.objects.latest("pk")


def stored(document) -> bytes:
    return documents.path_of(document.stored_name).read_bytes()


def url(document):
    return f"/documents/{document.key}/"


def answered(client, address):
    """The answer of an address, and the bytes that come with it."""
    response = client.get(address)
    return response, b"".join(response.streaming_content) if response.streaming else b""


def opened(client, document):
    """The answer to whoever opens the file."""
    return answered(client, url(document))


def status(client, document):
    return opened(client, document)[0].status_code


# What is taken


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (office_file("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office_file("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (office_file("ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pictures_pdf_and_office_files_are_kept_as_what_they_are(client, case, content, kind):
    document = kept(client, case, content=content, name="x.bin", kind="text/html")
    assert document.content_type == kind
    assert opened(client, document)[0].headers["Content-Type"] == kind


REFUSED = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "program.exe": b"MZ" + bytes(200),
    "letter.docm": office_file("word", "word/vbaProject.bin"),
    "hidden macro.docx": office_file("word", "word/VBAPROJECT.BIN"),
    "packed.zip": office_file("anything"),
    "broken.docx": office_file("word")[:60],
    "moving.gif": picture("GIF", mode="P", colour=0),
    "old.bmp": picture("BMP"),
    "plain.txt": "ข้อความ".encode(),
    "broken.jpg": picture("JPEG")[:200],
    "html.jpg": b"\xff\xd8\xff\xe0<html>",
    "not quite.pdf": b" " * 10 + PDF,
}


@pytest.mark.parametrize("name", REFUSED)
def test_other_files_are_refused_with_a_sentence_whatever_they_are_called(client, case, name):
    page = upload(client, case, file(REFUSED[name], name))
    assert page.context["form"].errors["files"] == [KINDS]
    assert not Document.objects.exists()
    again = upload(client, case, file(REFUSED[name], "photo.jpg", "image/jpeg"))
    assert again.context["form"].errors["files"] == [KINDS]


def opening_with(action: dict):
    """A change of a PDF: what it does when it is opened."""
    return lambda made: made.Root.__setattr__("OpenAction", pikepdf.Dictionary(action))


def doing_on_a_page(made) -> None:
    made.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")))


def hidden_script(made) -> None:
    """In a stream, three levels down, which no page leads to."""
    inner = pikepdf.Dictionary(X=pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.JavaScript)]))
    made.make_indirect(pikepdf.Stream(made, b"", Inner=inner))
    made.Root.Lost = made.make_indirect(pikepdf.Stream(made, b"", Inner=inner))


def carrying(made) -> None:
    made.attachments["list.xlsx"] = b"PK"


RUNS, CARRIES, LOCKED, BROKEN = (str(documents.checking.PDF_REFUSED[word]) for word in (b"runs", b"carries", b"locked", b"broken"))
EMBEDDED = "ไฟล์นี้มีไฟล์อื่นฝังอยู่ หรือเรียกแม่แบบจากที่อื่น คัดลอกเนื้อหาไปไว้ในไฟล์ใหม่ แล้วเลือกไฟล์ใหม่"
SWOLLEN = "ไฟล์นี้ขยายแล้วใหญ่ผิดปกติ คัดลอกเนื้อหาไปไว้ในไฟล์ใหม่ แล้วเลือกไฟล์ใหม่"
TEMPLATE = '<Relationship Type=".../attachedTemplate" Target="http://elsewhere/x.dotm" TargetMode="External"/>'
HOSTILE = {
    "script.pdf": (lambda: pdf(opening_with({"/S": pikepdf.Name.JavaScript, "/JS": pikepdf.String("app.alert(1)")})), RUNS),
    "launch.pdf": (lambda: pdf(opening_with({"/S": pikepdf.Name.Launch, "/F": pikepdf.String("cmd.exe")})), RUNS),
    "page script.pdf": (lambda: pdf(doing_on_a_page), RUNS),
    "hidden script.pdf": (lambda: pdf(hidden_script), RUNS),
    "attachment.pdf": (lambda: pdf(carrying), CARRIES),
    "locked.pdf": (lambda: pdf(encryption=pikepdf.Encryption(owner="สอง", user="หนึ่ง")), LOCKED),
    "broken.pdf": (lambda: PDF[:200], BROKEN),
    "empty.pdf": (lambda: b"%PDF-1.4\n%%EOF", BROKEN),
    "bomb.xlsx": (lambda: office_file("xl", **{"xl/worksheets/sheet1.xml": "0" * 30_000_000}), SWOLLEN),
    "many parts.docx": (lambda: office_file("word", *(f"word/{number}.xml" for number in range(2_100))), SWOLLEN),
    "program.docx": (lambda: office_file("word", "word/embeddings/oleObject1.bin"), EMBEDDED),
    "program.pptx": (lambda: office_file("ppt", "ppt/embeddings/run.exe"), EMBEDDED),
    "template.docx": (lambda: office_file("word", **{"word/_rels/settings.xml.rels": TEMPLATE}), EMBEDDED),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_what_to_do(name):
    make, sentence = HOSTILE[name]
    with pytest.raises(ValidationError) as refused:
        documents.check(file(make(), name))
    assert refused.value.messages == [sentence]


def test_pdf_that_only_asks_not_to_be_changed_is_kept():
    assert documents.check(file(pdf(encryption=pikepdf.Encryption(owner="สอง", user="")))).content_type == "application/pdf"


def test_pdf_too_tangled_to_be_judged_is_refused(monkeypatch):
    monkeypatch.setattr(documents.reading, "MOST_SECONDS", 0)
    with pytest.raises(ValidationError) as refused:
        documents.check(file())
    assert refused.value.code == "pdf"


def test_a_file_too_big_is_refused(client, case):
    page = upload(client, case, file(PDF + bytes(documents.MAX_BYTES)))
    assert page.context["form"].errors["files"] == ["ไฟล์ใหญ่เกิน 20 MB เลือกไฟล์ที่เล็กกว่า"]


def test_an_empty_file_and_no_file_are_told_apart(client, case):
    assert "ไฟล์ว่างเปล่า เลือกไฟล์อื่น" in words(upload(client, case, file(b"")))
    assert "เลือกไฟล์" in words(upload(client, case))


@pytest.mark.parametrize("size", [(8000, 7000), (20000, 20000)])
def test_a_picture_that_would_fill_the_memory_is_refused(client, case, size):
    page = upload(client, case, file(picture("PNG", size, mode="1", colour=0), "big.png"))
    assert page.context["form"].errors["files"] == [KINDS]


def test_at_most_ten_files_come_at_once(client, case):
    assert "แนบได้ครั้งละไม่เกิน 10 ไฟล์" in words(upload(client, case, *[file(name=f"{number}.pdf") for number in range(11)]))
    assert not Document.objects.exists()


def test_one_wrong_file_keeps_all_out(client, case):
    upload(client, case, file(), file(REFUSED["page.html"], "page.html"))
    assert not Document.objects.exists()


def test_several_files_are_kept_each_under_its_name(client, case):
    upload(client, case, file(), file(picture(), "บ้าน.jpg"))
    assert [one.name for one in Document.objects.all()] == ["หนังสือส่งต่อที่ 1.pdf", "บ้าน.jpg"]


@given(st.data())
def test_a_damaged_file_never_breaks_the_page(data):
    whole = data.draw(st.sampled_from([phone_photo(), picture("PNG"), picture("WEBP"), picture("PNG", mode="P"), office_file()]))
    places = data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=8))
    damaged = bytearray(whole)
    for place, byte in places:
        damaged[place] = byte
    try:
        documents.check(file(bytes(damaged[: data.draw(st.integers(1, len(whole)))])))
    except ValidationError as refused:
        assert refused.code in ("kind", "swollen", "embedded")


# What is left of a picture


def test_a_photo_loses_place_and_maker_and_stands_upright(client, case):
    document = kept(client, case, content=phone_photo(), name="photo.jpg")
    with Image.open(documents.path_of(document.stored_name)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((40, 60), {})
    assert b"SecretMaker" in phone_photo()
    assert b"SecretMaker" not in stored(document)
    assert b"Exif" not in stored(document)


def test_a_large_photo_is_drawn_smaller(client, case):
    document = kept(client, case, content=phone_photo(size=(4000, 3000)), name="photo.jpg")
    with Image.open(documents.path_of(document.stored_name)) as shown:
        assert shown.size == (1200, 1600)
    assert document.size == len(stored(document))


def test_what_hides_behind_a_picture_stays_behind(client, case):
    document = kept(client, case, content=picture() + b"<script>alert(1)</script>", name="photo.jpg")
    assert b"script" not in stored(document)


def test_a_note_inside_a_picture_stays_behind(client, case):
    document = kept(client, case, content=picture(comment=b"SecretComment"), name="photo.jpg")
    assert b"SecretComment" not in stored(document)


@pytest.mark.parametrize(
    ("form", "mode"), [("PNG", "P"), ("PNG", "RGBA"), ("PNG", "L"), ("PNG", "1"), ("JPEG", "CMYK"), ("WEBP", "RGBA")]
)
def test_a_picture_keeps_its_colours(client, case, form, mode):
    drawn = Image.new("RGB", (20, 20), (200, 30, 30)).convert(mode)
    content = io.BytesIO()
    drawn.save(content, form, lossless=True)
    document = kept(client, case, content=content.getvalue(), name="x")
    with Image.open(documents.path_of(document.stored_name)) as shown:
        found, wanted = shown.convert("RGB").getpixel((10, 10)), drawn.convert("RGB").getpixel((10, 10))
    assert all(abs(one - other) < 8 for one, other in zip(found, wanted, strict=True))


def test_a_transparent_picture_stays_transparent(client, case):
    document = kept(client, case, content=picture("PNG", mode="RGBA", colour=(1, 2, 3, 0)), name="x.png")
    with Image.open(documents.path_of(document.stored_name)) as shown:
        assert shown.getpixel((1, 1))[3] == 0


# Where it lies and how it is handed out


def test_a_file_lies_under_a_random_name_out_of_reach_of_the_web(client, case):
    document = kept(client, case)
    path = documents.path_of(document.stored_name)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert not path.is_relative_to(settings.STATICFILES_DIRS[0])
    assert document.key not in path.name
    assert "หนังสือ" not in str(path)


def test_a_file_is_a_download_that_no_browser_runs(client, case):
    document = kept(client, case)
    response, content = opened(client, document)
    headers = response.headers
    assert content == PDF
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B8%AB")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "a;b=c.html.pdf", "<b>.pdf", "ก" * 300 + ".pdf"])
def test_a_hostile_file_name_does_no_harm(client, case, name):
    document = kept(client, case, name=name)
    response, _content = opened(client, document)
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert "/" not in document.original_name
    assert document.original_name.endswith(".pdf")
    assert "<b>.pdf" not in client.get(tab(case)).content.decode()


def test_opening_a_file_is_written_down(world, client, case):
    document = kept(client, case)
    opened(client, document)
    line = TrailEvent.objects.filter(verb=Verb.OPENED, subject=f"document:{document.key}").get()
    assert (line.actor, line.area) == (world.officer, world.area)


def test_a_file_that_is_lost_is_absent(client, case):
    document = kept(client, case)
    documents.path_of(document.stored_name).unlink()
    assert status(client, document) == 404


# On the page


def test_a_document_is_listed_with_name_size_and_who_brought_it(client, case):
    page = upload(client, case, file(), name="คำสั่งแต่งตั้งทีม")
    assert "เพิ่มเอกสารแล้ว" in words(page)
    assert f"คำสั่งแต่งตั้งทีม PDF · {len(PDF)} ไบต์" in words(page)
    assert "สมมติ officer · 15 ม.ค. 2567 09." in words(page)


def test_a_document_stands_in_the_story_of_the_case(client, case):
    document = kept(client, case)
    page = client.get(f"{case.get_absolute_url()}?show=document")
    assert "เพิ่มเอกสาร สมมติ officer" in words(page)
    assert url(document) in page.content.decode()


def test_the_same_sending_twice_keeps_the_files_once(client, case):
    typed = form_on(client.get(tab(case)))
    for _click in range(2):
        assert client.post(tab(case), typed | {"files": [file(), file(name="2.pdf")]}).status_code == 302
    assert Document.objects.count() == 2


def test_a_voided_document_stays_struck_through_and_opens_no_more(client, case):
    document = kept(client, case)
    void = f"{case.get_absolute_url()}void/document/{document.key}/"
    client.post(void, {"reason": "ผิดเคส"})
    assert status(client, document) == 404
    page = client.get(tab(case)).content.decode()
    assert "<del>หนังสือส่งต่อที่ 1.pdf</del>" in page
    assert url(document) not in page


# Restricted


@pytest.mark.parametrize(
    ("who", "answer"), [("officer", 200), ("supervisor", 200), ("colleague", 404), ("teacher", 404), ("stranger", 404)]
)
def test_a_restricted_document_is_for_the_person_responsible_and_supervisors(world, client, case, who, answer):
    upload(client, case, file(), restricted="on")
    document = Document.objects.get()
    client.force_login(getattr(world, who))
    assert status(client, document) == answer


def test_others_do_not_read_the_name_of_a_restricted_document(world, client, case):
    upload(client, case, file(name="ผลตรวจ.pdf"), restricted="on")
    client.force_login(world.colleague)
    for page in (tab(case), case.get_absolute_url()):
        assert "ผลตรวจ" not in words(client.get(page))


def test_who_brought_a_restricted_document_may_open_it(world, client, case):
    client.force_login(world.colleague)
    upload(client, case, file(), restricted="on")
    assert status(client, Document.objects.get()) == 200


# With a record


RECORD = {"attendance": "IRREGULAR", "note": "ยายว่าป่วย", "safety": "SAFE", "best_interest": "อยู่กับยาย"}


def record_page(case) -> str:
    return f"{case.get_absolute_url()}follow-up/"


def record(client, case, *files, **typed):
    """Save a step's form with files."""
    page = record_page(case)
    return client.post(page, form_on(client.get(page)) | RECORD | typed | {"files": list(files)}, follow=True)


def test_files_come_with_their_record(client, case):
    page = record(client, case, file(phone_photo(), "บ้าน.jpg"), file(name="บันทึก.pdf"))
    photo, letter = Document.objects.all()
    assert {photo.record_key, letter.record_key} == {case.current_round.followups.get().key}
    assert (photo.restricted, letter.restricted) == (True, False)
    for document in (photo, letter):
        assert f'<a href="{url(document)}">{document.name}</a>' in page.content.decode()


def test_a_wrong_file_keeps_the_record_out_and_the_text_in(client, case):
    page = record(client, case, file(REFUSED["page.html"], "page.html"))
    assert page.context["form"].errors["files"] == [KINDS]
    assert form_on(page)["note"] == "ยายว่าป่วย"
    assert not case.current_round.followups.exists()


def test_a_record_that_is_refused_keeps_no_file(client, case):
    record(client, case, file(), happened_on_2="67")
    assert not Document.objects.exists()


def test_a_double_click_keeps_the_files_of_a_record_once(client, case):
    page = record_page(case)
    typed = form_on(client.get(page)) | RECORD
    for _click in range(2):
        client.post(page, typed | {"files": [file()]})
    assert Document.objects.count() == 1


def test_photos_of_a_record_are_not_for_a_colleague(world, client, case):
    record(client, case, file(picture(), "บ้าน.jpg"))
    client.force_login(world.colleague)
    assert "บ้าน.jpg" not in words(client.get(case.get_absolute_url()))
    assert status(client, Document.objects.get()) == 404


def test_a_voided_file_of_a_record_is_struck_through_and_leads_nowhere(client, case):
    record(client, case, file(name="บันทึก.pdf"))
    document = Document.objects.get()
    client.post(f"{case.get_absolute_url()}void/document/{document.key}/", {"reason": "ผิดเคส"})
    page = client.get(case.get_absolute_url()).content.decode()
    assert "<del>บันทึก.pdf</del>" in page
    assert url(document) not in page


def test_the_school_may_open_what_it_sent_itself(world, client, case):
    client.force_login(world.teacher)
    assert "ใบลา.pdf" in words(record(client, case, file(name="ใบลา.pdf")))
    assert status(client, Document.objects.get()) == 200
