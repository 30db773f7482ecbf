"""A child in danger is handed on in three clicks from any page of its case, and the paper follows."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from dropout_cases.models import AnswerLink, Case, Task
from dropout_cases.steps import Safety
from referrals import package
from referrals.models import Referral
from tests.make import code, make_agency, make_case

TODAY = date(2024, 1, 16)
TABS = ["case-detail", "case-student", "case-people", "case-documents", "case-tasks", "case-trail"]


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(f"{TODAY} 09:00+07:00", tick=False):
        yield


@pytest.fixture
def case(world):
    return make_case(world.officer, world.school, on=TODAY, safety=Safety.UNSAFE, causes=("POVERTY", "ABUSE"))


@pytest.fixture
def shelter(world):
    agency = make_agency(world.area, "บ้านพักเด็กทดสอบ", phone="043-111-222", email="shelter@example.org", reply_days=1)
    agency.services.set([code("CHILD_PROTECTION", "help_kind"), code("SHELTER", "help_kind"), code("FOOD", "help_kind")])
    return agency


def urgent_url(case):
    return reverse("referrals:referral-urgent", args=[case.key])


def sent_as_proposed(client, user, case, **more):
    """The page as it comes, with what is chosen on it."""
    client.force_login(user)
    form = client.get(urgent_url(case)).context["form"]
    proposed = {name: form[name].value() for name in form.fields if name not in ("happened_on", "answer_by", "files")}
    proposed = {name: value for name, value in proposed.items() if value and not name.startswith("consent-")}
    days = {name: "/".join(f"{part}" for part in form[name].value()) for name in ("answer_by",)}
    return client.post(urgent_url(case), proposed | days | {"happened_on": "16/01/2567"} | more)


@pytest.mark.parametrize("page", TABS)
def test_every_tab_of_a_case_of_danger_has_the_button(client, world, case, page):
    client.force_login(world.supervisor)
    assert urgent_url(case) in client.get(reverse(f"dropout_cases:{page}", args=[case.key])).content.decode()


def test_forms_of_the_steps_have_the_button_and_a_safe_child_has_none(client, world, case):
    client.force_login(world.officer)
    form, safe = reverse("referrals:contact-add", args=[case.key]), make_case(world.officer, world.school)
    assert urgent_url(case) in client.get(form).content.decode()
    assert urgent_url(safe) not in client.get(safe.get_absolute_url()).content.decode()


def test_page_offers_who_takes_children_in_danger_nearby_the_quickest_first(client, world, case, shelter):
    far, slow = make_agency(world.area, "ไกล"), make_agency(world.area, "ช้า", reply_days=9)
    for agency in (far, slow):
        agency.services.add(code("SHELTER", "help_kind"))
    other = world.area.amphoe.create(code="4001", name="เมือง", province="ขอนแก่น")
    far.covers.add(other)
    client.force_login(world.officer)
    response = client.get(urgent_url(case))
    labels = [label for _pk, label in response.context["form"].fields["agency"].choices]
    assert labels[0] == "บ้านพักเด็กทดสอบ · รับเข้าบ้านพักเด็กฯ/สถานคุ้มครอง, คุ้มครองสวัสดิภาพเด็ก · ตอบโดยเฉลี่ย 1 วัน · โทร 043-111-222"
    assert [label.split(" ")[0] for label in labels] == ["บ้านพักเด็กทดสอบ", "ช้า"]
    assert all(f"tel:{number}" in response.content.decode() for number in (191, 1669, 1300, 1387))


def test_where_nobody_takes_them_every_agency_is_offered(client, world, case):
    client.force_login(world.officer)
    choices = client.get(urgent_url(case)).context["form"].fields["agency"].choices
    assert {pk.value for pk, _label in choices} == {world.agency.pk, world.other_agency.pk}


def test_three_clicks_send_it(client, world, case, shelter):
    response = sent_as_proposed(client, world.officer, case, agency=shelter.pk)
    assert response.status_code == 302, response.context["form"].errors
    referral = Referral.objects.get(agency=shelter)
    assert (referral.legal_basis.code, referral.urgency.code, referral.answer_by) == ("S24_2", "CRITICAL", date(2024, 1, 17))
    assert {one.code for one in referral.helps.all()} == {"CHILD_PROTECTION", "SHELTER"}
    assert referral.packages.get().shared == package.USUAL_IN_DANGER
    assert Case.objects.get(pk=case.pk).in_danger
    assert AnswerLink.objects.get(record_key=referral.key).address == "shelter@example.org"
    page = client.get(response.url).content.decode()
    assert "ส่งลิงก์ไปที่ sh***@example.org แล้ว" in page
    assert (
        reverse("dropout_cases:entry-undo", args=[case.key, "referral", referral.key])
        not in page.split("</main>")[0].split("tabs")[0]
    )


def test_paper_follows_as_a_task_due_tomorrow(client, world, case, shelter):
    for _sending in range(2):
        sent_as_proposed(client, world.officer, case, agency=shelter.pk, token="one")
    task = Task.objects.get(case=case)
    assert (task.owner, task.due_on) == (world.officer, date(2024, 1, 17))
    assert "ออกหนังสือส่งต่อตามหลัง" in task.text
    assert "บ้านพักเด็กทดสอบ" in task.text


def test_what_is_proposed_may_be_changed(client, world, case, shelter):
    sent_as_proposed(client, world.officer, case, agency=shelter.pk, shared=["address"], helps=["help_kind.FOOD"], asked="รับคืนนี้")
    referral = Referral.objects.get()
    assert (referral.asked, referral.packages.get().shared) == ("รับคืนนี้", ["address"])
    assert [one.code for one in referral.helps.all()] == ["FOOD"]


def test_nobody_chosen_comes_back_open(client, world, case, shelter):
    response = sent_as_proposed(client, world.officer, case)
    assert "เลือกหน่วยงานที่จะส่งต่อ" in response.content.decode()
    assert not Task.objects.exists()


def test_agency_without_any_address_gets_paper(client, world, case):
    world.partner.posts.update(ended_on=TODAY)
    response = sent_as_proposed(client, world.officer, case, agency=world.agency.pk)
    assert response.status_code == 302
    assert not AnswerLink.objects.exists()
