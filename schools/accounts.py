"""What is done to accounts: opened, changed, suspended, restored, reset; each with its line in the trail."""

import secrets
from datetime import date

from django.db import transaction

from schools.models import Area, Post, SecondStep, SecondStepReset, User, Verb
from schools.trail import write

# Letters and digits that nobody mistakes for one another when a password is read aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A password for one sign-in, in four groups of four."""
    return "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(4))


@transaction.atomic
def open_account(account: User, post: Post, *, by: User) -> str:
    """Save a new account with its first post; returns its password, which stands nowhere else."""
    password = _set_new_password(account)
    account.save()
    post.user = account
    post.save()
    _note(by, Verb.CREATED, account, ["username", "full_name", "role", "place"])
    return password


@transaction.atomic
def change_account(account: User, fields: list[str], post: Post | None, *, by: User, on: date) -> None:
    """Save the changed `fields`; a new `post` replaces those held so far, which end and stay readable."""
    if fields:
        account.save(update_fields=fields)
    if post:
        User.objects.select_for_update().get(pk=account.pk)  # two managers at once would leave two posts
        account.posts.filter(ended_on=None).update(ended_on=on)
        post.user = account
        post.save()
    if fields or post:
        _note(by, Verb.CHANGED, account, [*fields, *(["role", "place"] if post else [])])


@transaction.atomic
def set_active(account: User, active: bool, *, by: User) -> None:
    """Suspend or restore an account; a suspended one loses access with its next request."""
    account.is_active = active
    account.save(update_fields=["is_active"])
    _note(by, Verb.CHANGED, account, ["is_active"])


@transaction.atomic
def reset_password(account: User, *, by: User) -> str:
    """Replace a password, which ends every session of the account; returns the new one, which stands nowhere else."""
    password = _set_new_password(account)
    account.save(update_fields=["password", "must_change_password"])
    _note(by, Verb.CHANGED, account, ["password"])
    return password


@transaction.atomic
def reset_second_step(account: User, *, reason: str, by: User) -> None:
    """Take away a second step whose telephone and recovery codes are lost; every session of the account ends."""
    SecondStep.objects.filter(user=account).delete()
    SecondStepReset.objects.create(user=account, reason=reason, reset_by=by)
    account.end_sessions()
    _note(by, Verb.CHANGED, account, ["second_step"])


def _set_new_password(account: User) -> str:
    password = new_password()
    account.set_password(password)
    account.must_change_password = True
    return password


def _note(by: User, verb: Verb, account: User, fields: list[str]) -> None:
    post = account.posts.select_related("area", "school__area", "agency__area").last()
    place = post and post.place
    write(by, verb, account, fields=fields, area=place if isinstance(place, Area) else place and place.area)
