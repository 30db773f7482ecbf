"""The page of a dossier: who may take one, what must be said first, and the line it leaves."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from dropout_cases import workflow
from referrals.views import dossier as page
from schools.models import TrailEvent, Verb
from tests.make import DAY, make_case, make_contact, make_move
from tests.papers import letters_of, pages_of

MEETING = {"purpose": "dossier_purpose.MEETING", "to": "ทีมสหวิชาชีพอำเภอ"}
COURT = {"purpose": "dossier_purpose.COURT", "to": "ศาลเยาวชน"}


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, story="canary-story")


@pytest.fixture
def drawn(monkeypatch):
    """What was asked to be drawn, without drawing it."""
    asked = []
    monkeypatch.setattr(page, "dossier", lambda part, choice, *, at: asked.append((part, choice)) or b"%PDF")
    return asked


def take(client, user, case, data=None):
    client.force_login(user)
    address = reverse("referrals:dossier", args=[case.key])
    return client.get(address) if data is None else client.post(address, data)


@pytest.mark.parametrize(
    ("who", "answer"),
    [("officer", 200), ("colleague", 200), ("supervisor", 200), ("teacher", 403), ("neighbour", 404), ("stranger", 404)]
    + [("partner", 404), ("executive", 404), ("sysadmin", 404), ("nobody", 404)],
)
def test_office_takes_a_dossier_and_nobody_else(client, world, case, drawn, who, answer):
    assert take(client, getattr(world, who), case).status_code == answer
    assert take(client, getattr(world, who), case, MEETING).status_code == answer
    assert len(drawn) == (answer == 200)


def test_nobody_signed_in_is_sent_to_sign_in(client, case):
    assert "/sign-in/" in client.get(reverse("referrals:dossier", args=[case.key])).headers["Location"]


@pytest.mark.parametrize(("who", "offered"), [("officer", True), ("supervisor", True), ("colleague", False)])
def test_sensitive_part_is_offered_to_who_reads_it(client, world, case, drawn, who, offered):
    user = getattr(world, who)
    page = take(client, user, case).content.decode()
    assert ("รวมข้อมูลอ่อนไหว" in page) == ('name="annexes"' in page) == ('name="whole_number"' in page) == offered
    take(client, user, case, COURT | {"sensitive": "on", "annexes": "on", "whole_number": "on"})
    choice = drawn[0][1]
    assert (choice.sensitive, choice.annexes, choice.whole_number) == (offered,) * 3


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"purpose": ""}, "เลือกวัตถุประสงค์"),
        ({"to": ""}, "กรอกว่ามอบแฟ้มนี้ให้ใคร"),
        ({"purpose": "dossier_purpose.OTHER"}, "กรอกวัตถุประสงค์"),
        ({"whole_number": "on"}, "วัตถุประสงค์นี้ใช้เลขประจำตัวแบบปกปิด"),
        ({"annexes": "on"}, "เลือกรวมข้อมูลอ่อนไหวด้วย"),
    ],
)
def test_form_comes_back_with_what_is_lacking(client, world, case, drawn, typed, message):
    page = take(client, world.officer, case, MEETING | {"note": "canary-typed"} | typed | {"note": ""}).content.decode()
    assert message in page
    assert "มีข้อผิดพลาด" in page
    assert not drawn
    assert not TrailEvent.objects.filter(verb=Verb.EXPORTED).exists()


def test_another_purpose_is_told_in_words(client, world, case, drawn):
    other = {"purpose": "dossier_purpose.OTHER", "note": "ขอทุนการศึกษา", "to": "มูลนิธิ"}
    take(client, world.officer, case, other)
    take(client, world.officer, case, other | MEETING)
    assert [choice.words for _part, choice in drawn] == ["เพื่อขอทุนการศึกษา · มอบให้ มูลนิธิ", "เพื่อประชุมทีมสหวิชาชีพ · มอบให้ ทีมสหวิชาชีพอำเภอ"]


@pytest.mark.parametrize(
    ("typed", "names", "opened"),
    [
        (MEETING, ["dossier", "MEETING"], Verb.OPENED),
        (
            COURT | {"sensitive": "on", "whole_number": "on"},
            ["dossier", "COURT", "sensitive", "whole_number"],
            Verb.OPENED_SENSITIVE,
        ),
    ],
)
def test_taking_one_leaves_a_line_before_anything_is_drawn(client, world, case, monkeypatch, typed, names, opened):
    lines = []
    monkeypatch.setattr(page, "dossier", lambda *_some, **_more: lines.extend(TrailEvent.objects.order_by("-pk")[:2]) or b"%PDF")
    take(client, world.officer, case, typed)
    assert [(line.verb, line.subject) for line in lines] == [(Verb.EXPORTED, f"case:{case.key}"), (opened, f"case:{case.key}")]
    assert lines[0].fields == names


def test_file_bears_the_number_of_the_case_alone(client, world, case):
    response = take(client, world.officer, case, MEETING)
    assert f"{case.number}-dossier.pdf" in unquote(response.headers["Content-Disposition"])
    assert response.headers["Content-Type"] == "application/pdf"
    assert "canary-story" in "".join(pages_of(b"".join(response.streaming_content)))


def test_school_that_the_child_left_takes_none(client, world, case, drawn):
    workflow.accept_move(make_move(case, world.officer, world.other_school), by=world.neighbour, on=DAY)
    for who in (world.teacher, world.neighbour):
        assert take(client, who, case, MEETING).status_code == 403
    assert not drawn


@pytest.fixture
def gone(world, case):
    """The case went to the other office, which wrote in it since and gave the child another name."""
    workflow.accept_move(make_move(case, world.supervisor, world.elsewhere), by=world.stranger, on=DAY, school=world.far_school)
    case.refresh_from_db()
    return case


def test_new_office_takes_all_rounds_and_the_old_its_own(client, world, gone):
    make_contact(gone, world.stranger, asked="canary-since")
    papers = {}
    for who in ("stranger", "colleague"):
        response = take(client, getattr(world, who), gone, MEETING)
        papers[who] = letters_of("".join(pages_of(b"".join(response.streaming_content))))
    assert "canary-story" in papers["stranger"]
    assert "canary-since" in papers["stranger"]
    assert "canary-story" in papers["colleague"]
    assert letters_of("เฉพาะรอบที่ สพป.ขก1 ดูแล") in papers["colleague"]
    for words in ("canary-since", "โรงเรียนไกล", "รอบที่ 2", "สถานะของเคส"):
        assert letters_of(words) in papers["stranger"]
        assert letters_of(words) not in papers["colleague"]


@pytest.mark.parametrize(("who", "offered"), [("supervisor", True), ("officer", False)])
def test_of_a_case_that_left_the_sensitive_part_is_its_supervisors(client, world, gone, who, offered):
    page = take(client, getattr(world, who), gone).content.decode()
    assert ('name="sensitive"' in page) == offered
    assert reverse("dropout_cases:case-left", args=[gone.key]) in page
