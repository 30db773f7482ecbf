"""`python manage.py seed_load --cases N --areas A`: add synthetic cases, fast, for measuring."""

import time
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from referrals.demo import load


class Command(BaseCommand):
    """Adds synthetic cases."""

    help = "Add synthetic cases of invented children in invented offices, for measuring."

    def add_arguments(self, parser):
        parser.add_argument("--cases", type=int, required=True, help="how many cases to add")
        parser.add_argument("--areas", type=int, default=1, help="over how many offices")
        parser.add_argument("--seed", type=int, default=1, help="the same seed chooses alike")
        parser.add_argument("--today", type=date.fromisoformat, help="the day cases are dated back from (2026-01-31)")
        parser.add_argument("--force", action="store_true", help="also where the demo is off")

    def handle(self, *args, **options):
        if not settings.DEMO and not options["force"]:
            raise CommandError("The demo is off. Set DEMO=1, or add --force to put invented cases into this database.")
        if options["cases"] < 1 or not 1 <= options["areas"] <= load.MOST_AREAS:
            raise CommandError(f"Give --cases of 1 or more, and --areas from 1 to {load.MOST_AREAS}.")
        today = options["today"] or timezone.localdate()
        password = settings.DEMO_PASSWORD if settings.DEMO else None
        began = time.monotonic()
        done = 0
        for done in load.fill(options["cases"], options["areas"], seed=options["seed"], today=today, password=password):
            if done % 10_000 == 0:
                self.stdout.write(f"{done} cases")
        seconds = time.monotonic() - began
        self.stdout.write(f"Added {done} cases in {seconds:.1f} seconds, {done / seconds:.0f} a second.")
