"""The second step of sign-in: six digits from an app (TOTP, RFC 6238), or a recovery code; each is taken once.

- A right password alone opens nothing: the session then knows who is half way, for five minutes, and nobody is signed in.
- Wrong codes count with wrong passwords, by user name and address: who guesses waits, the owner elsewhere does not.
- A second step set, renewed, turned off or reset ends every other session of its person.
"""

import re
import secrets
from datetime import datetime, timedelta

import pyotp
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils.crypto import constant_time_compare
from pyotp.exceptions import OTPVerificationError

from schools import signin
from schools.access import Role
from schools.accounts import ALPHABET
from schools.encryption import blind_index, decrypt, encrypt
from schools.models import RecoveryCode, SecondStep, User, Verb
from schools.trail import write
from thai.numerals import to_arabic
from thai.text import drop_invisible

ISSUER = "Klap Rian"  # in ASCII: Thai letters would treble the size of the QR code
DIGITS = 6
DRIFT = 1  # half minutes by which the clock of a telephone may be off, either way
CODES = 10
HALF_WAY_FOR = timedelta(minutes=5)
HALF_WAY, OFFERED = "half_way", "second_step_offered"  # in the session
SPACING = re.compile(r"[\s\-–—]")


def check_roles(names: list[str]) -> None:
    """Stop the start where SECOND_STEP_FOR is misprinted, for it would then demand a second step of nobody."""
    if unknown := set(names) - set(Role.values):
        raise ImproperlyConfigured(f"SECOND_STEP_FOR names no role: {sorted(unknown)}. Use some of {', '.join(Role.values)}.")


check_roles(settings.SECOND_STEP_FOR)


class TooMany(Exception):
    """Too many wrong codes; `until` is when the next one may be tried."""

    def __init__(self, until: datetime):
        super().__init__(until)
        self.until = until


def of(user) -> SecondStep | None:
    """The second step of a person, if one is set."""
    return SecondStep.objects.filter(user=user.pk).first()


def is_demanded_of(user) -> bool:
    """Whether a post held now demands a second step (the setting SECOND_STEP_FOR)."""
    return any(post.role in settings.SECOND_STEP_FOR for post in user.current_posts)


def must_set_up(user) -> bool:
    """Whether a second step is demanded of a person who has none."""
    return is_demanded_of(user) and not SecondStep.objects.filter(user=user.pk).exists()


def fold_code(typed: str) -> str:
    """The code that was meant: Thai digits, capitals, spaces and hyphens make no difference."""
    return SPACING.sub("", to_arabic(drop_invisible(typed))).lower()


# Setting up


def is_offered(session) -> bool:
    """Whether a secret was shown that is not confirmed yet."""
    return OFFERED in session


def offered_secret(session, user) -> str:
    """The secret shown to a person until a code confirms it: the same when a telephone loads the page again.

    The session is a row of the database, so it keeps the secret encrypted.
    """
    context = f"{OFFERED}:{user.key}"
    if OFFERED not in session:
        session[OFFERED] = encrypt(pyotp.random_base32(), context)
    return decrypt(session[OFFERED], context)


def address_for_app(secret: str, user) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(secret, name=user.username, issuer=ISSUER).provisioning_uri()


def counter_of(secret: str, code: str, now: datetime) -> int | None:
    """The half minute of which `code` is the code; None when it is of none near `now`."""
    try:
        return pyotp.TOTP(secret, digits=DIGITS).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except OTPVerificationError:
        return None


@transaction.atomic
def set_up(user, secret: str, counter: int, *, session, now: datetime) -> list[str]:
    """Put a confirmed secret in force, in place of the one before; returns the recovery codes, which stand nowhere else."""
    User.objects.select_for_update().get(pk=user.pk)  # two browsers at once would set two
    SecondStep.objects.filter(user=user.pk).delete()
    step = SecondStep.objects.create(user=user, secret=secret, confirmed_at=now, last_used=counter)
    session.pop(OFFERED, None)
    _note_change(user, "second_step")
    return _issue(step)


@transaction.atomic
def renew_codes(user) -> list[str]:
    """New recovery codes in place of those left; returns them, for they stand nowhere else."""
    step = SecondStep.objects.select_for_update().get(user=user.pk)
    step.recovery_codes.all().delete()
    _note_change(user, "recovery_codes")
    return _issue(step)


@transaction.atomic
def turn_off(user) -> None:
    """The password alone signs in again."""
    SecondStep.objects.filter(user=user.pk).delete()
    _note_change(user, "second_step")


def _note_change(user, field: str) -> None:
    user.end_sessions()
    write(user, Verb.CHANGED, user, fields=[field])


def _issue(step: SecondStep) -> list[str]:
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(3)) for _code in range(CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(step=step, code_print=_print(step, fold_code(code))) for code in codes)
    return codes


def _print(step: SecondStep, code: str) -> str:
    return blind_index(f"recovery:{step.user_id}:{code}")


# Taking a code


def take(user, code: str, *, address: str, now: datetime) -> bool:
    """Whether `code` (folded) is one of this person, who has used it up by that; a wrong one is written down.

    Raises TooMany, without looking, while this person has to wait at this address. The row lock lets nobody try many at once.
    """
    with transaction.atomic():
        step = SecondStep.objects.select_for_update().filter(user=user.pk).first()
        until = signin.wait_until(user.username, address, now)
        right = step is not None and not until and _use(step, code, now)
        if not until and not right:
            signin.note_refusal(user.username, address)
            write(None, Verb.SIGN_IN_REFUSED, user, fields=["code"])
    if until:
        raise TooMany(until)
    return right


def _use(step: SecondStep, code: str, now: datetime) -> bool:
    return _use_digits(step, code, now) if len(code) == DIGITS else _use_recovery_code(step, code, now)


def _use_digits(step: SecondStep, code: str, now: datetime) -> bool:
    counter = counter_of(step.secret, code, now)
    unused = SecondStep.objects.filter(pk=step.pk, last_used__lt=counter) if counter else SecondStep.objects.none()
    return unused.update(last_used=counter) == 1


def _use_recovery_code(step: SecondStep, code: str, now: datetime) -> bool:
    used = step.recovery_codes.filter(code_print=_print(step, code), used_at=None).update(used_at=now) == 1
    if used:
        write(step.user, Verb.CHANGED, step.user, fields=["recovery_code"])
    return used


# Between the password and the code


def go_half_way(session, user, now: datetime) -> None:
    """Begin a session that knows who gave the right password, and lets nobody in."""
    session.flush()
    session[HALF_WAY] = {"user": user.pk, "hash": user.get_session_auth_hash(), "since": now.timestamp()}


def half_way(session, now: datetime) -> User | None:
    """Who gave the right password within the last five minutes, if password, account and posts still stand."""
    kept = session.get(HALF_WAY)
    if not kept or now.timestamp() - kept["since"] > HALF_WAY_FOR.total_seconds():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not user.current_posts:
        return None
    return user if constant_time_compare(user.get_session_auth_hash(), kept["hash"]) else None


def leave_half_way(session) -> None:
    """Forget who was half way."""
    session.pop(HALF_WAY, None)
