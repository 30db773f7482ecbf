"""The second step of sign-in: a password alone opens nothing, a code counts once, and nobody is locked out by a guesser."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone

from schools import second_step, signin
from schools.models import RecoveryCode, SecondStep, SecondStepReset, TrailEvent, User, Verb
from tests.browser.hands import sign_in as sign_in_by_hand
from tests.client import PageClient
from tests.dropout_cases.test_races import race  # noqa: F401
from tests.make import make_area, make_officer
from thai.numerals import to_thai

SECRET, OTHER_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
PASSWORD = "a-long-password"
NOW = datetime(2024, 1, 15, 3, 0, 10, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)
SIGN_IN, CODE, RECOVERY = "/sign-in/", "/sign-in/code/", "/sign-in/recovery/"
OWN, RENEW, CODES, OFF = "/second-step/", "/second-step/renew/", "/second-step/codes/", "/second-step/off/"
WRONG, WAIT = "รหัสไม่ถูกต้องหรือใช้ไปแล้ว", "ลองครบจำนวนครั้งแล้ว"
SOME_CODES = re.compile(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>")


def code(moment=NOW, secret=SECRET):
    return pyotp.TOTP(secret).at(moment)


def give(user, secret=SECRET):
    """Set a second step that was never used; its recovery codes."""
    return second_step.set_up(user, secret, 1, session={}, now=NOW)


def text_of(answer):
    return answer.content.decode()


def enter_password(client, username="officer", address="10.0.0.1", path=SIGN_IN):
    return client.post(path, {"username": username, "password": PASSWORD}, REMOTE_ADDR=address)


def enter(client, typed, path=CODE, address="10.0.0.1", **more):
    return client.post(path, {"code": typed, **more}, REMOTE_ADDR=address)


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def recovery_codes(clock, world):
    """The officer has a second step."""
    return give(world.officer)


@pytest.fixture
def half_way(recovery_codes, client):
    """Who gave the officer's password and no code."""
    enter_password(client)
    return client


@pytest.fixture
def own(recovery_codes, world, client):
    """The officer, signed in."""
    world.officer.refresh_from_db()
    client.force_login(world.officer)
    return client


# Signing in


def test_password_leads_to_the_code_and_the_code_lets_in(recovery_codes, world, client):
    assert enter_password(client).headers["Location"] == CODE
    assert not is_in(client)
    assert enter(client, code()).headers["Location"] == reverse("home")
    assert client.session["_auth_user_id"] == str(world.officer.pk)


def test_who_has_no_second_step_needs_none(clock, world, client):
    assert enter_password(client).headers["Location"] == reverse("home")
    assert is_in(client)


def test_wrong_password_says_nothing_of_a_second_step(recovery_codes, client):
    answer = client.post(SIGN_IN, {"username": "officer", "password": "wrong"})
    assert (answer.status_code, "half_way" in client.session) == (200, False)


@pytest.mark.parametrize("path", [CODE, RECOVERY])
def test_page_asked_for_stays_next(recovery_codes, client, path):
    asked = f"?next={quote('/cases/?q=1')}"
    assert enter_password(client, path=SIGN_IN + "?next=/cases/%3Fq%3D1").headers["Location"] == f"{CODE}?next=%2Fcases%2F%3Fq%3D1"
    assert "next=%2Fcases%2F%3Fq%3D1" in text_of(client.get(path + asked))
    assert enter(client, code(), path=path + asked).headers["Location"] == "/cases/?q=1"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", CODE, SIGN_IN])
def test_no_way_leads_elsewhere_or_round_in_a_ring(half_way, elsewhere):
    assert enter(half_way, code(), path=f"{CODE}?next={elsewhere}").headers["Location"] == reverse("home")
    assert half_way.get(f"{CODE}?next={elsewhere}").headers["Location"] == reverse("home")
    assert half_way.get(f"{SIGN_IN}?next={elsewhere}").headers["Location"] == reverse("home")


@pytest.mark.parametrize("typed", [code(), to_thai(code()), f" {code()[:3]} {code()[3:]} ", f"{code()[:3]}-{code()[3:]}\u200b"])
def test_code_is_understood_however_typed(half_way, typed):
    assert enter(half_way, typed).status_code == 302


