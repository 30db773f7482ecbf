"""Imports a file from the command line: the same check and the same writing as the pages."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dropout_cases.imports import jobs, storing, wrong_rows
from dropout_cases.imports.cells import BUDDHIST, CHRISTIAN
from dropout_cases.imports.checking import begin, check
from dropout_cases.imports.files import Refusal, read
from dropout_cases.imports.headings import guess
from dropout_cases.imports.kinds import KINDS
from dropout_cases.imports.tracing import SOURCES
from dropout_cases.imports.writing import write
from dropout_cases.models import BatchState, ImportBatch, ImportKind
from dropout_cases.workflow import Refused
from schools.access import may
from schools.models import Area, School, User

CHUNK = 1024 * 1024


class Command(BaseCommand):
    """Checks a file, and with --confirm writes its right rows in one transaction."""

    help = "Check a file of schools, pupils, children to trace or absences; with --confirm, write its right rows at once."
    requires_migrations_checks = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, for whom, and how it is read."""
        parser.add_argument("kind", type=str.upper, choices=ImportKind.values, help="what the file holds")
        parser.add_argument("path", type=Path, help="the file: .xlsx, .xls or .csv")
        parser.add_argument("--area", required=True, help="code of the area the rows belong to, e.g. ขก1")
        parser.add_argument("--as", dest="username", required=True, help="who imports; must hold the right to in that area")
        parser.add_argument("--encoding", help="of a text file; without it the candidates are named and nothing is read")
        parser.add_argument("--delimiter", help="of a text file; \\t for a tab (default: the likeliest)")
        parser.add_argument("--sheet", help="of a spreadsheet (default: the first)")
        parser.add_argument("--heading-row", type=int, default=1, help="the row with the headings (default: 1)")
        parser.add_argument("--era", choices=[BUDDHIST, CHRISTIAN], default=BUDDHIST, help="era of years in the file (default: BE)")
        parser.add_argument("--school", help="name or code of the school of rows that name none")
        parser.add_argument("--source", choices=SOURCES, default=SOURCES[0], help="of children to trace (default: PANONG)")
        parser.add_argument("--with-guardians", action="store_true", help="take guardians, telephones and homes too")
        parser.add_argument("--strict", action="store_true", help="exit with 1, and write nothing, when a row is wrong")
        act = parser.add_mutually_exclusive_group()
        act.add_argument("--confirm", action="store_true", help="write the right rows")
        act.add_argument("--dry-run", action="store_true", help="only check, which is also the default")

    def handle(self, **asked) -> None:
        """Check, tell, and perhaps write; what was uploaded for it is removed again unless it was written."""
        try:
            batch, by = self._batch(asked)
        except Refusal as refusal:
            raise CommandError(refusal.reason) from refusal
        written = False
        try:
            self._prepare(batch, asked)
            check(batch, begin(batch, BatchState.CHECKING, since=jobs.CHECKABLE), today=timezone.localdate())
            batch.refresh_from_db()
            self._tell(batch)
            written = self._write(batch, by, asked)
        except (Refusal, Refused) as refused:
            raise CommandError(refused.reason) from refused
        finally:
            if not written:
                storing.give_up(batch, by=by)
        if asked["strict"] and batch.counts["wrong"]:
            raise SystemExit(1)

    def _batch(self, asked: dict) -> tuple[ImportBatch, User]:
        by = User.objects.filter(username=asked["username"], is_active=True).first()
        area = Area.objects.filter(code=asked["area"]).first()
        if by is None or area is None:
            raise CommandError("There is no such area, or nobody of that user name.")
        path: Path = asked["path"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        allowed = may(by, ImportBatch(kind=asked["kind"]).right, area)
        if not allowed:
            raise CommandError(str(allowed.reason))  # type: ignore[union-attr]
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(CHUNK), b"")
            return storing.store(chunks, name=path.name, kind=asked["kind"], area=area, by=by), by

    def _prepare(self, batch: ImportBatch, asked: dict) -> None:
        """How the file is read, and what its columns hold."""
        kind, seen = KINDS[ImportKind(batch.kind)], batch.reading
        if seen["encodings"] and not asked["encoding"]:
            raise CommandError(f"Say how the text is encoded, for nothing is guessed: --encoding {' or '.join(seen['encodings'])}")
        batch.reading = seen | {
            "encoding": asked["encoding"],
            "delimiter": (asked["delimiter"] or next(iter(seen["delimiters"]), "")).replace("\\t", "\t"),
            "sheet": asked["sheet"] or next(iter(seen["sheets"]), ""),
            "heading_row": asked["heading_row"],
        }
        batch.columns = guess(next(read(storing.path_of(batch), batch.reading))[1], kind.fields)
        batch.options = {"era": asked["era"], "source": asked["source"], "with_family": asked["with_guardians"]}
        if asked["school"]:
            batch.options["school"] = self._school(batch, asked["school"])
        known = {*batch.columns, *(["school"] if asked["school"] else [])}
        for names in kind.needs:
            if not known & set(names):
                raise CommandError(f"No column is known to hold {' or '.join(names)}.")
        batch.save()

    def _school(self, batch: ImportBatch, typed: str) -> str:
        schools = School.objects.filter(area=batch.area)
        found = schools.filter(code=typed).first() or schools.filter(name=typed).first()
        if found is None:
            raise CommandError(f"The area has no school of code or name {typed}.")
        return found.key

    def _tell(self, batch: ImportBatch) -> None:
        counts = batch.counts
        self.stdout.write(" ".join(f"{name}={counts[name]}" for name in ("new", "changed", "same", "wrong")))
        for group in wrong_rows.groups(batch):
            self.stdout.write(f"{group.kind}: {group.count} – {group.about.title}")
            for fault in group.examples:
                self.stdout.write(f"  {fault.line}: {wrong_rows.reason_of(fault)}")

    def _write(self, batch: ImportBatch, by: User, asked: dict) -> bool:
        if not asked["confirm"] or asked["strict"] and batch.counts["wrong"] or not batch.writable:
            return False
        begin(batch, BatchState.WRITING, since=(BatchState.CHECKED,))
        done = write(batch, by=by, today=timezone.localdate())
        self.stdout.write(f"written: {done.key}")
        return True
