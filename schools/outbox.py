"""The outbox: mails written in the transaction of what they tell of, and sent afterwards by whoever runs the sender."""

from datetime import datetime

from django.utils import timezone

from .models import Mail, User


def post(*, event: str, address: str, subject: str, body: str, to: User | None = None, after: datetime | None = None) -> None:
    """Put a mail into the outbox: `event` is mailed once, however often it is posted. Subject and body bear case numbers only."""
    mail = Mail(event=event, to=to, address=address, subject=subject, body=body, send_after=after or timezone.now())
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
