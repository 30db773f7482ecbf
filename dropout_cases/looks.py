"""When a person last looked at a case, so that what came since can be marked."""

from datetime import datetime, timedelta

from schools.models import User

from .models import Case, CaseLook

SAME_LOOK = timedelta(minutes=10)  # a page loaded again within them keeps its marks


def look(user: User, case: Case, at: datetime) -> datetime | None:
    """Write down that a person looks at a case now; when they looked the time before, or None."""
    last, made = CaseLook.objects.get_or_create(user=user, case=case, defaults={"looked_at": at})
    if not made and at - last.looked_at > SAME_LOOK:
        last.before_at, last.looked_at = last.looked_at, at
        last.save(update_fields=["before_at", "looked_at"])
    return last.before_at
