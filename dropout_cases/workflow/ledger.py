"""What a merge changed, row by row with the value before, in the order in which it was done; and how it is put back."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Merge, Student

from .engine import Refused


class Ledger:
    """The lines written while rows change. No text of a child's record stands in them: only row numbers, days and codes."""

    def __init__(self) -> None:
        self.lines: list[dict[str, Any]] = []

    def change(self, rows: QuerySet, **after: object) -> None:
        """Set these columns in these rows, and write down what each held."""
        held: dict[tuple, list[int]] = {}
        for pk, *before in rows.order_by("pk").values_list("pk", *after):
            held.setdefault(tuple(map(_plain, before)), []).append(pk)
        model = rows.model
        for before, pks in held.items():
            model._base_manager.filter(pk__in=pks).update(**after)
            now = {name: _plain(value) for name, value in after.items()}
            self.lines.append(
                {"model": model._meta.label, "pks": pks, "before": dict(zip(after, before, strict=True)), "after": now}
            )

    def made(self, row) -> None:
        """Write down a row that came into being."""
        self.lines.append({"model": row._meta.label, "made": row.pk})

    def filled(self, groups: list[tuple[str, ...]]) -> None:
        """Write down the groups of fields the row kept took over, empty before, from the row that is gone."""
        self.lines += [{"filled": group} for group in groups]

    def add_warning(self, case: Case, warning: str) -> None:
        """Add the warning of the case that is gone to the one that is kept."""
        case.safety_note = "\n".join(filter(None, (case.safety_note, warning)))
        case.save(update_fields=["safety_note"])
        self.lines.append({"warned": case.pk})


def put_back(merge: Merge, kept: Student, gone: Student) -> None:
    """Undo what a merge did, the last first; raises Refused when a row no longer stands as the merge left it."""
    for line in reversed(merge.moved):
        if "pks" in line:
            _put_rows_back(line)
        elif "made" in line:
            apps.get_model(line["model"])._base_manager.filter(pk=line["made"]).delete()
        elif "filled" in line:
            _empty_again(kept, gone, line["filled"])
        elif merge.gone_case:
            _take_warning_out(line["warned"], merge.gone_case.safety_note)


def _put_rows_back(line: dict[str, Any]) -> None:
    model = apps.get_model(line["model"])
    still = model._base_manager.filter(pk__in=line["pks"], **_values(model, line["after"]))
    if still.update(**_values(model, line["before"])) != len(line["pks"]):
        raise Refused(_("ข้อมูลที่รวมไว้เปลี่ยนไปหลังการรวม จึงย้อนกลับไม่ได้"))


def _empty_again(kept: Student, gone: Student, names: list[str]) -> None:
    """Give up what was taken over, unless somebody has changed it since."""
    if all(getattr(kept, name) == getattr(gone, name) for name in names):
        columns: Any = Student._meta
        empty = {name: columns.get_field(name).get_default() for name in names}
        Student.objects.filter(pk=kept.pk).update(**empty)


def _take_warning_out(case_id: int, warning: str) -> None:
    case = Case.objects.get(pk=case_id)
    case.safety_note = case.safety_note.removesuffix(warning).rstrip("\n")
    case.save(update_fields=["safety_note"])


def _values(model, values: dict[str, Any]) -> dict[str, Any]:
    """Values as the columns hold them, for they were kept as JSON."""
    return {name: model._meta.get_field(name).to_python(value) for name, value in values.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
