"""Official papers as acts: drafted, issued once with a number, never changed, and voided without losing the number."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from dropout_cases import timeline, workflow
from dropout_cases.models import Register
from dropout_cases.workflow import Refused
from referrals import issuing
from referrals.models import OfficialPaper, PaperKind, ReferralStatus
from referrals.papers.official import thaw
from referrals.proposals import head_of, proposed
from schools.models import Agency, TrailEvent
from tests.dropout_cases.test_races import race  # noqa: F401
from tests.make import DAY, answer_referral, close, make_referral
from tests.people import make_world
from tests.referrals.papers import CHILD, FAMILY, make_draft, make_letter, make_papers

NEXT_YEAR = date(2025, 1, 2)


@pytest.fixture
def made(world):
    return make_papers(world)


# Drafts


def test_draft_of_a_referral_is_filled_in_without_the_childs_name(world, made):
    letter = make_draft(made.case, world.officer, referral=made.referral)
    said = " ".join((letter.subject, letter.cause, letter.purpose, letter.conclusion))
    assert letter.to == "ผู้อำนวยการโรงพยาบาลทดสอบ"
    assert letter.enclosures == "แบบส่งต่อ จำนวน 1 ชุด"
    assert "จำนวน 1 ราย" in said
    assert "รายละเอียดตามแบบส่งต่อที่แนบ" in said
    assert CHILD not in said
    assert (letter.secrecy.label_th, letter.urgency.label_th) == ("ลับ", "ด่วนที่สุด")
    assert (letter.signer_name, letter.restricted, letter.number) == ("นายสมมติ ลงนามเสมอ", True, None)
    assert TrailEvent.objects.first().fields == ["officialpaper", letter.key]


@pytest.mark.parametrize(
    ("name", "head", "to"),
    [
        ("โรงพยาบาลขอนแก่นสมมติ", "", "ผู้อำนวยการโรงพยาบาลขอนแก่นสมมติ"),
        ("บ้านพักเด็กสมมติ", "", "หัวหน้าบ้านพักเด็กสมมติ"),
        ("เทศบาลตำบลสมมติ", "", "นายกเทศมนตรีตำบลสมมติ"),
        ("สถานีตำรวจสมมติ", "ผู้กำกับการสถานีตำรวจสมมติ", "ผู้กำกับการสถานีตำรวจสมมติ"),
    ],
)
def test_letter_is_addressed_to_a_position(name, head, to):
    assert head_of(Agency(name=name, head=head)) == to


def test_memo_proposes_the_referral_and_later_reports_what_came_of_it(world, made):
    before = proposed(made.case, PaperKind.MEMO, made.referral, by=world.officer, on=DAY)
    accepted = answer_referral(made.referral, world.officer)
    after = proposed(made.case, PaperKind.MEMO, accepted, by=world.officer, on=DAY)
    done = answer_referral(accepted, world.officer, status=ReferralStatus.DONE)
    result = proposed(made.case, PaperKind.MEMO, done, by=world.officer, on=DAY)
    assert before.to == f"ผู้อำนวยการ{world.area.name}"
    assert "เห็นควรส่งต่อ" in before.purpose
    assert "รับเรื่องแล้วเมื่อวันที่ 15 มกราคม 2567" in after.purpose
    assert "ได้แจ้งผลการช่วยเหลือ" in result.purpose
    assert result.signer_name == world.officer.full_name


def test_next_letter_to_the_same_receiver_refers_to_the_last(world, made):
    first = make_letter(made.case, world.officer, made.referral)
    again = make_referral(made.case, world.officer, world.agency, accepted=False)
    elsewhere = make_referral(made.case, world.officer, world.other_agency, accepted=False)
    refs = [proposed(made.case, PaperKind.LETTER, one, by=world.officer, on=DAY).refs for one in (again, elsewhere)]
    assert refs == [f"หนังสือ{world.area.name} ที่ {first.full_number} ลงวันที่ 15 มกราคม 2567", ""]


def test_same_form_sent_twice_writes_one_draft(world, made):
    first, second = (make_draft(made.case, world.officer, token="once") for _click in range(2))
    assert first == second == OfficialPaper.objects.get()


def test_letter_and_form_follow_a_referral_at_once(world, made):
    first = issuing.draft_both(made.referral, by=world.officer, on=DAY)
    again = issuing.draft_both(made.referral, by=world.officer, on=DAY)
    assert [one.kind for one in first] == [PaperKind.LETTER, PaperKind.FORM]
    assert again == first


def test_form_is_not_for_who_may_not_read_the_package(world, made):
    with pytest.raises(Refused, match="ข้อมูลอ่อนไหว"):
        make_draft(made.case, world.colleague, PaperKind.FORM, made.referral)


def test_draft_is_written_anew_and_is_no_entry_of_the_timeline(world, made):
    letter = make_draft(made.case, world.officer)
    letter.subject = "เรื่องใหม่"
    issuing.rewrite(letter, by=world.officer)
    kinds = {one.kind for one in timeline.read(made.case, world.officer).happenings}
    assert OfficialPaper.objects.get().subject == "เรื่องใหม่"
    assert "officialpaper" not in kinds


# Issuing


def test_issued_paper_has_its_number_and_keeps_its_words(world, made):
    letter = make_letter(made.case, world.officer, made.referral)
    kept = letter.content
    made.letterhead.prefix = "ศธ 99999"
    made.letterhead.save()
    assert (letter.full_number, letter.year, letter.happened_on, letter.issued_by) == ("ศธ 04xxx/1", 2567, DAY, world.officer)
    assert OfficialPaper.objects.get().content == kept
    assert thaw(kept).mark == ""
    assert "๐๔xxx/๑" in thaw(kept).title
    assert [one.kind for one in timeline.read(made.case, world.officer).happenings].count("officialpaper") == 1


def test_what_was_issued_is_never_changed(world, made):
    letter = make_letter(made.case, world.officer)
    kept = OfficialPaper.objects.values().get()
    letter.subject, letter.cause = "เปลี่ยน", "เปลี่ยน"
    with pytest.raises(Refused, match="แก้ไขไม่ได้"):
        issuing.rewrite(letter, by=world.officer)
    assert issuing.issue(letter, by=world.officer, on=DAY + timedelta(days=1), number=9).number == 1
    with pytest.raises(Refused, match="ออกหนังสือนี้แล้ว"):
        issuing.issue(letter, by=world.supervisor, on=DAY)
    assert OfficialPaper.objects.values().get() == kept


def test_each_kind_and_each_calendar_year_counts_from_one(world, made):
    papers = [
        make_letter(made.case, world.officer),
        make_letter(made.case, world.officer, on=date(2024, 12, 31)),
        make_letter(made.case, world.officer, on=NEXT_YEAR),
        issuing.issue(make_draft(made.case, world.officer, PaperKind.MEMO), by=world.officer, on=DAY),
        issuing.issue(make_draft(made.case, world.officer, PaperKind.FORM, made.referral), by=world.officer, on=DAY),
    ]
    assert [one.full_number for one in papers] == ["ศธ 04xxx/1", "ศธ 04xxx/2", "ศธ 04xxx/1", "ศธ 04xxx/1", "1/2567"]


def test_number_typed_from_the_book_is_taken_once_and_the_register_goes_on_after_it(world, made):
    assert make_letter(made.case, world.officer, number=450).number == 450
    with pytest.raises(Refused, match="เลขที่ 450 ของปีนี้ใช้กับหนังสือฉบับอื่นแล้ว"):
        make_letter(made.case, world.officer, number=450)
    assert make_letter(made.case, world.officer).number == 451


def test_office_with_a_book_types_every_number_but_those_of_forms(world, made):
    made.letterhead.own_register = False
    made.letterhead.save()
    with pytest.raises(Refused, match="กรอกเลขที่"):
        make_letter(made.case, world.officer)
    form = issuing.issue(make_draft(made.case, world.officer, PaperKind.FORM, made.referral), by=world.officer, on=DAY)
    assert form.full_number == "1/2567"


def test_office_without_a_letterhead_is_told_to_set_one(world, made):
    made.letterhead.delete()
    with pytest.raises(Refused, match="เลขที่หนังสือนำหน้า"):
        make_letter(made.case, world.officer, number=1)


def test_refused_paper_takes_no_number(world, made):
    with pytest.raises(Refused, match="ชื่อนักเรียนอยู่ในหนังสือ"):
        make_letter(made.case, world.officer, secrecy_id=issuing.OPEN_TO_ALL, subject=f"ช่วยเหลือ{CHILD}")
    assert not Register.objects.filter(name=PaperKind.LETTER).exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (f"ขอช่วยเหลือ {CHILD}", True),
        (f"ครอบครัว{FAMILY}", True),
        ("เลขประจำตัว ๑-๑๐๐๒-๐๐๑๑๒-๙๙-๐", True),
        ("เลขประจำตัว 1 1002 00112 99 0", True),
        ("นักเรียนในความดูแล จำนวน 1 ราย", False),
    ],
)
def test_child_is_known_by_name_and_by_number(world, made, text, named):
    made.child.identities.create(number="1100200112990", started_on=DAY)
    paper = proposed(made.case, PaperKind.MEMO, made.referral, by=world.officer, on=DAY)
    paper.cause = text
    assert not issuing.names_child(paper)  # marked secret
    paper.secrecy_id = issuing.OPEN_TO_ALL
    assert issuing.names_child(paper) == named


def test_voided_paper_keeps_its_number(world, made):
    letter = make_letter(made.case, world.officer)
    workflow.void(letter, reason="พิมพ์ผิด", by=world.officer)
    assert make_letter(made.case, world.officer).number == 2
    assert [one.number for one in OfficialPaper.objects.in_register(world.officer)] == [2, 1]
    with pytest.raises(Refused, match="ถูกยกเลิก"):
        issuing.rewrite(letter, by=world.officer)


@pytest.mark.parametrize("act", [issuing.draft, issuing.rewrite, lambda paper, by: issuing.issue(paper, by=by, on=DAY)])
@pytest.mark.parametrize("who", ["stranger", "teacher", "partner", "executive", "sysadmin"])
def test_only_the_office_writes_and_issues(world, made, act, who):
    paper = make_draft(made.case, world.officer)
    if act is issuing.draft:
        paper = proposed(made.case, PaperKind.LETTER, None, by=world.officer, on=DAY)
    with pytest.raises(Refused):
        act(paper, by=getattr(world, who))


def test_paper_is_not_of_the_future_nor_of_a_closed_round(world, made):
    letter = make_draft(made.case, world.officer)
    with pytest.raises(Refused, match="วันที่ต้องไม่เกินวันนี้"):
        issuing.issue(letter, by=world.officer, on=timezone.localdate() + timedelta(days=1))
    close(made.case, world.officer, world.supervisor, "NOT_FOUND")
    with pytest.raises(Refused, match="รอบนี้ปิดแล้ว"):
        issuing.issue(letter, by=world.officer, on=DAY)


def test_paper_is_for_its_writer_the_owner_and_supervisors(world, made):
    make_letter(made.case, world.officer)
    make_draft(made.case, world.colleague)
    seen = {name: OfficialPaper.objects.visible_to(getattr(world, name)).count() for name in ("officer", "supervisor", "colleague")}
    assert seen == {"officer": 2, "supervisor": 2, "colleague": 1}
    for who in ("teacher", "stranger", "partner", "executive", "sysadmin"):
        assert not OfficialPaper.objects.visible_to(getattr(world, who)).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_two_papers_issued_at_once_have_two_numbers(race):  # noqa: F811
    world = make_world()
    made = make_papers(world)
    drafts = [make_draft(made.case, world.officer) for _paper in range(2)]
    issued = race(*(lambda one=one: issuing.issue(one, by=world.officer, on=DAY) for one in drafts))
    assert sorted(one.number for one in issued) == [1, 2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_one_paper_issued_by_two_at_once_has_one_number(race):  # noqa: F811
    world = make_world()
    made = make_papers(world)
    letter = make_draft(made.case, world.officer)
    copies = [OfficialPaper.objects.get(pk=letter.pk) for _hand in range(2)]
    hands = zip(copies, (world.officer, world.supervisor), strict=True)
    outcomes = race(*(lambda one=one, by=by: issuing.issue(one, by=by, on=DAY) for one, by in hands))
    assert sorted(type(one).__name__ for one in outcomes) == ["OfficialPaper", "Refused"]
    assert Register.objects.get(name=PaperKind.LETTER).last == 1
