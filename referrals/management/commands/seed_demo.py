"""`python manage.py seed_demo`: fill an empty database with the demo; a second run changes nothing."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referrals import demo


class Command(BaseCommand):
    """Builds the demo office with its cases."""

    help = "Fill the database with the demo: an office, its people, the four cases of 2567, open cases of today, a second office."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="the day open cases are dated back from (2026-01-31)")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("The demo is off. Set DEMO=1 to fill this database with invented children.")
        today = options["today"] or timezone.localdate()
        if today > timezone.localdate():
            raise CommandError("--today lies ahead: records may not be dated in the future.")
        if demo.is_there():
            self.stdout.write("The demo is there already; nothing was changed.")
            return
        count = demo.build(today, settings.DEMO_PASSWORD)
        self.stdout.write(
            f"Made the demo with {count} cases. Sign in as officer, supervisor, teacher, partner, executive or sysadmin, "
            "or as supervisor-far of the office to which cases go."
        )
