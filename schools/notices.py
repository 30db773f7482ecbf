"""Tells people inside the site: once for each event and recipient, in the transaction of what happened."""

from collections.abc import Iterable

from .models import Notice, NoticeKind, User


def tell(recipients: Iterable[User], kind: NoticeKind, *, event: str, path: str, about: str = "") -> None:
    """Give each recipient a notice that leads to `path`; `event` is what is told only once, `about` a case number at most."""
    notices = [Notice(recipient=one, kind=kind, event=event, about=about, path=path) for one in recipients]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
