"""The settings of an office's paper: its letterhead, its emblem drawn anew from a picture and nothing else, and who signs."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from schools.emblem import MAX_BYTES
from schools.models import Letterhead, Signer, TrailEvent, Verb

TYPED = {
    "name": "สำนักงานเขตพื้นที่การศึกษาทดสอบ", "address": "ถนนทดสอบ\nขอนแก่น 40000", "phone": "0 4300 0000", "unit_name": "กลุ่มทดสอบ",
    "prefix": "ศธ 04xxx", "email": "office@example.go.th", "own_register": "on",
    "signers-TOTAL_FORMS": "1", "signers-INITIAL_FORMS": "0", "signers-0-name": "",
    "signers-0-position": "", "signers-0-is_active": "on",
}  # fmt: skip
SIGNER = {"signers-0-name": "นายสมมติ ลงนาม", "signers-0-position": "ผู้อำนวยการ"}


def picture(form="PNG", size=(40, 40), **options) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, form, **options)
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A small PNG that says it is so many pixels square."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", len(head)) + chunk + struct.pack(">I", zlib.crc32(chunk)) + picture()[33:]


def send(client, user, content=None, **changed):
    client.force_login(user)
    sent = TYPED | changed
    if content is not None:
        sent["emblem"] = SimpleUploadedFile("emblem.png", content, "image/png")
    return client.post(reverse("schools:letterhead"), sent)


@pytest.mark.parametrize("who", ["supervisor", "sysadmin"])
def test_letterhead_is_set_by_supervisor_and_system_administrator(client, world, who):
    answer = send(client, getattr(world, who), **SIGNER)
    letterhead, signer = Letterhead.objects.get(), Signer.objects.get()
    world.area.refresh_from_db()
    assert answer.status_code == 302
    assert (letterhead.prefix, letterhead.email, letterhead.own_register) == ("ศธ 04xxx", "office@example.go.th", True)
    assert (world.area.unit_name, world.area.address) == ("กลุ่มทดสอบ", "ถนนทดสอบ\nขอนแก่น 40000")
    assert (signer.area, signer.name, signer.is_active) == (world.area, "นายสมมติ ลงนาม", True)
    assert {"prefix", "signer"} <= {*TrailEvent.objects.get(verb=Verb.CHANGED).fields}


def test_page_shows_what_is_set_and_where_emblem_and_type_come_from(client, world):
    Letterhead.objects.create(area=world.area, prefix="ศธ 04yyy")
    client.force_login(world.supervisor)
    page = client.get(reverse("schools:letterhead")).content.decode()
    for word in ("ศธ 04yyy", world.area.name, "ตราครุฑเป็นเครื่องหมายราชการ", "PAPER_FONTS"):
        assert word in page


def test_signer_who_signs_no_more_is_kept(client, world):
    signer = Signer.objects.create(area=world.area, name="นายเดิม", position="ผู้อำนวยการ")
    rows = {"signers-INITIAL_FORMS": "1", "signers-0-id": signer.pk, "signers-0-name": "นายเดิม", "signers-0-position": "ผู้อำนวยการ"}
    send(client, world.supervisor, **rows | {"signers-0-is_active": ""})
    assert not Signer.objects.get().is_active


def test_signer_of_another_office_is_not_touched(client, world):
    signer = Signer.objects.create(area=world.elsewhere, name="นายไกล", position="ผู้อำนวยการ")
    send(client, world.supervisor, **{"signers-INITIAL_FORMS": "1", "signers-0-id": signer.pk, "signers-0-name": "เปลี่ยน"})
    assert Signer.objects.get().name == "นายไกล"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_emblem_is_drawn_anew_small_and_without_what_else_the_file_held(client, world, form):
    hidden = {"exif": b"Exif\x00\x00canary-exif"} if form != "PNG" else {}
    send(client, world.supervisor, picture(form, (1200, 300), **hidden))
    kept = bytes(Letterhead.objects.get().emblem)
    drawn = Image.open(io.BytesIO(kept))
    assert (drawn.format, drawn.size) == ("PNG", (600, 150))
    assert b"canary" not in kept
    answer = client.get(reverse("schools:letterhead-emblem"))
    assert (answer.content, answer.headers["Content-Type"]) == (kept, "image/png")


def test_emblem_is_taken_off(client, world):
    send(client, world.supervisor, picture())
    assert "ตราที่ใช้อยู่" in client.get(reverse("schools:letterhead")).content.decode()
    send(client, world.supervisor, remove_emblem="on")
    assert Letterhead.objects.get().emblem is None
    assert client.get(reverse("schools:letterhead-emblem")).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"not a picture", "รับเฉพาะภาพ PNG JPEG หรือ WebP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "รับเฉพาะภาพ PNG JPEG หรือ WebP"),
        (picture("GIF"), "รับเฉพาะภาพ PNG JPEG หรือ WebP"),
        (picture()[:60], "รับเฉพาะภาพ PNG JPEG หรือ WebP"),
        (bomb(9_000), "ภาพใหญ่เกินไป"),
        (bomb(30_000), "รับเฉพาะภาพ PNG JPEG หรือ WebP"),
        (picture() + b"\0" * MAX_BYTES, "ไฟล์ใหญ่เกิน 2 MB"),
    ],
    ids=["text", "svg", "gif", "broken", "bomb", "bigger bomb", "large"],
)
def test_what_is_no_small_picture_is_refused(client, world, content, said):
    page = send(client, world.supervisor, content).content.decode()
    assert said in page
    assert "ถนนทดสอบ" in page
    assert not Letterhead.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"prefix": "ศธ 04xxx/"}, "ไม่ต้องใส่เครื่องหมาย /"),
        ({"email": "office"}, "อีเมล"),
        ({"name": ""}, "กรอกชื่อสำนักงาน"),
        ({"signers-0-name": "นายสมมติ"}, "กรอกตำแหน่ง"),
    ],
)
def test_wrong_form_comes_back_as_it_was_typed(client, world, changed, said):
    page = send(client, world.supervisor, **changed).content.decode()
    assert said in page
    assert "ถนนทดสอบ" in page
    assert not Letterhead.objects.exists()


def test_what_two_changed_at_once_is_asked(client, world):
    client.force_login(world.supervisor)
    seen = client.get(reverse("schools:letterhead")).context["form"]["seen"].value()
    send(client, world.sysadmin)
    answer = send(client, world.supervisor, seen=seen, prefix="ศธ 04zzz")
    assert answer.status_code == 409
    assert Letterhead.objects.get().prefix == "ศธ 04xxx"


@pytest.mark.parametrize("name", ["letterhead", "letterhead-emblem"])
@pytest.mark.parametrize("who", ["officer", "teacher", "partner", "executive", "nobody"])
def test_others_are_told_that_it_is_not_for_them(client, world, who, name):
    client.force_login(getattr(world, who))
    assert client.get(reverse(f"schools:{name}")).status_code == 403


@pytest.mark.parametrize("key", ["elsewhere", "../..", "A" * 22])
def test_office_of_others_is_absent(client, world, key):
    client.force_login(world.supervisor)
    area = getattr(world, key).key if key == "elsewhere" else key
    assert client.get(reverse("schools:letterhead"), {"area": area}).status_code == 404


def test_nobody_signed_in_is_sent_to_sign_in(client, world):
    assert "/sign-in/" in client.get(reverse("schools:letterhead")).headers["Location"]
