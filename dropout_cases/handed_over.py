"""What an office keeps of a case it handed over: where the child was then, and the causes that were known.

`to` is the path that leads to a round, with its two underscores; what is kept is that of the office of the round.
"""

from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import Case as Choice
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from dropout_cases.models import Closing, StepRecord
from schools.models import Code

HANDED_OVER = "case_close_reason.HANDED_OVER"


def is_here(to: str) -> Q:
    """The case is still, or again, at the office."""
    return Q(**{f"{to}case__area": F(f"{to}area")})


def child_of(to: str) -> Coalesce:
    """The child; where another office had a row of it already, its own went into that one."""
    child = f"{to}case__student"
    return Coalesce(f"{child}__merged_into__merged_into", f"{child}__merged_into", child)


def place_of(to: str, name: str) -> Choice:
    """`name`, a text, of where the child is ("school__key", "amphoe__name"), or was when the case was handed over."""
    return Choice(When(is_here(to), then=F(f"{to}case__{name}")), default=_parting(to, name), output_field=CharField())


def gone(rows: QuerySet, to: str) -> QuerySet:
    """Those of `rows` whose cases were handed over, each with the number of its last round here."""
    return rows.exclude(is_here(to)).alias(last_here=_parting(to, "round__number"))


def with_cause(left: QuerySet, to: str, cause: Code) -> QuerySet:
    """Those of the rows that are gone of which this cause was known."""
    return left.filter(_said(to, code=cause))


def without_cause(left: QuerySet, to: str) -> QuerySet:
    """Those of the rows that are gone of which no cause was known."""
    return left.filter(~_said(to))


def count_causes(left: QuerySet, to: str, names: list[str]) -> QuerySet:
    """How many of the rows that are gone have each cause that was known, or none: `names` of the cause, and the number."""
    found = left.alias(cause=F(f"{to}case__causes")).alias(known=_said(to, code=OuterRef("cause")), any=_said(to))
    columns = [Choice(When(known=True, then=F(f"{to}case__causes__{name}"))) for name in names]
    return found.filter(Q(known=True) | Q(any=False)).values_list(*columns).annotate(number=Count("pk", distinct=True))


def _parting(to: str, name: str) -> Subquery:
    """`name` of the closing by which the office handed the case over; it stands as long as the case did not come back."""
    standing = Closing.objects.order_by().filter(outcome=HANDED_OVER, approved=True, reopened_on=None)
    return Subquery(standing.filter(case=OuterRef(f"{to}case"), round__area=OuterRef(f"{to}area")).values(name)[:1])


def _said(to: str, **so: Any) -> Q:
    """A cause that is so stands in a record of a round up to the last one here."""
    found: list[Any] = []
    for model in (one for one in apps.get_models() if issubclass(one, StepRecord) and hasattr(one, "causes")):
        record = model._meta.model_name
        of_rounds = {f"{record}__round__case": OuterRef(f"{to}case"), f"{record}__round__number__lte": OuterRef("last_here")}
        links = model.causes.through.objects.filter(**of_rounds, **{f"{record}__voided_at": None}, **so)
        found.append(Exists(links))
    return reduce(or_, found)
