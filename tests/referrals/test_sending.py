"""Sending a referral: the form with its preview, its consent, and the ways it goes out."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dropout_cases.models import AnswerLink, Case, Document
from dropout_cases.steps import Safety
from referrals import package
from referrals.models import Referral
from schools.models import Mail, Notice, NoticeKind, TrailEvent, Verb
from tests.make import DAY, code, make_agency, make_case, make_consent, make_contact, make_referral
from tests.referrals.canaries import SHARED, make_full_case, wrong_words

TODAY = date(2024, 1, 16)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


@pytest.fixture
def case(world):
    return make_full_case(world)


@pytest.fixture
def plain(world):
    """A case with little in it."""
    return make_case(world.officer, world.school, on=TODAY)


def form_url(case):
    return reverse("referrals:referral-add", args=[case.key])


def typed(case, **more):
    """What an officer fills in; None leaves a field out."""
    fields = {
        "agency": case.area.agencies.get(name="โรงพยาบาลทดสอบ").pk,
        "helps": ["help_kind.MEDICAL"],
        "asked": "ประเมินสุขภาพ",
        "urgency": "urgency.URGENT",
        "shared": ["name_age"],
        "legal_basis": "legal_basis.S24_4",
        "happened_on": "16/01/2567",
        "answer_by": "23/01/2567",
        "way": "PAPER",
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


def shared_in(referral):
    """The items of its first version."""
    return package.thaw(referral.packages.first().items)


def opened(client, user, url):
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.context["form"]


def preview_in(page):
    """The text of the preview, without markup."""
    panel = page.split('id="preview"', 1)[1].split("</section>", 1)[0]
    return re.sub(r"<[^>]+>", " ", panel)


# The form


def test_form_opens_with_what_is_usual(client, world, plain):
    client.force_login(world.officer)
    form = client.get(form_url(plain)).context["form"]
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
    codes = [item.code for item in shared_in(referral)]
    assert codes == ["helps", "asked", "urgency", "pathway", "legal_basis", "name_age", "address"]


def test_sent_twice_is_one_referral(client, world, plain):
    answers = [send(client, world.officer, plain) for _sending in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sent(plain).count() == 1


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
        ({"legal_basis": "legal_basis.CONSENT"}, "เลือกหรือบันทึกความยินยอมที่ยังมีผล"),
        ({"legal_basis": None}, "เลือกฐานทางกฎหมาย"),
        ({"answer_by": "15/01/2567"}, "กำหนดตอบต้องไม่ก่อนวันที่ส่งต่อ"),
        ({"answer_by": ""}, "กรอกวัน เดือน และ พ.ศ."),
        ({"way": "MAIL"}, "ผู้รับนี้ไม่มีอีเมลที่ลงทะเบียนไว้"),
        ({"way": "HAND"}, "ผู้รับนี้ไม่มีเบอร์โทรที่ลงทะเบียนไว้"),
        ({"agency": None, "school": "สอง", "way": "MAIL"}, "ผู้รับนี้ไม่มีอีเมลที่ลงทะเบียนไว้"),
        ({"happened_on": "17/01/2567"}, "วันที่ต้องไม่เกินวันนี้"),
        ({"safety": None}, "เลือกว่านักเรียนปลอดภัยหรือไม่"),
        ({"best_interest": ""}, "เขียนสั้น ๆ ว่าอะไรดีที่สุดสำหรับนักเรียน"),
    ],
)
def test_form_says_what_to_do(client, world, plain, more, sentence):
    response = send(client, world.officer, plain, **more)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not sent(plain).exists()


def test_school_may_be_the_receiver(client, world, plain):
    send(client, world.officer, plain, agency=None, school="สอง")
    referral = Referral.objects.get(school=world.other_school)
    assert (referral.agency, referral.receiver) == (None, "โรงเรียนสอง")


def test_schools_of_others_and_the_childs_own_are_no_receivers(client, world, plain):
    for name in ("โรงเรียนไกล", "โรงเรียนหนึ่ง"):
        assert send(client, world.officer, plain, agency=None, school=name).status_code == 200


def test_closed_agencies_and_those_of_others_are_not_offered(client, world, plain):
    shut, far = make_agency(world.area, is_open=False), make_agency(world.elsewhere)
    for agency in (shut, far):
        assert send(client, world.officer, plain, agency=agency.pk).status_code == 200
    assert not Referral.objects.filter(agency__in=[shut, far]).exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("supervisor", 200), ("teacher", 403), ("stranger", 404), ("partner", 404), ("executive", 404)],
)
def test_who_reaches_the_form(client, world, plain, who, status):
    client.force_login(getattr(world, who))
    assert client.get(form_url(plain)).status_code == status


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
    items = shared_in(sent(case).get())
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
    client.force_login(world.colleague)
    page = client.get(form_url(case)).content.decode()
    assert 'value="name_age"' in page
    assert 'value="story"' not in page
    for more in ({}, {"preview": "1"}):
        page = send(client, world.colleague, case, shared=["story"], **more).content.decode()
        assert "canary-story" not in page
    assert not sent(case).exists()


def test_preview_of_a_tick_alone_shows_its_words_and_no_other(client, world, case):
    def wrong(ticked):
        page = send(client, world.officer, case, shared=[ticked], preview="1").content.decode()
        return wrong_words(ticked, preview_in(page))

    assert not {ticked: words for ticked in SHARED if (words := wrong(ticked))}


# Files of the case


@pytest.fixture
def document(world, plain):
    stored = {"stored_name": "a", "content_type": "image/webp", "size": 9}
    written = {"round": plain.current_round, "entered_by": world.officer, "happened_on": TODAY}
    named = {"name": "canary-file", "caption": "canary-caption", "original_name": "canary-own.png", "shows_face": True}
    return Document.objects.create(case=plain, restricted=True, **stored, **written, **named)


def test_files_are_chosen_one_by_one_and_those_with_the_face_are_marked(client, world, plain, document):
    choices = opened(client, world.officer, form_url(plain))["documents"].field.choices
    assert [label for _key, label in choices] == ["canary-file · ภาพ · canary-caption · เห็นหน้าเด็ก"]
    send(client, world.officer, plain, documents=[document.key])
    assert list(sent(plain).get().packages.get().files.all()) == [document]


def test_preview_tells_of_a_file_and_not_its_name(client, world, plain, document):
    text = preview_in(send(client, world.officer, plain, documents=[document.key], preview="1").content.decode())
    assert "ไฟล์ที่ 1" in re.sub(r"\s+", " ", text)
    assert "canary" not in text


def test_file_that_may_not_be_opened_or_was_voided_is_not_shared(client, world, plain, document):
    assert send(client, world.colleague, plain, documents=[document.key]).status_code == 200
    Document.objects.update(voided_at=document.entered_at, voided_by=world.officer, void_reason="ผิด")
    assert send(client, world.officer, plain, documents=[document.key]).status_code == 200
    assert not sent(plain).exists()


# How it goes out


def reachable(agency, **fields):
    """The agency with an address of its own."""
    for name, value in ({"email": "abcd@example.org", "phone": "043-000-000"} | fields).items():
        setattr(agency, name, value)
    agency.save()


@pytest.mark.parametrize(("email", "way"), [("abcd@example.org", "MAIL"), ("", "")])
def test_where_no_way_is_chosen_the_receivers_own_is_taken(client, world, plain, email, way):
    reachable(world.agency, email=email)
    send(client, world.officer, plain, way="")
    assert [link.way for link in AnswerLink.objects.all()] == ([way] if way else [])  # whoever has an account needs no link
    assert Notice.objects.filter(recipient=world.partner, kind=NoticeKind.REFERRAL_CAME).count() == 1


def test_mail_is_proposed_and_shown_masked(client, world, plain):
    reachable(world.agency, reply_days=4.6)
    form = opened(client, world.officer, f"{form_url(plain)}?agency={world.agency.key}&help=MEDICAL")
    assert (form["agency"].value(), form["way"].value()) == (world.agency.pk, "MAIL")
    assert form["helps"].value() == ["help_kind.MEDICAL"]
    labels = [label for _group, rows in form.fields["agency"].choices[1:] for _pk, label in rows]
    assert "โรงพยาบาลทดสอบ · ตอบโดยเฉลี่ย 5 วัน · ab***@example.org" in labels
    assert not [label for label in labels if "abcd" in label]
    assert form.chosen_words() == "โรงพยาบาลทดสอบ · ตอบโดยเฉลี่ย 5 วัน · ab***@example.org"


def test_those_who_give_the_help_and_serve_the_place_come_first_the_quickest_on_top(client, world, plain):
    slow, quick = make_agency(world.area, "ช้า", reply_days=9), make_agency(world.area, "เร็ว", reply_days=2)
    for agency in (slow, quick):
        agency.services.add(code("PSYCH", "help_kind"))
    form = opened(client, world.officer, f"{form_url(plain)}?help=PSYCH")
    _first, (_label, fitting), (_other, others) = form.fields["agency"].choices
    assert [pk for pk, _label in fitting] == [quick.pk, slow.pk]
    assert {pk for pk, _label in others} == {world.agency.pk, world.other_agency.pk}


def test_mailed_link_works_until_the_package_ends(client, world, plain):
    reachable(world.agency)
    send(client, world.officer, plain, way="MAIL")
    link = AnswerLink.objects.get(record_key=sent(plain).get().key)
    assert (link.way, link.address) == ("MAIL", "abcd@example.org")
    assert link.expires_at.date() == sent(plain).get().expires_on
    (mail,) = (one for one in Mail.objects.all() if one.address == "abcd@example.org")
    assert "/a/" in mail.body
    assert "ประเมินสุขภาพ" not in mail.subject + mail.body


def test_handed_over_link_is_shown_once_after_saving(client, world, plain):
    reachable(world.agency, email="")
    response = send(client, world.officer, plain, way="HAND")
    assert response.status_code == 200
    assert response.context["made"].startswith("http://testserver/a/")
    assert AnswerLink.objects.get(record_key=sent(plain).get().key).address == "043-000-000"
    assert not [mail for mail in Mail.objects.all() if "/a/" in mail.body]
    again = send(client, world.officer, plain, way="HAND")
    assert (again.status_code, AnswerLink.objects.count()) == (302, 1)


@pytest.mark.parametrize("way", ["PAPER", "ACCOUNT"])
def test_other_ways_make_no_link(client, world, plain, way):
    send(client, world.officer, plain, way=way)
    assert sent(plain).exists()
    assert not AnswerLink.objects.exists()


def test_accounts_of_the_receiver_are_told(client, world, plain):
    send(client, world.officer, plain)
    send(client, world.officer, plain, agency=None, school="สอง", token="b")
    told = Notice.objects.filter(kind=NoticeKind.REFERRAL_CAME)
    assert {one.recipient for one in told} == {world.partner, world.neighbour}


def test_link_to_another_address_than_the_registered_leaves_its_trail(client, world, plain):
    reachable(world.agency)
    send(client, world.officer, plain)
    url = reverse("dropout_cases:link-list", args=[sent(plain).get().key, "referral"])
    form = opened(client, world.officer, url)
    assert (form["address"].value(), form["days"].value()) == ("abcd@example.org", 180)
    fields = {"for_whom": "พยาบาล", "way": "MAIL", "days": "180"}
    for address in ("abcd@example.org", "other@example.org"):
        client.post(url, fields | {"address": address})
    lines = TrailEvent.objects.filter(subject__startswith="answerlink:", verb=Verb.CREATED).order_by("pk")
    assert ["address" in line.fields for line in lines] == [False, True]


# Another receiver with the same package


def test_another_receiver_begins_with_what_the_first_was_sent(client, world, plain):
    consent = make_consent(plain, world.officer, on=TODAY)
    more = {"pathway": "education_pathway.VOCATIONAL", "pathway_place": "วิทยาลัย", "pathway_from": "20/01/2567"}
    basis = {"legal_basis": "legal_basis.CONSENT", "consent": consent.key}
    response = send(client, world.officer, plain, shared=["name_age", "address"], **basis, **more)
    first = sent(plain).get()
    url = f"{form_url(plain)}?from={first.key}"
    assert url in client.get(response.url).content.decode()
    form = opened(client, world.officer, url)
    assert form["shared"].value() == ["name_age", "address"]
    assert form["asked"].value() == "ประเมินสุขภาพ"
    assert form["helps"].value() == ["help_kind.MEDICAL"]
    assert (form["pathway"].value(), form["pathway_place"].value()) == (first.pathway_id, "วิทยาลัย")
    assert (form["legal_basis"].value(), form["consent"].value()) == (first.legal_basis_id, consent.key)
    assert form["agency"].value() is None


def test_what_was_asked_is_copied_for_who_may_read_it(client, world, plain):
    send(client, world.officer, plain)
    form = opened(client, world.colleague, f"{form_url(plain)}?from={sent(plain).get().key}")
    assert form["asked"].value() is None


def test_referral_of_another_case_is_not_copied(client, world, plain):
    other = make_referral(make_case(world.officer, world.school), world.officer, world.agency, on=DAY, shared=["address"])
    form = opened(client, world.officer, f"{form_url(plain)}?from={other.key}")
    assert form["shared"].value() == package.USUAL
