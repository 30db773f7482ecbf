"""By which way people are told: urgent things at once, the others in one mail on the morning of a working day, each once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from schools import notices
from schools.models import Mail, Notice, NoticeChoice, NoticeKind, TrailEvent, User
from tests.make import make_officer

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("Asia/Bangkok"))
CHOICES = reverse("schools:notice-choices")
NUMBER = "ขก1-2567-0001"


@pytest.fixture
def world(world):
    for who in ("officer", "colleague", "supervisor"):
        User.objects.filter(pk=getattr(world, who).pk).update(email=f"{who}@example.org")
        getattr(world, who).refresh_from_db()
    return world


def tell(*people, kind=NoticeKind.ASSIGNED, event="case:one"):
    notices.tell(people, kind, event=event, path="/cases/x/", about=NUMBER)


def digests():
    return Mail.objects.filter(event__startswith="digest:")


# Told


def test_urgent_notice_is_mailed_with_the_notice(world):
    tell(world.officer, world.supervisor, world.teacher, kind=NoticeKind.DANGER)
    tell(world.officer, kind=NoticeKind.DANGER)
    assert sorted(mail.address for mail in Mail.objects.all()) == ["officer@example.org", "supervisor@example.org"]
    assert Notice.objects.get(recipient=world.officer).mail.event == f"DANGER:case:one:{world.officer.key}"
    assert Notice.objects.get(recipient=world.teacher).mail is None


def test_mail_names_kind_number_and_where_to_sign_in(world, settings):
    settings.SITE_URL = "https://klaprian.example"
    with translation.override("en"):
        tell(world.officer, kind=NoticeKind.DANGER)
    mail = Mail.objects.get()
    assert mail.subject == f"[กลับเรียน] รับแจ้งเด็กไม่ปลอดภัย {NUMBER}"
    assert "https://klaprian.example/cases/x/\n" in mail.body
    assert "เข้าสู่ระบบเพื่อดู" in mail.body


@pytest.mark.parametrize("kind", [NoticeKind.DANGER, NoticeKind.ASSIGNED])
@pytest.mark.parametrize("off", [{"by_mail": False}, {"in_app": False}])
def test_way_not_chosen_is_not_taken(world, kind, off):
    NoticeChoice.objects.create(user=world.officer, kind=kind, **off)
    tell(world.officer, kind=kind)
    notices.post_digests(MONDAY)
    assert Mail.objects.exists() == ("by_mail" not in off)
    assert Notice.objects.visible_to(world.officer).exists() == ("in_app" not in off)


def test_suspended_account_is_not_mailed(world):
    world.officer.is_active = False
    tell(world.officer, kind=NoticeKind.DANGER)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("kind", [NoticeKind.DANGER, NoticeKind.ASSIGNED])
def test_many_are_told_with_as_many_queries_as_few(world, kind):
    def asked(count, event):
        people = [make_officer(world.area, email="x@example.org") for _one in range(count)]
        with CaptureQueriesContext(connection) as queries:
            tell(*people, kind=kind, event=event)
        return len(queries)

    assert asked(2, "few") == asked(30, "many")


# The digest


def test_digest_holds_what_is_unsaid_and_its_notices_hold_it(world):
    for number in range(3):
        tell(world.officer, event=f"case:{number}")
    tell(world.colleague)
    assert notices.post_digests(MONDAY) == 2
    mail = digests().get(to=world.officer)
    assert mail.subject == "[กลับเรียน] งานวันนี้ 23 พ.ย. 2569: 3 เรื่อง"
    assert mail.body.count(f"• ได้รับมอบหมายเคส {NUMBER}") == mail.notices.count() == 3


def test_long_digest_counts_what_it_does_not_list(world):
    for number in range(notices.MOST_LINES + 7):
        tell(world.officer, event=f"case:{number}")
    notices.post_digests(MONDAY)
    assert digests().get().body.count("•") == notices.MOST_LINES
    assert "และอีก 7 เรื่อง" in digests().get().body


@pytest.mark.parametrize(
    ("later", "posted"),
    [
        (timedelta(seconds=-1), 0),
        (timedelta(0), 1),
        (timedelta(hours=16, minutes=59), 1),
        (timedelta(days=4), 1),
        (timedelta(days=5), 0),
        (timedelta(days=6), 0),
        (timedelta(days=7), 1),
    ],
)
def test_digest_is_of_working_days_after_seven(world, later, posted):
    tell(world.officer)
    assert notices.post_digests(MONDAY + later) == posted


def test_one_digest_a_day_and_the_rest_the_next_morning(world):
    tell(world.officer)
    assert (notices.post_digests(MONDAY), notices.post_digests(MONDAY)) == (1, 0)
    tell(world.officer, event="case:two")
    assert notices.post_digests(MONDAY + timedelta(hours=3)) == 0
    assert notices.post_digests(MONDAY + timedelta(days=1)) == 1
    assert [mail.notices.count() for mail in digests()] == [1, 1]


def read(world):
    Notice.objects.update(read_at=MONDAY)


def mailed(world):
    tell(world.officer, kind=NoticeKind.DANGER)
    Notice.objects.filter(kind=NoticeKind.ASSIGNED).delete()


def suspended(world):
    User.objects.filter(pk=world.officer.pk).update(is_active=False)


def without_address(world):
    User.objects.filter(pk=world.officer.pk).update(email="")


@pytest.mark.parametrize("happens", [read, mailed, suspended, without_address])
def test_nothing_to_say_is_no_mail(world, happens):
    tell(world.officer)
    happens(world)
    assert notices.post_digests(MONDAY) == 0
    assert not digests().exists()


def test_digest_that_lost_the_turn_says_nothing(world):
    tell(world.officer)
    notices.post_digests(MONDAY)
    tell(world.officer, event="case:two")
    assert not notices._post_digest(world.officer, MONDAY.date())
    assert Notice.objects.to_be_mailed().count() == 1


def test_looking_for_digests_asks_once_when_there_is_none(world, django_assert_num_queries):
    with django_assert_num_queries(1):
        notices.post_digests(MONDAY)


# The choice


def test_choices_are_kept_where_they_differ_from_the_usual(world, client):
    client.force_login(world.officer)
    kinds = [kind.value for kind in notices.kinds_for(world.officer)]
    asked = {"in_app": [kind for kind in kinds if kind != "TASK_DONE"], "by_mail": ["ASSIGNED", "DANGER"]}
    assert client.post(CHOICES, asked).status_code == 302
    kept = {one.kind: (one.in_app, one.by_mail) for one in world.officer.notice_choices.all()}
    assert kept == {kind: (kind != "TASK_DONE", False) for kind in kinds if kind not in asked["by_mail"]}
    assert TrailEvent.objects.get(fields=["notice_choices"]).actor == world.officer


def test_form_shows_what_was_chosen(world, client):
    NoticeChoice.objects.create(user=world.officer, kind=NoticeKind.ASSIGNED, by_mail=False)
    client.force_login(world.officer)
    rows = {row["kind"]: (row["in_app"], row["by_mail"]) for row in client.get(CHOICES).context["form"].rows()}
    assert rows["ASSIGNED"] == (True, False)
    assert rows["TASK_GIVEN"] == rows["DANGER"] == (True, True)


def test_urgent_kinds_are_always_told_inside_the_site(world, client):
    client.force_login(world.officer)
    client.post(CHOICES, {})
    assert NoticeChoice.objects.get(user=world.officer, kind=NoticeKind.DANGER).in_app


@pytest.mark.parametrize(
    ("who", "kind", "offered"),
    [
        ("officer", "DANGER", True),
        ("officer", "CLOSING_ASKED", False),
        ("supervisor", "STUCK", True),
        ("teacher", "ASSIGNED", False),
        ("partner", "TASK_GIVEN", True),
        ("sysadmin", "IMPORT_DONE", True),
    ],
)
def test_only_kinds_that_may_come_are_offered(world, client, who, kind, offered):
    client.force_login(getattr(world, who))
    assert (f'value="{kind}"' in client.get(CHOICES).content.decode()) == offered


def test_kind_not_offered_is_refused(world, client):
    client.force_login(world.officer)
    assert client.post(CHOICES, {"by_mail": ["KING"]}).context["form"].errors
    assert not NoticeChoice.objects.exists()


def test_owner_sees_the_address_and_whom_to_ask(world, client):
    client.force_login(world.officer)
    assert "officer@example.org" in client.get(CHOICES).content.decode()
    client.force_login(world.teacher)
    assert "แจ้งผู้ดูแลระบบของเขต" in client.get(CHOICES).content.decode()
