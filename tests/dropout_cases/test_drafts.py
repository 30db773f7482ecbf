"""What is typed and not sent is kept for who typed it, comes back into the form, and is never a record."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from dropout_cases import drafts
from dropout_cases.models import Case, Draft, Note
from referrals.models import Contact
from tests.dropout_cases.browsing import form_on, words
from tests.make import DAY, make_case

SAVE, DISCARD, INTAKE = "/drafts/", "/drafts/discard/", "/cases/add/"
NOTICE = "กลับมาทำต่อ: ร่างที่บันทึกไว้"


@pytest.fixture(autouse=True)
def nine_oclock():
    with time_machine.travel(f"{DAY} 09:00+07:00"):
        yield


@pytest.fixture
def case(world, client):
    client.force_login(world.officer)
    return make_case(world.officer, world.school)


def keep(client, path, **typed):
    return client.post(SAVE, typed | {"draft_path": path})


def test_a_draft_is_said_to_be_kept_and_when(client, case):
    assert keep(client, INTAKE, name="ด.ญ. ปิ่น").content.decode() == "บันทึกร่างแล้ว 09.00 น."


def test_what_was_typed_comes_back_into_the_report(client, case):
    keep(client, INTAKE, name="ด.ญ. ปิ่น ใจดี", story="ขาดเรียน", causes=["dropout_reason.POVERTY"], happened_on_0="14")
    page = client.get(INTAKE)
    assert NOTICE in words(page)
    assert 'value="ด.ญ. ปิ่น ใจดี"' in page.content.decode()
    assert "ขาดเรียน</textarea>" in page.content.decode()
    assert form_on(page)["draft_path"] == INTAKE


def test_a_draft_of_a_step_brings_back_its_rows(client, case):
    path = f"{case.get_absolute_url()}meeting/"
    typed = {
        "place_text": "ศาลากลางบ้าน",
        "attendees-TOTAL_FORMS": "4",
        "attendees-INITIAL_FORMS": "0",
        "attendees-3-name": "ยายสมมติ",
    }
    keep(client, path, **typed)
    page = client.get(path).content.decode()
    assert "ศาลากลางบ้าน" in page
    assert 'value="ยายสมมติ"' in page
    assert "มีข้อผิดพลาด" not in page


def test_a_form_filled_from_a_draft_has_a_token_of_its_own(client, case):
    path = f"{case.get_absolute_url()}contact/"
    keep(client, path, asked="ถามครู", token="t" * 22)
    page = client.get(path)
    assert "ถามครู" in page.content.decode()
    assert page.context["form"]["token"].value() != "t" * 22


def test_sending_the_form_ends_the_draft(client, case):
    path = f"{case.get_absolute_url()}note/"
    keep(client, path, text="โทรหายาย")
    client.post(path, {"kind": "NOTE", "text": "โทรหายายแล้ว"})
    assert Note.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_form_that_is_refused_keeps_its_draft(client, case):
    path = f"{case.get_absolute_url()}note/"
    keep(client, path, text="โทรหายาย")
    client.post(path, {"kind": "NOTE", "text": ""})
    assert Draft.objects.exists()


def test_a_draft_thrown_away_leads_back_to_the_empty_form(client, case):
    path = f"{case.get_absolute_url()}note/"
    keep(client, path, text="โทรหายาย")
    page = client.post(DISCARD, {"draft_path": path, "back": path}, follow=True)
    assert page.redirect_chain == [(path, 302)]
    assert NOTICE not in words(page)
    assert not Draft.objects.exists()


def test_throwing_a_draft_away_leads_nowhere_else(client, case):
    assert client.post(DISCARD, {"draft_path": INTAKE, "back": "https://elsewhere.example/"}).headers["Location"] == "/"


def test_nobody_gets_the_draft_of_another(world, client, case):
    path = f"{case.get_absolute_url()}contact/"
    keep(client, path, asked="ความลับของผู้พิมพ์")
    client.force_login(world.colleague)
    assert "ความลับของผู้พิมพ์" not in client.get(path).content.decode()
    client.post(DISCARD, {"draft_path": path})
    assert Draft.objects.count() == 1


def test_a_draft_is_no_record(world, client, case):
    version = case.version
    keep(client, f"{case.get_absolute_url()}contact/", asked="ยังไม่ส่ง")
    assert not Contact.objects.exists()
    assert "ยังไม่ส่ง" not in words(client.get(case.get_absolute_url()))
    assert "ยังไม่ส่ง" not in words(client.get("/"))
    assert Case.objects.get().version == version


def test_passwords_and_tokens_are_never_kept(client, case):
    keep(client, INTAKE, name="ปิ่น", new_password1="secret", csrfmiddlewaretoken="x", token="y", whose="z")
    assert set(drafts.data_of(Draft.objects.get())) == {"name"}


def test_a_draft_is_encrypted_where_it_lies(client, case):
    keep(client, INTAKE, name="ปิ่น")
    (stored,) = Draft.objects.extra(select={"raw": "fields"}).values_list("raw", flat=True)
    assert stored.startswith("1:")


@pytest.mark.parametrize(
    "path", ["", "/", "/nowhere/", "/cases/", "/password/", "https://elsewhere.example/cases/add/", "/cases/add/" * 30]
)
def test_only_pages_that_are_marked_keep_drafts(client, case, path):
    assert keep(client, path, name="ปิ่น").status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_too_long_is_said_to_be_so_and_not_kept(client, case):
    assert "ยาวเกินไป" in keep(client, INTAKE, story="ก" * 60_000).content.decode()
    assert not Draft.objects.exists()


def test_a_person_has_so_many_drafts_and_no_more(world, case):
    for number in range(drafts.MOST_OF_A_PERSON + 3):
        drafts.save(world.officer, f"/cases/{number}/", None, {}, timezone.now() + timedelta(seconds=number))
    kept = set(Draft.objects.values_list("path", flat=True))
    assert len(kept) == drafts.MOST_OF_A_PERSON
    assert "/cases/0/" not in kept


def test_drafts_nobody_came_back_to_go_after_thirty_days(world, case):
    now = timezone.now()
    for days in (29, 31):
        drafts.save(world.officer, f"/cases/{days}/", case, {}, now - timedelta(days=days))
    assert drafts.sweep(now) == 1
    assert Draft.objects.get().path == "/cases/29/"


def test_a_draft_names_its_case_where_the_person_sees_it(world, client, case):
    keep(client, f"{case.get_absolute_url()}contact/", asked="ก")
    assert Draft.objects.get().case == case
    client.force_login(world.stranger)
    keep(client, f"{case.get_absolute_url()}contact/", asked="ก")
    assert Draft.objects.get(user=world.stranger).case is None


def test_the_composer_on_the_timeline_brings_its_draft_back(client, case):
    keep(client, f"{case.get_absolute_url()}note/", text="โทรหายายครึ่งเดียว")
    page = client.get(case.get_absolute_url())
    assert NOTICE in words(page)
    assert "โทรหายายครึ่งเดียว" in page.content.decode()


@pytest.mark.parametrize("path", ["postpone/", "danger/end/", "student/edit/"])
def test_small_forms_keep_drafts_too(client, case, path):
    typed = {"reason": "รอเปิดเทอม", "guardian_name": "ยายสมมติ"}
    keep(client, case.get_absolute_url() + path, **typed)
    page = client.get(case.get_absolute_url() + path).content.decode()
    assert NOTICE in page
    assert any(text in page for text in typed.values())


def test_a_draft_knows_again_the_child_that_was_chosen(world, client, case):
    keep(client, INTAKE, name="ด.ช. สมมติ", student=case.student.key)
    assert client.get(INTAKE).context["form"].known == case.student
    other = make_case(world.officer, world.school).student
    assert client.get(f"{INTAKE}?student={other.key}").context["form"].known == other
