"""Pages of official papers: a draft written, previewed and issued; the paper handed out; and the register of what went out."""

import io
import re
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from dropout_cases import workflow
from dropout_cases.models import Document, Purpose
from referrals import issuing
from referrals.models import OfficialPaper, PaperKind
from schools.models import TrailEvent, Verb
from tests.make import DAY, make_case, make_referral
from tests.papers import pages_of, text_of_word, title_of
from tests.referrals.papers import CHILD, FAMILY, make_draft, make_letter, make_papers

TYPED = {
    "happened_on_0": "15", "happened_on_1": "1", "happened_on_2": "2567", "urgency": "doc_urgency.D1", "secrecy": "doc_secrecy.C1",
    "subject": "ขอความอนุเคราะห์ตรวจสุขภาพ", "to": "ผู้อำนวยการโรงพยาบาล", "cause": "ด้วยสำนักงาน",
    "purpose": "จึงขอ", "conclusion": "จึงเรียนมา", "signer_name": "นายสมมติ พิมพ์เอง", "signer_position": "รองผู้อำนวยการ",
}  # fmt: skip
ISSUED_ON = {"on_0": "15", "on_1": "1", "on_2": "2567"}


@pytest.fixture
def made(world):
    return make_papers(world)


def url(paper, name="paper-detail"):
    return reverse(f"referrals:{name}", args=[paper.key])


def add_url(made, kind="letter", referral=True):
    address = reverse("referrals:paper-add", args=[made.case.key, kind])
    return f"{address}?referral={made.referral.key}" if referral else address


def ask(client, user, address, sent=None):
    client.force_login(user)
    return client.get(address) if sent is None else client.post(address, sent)


def words_of(answer) -> str:
    return "\n".join(pages_of(b"".join(answer.streaming_content)))


# Writing


def test_form_comes_filled_in_from_the_referral(client, world, made):
    page = ask(client, world.officer, add_url(made)).content.decode()
    for word in ("ผู้อำนวยการโรงพยาบาลทดสอบ", "แบบส่งต่อ จำนวน 1 ชุด", "นายสมมติ ลงนามเสมอ", "จึงเรียนมาเพื่อโปรดพิจารณาให้ความอนุเคราะห์"):
        assert word in page
    assert "data-draft" in page


def test_draft_is_saved_and_then_shown(client, world, made):
    answer = ask(client, world.officer, add_url(made), TYPED | {"token": "once"})
    client.post(add_url(made), TYPED | {"token": "once"})
    draft = OfficialPaper.objects.get()
    assert answer.headers["Location"] == url(draft)
    assert (draft.referral, draft.signer_name, draft.is_issued) == (made.referral, "นายสมมติ พิมพ์เอง", False)
    page = client.get(url(draft)).content.decode()
    assert "ขอความอนุเคราะห์ตรวจสุขภาพ" in page
    assert url(draft, "paper-issue") in page


def test_words_typed_for_one_receiver_never_stand_in_a_paper_to_another(client, world, made):
    other = make_referral(made.case, world.officer, world.other_agency, accepted=False)
    client.force_login(world.officer)
    typed = TYPED | {"draft_path": add_url(made, referral=False), "about": made.referral.key, "cause": "คำถึงโรงพยาบาล"}
    client.post(reverse("dropout_cases:draft-save"), typed)
    pages = [client.get(f"{add_url(made, referral=False)}?referral={one.key}").content.decode() for one in (made.referral, other)]
    assert ["คำถึงโรงพยาบาล" in page for page in pages] == [True, False]
    assert "สถานีตำรวจทดสอบ" in pages[1]


def test_signer_is_chosen_from_those_of_the_office(client, world, made):
    signer = world.area.signers.last()
    ask(client, world.officer, add_url(made), TYPED | {"signer": signer.key})
    draft = OfficialPaper.objects.get()
    assert (draft.signer_name, draft.signer_acting) == (signer.name, signer.acting)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subject": ""}, "กรอกเรื่อง"),
        ({"to": ""}, "กรอกเรียน"),
        ({"happened_on_2": ""}, "กรอกวัน เดือน และ พ.ศ. ให้ครบ"),
        ({"secrecy": "doc_secrecy.C0", "cause": f"ด้วย{CHILD} ขาดเรียน"}, "ชื่อนักเรียนอยู่ในหนังสือ เลือกชั้นความลับ หรือตัดชื่อออก"),
    ],
)
def test_wrong_form_comes_back_as_it_was_typed(client, world, made, changed, said):
    page = ask(client, world.officer, add_url(made), TYPED | {"purpose": "คำที่พิมพ์ไว้"} | changed).content.decode()
    assert said in page
    assert "คำที่พิมพ์ไว้" in page
    assert not OfficialPaper.objects.exists()


def test_what_is_typed_is_previewed_and_not_saved(client, world, made):
    answer = ask(client, world.officer, add_url(made), TYPED | {"preview": "1"})
    assert "ขอความอนุเคราะห์ตรวจสุขภาพ" in words_of(answer)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert not OfficialPaper.objects.exists()
    assert TrailEvent.objects.filter(verb=Verb.EXPORTED).latest("pk").fields == ["officialpaper", "preview"]


