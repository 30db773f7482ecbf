"""The dossier tells a story of two rounds right: checked line by line against the records, with and without what is sensitive."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dropout_cases import timeline
from dropout_cases.judgement import RECORD_MODELS
from dropout_cases.models import Note, PlannedCheck
from dropout_cases.parts import part_of
from referrals.papers.dossier import Choice, dossier, drawing
from referrals.papers.dossier.layout import MOST_LETTERS, facts, in_parts, story
from referrals.papers.dossier.rounds import OTHERS, SECTION_OF, STEP_OF_PLAN
from tests.make import code
from tests.papers import letters_of, pages_of, stand_in_order, title_of
from tests.people import make_world
from tests.referrals.canaries import NUMBER
from tests.referrals.dossiers import KINDS, add_rounds, entries_of, make_story
from thai.identity import format_pin

AT = datetime(2025, 6, 2, 9, 30, tzinfo=timezone.get_default_timezone())
EVERY_PAGE = ("เก็บในแฟ้มของนักเรียน", "ผู้รับแฟ้มสมมติ", "2 มิ.ย. 2568 09.30 น.", "ห้ามเผยแพร่")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The story, told once: nothing here changes it but within a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = make_world()
        yield world, make_story(world)
        transaction.set_rollback(True)


@pytest.fixture
def world(made, db):
    return made[0]


@pytest.fixture
def told(made, db):
    return made[1]


def drawn(case, user, purpose="CHILD_FILE", **chosen) -> bytes:
    choice = Choice(code(purpose, "dossier_purpose"), "ผู้รับแฟ้มสมมติ", **chosen)
    return dossier(part_of(case, user), choice, at=AT)


@pytest.fixture(scope="module")
def papers(made, django_db_blocker):
    """The pages of the officer's dossier, with and without what is sensitive."""
    world, told = made
    with django_db_blocker.unblock():
        return {sensitive: pages_of(drawn(told.case, world.officer, sensitive=sensitive)) for sensitive in (True, False)}


@pytest.fixture
def whole(papers):
    return letters_of("".join(papers[True]))


@pytest.fixture
def plain(papers):
    return letters_of("".join(papers[False]))


def values_of(entry, **which) -> list[str]:
    lines = [line for line in entry.lines() if line.value]
    return [letters_of(str(line.value)) for line in lines if all(getattr(line, name) == is_so for name, is_so in which.items())]


def is_named(entry) -> bool:
    """A note for named people, of whom the officer is none."""
    return isinstance(entry, Note) and entry.readers.exists()


def test_story_holds_an_entry_of_every_kind(told):
    assert {type(entry) for entry in entries_of(told.case)} == {*KINDS}


def test_every_kind_of_entry_has_its_heading():
    kinds = {name.rpartition(".")[2].lower() for name in (*RECORD_MODELS.values(), *timeline.BESIDE)}
    assert kinds - {*SECTION_OF} == {"plan", "decision", "deadline"}
    assert {section for section in (*SECTION_OF.values(), *STEP_OF_PLAN.values()) if isinstance(section, str)} == {*OTHERS}


def test_every_line_of_every_entry_stands_in_it(told, whole):
    shown = [entry for entry in entries_of(told.case) if not entry.is_void and not is_named(entry)]
    missing = [(entry.title, value) for entry in shown for value in values_of(entry) if value not in whole]
    assert len(shown) > 40
    assert not missing


def test_every_entry_has_its_title_and_its_writer(told, whole):
    shown = [entry for entry in entries_of(told.case) if not is_named(entry)]
    words = {word for entry in shown for word in (entry.title, entry.writer_words)}
    assert not [word for word in words if letters_of(word) not in whole]


def test_of_a_voided_entry_the_reason_stands_and_not_what_it_said(told, whole):
    assert "canary-void-reason" in whole
    assert "canary-wrong-child" not in whole


def test_note_for_named_people_is_only_counted(told, whole):
    assert "canary-named" not in whole
    assert letters_of("ไม่รวมข้อมูลจำกัดผู้เห็น 1 รายการ") in whole


def test_without_the_sensitive_part_nothing_sensitive_stands_in_it(told, plain):
    kept = [entry for entry in entries_of(told.case) if not entry.is_void]
    guarded = [entry for entry in kept if getattr(entry, "restricted", False)]
    open_ones = [entry for entry in kept if entry not in guarded]
    said = {value for entry in open_ones for value in values_of(entry, sensitive=False)}
    secret = {value for entry in open_ones for value in values_of(entry, sensitive=True)}
    secret |= {value for entry in guarded for value in values_of(entry)}
    secret |= {f"canary-{word}" for word in ("phone", "address", "safety", "delicate")}
    secret = {value for value in secret if "canary" in value and value not in "".join(said)}
    assert len(secret) > 15
    assert not [value for value in secret if value in plain]


