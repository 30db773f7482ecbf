"""Two people change one row at once: what only one of them changed is merged; of what both changed, the second chooses."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.shortcuts import render
from django.utils.translation import gettext as _

from thai.dates import thai_date, thai_time
from thai.text import normalise

from .models import TrailEvent, Verb
from .trail import subject_of

LOOKED_THROUGH = 20  # lines of the trail in which the other writer is looked for


@dataclass(frozen=True)
class Conflict:
    """A field that both changed: what the writer typed, what stands now, and the fingerprint of the latter."""

    name: str
    label: str
    mine: str
    theirs: str
    now: str


class BothMayChange(forms.BaseForm):
    """A form over a row that somebody else may change while it is open.

    It carries a fingerprint of each value it was opened with, never the value. Once valid, what the writer left alone stands as
    it is now; `conflicts` is what both changed and the writer has not chosen yet: show `conflict_page` instead of saving.
    Read the row under its lock and give it to the form, so that `initial` is how it stands now.
    """

    one_sided: tuple[str, ...] = ()  # boxes that hold no value of the row

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.conflicts: list[Conflict] = []
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=self._opened_with, required=False)

    def _opened_with(self) -> str:
        return json.dumps({name: self._print(name, self._now(name)) for name in self._compared()})

    def _compared(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.widget.is_hidden and name not in self.one_sided]

    def _now(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _print(self, name: str, value: object) -> str:
        told = json.dumps([name, plain(value)])
        return hmac.new(settings.SECRET_KEY.encode(), told.encode(), hashlib.sha256).hexdigest()[:16]

    def clean(self):
        """Take over what only the other changed, and what was chosen."""
        cleaned = super().clean()
        seen = _read(self.cleaned_data.get("seen", ""))
        for name in self._compared():
            if name in seen and name in self.cleaned_data:
                self._merge(name, seen[name])
        return cleaned

    def _merge(self, name: str, seen: str) -> None:
        mine, now = (self._print(name, value) for value in (self.cleaned_data[name], self._now(name)))
        chosen = self.data.get(self.add_prefix(f"keep-{name}"))
        if now in (seen, mine) or chosen == f"mine-{now}":
            return
        theirs = self._taken_over(name)
        if mine == seen or chosen == f"theirs-{now}":
            self.cleaned_data[name] = theirs
        else:
            field = self.fields[name]
            self.conflicts.append(
                Conflict(name, str(field.label), shown(field, self.cleaned_data[name]), shown(field, theirs), now)
            )

    def written(self) -> list[str]:
        """The names of the fields that this sending changes."""
        typed = self.cleaned_data
        named = [name for name in self.one_sided if typed.get(name)]
        return named + [name for name in self._compared() if self._print(name, typed[name]) != self._print(name, self._now(name))]

    def _taken_over(self, name: str) -> Any:
        """The value that stands now, as a form cleans it."""
        field: Any = self.fields[name]
        value = self._now(name)
        if isinstance(field, forms.ModelMultipleChoiceField):
            return self._rows(field).filter(pk__in=[getattr(one, "pk", one) for one in value or ()])
        if isinstance(field, forms.ModelChoiceField):
            return self._rows(field).filter(pk=getattr(value, "pk", value)).first()
        return field.empty_value if value is None and hasattr(field, "empty_value") else value

    @staticmethod
    def _rows(field: Any) -> Any:
        """All rows of a choice: what stands may have been retired since, and stays."""
        return field.queryset.model._default_manager


def _read(text: str) -> dict[str, str]:
    try:
        seen = json.loads(text)
    except ValueError:
        return {}
    return seen if isinstance(seen, dict) else {}


def plain(value: object) -> Any:
    """A value alike whether it was read from a row or from a form."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, list | models.QuerySet):
        return sorted(plain(one) for one in value)
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if value is None:
        return ""
    try:
        return normalise(str(value), multiline=True)
    except ValueError:
        return str(value)


def shown(field: Any, value: Any) -> str:
    """A value in words."""
    if isinstance(value, list | tuple | models.QuerySet):
        return ", ".join(shown(field, one) for one in value if one)
    if isinstance(value, date):
        return thai_date(value)
    if isinstance(value, bool):
        return str(_("ใช่") if value else _("ไม่ใช่"))
    if not isinstance(field, forms.ModelChoiceField) and hasattr(field, "choices"):
        value = dict(field.choices).get(value, value)
    return str(value or "–")


def conflict_page(request, form: BothMayChange, rows, *, back: str):
    """The page on which the writer chooses, field by field. `rows` are those whose lines of the trail say who was faster."""
    left_out = {"csrfmiddlewaretoken", *(f"keep-{one.name}" for one in form.conflicts)}
    context = {
        "conflicts": form.conflicts,
        "who": _who_was_faster(rows, {one.name for one in form.conflicts}, request.user),
        "sent": [(name, one) for name, values in request.POST.lists() if name not in left_out for one in values],
        "back": back,
    }
    return render(request, "schools/conflict.html", context, status=409)


def _who_was_faster(rows, names: set[str], user) -> str:
    subjects = [subject_of(row) for row in rows]
    lines = TrailEvent.objects.filter(subject__in=subjects, verb=Verb.CHANGED).exclude(actor=user).select_related("actor")
    for line in lines[:LOOKED_THROUGH]:
        if line.actor and names & set(line.fields):
            said = {"who": line.actor, "time": thai_time(line.at)}
            return _("%(who)s แก้ข้อมูลนี้เมื่อ %(time)s ขณะที่คุณกำลังพิมพ์ เลือกค่าที่จะเก็บ") % said
    return _("มีผู้แก้ข้อมูลนี้ขณะที่คุณกำลังพิมพ์ เลือกค่าที่จะเก็บ")
