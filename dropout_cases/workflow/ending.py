"""What ends with a case, whichever way it ends."""

from datetime import date
from typing import Any

from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext as _

from dropout_cases.models import Case, Move, MoveState
from schools import trail
from schools.models import User, Verb

from .pausing import end_pause


def end_with(case: Case, *, on: date, by: User) -> None:
    """Its pause is over, no school is asked to take the child any more, and what is planned does not take place.

    Call it under the lock of the case.
    """
    end_pause(case, on=on, by=by)
    answered = {"answered_at": timezone.now(), "answered_on": on, "answered_by": by, "answer_note": _("ปิดเคส")}
    Move.objects.waiting().filter(case=case).update(state=MoveState.WITHDRAWN, **answered)
    models: list[Any] = [model for model in apps.get_models() if hasattr(model, "ENDS_WITH_CASE")]
    for model in models:
        _call_off(model.objects.filter(case=case, voided_at=None, **model.ENDS_WITH_CASE), case, by=by)


def _call_off(planned, case: Case, *, by: User) -> None:
    """Strike out what is planned, as if each had been called off by hand."""
    called_off = list(planned)
    planned.update(voided_at=timezone.now(), voided_by=by, void_reason=_("ปิดเคส"))
    for entry in called_off:
        trail.write(by, Verb.VOIDED, case, fields=[entry._meta.model_name, entry.key], area=case.area)