def test_without_the_sensitive_part_the_rest_stands_in_it(told, plain):
    shown = [entry for entry in entries_of(told.case) if not entry.is_void and not getattr(entry, "restricted", False)]
    missing = [(entry.title, value) for entry in shown for value in values_of(entry, sensitive=False) if value not in plain]
    assert not missing


def test_number_is_masked(whole, plain):
    assert format_pin(NUMBER) not in whole + plain


def test_story_is_told_in_order(whole):
    words = [
        "รอบที่ 1", "canary-story", "canary-contact-asked", "canary-fact", "canary-summary", "canary-other-answer", "canary-came",
        "canary-stopped", "แผนติดตามหลังกลับเข้าเรียน", "canary-task", "รอบที่ 2", "canary-again", "canary-waived", "canary-other-asked",
        "1 โรงเรียน 3 รูปแบบ", "canary-stayed",
    ]  # fmt: skip
    _summary, begins, rounds = whole.partition(letters_of("รอบที่ 1สำนักงาน"))
    assert stand_in_order([letters_of(word) for word in words], begins + rounds)


def test_summary_says_who_had_the_child_when_and_how_it_ended(papers):
    summary = letters_of("".join(papers[True][:2]))
    for words in (
        "สพป.ขก1",
        "โรงเรียนสอง",
        "อยู่ในการศึกษาต่อได้",
        "ยังอยู่ในการศึกษาไม่ได้",
        "ครบตามแผน",
        "อนุมัติ",
        "canary-subject",
        "สี่สัปดาห์ก่อนเปิดเคส",
    ):
        assert letters_of(words) in summary


def test_each_step_says_where_it_stands_and_how_many_files_prove_it(papers):
    of_round = letters_of(next(page for page in papers[True] if letters_of("สำนักงานสพป.ขก1เริ่ม") in letters_of(page)))
    assert letters_of("3 ลงพื้นที่กำลังทำ1 ไฟล์") in of_round
    assert letters_of("5 ส่งต่อเสร็จแล้ว15 ม.ค. 2567") in of_round


def test_each_check_says_what_was_reported(told, whole):
    for check in PlannedCheck.objects.filter(of_return__round__case=told.case):
        assert letters_of(str(check)) in whole
    assert letters_of("22 ม.ค. 2567 มาเรียนสม่ำเสมอ") in whole


@pytest.mark.parametrize("sensitive", [True, False])
def test_every_page_says_whose_it_is_for_what_and_who_printed_it(world, told, papers, sensitive):
    pages = papers[sensitive]
    for number, page in enumerate(pages, 1):
        text = letters_of(page)
        for words in (*EVERY_PAGE, told.case.number, world.officer.full_name):
            assert letters_of(words) in text
        assert letters_of(f"หน้า {number} จาก {len(pages)}") in text


def test_papers_stand_behind_it_as_they_were_issued_and_the_whole_number_where_it_is_asked_for(world, told):
    file = drawn(told.case, world.officer, "NEXT_OFFICE", sensitive=True, annexes=True, whole_number=True)
    pages = [letters_of(page) for page in pages_of(file)]
    annexes = [page for page in pages if page.startswith(letters_of(f"{told.case.number} ภาคผนวก"))]
    assert any("canary-addressee" in page and letters_of("ขอแสดงความนับถือ") in page for page in annexes)
    assert any(letters_of("ระเบียบวาระที่") in page and "canary-statement" in page for page in annexes)
    assert all(letters_of("มอบให้ ผู้รับแฟ้มสมมติ") in page for page in annexes)
    assert format_pin(NUMBER) in pages[0]
    assert title_of(file) == told.case.number


def test_colleague_without_the_right_gets_nothing_sensitive_even_where_it_is_asked_for(world, told):
    text = letters_of("".join(pages_of(drawn(told.case, world.colleague, sensitive=True))))
    assert "canary-voice" not in text
    assert "canary-statement" not in text


def test_dossier_asks_the_same_for_two_rounds_and_for_five(world, told, monkeypatch):
    monkeypatch.setattr(drawing, "pdf", lambda template, data: b"")
    monkeypatch.setattr(drawing, "bound", lambda sheets, title, draw: len(list(sheets)))

    def questions():
        with CaptureQueriesContext(connection) as asked:
            drawn(told.case, world.officer, sensitive=True)
        return len(asked)

    few = questions()
    add_rounds(told.case, world.elsewhere, 3, times=2)
    assert questions() == few <= 60


def test_long_story_is_cut_into_parts_that_lose_nothing():
    entries = [{"title": str(number), "lines": [["", "ก" * 2_000]]} for number in range(40)]
    parts = list(in_parts([facts([("ก", "ข")]), story("ขั้นที่ 3", entries)]))
    pieces = [block for part in parts for block in part if block["kind"] == "story"]
    assert [entry for piece in pieces for entry in piece["entries"]] == entries
    assert [piece["heading"] for piece in pieces[:2]] == ["ขั้นที่ 3", "ขั้นที่ 3 (ต่อ)"]
    assert all(len(str(part)) < 1.2 * MOST_LETTERS for part in parts)