@pytest.mark.parametrize(("drift", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clock_may_be_off_by_one_step(half_way, drift, is_right):
    enter(half_way, code(NOW + drift * HALF_MINUTE))
    assert is_in(half_way) is is_right


@pytest.mark.parametrize(
    ("typed", "message"),
    [("", "กรอกรหัส 6 หลักจากแอป"), ("12345", "กรอกตัวเลข 6 หลัก"), ("abcdef", "กรอกตัวเลข 6 หลัก"), ("000000", WRONG)],
)
def test_what_is_wrong_is_said(half_way, typed, message):
    answer = enter(half_way, typed)
    assert (answer.status_code, is_in(half_way)) == (200, False)
    assert message in text_of(answer)


def test_what_is_no_code_at_all_is_no_try(half_way):
    for _time in range(signin.TRIES + 1):
        enter(half_way, "12345")
    assert enter(half_way, code()).status_code == 302


def test_code_is_asked_for_as_telephones_offer_it(half_way):
    page = text_of(half_way.get(CODE))
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page
    assert PASSWORD not in page


def test_password_for_one_sign_in_is_changed_after_the_code(half_way):
    User.objects.filter(username="officer").update(must_change_password=True)
    assert enter(half_way, code()).headers["Location"] == reverse("schools:password")


def test_sign_in_leaves_its_line_with_the_code_and_not_before(half_way, world):
    lines = TrailEvent.objects.filter(actor=world.officer, verb=Verb.SIGNED_IN)
    assert not lines.exists()
    enter(half_way, code())
    assert lines.count() == 1


# Half way


@pytest.mark.parametrize(
    "path",
    [
        "/", "/cases/", "/cases/add/", "/cases/board/", "/cases/export/", "/referrals/", "/agencies/", "/summaries/", "/notices/",
        "/accounts/", "/schools/", "/password/", OWN, RENEW, CODES, OFF,
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post"])
def test_password_alone_opens_nothing(half_way, path, method):
    assert getattr(half_way, method)(path).headers["Location"] == f"{SIGN_IN}?next={path}"


def test_session_gets_a_new_key_at_the_password_and_at_the_code(recovery_codes, client):
    keys = []
    for act in (lambda: client.get(OWN), lambda: enter_password(client), lambda: enter(client, code())):
        act()
        keys.append(client.session.session_key)
    assert len(set(keys)) == 3
    assert "half_way" not in client.session


@pytest.mark.parametrize("path", [CODE, RECOVERY])
def test_nobody_half_way_is_sent_to_the_password(recovery_codes, client, path):
    assert client.get(path).headers["Location"] == SIGN_IN
    assert enter(client, code(), path=f"{path}?next=/cases/").headers["Location"] == f"{SIGN_IN}?next=%2Fcases%2F"
    assert not is_in(client)


@pytest.mark.parametrize(("minutes", "is_right"), [(5, True), (5.1, False)])
def test_half_way_lasts_five_minutes(half_way, clock, minutes, is_right):
    later = NOW + timedelta(minutes=minutes)
    clock.move_to(later, tick=False)
    enter(half_way, code(later))
    assert is_in(half_way) is is_right


@pytest.mark.parametrize(
    "happened",
    [
        lambda officer: (officer.set_password("another-long-password"), officer.save()),
        lambda officer: User.objects.filter(pk=officer.pk).update(is_active=False),
        lambda officer: officer.posts.update(ended_on=NOW.date()),
        lambda officer: give(officer, OTHER_SECRET),
        lambda officer: second_step.turn_off(officer),
    ],
)
def test_half_way_ends_with_what_it_stood_on(half_way, world, happened):
    happened(world.officer)
    assert enter(half_way, code()).headers["Location"] == SIGN_IN
    assert not is_in(half_way)


# A code counts once


def test_code_is_taken_once(half_way):
    enter(half_way, code())
    half_way.post("/sign-out/")
    enter_password(half_way)
    assert WRONG in text_of(enter(half_way, code()))
    assert enter(half_way, code(NOW + HALF_MINUTE)).status_code == 302


def test_code_before_one_that_was_taken_counts_no_more(half_way):
    enter(half_way, code(NOW + HALF_MINUTE))
    half_way.post("/sign-out/")
    enter_password(half_way)
    assert WRONG in text_of(enter(half_way, code()))


def test_recovery_code_is_taken_once(half_way, recovery_codes):
    assert enter(half_way, recovery_codes[0].upper().replace("-", " "), path=RECOVERY).status_code == 302
    assert "เหลือรหัสสำรอง 9 รหัส" in text_of(half_way.get(reverse("home")))
    half_way.post("/sign-out/")
    enter_password(half_way)
    assert WRONG in text_of(enter(half_way, recovery_codes[0], path=RECOVERY))
    assert enter(half_way, recovery_codes[1], path=RECOVERY).status_code == 302


def test_recovery_code_of_somebody_else_is_wrong(half_way, world):
    codes = give(world.colleague, OTHER_SECRET)
    assert WRONG in text_of(enter(half_way, codes[0], path=RECOVERY))
    assert not RecoveryCode.objects.exclude(used_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code", "recovery code"])
def test_of_two_requests_with_one_code_one_gets_in(race, kind):  # noqa: F811
    officer = make_officer(make_area(), username="officer")
    codes = give(officer)
    now = timezone.now()
    typed = code(now) if kind == "code" else second_step.fold_code(codes[0])
    act = lambda: second_step.take(User.objects.get(pk=officer.pk), typed, address="10.0.0.1", now=now)  # noqa: E731
    assert sorted(race(*[act] * 4)) == [False, False, False, True]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_guesses_at_once_are_no_more_than_one_after_the_other(race):  # noqa: F811
    officer = make_officer(make_area(), username="officer")
    give(officer)
    now = timezone.now()
    acts = [lambda: second_step.take(User.objects.get(pk=officer.pk), "000000", address="10.0.0.1", now=now)] * 8
    assert [outcome for outcome in race(*acts) if outcome is False] == [False] * signin.TRIES


# Guessing


def guess(client, times=signin.TRIES, **options):
    for _time in range(times):
        answer = enter(client, "000000", **options)
    return text_of(answer)


def test_guesser_waits_even_with_the_right_code(half_way):
    assert WRONG in guess(half_way)
    assert WAIT in text_of(enter(half_way, code()))
    assert not is_in(half_way)


def test_password_again_gives_no_further_tries(half_way):
    guess(half_way)
    assert WAIT in text_of(enter_password(half_way))


def test_wait_ends(half_way, clock):
    guess(half_way)
    later = NOW + signin.WINDOW
    clock.move_to(later, tick=False)
    enter_password(half_way)
    assert enter(half_way, code(later)).status_code == 302


def test_victim_signs_in_from_another_address(half_way):
    guess(half_way)
    victim = PageClient()
    enter_password(victim, address="10.0.0.2")
    assert enter(victim, code(), address="10.0.0.2").status_code == 302


def test_recovery_codes_are_guessed_no_oftener(half_way, recovery_codes):
    guess(half_way, path=RECOVERY)
    assert WAIT in text_of(enter(half_way, recovery_codes[0], path=RECOVERY))


@pytest.mark.parametrize("path", [RENEW, CODES, OFF])
def test_session_left_open_is_no_place_to_guess_either(own, path):
    new = shown_secret(text_of(own.get(path)))
    asked, more = ("current", {"code": code(secret=new)}) if path == RENEW else ("code", {})
    for _time in range(signin.TRIES):
        assert WRONG in text_of(own.post(path, {asked: "000000", **more}))
    assert WAIT in text_of(own.post(path, {asked: code(), **more}))
    assert SecondStep.objects.get().secret == SECRET


def test_refused_code_leaves_a_line_at_the_person(half_way, world):
    guess(half_way, 1)
    line = TrailEvent.objects.get(subject=f"user:{world.officer.key}", verb=Verb.SIGN_IN_REFUSED)
    assert (line.actor, line.fields) == (None, ["code"])


def test_used_recovery_code_leaves_a_line(half_way, recovery_codes, world):
    enter(half_way, recovery_codes[0], path=RECOVERY)
    line = TrailEvent.objects.filter(actor=world.officer, verb=Verb.CHANGED).first()
    assert (line.subject, line.fields) == (f"user:{world.officer.key}", ["recovery_code"])


# One's own second step


@pytest.fixture
def teacher(clock, world, client):
    """Somebody without a second step, signed in."""
    client.force_login(world.teacher)
    return client


def shown_secret(page):
    return "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))


def test_setting_up_shows_a_secret_and_takes_its_first_code(teacher, world):
    page = text_of(teacher.get(OWN))
    secret = shown_secret(page)
    assert len(secret) == 32
    assert f"otpauth://totp/Klap%20Rian:teacher?secret={secret}&amp;issuer=Klap%20Rian" in page
    page = text_of(teacher.post(OWN, {"code": code(secret=secret)}))
    assert len(set(SOME_CODES.findall(page))) == second_step.CODES
    assert SecondStep.objects.get(user=world.teacher).secret == secret


def test_code_that_set_up_does_not_sign_in(teacher):
    secret = shown_secret(text_of(teacher.get(OWN)))
    teacher.post(OWN, {"code": code(secret=secret)})
    teacher.post("/sign-out/")
    enter_password(teacher, "teacher")
    assert WRONG in text_of(enter(teacher, code(secret=secret)))


def test_secret_is_the_same_when_the_page_is_loaded_again(teacher):
    pages = [text_of(teacher.get(OWN)), text_of(teacher.get(OWN)), text_of(teacher.post(OWN, {"code": "000000"}))]
    assert len({shown_secret(page) for page in pages}) == 1
    assert "รหัสไม่ตรง" in pages[2]
    assert 'value="000000"' in pages[2]


def test_nothing_of_it_is_on_a_page_afterwards(teacher):
    secret = shown_secret(text_of(teacher.get(OWN)))
    codes = SOME_CODES.findall(text_of(teacher.post(OWN, {"code": code(secret=secret)})))
    for path in (OWN, CODES, OFF):
        page = text_of(teacher.get(path))
        assert not [word for word in (secret, secret[:8], *codes) if word in page]
        assert "<path d=" not in page.partition("<main")[2].partition("</main>")[0]
    assert shown_secret(text_of(teacher.get(RENEW))) != secret


@pytest.mark.parametrize("path", [OWN, RENEW, CODES])
def test_answer_loaded_again_changes_nothing(teacher, path):
    secret = shown_secret(text_of(teacher.get(OWN)))
    sent = {"code": code(secret=secret), "current": code(secret=secret)}
    teacher.post(OWN, sent)
    assert SOME_CODES.search(text_of(teacher.post(path, sent))) is None
    assert SecondStep.objects.get().secret == secret


def test_renewing_takes_a_code_of_each(own, world):
    secret = shown_secret(text_of(own.get(RENEW)))
    wrong = own.post(RENEW, {"current": "000000", "code": code(secret=secret)})
    assert WRONG in text_of(wrong)
    assert "รหัสไม่ตรง" in text_of(own.post(RENEW, {"current": code(), "code": "000000"}))
    page = text_of(own.post(RENEW, {"current": code(), "code": code(secret=secret)}))
    assert len(set(SOME_CODES.findall(page))) == second_step.CODES
    assert SecondStep.objects.get(user=world.officer).secret == secret


def test_new_recovery_codes_take_the_place_of_the_old(own, recovery_codes, world):
    assert WRONG in text_of(own.post(CODES, {"code": "000000"}))
    new = SOME_CODES.findall(text_of(own.post(CODES, {"code": recovery_codes[0]})))
    take = lambda one: second_step.take(world.officer, second_step.fold_code(one), address="", now=NOW)  # noqa: E731
    assert [take(recovery_codes[1]), take(new[0])] == [False, True]


def test_turning_off_takes_a_code(own):
    assert WRONG in text_of(own.post(OFF, {"code": "000000"}))
    assert own.post(OFF, {"code": code()}).headers["Location"] == OWN
    assert not SecondStep.objects.exists()
    assert own.get(reverse("home")).status_code == 200


@pytest.mark.parametrize("path", [RENEW, CODES, OFF])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_none_is_led_to_setting_one_up(teacher, path, method):
    assert getattr(teacher, method)(path).headers["Location"] == OWN


@pytest.mark.parametrize("change", [lambda own: own.post(CODES, {"code": code()}), lambda own: own.post(OFF, {"code": code()})])
def test_change_ends_the_other_sessions_and_leaves_a_line(own, world, change):
    other = PageClient()
    other.force_login(world.officer)
    change(own)
    assert (own.get(OWN).status_code, other.get(OWN).status_code) == (200, 302)
    assert TrailEvent.objects.filter(actor=world.officer, verb=Verb.CHANGED, subject=f"user:{world.officer.key}").count() == 2


def test_setting_up_ends_the_sessions_begun_with_the_password_alone(teacher, world):
    other = PageClient()
    other.force_login(world.teacher)
    teacher.post(OWN, {"code": code(secret=shown_secret(text_of(teacher.get(OWN))))})
    assert (teacher.get(OWN).status_code, other.get(OWN).status_code) == (200, 302)


def test_session_ended_once_does_not_come_back(teacher, world):
    other = PageClient()
    other.force_login(world.teacher)
    give(world.teacher)
    second_step.turn_off(world.teacher)
    assert other.get(OWN).status_code == 302


def test_session_outlives_a_new_secret_key_of_the_site(own, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-for-tests"
    assert own.get(OWN).status_code == 200


def test_database_refuses_a_recovery_code_twice(world, clock):
    give(world.officer)
    kept = RecoveryCode.objects.first()
    with pytest.raises(IntegrityError, match="recovery_code|UNIQUE"):
        RecoveryCode.objects.create(step=kept.step, code_print=kept.code_print)


def test_setting_up_two_at_once_leaves_one(world, clock):
    give(world.officer)
    give(world.officer, OTHER_SECRET)
    assert (SecondStep.objects.get().secret, RecoveryCode.objects.count()) == (OTHER_SECRET, second_step.CODES)


@pytest.mark.parametrize("who", ["officer", "supervisor", "teacher", "executive", "partner", "sysadmin", "nobody"])
def test_every_role_has_the_page(clock, world, client, who):
    client.force_login(getattr(world, who))
    assert client.get(OWN).status_code == 200


@pytest.mark.parametrize("path", [OWN, RENEW, CODES, OFF])
def test_nobody_signed_in_is_sent_to_sign_in(client, db, path):
    assert client.get(path).headers["Location"] == f"{SIGN_IN}?next={path}"


# At rest


def test_secret_and_codes_are_not_in_the_clear_in_the_database(teacher, world):
    secret = shown_secret(text_of(teacher.get(OWN)))
    kept = str(teacher.session["second_step_offered"]) + "".join(Session.objects.values_list("session_data", flat=True))
    assert secret not in kept
    codes = SOME_CODES.findall(text_of(teacher.post(OWN, {"code": code(secret=secret)})))
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM schools_secondstep UNION ALL SELECT code_print FROM schools_recoverycode")
        rows = "".join(row[0] for row in cursor.fetchall())
    assert not [word for word in (secret, *codes, *map(second_step.fold_code, codes)) if word in rows]
    lines = "".join(map(str, TrailEvent.objects.values_list("subject", "fields")))
    assert not [word for word in (secret, *codes) if word in lines]


# Where it is demanded


@pytest.fixture
def demanded(settings, clock):
    settings.SECOND_STEP_FOR = ["SUPERVISOR", "OFFICER", "SYSADMIN"]


@pytest.mark.parametrize("who", ["officer", "supervisor", "sysadmin"])
@pytest.mark.parametrize("path", ["/", "/cases/", "/accounts/", "/agencies/", "/notices/", RENEW, OFF])
def test_who_sees_many_children_sets_it_up_before_anything_else(demanded, world, client, who, path):
    client.force_login(getattr(world, who))
    assert client.get(path).headers["Location"] == OWN
    assert "ก่อนเริ่มใช้งาน" in text_of(client.get(OWN))


@pytest.mark.parametrize("path", ["/password/", "/privacy/"])
def test_what_comes_before_it_stays_open(demanded, world, client, path):
    client.force_login(world.officer)
    assert client.get(path).status_code == 200


def test_own_password_comes_before_the_second_step(demanded, world, client):
    User.objects.filter(pk=world.officer.pk).update(must_change_password=True)
    client.force_login(world.officer)
    assert client.get(OWN).headers["Location"] == "/password/"


@pytest.mark.parametrize("who", ["teacher", "executive", "partner"])
def test_others_are_not_led_there(demanded, world, client, who):
    client.force_login(getattr(world, who))
    assert client.get("/").headers.get("Location") != OWN


def test_once_it_is_set_up_the_way_is_free(demanded, world, client):
    client.force_login(world.officer)
    client.post(OWN, {"code": code(secret=shown_secret(text_of(client.get(OWN))))})
    assert client.get("/cases/").status_code == 200


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_it_is_demanded_it_is_not_turned_off(demanded, own, method):
    assert OFF not in text_of(own.get(OWN))
    assert getattr(own, method)(OFF, {"code": code()}).status_code == 403
    assert SecondStep.objects.exists()
    assert TrailEvent.objects.filter(verb=Verb.REFUSED, fields=["second_step"]).exists()


def test_misprinted_role_stops_the_start():
    second_step.check_roles(["OFFICER", "SYSADMIN"])
    with pytest.raises(ImproperlyConfigured, match="SUPERVISER"):
        second_step.check_roles(["SUPERVISER"])


# Reset by the administrator


@pytest.fixture
def admin(recovery_codes, world, client):
    client.force_login(world.sysadmin)
    return client


def reset_page(account):
    return reverse("schools:account-second-step", args=[account.key])


def test_administrator_resets_with_a_reason(admin, world):
    other = PageClient()
    other.force_login(User.objects.get(pk=world.officer.pk))
    answer = admin.post(reset_page(world.officer), {"reason": "โทรศัพท์หาย ทดสอบ"})
    assert answer.headers["Location"] == reverse("schools:account-edit", args=[world.officer.key])
    assert not SecondStep.objects.exists()
    assert other.get("/password/").status_code == 302
    line = TrailEvent.objects.get(actor=world.sysadmin, verb=Verb.CHANGED)
    assert (line.subject, line.fields, line.area) == (f"user:{world.officer.key}", ["second_step"], world.area)
    assert "โทรศัพท์หาย ทดสอบ" in text_of(admin.get(answer.headers["Location"]))


@pytest.mark.parametrize("reason", ["", "   ", "ก" * 201])
def test_reset_without_a_fitting_reason_is_none(admin, world, reason):
    answer = admin.post(reset_page(world.officer), {"reason": reason})
    assert (answer.status_code, SecondStepReset.objects.exists(), SecondStep.objects.exists()) == (200, False, True)
    assert ("กรอกเหตุผล" if not reason.strip() else "ยาวเกินไป") in text_of(answer)


def test_nobody_resets_their_own(admin, world):
    give(world.sysadmin, OTHER_SECRET)
    admin.force_login(User.objects.get(pk=world.sysadmin.pk))
    assert admin.post(reset_page(world.sysadmin), {"reason": "ทดสอบ"}).status_code == 403
    assert SecondStep.objects.filter(user=world.sysadmin).exists()


def test_account_of_another_area_does_not_exist(admin, world):
    give(world.stranger, OTHER_SECRET)
    assert admin.get(reset_page(world.stranger)).status_code == 404
    assert admin.post(reset_page(world.stranger), {"reason": "ทดสอบ"}).status_code == 404


@pytest.mark.parametrize("who", ["colleague", "supervisor", "teacher", "executive", "partner"])
def test_others_reset_nobody(admin, world, who):
    admin.force_login(getattr(world, who))
    assert admin.post(reset_page(world.officer), {"reason": "ทดสอบ"}).status_code == 403
    assert SecondStep.objects.exists()


def test_account_without_one_has_none_to_reset(admin, world):
    answer = admin.post(reset_page(world.teacher), {"reason": "ทดสอบ"})
    assert (answer.status_code, SecondStepReset.objects.exists()) == (302, False)


# In a browser


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_pages_can_be_used_by_everybody(page):
    officer, faults = make_officer(make_area(), username="officer"), []

    def look():
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append(f"{page.url} at {width}: scrolls sideways")
            faults.extend(f"{page.url} at {width}: {one['id']}" for one in Axe().run(page).response["violations"])

    sign_in_by_hand(page, officer)
    page.goto(OWN)
    look()
    secret = "".join(page.locator(".second-step-secret span").all_inner_texts())
    page.get_by_label("รหัส 6 หลัก").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="ยืนยันและเปิดใช้").click()
    look()
    spare = page.locator(".second-step-codes li").first.inner_text()
    for path in (OWN, RENEW, CODES, OFF):
        page.goto(path)
        look()
    sign_in_by_hand(page, officer)
    look()
    page.get_by_role("link", name="ใช้รหัสสำรอง").click()
    look()
    page.get_by_label("รหัสสำรอง").fill(spare)
    page.get_by_role("button", name="เข้าสู่ระบบ").click()
    page.wait_for_url("**/")
    assert "เหลือรหัสสำรอง 9 รหัส" in page.get_by_role("status").inner_text()
    assert faults == []
