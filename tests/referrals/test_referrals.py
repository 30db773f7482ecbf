"""Step 5 for the office: the form with its preview, the list, the page of a referral, answers from paper, withdrawing."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dropout_cases import workflow
from dropout_cases.models import Case
from dropout_cases.steps import Safety, Step
from referrals import package
from referrals.models import Referral, ReferralStatus
from schools.models import TrailEvent, Verb
from tests.make import answer_referral, code, decline_referral, make_agency, make_case, make_contact, make_referral
from tests.referrals.canaries import NUMBER, SHARED, make_full_case
from thai.identity import format_pin, mask_pin

TODAY = date(2024, 1, 16)
REASON = "referral_decline_reason.FULL"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


@pytest.fixture
def case(world):
    return make_full_case(world)


@pytest.fixture
def referral(world, case):
    shared = package.build(case, list(SHARED), on=TODAY, asked="canary-asked")
    return make_referral(case, world.officer, world.agency, on=TODAY, accepted=False, package=package.freeze(shared))


def form_url(case):
    return reverse("referrals:referral-add", args=[case.key])


def url_of(referral, page="detail"):
    return reverse(f"referrals:referral-{page}", args=[referral.key])


def typed(case, **more):
    """What an officer fills in; None leaves a field out."""
    fields = {
        "agency": case.area.agencies.get(name="โรงพยาบาลทดสอบ").pk,
        "helps": ["help_kind.MEDICAL"],
        "asked": "ประเมินสุขภาพ",
        "shared": ["name_age"],
        "legal_basis": "legal_basis.S24_4",
        "happened_on": "16/01/2567",
        "answer_by": "23/01/2567",
        "safety": "SAFE",
        "best_interest": "ได้พบแพทย์",
        "seen_version": Case.objects.get(pk=case.pk).version,
        "token": "a-token",
    }
    return {name: value for name, value in (fields | more).items() if value is not None}


def send(client, user, case, **more):
    client.force_login(user)
    return client.post(form_url(case), typed(case, **more))


def sent(case, agency_name="โรงพยาบาลทดสอบ"):
    return Referral.objects.filter(round__case=case, agency__name=agency_name)


def shown(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def preview_in(page):
    """The text of the preview, without markup."""
    panel = page.split('id="preview"', 1)[1].split("</section>", 1)[0]
    return re.sub(r"<[^>]+>", " ", panel)


# The form


def test_form_opens_with_what_is_usual(client, world, case):
    client.force_login(world.officer)
    form = client.get(form_url(case)).context["form"]
    assert form["shared"].value() == package.USUAL
    assert form["legal_basis"].value() == "legal_basis.S24_4"
    assert form["answer_by"].value() == [23, 1, 2567]


def test_child_in_danger_is_referred_in_few_fields(client, world):
    case = make_case(world.officer, world.school, safety=Safety.UNSAFE)
    client.force_login(world.officer)
    response = client.get(form_url(case))
    form = response.context["form"]
    assert "tel:1300" in response.content.decode()
    assert form["answer_by"].value() == [17, 1, 2567]
    assert form["legal_basis"].value() == "legal_basis.S24_2"
    few = {name: form[name].value() for name in ("asked", "safety", "legal_basis", "shared")}
    send(client, world.officer, case, answer_by="17/01/2567", **few)
    assert sent(case).get().legal_basis_id == "legal_basis.S24_2"


def test_referral_is_sent(client, world, case):
    pathway = "education_pathway.VOCATIONAL"
    response = send(client, world.officer, case, pathway=pathway, pathway_place="วิทยาลัยเทคนิค", shared=["name_age", "address"])
    assert response.url == case.get_absolute_url()
    referral = sent(case).get()
    assert (referral.status, referral.answer_by, referral.pathway_id) == ("SENT", date(2024, 1, 23), pathway)
    assert referral.expires_on == TODAY + timedelta(days=180)
    assert [one.code for one in referral.helps.all()] == ["MEDICAL"]
    codes = [item.code for item in package.thaw(referral.package)]
    assert codes == ["helps", "asked", "pathway", "legal_basis", "name_age", "address"]


def test_sent_twice_is_one_referral(client, world, case):
    answers = [send(client, world.officer, case) for _sending in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sent(case).count() == 1


def test_stale_form_is_told_who_was_faster(client, world, case):
    version = case.version
    make_contact(case, world.colleague, on=TODAY)
    response = send(client, world.officer, case, seen_version=version)
    assert response.status_code == 409
    assert world.colleague.full_name in response.content.decode()
    assert "ประเมินสุขภาพ" in response.content.decode()
    assert not sent(case).exists()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"agency": None}, "เลือกหน่วยงานหรือโรงเรียนที่จะส่งต่ออย่างใดอย่างหนึ่ง"),
        ({"school": "โรงเรียนสอง"}, "เลือกหน่วยงานหรือโรงเรียนที่จะส่งต่ออย่างใดอย่างหนึ่ง"),
        ({"helps": None}, "เลือกเรื่องที่ขอให้ช่วยอย่างน้อยหนึ่งข้อ"),
        ({"asked": " "}, "เขียนสิ่งที่ขอให้ช่วย"),
        ({"legal_basis": "legal_basis.CONSENT"}, "ระบุว่าใครให้ความยินยอม เมื่อใด"),
        ({"legal_basis": None}, "เลือกฐานทางกฎหมาย"),
        ({"answer_by": "15/01/2567"}, "กำหนดตอบต้องไม่ก่อนวันที่ส่งต่อ"),
        ({"answer_by": ""}, "กรอกวัน เดือน และ พ.ศ."),
        ({"happened_on": "17/01/2567"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"safety": None}, "เลือกว่านักเรียนปลอดภัยหรือไม่"),
        ({"best_interest": ""}, "เขียนสั้น ๆ ว่าอะไรดีที่สุดสำหรับนักเรียน"),
    ],
)
def test_form_says_what_to_do(client, world, case, more, sentence):
    response = send(client, world.officer, case, **more)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not sent(case).exists()


def test_consent_with_its_giver_is_a_ground(client, world, case):
    send(client, world.officer, case, legal_basis="legal_basis.CONSENT", consent_note="มารดา 15 ม.ค. 2567")
    assert sent(case).get().consent_note == "มารดา 15 ม.ค. 2567"


def test_school_may_be_the_receiver(client, world, case):
    send(client, world.officer, case, agency=None, school="สอง")
    referral = Referral.objects.get(school=world.other_school)
    assert (referral.agency, referral.receiver) == (None, "โรงเรียนสอง")


def test_schools_of_others_and_the_childs_own_are_no_receivers(client, world, case):
    for name in ("โรงเรียนไกล", "canary-school"):
        assert send(client, world.officer, case, agency=None, school=name).status_code == 200


def test_closed_agencies_and_those_of_others_are_not_offered(client, world, case):
    shut, far = make_agency(world.area, is_open=False), make_agency(world.elsewhere)
    for agency in (shut, far):
        assert send(client, world.officer, case, agency=agency.pk).status_code == 200
    assert not Referral.objects.filter(agency__in=[shut, far]).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("supervisor", 200), ("teacher", 404), ("stranger", 404), ("partner", 404), ("executive", 404)],
)
def test_who_reaches_the_form(client, world, case, who, status):
    client.force_login(getattr(world, who))
    assert client.get(form_url(case)).status_code == status


def test_school_of_the_child_may_not_refer(client, world):
    case = make_case(world.officer, world.school)
    client.force_login(world.teacher)
    assert client.get(form_url(case)).status_code == 403
    assert client.post(form_url(case), typed(case)).status_code == 403


# The preview


def test_preview_shows_exactly_what_is_then_stored(client, world, case):
    ticked = list(SHARED)
    page = send(client, world.officer, case, shared=ticked, preview="1").content.decode()
    assert not sent(case).exists()
    send(client, world.officer, case, shared=ticked)
    panel = preview_in(page)
    items = package.thaw(sent(case).get().package)
    assert re.findall(r"\S+", panel.split("ยังไม่ได้ส่ง")[0].split("ผู้รับจะเห็นเท่านี้")[1]) == [
        word for item in items for text in (item.label, *item.value) for word in text.split()
    ]


def test_preview_keeps_what_was_typed_and_scolds_nobody(client, world, case):
    page = send(client, world.officer, case, agency=None, best_interest="", asked="ขอเตียง", preview="1").content.decode()
    assert "ขอเตียง" in preview_in(page)
    assert "แก้ไข" not in page.split("<form", 2)[-1].split("preview")[0]
    assert re.search(r"<textarea[^>]*>\s*ขอเตียง</textarea>", page)
    assert re.search(r'value="name_age"[^>]*checked', page)
    assert not re.search(r'value="causes"[^>]*checked', page)


def test_preview_of_sensitive_parts_leaves_a_line(client, world, case):
    send(client, world.officer, case, shared=["name_age", "story", "identity_number"], preview="1")
    opened = TrailEvent.objects.filter(verb=Verb.OPENED_SENSITIVE, subject=f"case:{case.key}")
    assert ["story", "identity_number"] in [line.fields for line in opened]


def test_sensitive_parts_are_not_offered_to_a_colleague_nor_taken(client, world, case):
    page = shown(client, world.colleague, form_url(case))
    assert 'value="name_age"' in page
    assert 'value="story"' not in page
    for more in ({}, {"preview": "1"}):
        page = send(client, world.colleague, case, shared=["story"], **more).content.decode()
        assert "canary-story" not in page
    assert not sent(case).exists()


# The list


def listed(client, user, **asked):
    client.force_login(user)
    response = client.get(reverse("referrals:referral-list"), asked)
    assert response.status_code == 200
    return list(response.context["page_obj"])


@pytest.fixture
def several(world):
    """One of each state, by name."""
    case = make_case(world.officer, world.school, on=TODAY - timedelta(days=30))

    def make(days, agency=world.agency, accepted=False):
        return make_referral(case, world.officer, agency, on=TODAY - timedelta(days=days), accepted=accepted)

    made = {"overdue": make(20), "longer": make(25), "soon": make(2, world.other_agency)}
    made["accepted"] = make(1, accepted=True)
    made["declined"] = decline_referral(make(6), world.officer, on=TODAY)
    made["voided"] = workflow.void(make(3), reason="ส่งผิด", by=world.officer)
    return made


def names_of(several, rows):
    return [next(name for name, one in several.items() if one == row) for row in rows]


def test_list_begins_with_those_waited_for_longest(client, world, several):
    assert names_of(several, listed(client, world.colleague)) == ["longer", "overdue", "soon", "accepted", "declined"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("SENT", ["longer", "overdue", "soon"]), ("ACCEPTED", ["accepted"]), ("DECLINED", ["declined"]), ("DONE", [])],
)
def test_list_by_state(client, world, several, status, expected):
    assert names_of(several, listed(client, world.officer, status=status)) == expected


def test_list_by_agency(client, world, several):
    assert names_of(several, listed(client, world.officer, agency=world.other_agency.key)) == ["soon"]


def test_unknown_filter_is_told(client, world, several):
    client.force_login(world.officer)
    page = client.get(reverse("referrals:referral-list"), {"status": "x"})
    assert page.context["form"].errors


def test_list_says_what_is_overdue(client, world, several):
    page = shown(client, world.officer, reverse("referrals:referral-list"))
    assert "เกินกำหนด 18 วัน" in page
    assert several["longer"].round.case.student.last_name in page


def test_list_of_another_office_is_its_own(client, world, several):
    assert listed(client, world.stranger) == []


@pytest.mark.parametrize("who", ["teacher", "executive", "sysadmin", "nobody"])
def test_list_is_for_those_who_see_referrals(client, world, who):
    client.force_login(getattr(world, who))
    assert client.get(reverse("referrals:referral-list")).status_code == 404


def test_list_costs_the_same_however_long_it_is(client, world, several):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            listed(client, world.officer)
        return len(captured)

    queries()
    few = queries()
    for _more in range(5):
        make_referral(make_case(world.officer, world.school), world.officer, world.agency, accepted=False)
    assert queries() == few <= 13


# The page of one referral


def test_office_reads_what_was_sent_with_a_masked_number(client, world, referral, case):
    page = shown(client, world.officer, url_of(referral))
    assert all(word in page for name in SHARED if name != "identity_number" for word in SHARED[name])
    assert mask_pin(NUMBER) in page
    assert format_pin(NUMBER) not in page
    assert case.get_absolute_url() in page


def test_colleague_does_not_read_the_sensitive_part(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY, answer_note="canary-answer")
    answer_referral(referral, world.officer, on=TODAY, status=ReferralStatus.DONE, result="canary-result", result_on=TODAY)
    sensitive = [word for name in package.SENSITIVE - {"asked"} for word in (SHARED[name] if name != "identity_number" else ())]
    words = [*sensitive, "canary-asked", "canary-answer", "canary-result"]
    page = shown(client, world.colleague, url_of(referral))
    assert not [word for word in words if word in page]
    page = shown(client, world.supervisor, url_of(referral))
    assert all(word in page for word in words)


def test_opening_by_the_office_leaves_a_line(client, world, referral):
    shown(client, world.officer, url_of(referral))
    shown(client, world.colleague, url_of(referral))
    lines = TrailEvent.objects.filter(subject=f"referral:{referral.key}").order_by("pk")
    assert [line.verb for line in lines] == [Verb.OPENED_SENSITIVE, Verb.OPENED]


def test_office_sees_when_the_receiver_opened_it(client, world, referral):
    assert "ยังไม่เปิดอ่านในระบบ" in shown(client, world.colleague, url_of(referral))
    shown(client, world.partner, url_of(referral))
    assert "16 ม.ค. 2567 09.00 น." in shown(client, world.officer, url_of(referral))


def test_declined_referral_offers_the_next_agency(client, world, referral, case):
    decline_referral(referral, world.officer, on=TODAY)
    page = shown(client, world.officer, url_of(referral))
    assert "ส่งหน่วยงานอื่น" in page
    assert form_url(case) in page


def test_expired_referral_stays_with_the_office(client, world, referral):
    Referral.objects.filter(pk=referral.pk).update(expires_on=TODAY - timedelta(days=1))
    shown(client, world.officer, url_of(referral))


# Answers from paper


def post(client, user, referral, page="answer", **more):
    client.force_login(user)
    return client.post(url_of(referral, page), more)


def test_answer_on_paper_has_its_day(client, world, referral, case):
    assert "answered_on" in shown(client, world.colleague, url_of(referral, "answer"))
    response = post(client, world.colleague, referral, status="ACCEPTED", answered_on="16/01/2567")
    assert response.url == case.get_absolute_url()
    answered = Referral.objects.get(pk=referral.pk)
    assert (answered.status, answered.answered_on, answered.answered_by) == ("ACCEPTED", TODAY, world.colleague)


@pytest.mark.parametrize(
    ("day", "sentence"), [("", "กรอกวัน"), ("17/01/2567", "วันที่ต้องไม่เกินวันนี้"), ("15/01/2567", "วันที่ต้องไม่ก่อนวันที่ส่งต่อ")]
)
def test_answer_on_paper_came_between_sending_and_today(client, world, referral, day, sentence):
    response = post(client, world.officer, referral, status="ACCEPTED", answered_on=day)
    assert sentence in response.content.decode()


def test_decline_on_paper_needs_a_reason_too(client, world, referral):
    response = post(client, world.officer, referral, status="DECLINED", answered_on="16/01/2567")
    assert "เลือกเหตุผลที่รับไม่ได้" in response.content.decode()
    post(client, world.officer, referral, status="DECLINED", answered_on="16/01/2567", decline_reason=REASON)
    assert Referral.objects.get(pk=referral.pk).decline_reason_id == REASON


def test_result_on_paper(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    post(client, world.officer, referral, "result", result="รับยาแล้ว", result_on="16/01/2567")
    answered = Referral.objects.get(pk=referral.pk)
    assert (answered.status, answered.result, answered.result_on) == ("DONE", "รับยาแล้ว", TODAY)


def test_answered_referral_leads_back_with_the_reason(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    client.force_login(world.officer)
    response = client.get(url_of(referral, "answer"), follow=True)
    assert "คำขอนี้รับเรื่องแล้ว" in response.content.decode()


# Withdrawing


def test_withdrawing_asks_first_and_says_what_it_does(client, world, referral):
    page = shown(client, world.officer, url_of(referral, "withdraw"))
    assert "เปิดดูข้อมูลไม่ได้ทันที" in page
    assert Referral.objects.get(pk=referral.pk).status == ReferralStatus.SENT


def test_withdrawing_works_on_the_next_click_of_the_receiver(client, world, referral):
    shown(client, world.partner, url_of(referral))
    assert post(client, world.officer, referral, "withdraw").url == url_of(referral)
    client.force_login(world.partner)
    assert client.get(url_of(referral)).status_code == 404
    assert client.post(url_of(referral, "answer"), {"status": "ACCEPTED"}).status_code == 404


def test_withdrawn_referral_no_longer_counts(client, world):
    case = make_case(world.officer, world.school)
    referral = make_referral(case, world.officer, world.agency, on=TODAY, accepted=False)
    state = case.current_round.states.get(step=Step.REFERRAL)
    assert "referred" not in state.lacking
    post(client, world.officer, referral, "withdraw")
    state.refresh_from_db()
    assert "referred" in state.lacking


def test_what_is_done_is_not_withdrawn(client, world, referral):
    answer_referral(referral, world.officer, on=TODAY)
    answer_referral(referral, world.officer, on=TODAY, status=ReferralStatus.DONE, result_on=TODAY)
    response = post(client, world.officer, referral, "withdraw")
    assert "คำขอนี้แจ้งผลแล้ว" in response.content.decode()


def test_page_speaks_english_to_who_asked_for_it(client, world, referral):
    client.cookies["django_language"] = "en"
    assert code("MEDICAL", "help_kind").label_en
    shown(client, world.officer, url_of(referral))