@pytest.mark.parametrize("kind", ["letter", "memo"])
def test_paper_of_a_case_needs_no_referral(client, world, made, kind):
    assert ask(client, world.officer, add_url(made, kind, referral=False)).status_code == 200


@pytest.mark.parametrize("address", ["form/add/", "poem/add/", "letter/add/?referral=AAAAAAAAAAAAAAAAAAAAAA"])
def test_form_without_a_referral_and_unknown_kinds_are_absent(client, world, made, address):
    assert ask(client, world.officer, f"/cases/{made.case.key}/papers/{address}").status_code == 404


def test_referral_of_another_case_is_absent(client, world, made):
    other = make_case(world.officer, world.school)
    address = reverse("referrals:paper-add", args=[other.key, "letter"])
    assert ask(client, world.officer, f"{address}?referral={made.referral.key}").status_code == 404


def test_form_of_a_sensitive_package_is_refused_with_its_reason(client, world, made):
    answer = ask(client, world.colleague, add_url(made, "form"))
    assert answer.status_code == 403
    assert "แบบส่งต่อมีข้อมูลอ่อนไหว" in answer.content.decode()


def test_draft_is_written_anew_until_it_is_issued(client, world, made):
    draft = make_draft(made.case, world.officer)
    ask(client, world.officer, url(draft, "paper-edit"), TYPED)
    issued = issuing.issue(OfficialPaper.objects.get(), by=world.officer, on=DAY)
    answer = client.post(url(issued, "paper-edit"), TYPED | {"subject": "เปลี่ยนทีหลัง"})
    assert answer.headers["Location"] == url(issued)
    assert OfficialPaper.objects.get().subject == TYPED["subject"]


def test_letter_and_form_follow_in_one_click(client, world, made):
    address = reverse("referrals:paper-follow", args=[made.referral.key])
    page = ask(client, world.officer, made.referral.get_absolute_url()).content.decode()
    assert re.search(rf'action="{address}"><input type="hidden" name="csrfmiddlewaretoken"', page)
    answer = client.post(address)
    letter, form = OfficialPaper.objects.order_by("pk")
    assert answer.headers["Location"] == url(letter)
    assert (letter.kind, form.kind) == (PaperKind.LETTER, PaperKind.FORM)
    assert url(form) in client.get(url(letter)).content.decode()


# Issuing


def test_confirm_page_says_that_it_is_for_good(client, world, made):
    page = ask(client, world.officer, url(make_draft(made.case, world.officer), "paper-issue")).content.decode()
    assert "ออกแล้วแก้ไขไม่ได้" in page
    assert "ระบบให้เลขถัดไป" in page


def test_issued_paper_leads_to_its_page_with_its_number(client, world, made):
    draft = make_draft(made.case, world.officer)
    answer = ask(client, world.officer, url(draft, "paper-issue"), ISSUED_ON)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "ศธ 04xxx/1" in page
    assert url(draft, "paper-edit") not in page
    assert "แนบฉบับลงนาม" in page


@pytest.mark.parametrize(
    ("number", "said"), [("", "กรอกเลขที่จากทะเบียน"), ("๑๒ก", "กรอกเฉพาะตัวเลข"), ("0", "กรอกเลข 1 ถึง"), ("7", "ใช้กับหนังสือฉบับอื่นแล้ว")]
)
def test_number_of_the_book_is_asked_and_checked(client, world, made, number, said):
    make_letter(made.case, world.officer, number=7)
    made.letterhead.own_register = False
    made.letterhead.save()
    draft = make_draft(made.case, world.officer)
    page = ask(client, world.officer, url(draft, "paper-issue"), ISSUED_ON | {"number": number}).content.decode()
    assert said in page
    assert OfficialPaper.objects.issued().count() == 1


# Handed out


@pytest.mark.parametrize("name", ["paper-pdf", "paper-word"])
def test_paper_is_handed_out_by_number_and_leaves_a_line(client, world, made, name):
    letter = make_letter(made.case, world.officer, made.referral)
    answer = ask(client, world.officer, url(letter, name))
    named = unquote(answer.headers["Content-Disposition"])
    assert "หนังสือภายนอก-1-2567." in named
    assert CHILD not in named
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert TrailEvent.objects.filter(verb=Verb.EXPORTED).latest("pk").fields[0] == "officialpaper"


def test_draft_says_that_it_is_one_and_names_nobody_in_its_title(client, world, made):
    paper = b"".join(ask(client, world.officer, url(make_draft(made.case, world.officer), "paper-pdf")).streaming_content)
    assert "ร่าง" in pages_of(paper)[0]
    assert title_of(paper) == "หนังสือภายนอก"


def test_form_says_what_was_shared_and_the_letter_does_not(client, world, made):
    letter, form = issuing.draft_both(made.referral, by=world.officer, on=DAY)
    texts = [text_of_word(b"".join(ask(client, world.officer, url(one, "paper-word")).streaming_content)) for one in (letter, form)]
    assert [FAMILY in text for text in texts] == [False, True]


