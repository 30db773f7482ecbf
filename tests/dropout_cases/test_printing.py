"""Printing: a case or one entry on A4, as far as the person reads it, with who printed it and when on every page."""

from urllib.parse import unquote

import pytest
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Note
from referrals import passing
from referrals.models import Referral
from referrals.passing import Voice
from schools.models import TrailEvent, Verb
from tests.make import DAY, code, go_through, make_case, make_contact, make_referral, make_student, make_visit
from tests.papers import pages_of, title_of, widest_of

NUMBER = "1234567890121"


@pytest.fixture
def case(world):
    child = make_student(world.area, world.school, first_name="สมมติ", last_name="ตัวอย่าง", guardian_name="นางทดสอบ", title="ด.ญ.")
    case = make_case(world.officer, world.school, child, story="เรื่องที่ครูเล่า")
    child.identities.create(number=NUMBER, started_on=DAY)
    return go_through(case, world.officer, world.agency, until=4)


def printed(client, user, case, *entry):
    client.force_login(user)
    name, more = ("entry-print", entry) if entry else ("case-print", ())
    return client.get(reverse(f"dropout_cases:{name}", args=[case.key, *more]))


def paper(client, user, case, *entry) -> list[str]:
    return pages_of(b"".join(printed(client, user, case, *entry).streaming_content))


def test_every_page_says_whose_paper_it_is(client, world, case):
    for day in range(12):
        make_visit(case, world.officer, agencies=[world.agency], seen=f"เห็น {day}")
    pages = paper(client, world.officer, case)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert case.number in page
        assert world.officer.full_name in page
        assert "อมูลส" in page
        assert f"{number} จาก {len(pages)}" in page


def test_identity_number_is_masked_for_everybody(client, world, case):
    for who in (world.officer, world.supervisor, world.colleague):
        text = "".join(paper(client, who, case))
        assert "X-XXXX-XXXX0-12-1" in text
        assert NUMBER not in text.replace("-", "")


def test_what_passed_with_a_receiver_is_printed_for_whoever_may_read_it(client, world, case):
    make_referral(case, world.officer, world.agency, accepted=False)
    passing.decline(
        Referral.objects.get(), voice=Voice(world.partner), on=DAY, reason=code("FULL", "referral_decline_reason"), text="canary"
    )
    for who, shown in ((world.officer, True), (world.colleague, False)):
        text = "".join(paper(client, who, case))
        assert world.agency.name in text
        assert ("canary" in text) == shown


def test_colleague_prints_what_the_colleague_reads(client, world, case):
    assert "เห็นด้วย" in "".join(paper(client, world.officer, case))
    theirs = "".join(paper(client, world.colleague, case))
    assert "เห็นด้วย" not in theirs
    assert "นางทดสอบ" in theirs


def test_school_prints_its_own_part(client, world, case):
    make_contact(case, world.officer, asked="ถามครู", answer="")
    theirs = "".join(paper(client, world.teacher, case))
    assert "ถามครู" in theirs
    assert "นางทดสอบ" not in theirs
    assert "X-XXXX" not in theirs


def test_restricted_note_is_not_printed_for_others(client, world, case):
    fields = {"entered_by": world.officer, "entered_role": "OFFICER", "happened_on": DAY, "round": case.current_round}
    Note.objects.create(case=case, text="จดไว้คนเดียว", restricted=True, **fields)
    assert "จดไว้คนเดียว" in "".join(paper(client, world.supervisor, case))
    assert "จดไว้คนเดียว" not in "".join(paper(client, world.colleague, case))


def test_the_oldest_comes_first_and_what_was_voided_says_why(client, world, case):
    visit = make_visit(case, world.officer, agencies=[world.agency], seen="เห็นผิดบ้าน")
    workflow.void(visit, reason="ลงผิดเคส", by=world.officer)
    text = "".join(paper(client, world.officer, case))
    assert text.index("เรื่องที่ครูเล่า") < text.index("ประชุม")
    assert "ลงผิดเคส" in text


def test_one_entry_is_printed_alone(client, world, case):
    visit = case.current_round.visits.get()
    (page,) = paper(client, world.officer, case, "visit", visit.key)
    assert "บ้านของนักเรียน" in page
    assert "เรื่องที่ครูเล่า" not in page


@pytest.mark.parametrize("kind", ["visit", "meeting", "note", "nothing"])
def test_entry_that_is_not_there_is_absent(client, world, case, kind):
    assert printed(client, world.officer, case, kind, "A" * 22).status_code == 404
    assert TrailEvent.objects.latest("pk").verb == Verb.REFUSED


def test_entry_of_another_case_is_absent(client, world, case):
    other = make_case(world.officer, world.school)
    report = other.current_round.reports.get()
    assert printed(client, world.officer, case, "report", report.key).status_code == 404


def test_school_does_not_print_what_it_does_not_read(client, world, case):
    visit = case.current_round.visits.get()
    assert printed(client, world.teacher, case, "visit", visit.key).status_code == 404


def test_printing_leaves_a_line(client, world, case):
    visit = case.current_round.visits.get()
    printed(client, world.officer, case)
    assert TrailEvent.objects.filter(verb=Verb.EXPORTED).latest("pk").fields == ["case", "pdf"]
    printed(client, world.officer, case, "visit", visit.key)
    line = TrailEvent.objects.filter(verb=Verb.EXPORTED).latest("pk")
    assert (line.subject, line.fields) == (f"case:{case.key}", ["visit", "pdf", visit.key])


@pytest.mark.parametrize(
    ("who", "verb"), [("officer", Verb.OPENED_SENSITIVE), ("colleague", Verb.OPENED), ("teacher", Verb.OPENED)]
)
def test_printing_is_reading(client, world, case, who, verb):
    printed(client, getattr(world, who), case)
    assert [line.verb for line in TrailEvent.objects.order_by("-pk")[:2]] == [Verb.EXPORTED, verb]


def test_file_bears_the_number_of_the_case_alone(client, world, case):
    response = printed(client, world.officer, case)
    assert f"{case.number}.pdf" in unquote(response.headers["Content-Disposition"])
    assert title_of(b"".join(response.streaming_content)) == case.number


@pytest.mark.parametrize(("who", "answer"), [("stranger", 404), ("neighbour", 404), ("partner", 404), ("executive", 404)])
def test_others_do_not_print_the_case(client, world, case, who, answer):
    assert printed(client, getattr(world, who), case).status_code == answer


def test_nothing_runs_off_the_page(client, world, case):
    make_visit(case, world.officer, agencies=[world.agency], seen="ก" * 500, conclusion="x" * 300)
    assert widest_of(b"".join(printed(client, world.officer, case).streaming_content)) <= (21 - 2) / 2.54 * 72 + 1


def test_page_of_the_case_leads_to_its_paper(client, world, case):
    address = reverse("dropout_cases:case-print", args=[case.key])
    for who in (world.officer, world.teacher):
        client.force_login(who)
        assert address in client.get(case.get_absolute_url()).content.decode()
