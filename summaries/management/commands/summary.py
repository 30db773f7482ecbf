"""Prints the summary of a fiscal year."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dropout_cases.figures import YEARS
from dropout_cases.models import Round
from schools.csv import csv_text
from schools.models import Area
from summaries.export import about, as_object, as_text, sheet
from summaries.tables import tables_of

BOM = "\ufeff"  # without it Excel takes Thai for another alphabet


class Command(BaseCommand):
    """`python manage.py summary 2567 --format json`."""

    help = (
        "Print the summary of a fiscal year (พ.ศ.): children helped until they stay, by school, amphoe, cause, pathway and "
        "rounds, and the cases opened, carried in and carried out. Each child counts once, by the day a thing happened. "
        "In JSON, `rounds` gives children by the rounds it took; 3 stands for three or more."
    )

    def add_arguments(self, parser):
        """The year, the format and the area."""
        parser.add_argument("year", type=int, metavar="YEAR", help="fiscal year in the Buddhist Era, such as 2567")
        parser.add_argument("--format", choices=("text", "json", "csv"), default="text", help="how to print it (default: text)")
        parser.add_argument("--area", metavar="CODE", help="only the area with this code, such as ขก1 (default: all areas)")

    def handle(self, *args, year, area, **options):
        """Count and print."""
        if year not in YEARS:
            raise CommandError(f"{year} is no fiscal year of the Buddhist Era; give one from {YEARS[0]} to {YEARS[-1]}.")
        areas, now = _areas(area), timezone.localtime()
        tables = tables_of(year, Round.objects.of_areas(areas), now.date())
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_object(year, tables), ensure_ascii=False, indent=2))
        elif options["format"] == "csv":
            self.stdout.write(BOM + csv_text(sheet(about(year, areas, now, public=False), tables)), ending="")
        else:
            self.stdout.write(as_text(tables))


def _areas(code: str | None) -> list[Area]:
    """All areas, or the one with the code."""
    areas = list(Area.objects.filter(code=code) if code else Area.objects.all())
    if code and not areas:
        known = ", ".join(Area.objects.values_list("code", flat=True))
        raise CommandError(f"There is no area {code}. Areas: {known or 'none yet'}.")
    return areas