def test_voided_paper_says_so(client, world, made):
    letter = make_letter(made.case, world.officer)
    address = reverse("dropout_cases:entry-void", args=[made.case.key, "officialpaper", letter.key])
    ask(client, world.officer, address, {"reason": "พิมพ์ผิด"})
    assert "พิมพ์ผิด" in client.get(url(letter)).content.decode()
    assert "ยกเลิก: พิมพ์ผิด" in words_of(client.get(url(letter, "paper-pdf")))


def test_signed_copy_is_kept_with_its_paper(client, world, made):
    picture = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(picture, "PNG")
    letter, draft = make_letter(made.case, world.officer), make_draft(made.case, world.officer)
    for paper in (letter, draft):
        scan = SimpleUploadedFile("scan.png", picture.getvalue(), "image/png")
        ask(client, world.officer, url(paper), {"token": paper.key, "files": [scan]})
    kept = Document.objects.get(purpose=Purpose.SIGNED)
    assert (kept.record_key, kept.restricted) == (letter.key, True)
    assert reverse("dropout_cases:document-detail", args=[kept.key]) in client.get(url(letter)).content.decode()


@pytest.mark.parametrize("name", ["paper-detail", "paper-edit", "paper-issue", "paper-pdf", "paper-word"])
@pytest.mark.parametrize("who", ["colleague", "teacher", "neighbour", "stranger", "partner", "executive", "nobody"])
def test_others_find_no_paper(client, world, made, name, who):
    letter = make_letter(made.case, world.officer)
    assert ask(client, getattr(world, who), url(letter, name)).status_code == 404


def test_papers_stand_among_the_documents_of_the_case_and_on_its_timeline(client, world, made):
    letter = make_letter(made.case, world.officer)
    documents = reverse("dropout_cases:case-documents", args=[made.case.key])
    assert url(letter) in ask(client, world.officer, documents).content.decode()
    assert url(letter) in client.get(made.case.get_absolute_url()).content.decode()
    assert url(letter) not in ask(client, world.colleague, documents).content.decode()


# The register


def this_years(made, by, **fields):
    return make_letter(made.case, by, on=timezone.localdate(), **fields)


def register(client, user, query=""):
    return ask(client, user, reverse("referrals:paper-list") + query).content.decode()


def test_register_shows_what_went_out_and_which_numbers_are_missing(client, world, made):
    this_years(made, world.officer, number=2)
    workflow.void(this_years(made, world.officer, number=6), reason="พิมพ์ผิด", by=world.officer)
    make_draft(made.case, world.officer, subject="ยังเป็นร่าง")
    page = register(client, world.officer)
    assert page.index("ศธ 04xxx/6") < page.index("ยกเลิก</span>") < page.index("เลข 3–5 ไม่ได้ออก") < page.index("ศธ 04xxx/2")
    assert "เลข 1 ไม่ได้ออก" in page
    assert "ยังเป็นร่าง" not in page


def test_colleague_sees_that_a_number_is_used_and_nothing_of_the_letter(client, world, made):
    letter = this_years(made, world.officer, subject="เรื่องลับ")
    for query in ("", "?q=1"):
        page = register(client, world.colleague, query)
        assert "ศธ 04xxx/1" in page
        assert "จำกัดผู้เห็น" in page
        assert not any(word in page for word in ("เรื่องลับ", letter.to, made.case.number, url(letter)))
    assert "ศธ 04xxx/1" not in register(client, world.colleague, "?q=เรื่องลับ")
    assert "ศธ 04xxx/1" not in register(client, world.stranger)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=2", "2"),
        ("?q=ศธ 04xxx/๒", "2"),
        ("?q=เทศบาล", "1"),
        ("?q=ไม่มีคำนี้", ""),
        ("?kind=MEMO", ""),
        ("?year=2567", "9"),
        ("?year=x&kind=y", "12"),
    ],
)
def test_register_is_searched_by_number_receiver_kind_and_year(client, world, made, query, found):
    for to in ("นายกเทศบาลเมือง", "ผู้อำนวยการโรงเรียน"):
        this_years(made, world.officer, to=to)
    make_letter(made.case, world.officer, number=9)
    page = register(client, world.officer, query)
    assert [number for number in "129" if f"ศธ 04xxx/{number}<" in page] == list(found)


def test_register_asks_as_often_for_many_as_for_one(client, world, made, django_assert_max_num_queries):
    this_years(made, world.officer)
    client.force_login(world.officer)
    address = reverse("referrals:paper-list")
    with django_assert_max_num_queries(100) as few:
        client.get(address)
    for _paper in range(4):
        this_years(made, world.officer)
    with django_assert_max_num_queries(len(few)):
        client.get(address)


@pytest.mark.parametrize(
    ("who", "answer"), [("teacher", 404), ("partner", 404), ("executive", 404), ("sysadmin", 404), ("supervisor", 200)]
)
def test_register_is_for_the_office(client, world, who, answer):
    assert ask(client, getattr(world, who), reverse("referrals:paper-list")).status_code == answer
