"""The questions pages ask of cases, each by a name."""

from django.apps import apps
from django.db import models
from django.db.models import Count, F, Q

from dropout_cases.steps import Risk
from schools.access import Action
from schools.models import Code
from thai.dates import fiscal_year_bounds
from thai.text import fold, strip_tones

RISK_ORDER = models.Case(*(models.When(risk=risk, then=place) for place, risk in enumerate(Risk.values)), default=len(Risk.values))
DUE = F("due_on").asc(nulls_last=True)
# The orders a list may be read in; a minus before the name turns one round. Each ends with the row number, lest pages overlap.
ORDERS = {
    "due": ("-in_danger", DUE, "pk"),
    "-due": (F("due_on").desc(nulls_last=True), "-pk"),
    "name": ("sort_key", "pk"),
    "-name": ("-sort_key", "-pk"),
    "active": ("active_at", "pk"),
    "-active": ("-active_at", "-pk"),
    "risk": ("-in_danger", RISK_ORDER.asc(), DUE, "pk"),
    "-risk": (RISK_ORDER.desc(), DUE, "pk"),
}


class CaseQuerySet(models.QuerySet):
    """Cases a person may see, and the questions pages ask of them."""

    def visible_to(self, user):
        """The cases of `user`'s areas, and of `user`'s schools: the school the child is at, or is announced to return to."""
        areas, places = user.scope_of(Action.CASE_SEE, "school")
        if not places:
            return self.filter(area__in=areas)
        return self.filter(Q(area__in=areas) | Q(school__in=places) | Q(receiving_school__in=places))

    def left_by(self, user):
        """The cases that went to another office from `user`'s, or to another school: of them their own part may still be read."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        _areas, schools = user.scope_of(Action.SCHOOL_RECORD, "school")
        gone = Q(moves__from_area__in=areas) & ~Q(area__in=areas)
        gone |= Q(moves__from_school__in=schools) & ~Q(school__in=schools)
        accepted = Q(moves__state="ACCEPTED", moves__voided_at=None)
        return self.filter(pk__in=self.model.objects.filter(gone & accepted).values("pk"))

    def whole_to(self, user):
        """The cases of which `user` may read everything that is not sensitive, not a school's part alone."""
        areas, _places = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        return self.filter(area__in=areas)

    def unmerged(self):
        """Cases that stand for themselves; what went into another is listed and counted there."""
        return self.filter(merged_into=None)

    def open(self):
        """Cases not closed."""
        return self.filter(closed_on=None)

    def owned_by(self, user):
        """Cases `user` is responsible for."""
        return self.filter(owner=user)

    def overdue(self, today):
        """Open cases whose next act was due before `today`."""
        return self.open().filter(due_on__lt=today)

    def opened_in(self, fiscal_year: int):
        """Cases reported in a fiscal year (พ.ศ.)."""
        return self.filter(opened_on__range=fiscal_year_bounds(fiscal_year))

    def naming(self, text: str):
        """Cases whose child's name, nickname or case number contains `text`, with or without a title, spaces or marks apart."""
        return self.filter(search_text__contains=strip_tones(fold(text)))

    def with_cause(self, cause: Code, user):
        """Cases with this cause among those `user` reads whole; a sensitive cause only where `user` may read what is sensitive."""
        found = self.whole_to(user).filter(causes=cause)
        if not cause.sensitive:
            return found
        areas, _places = user.scope_of(Action.SENSITIVE_SEE, "school")
        return found.filter(Q(area__in=areas) | Q(owner=user))

    def by_urgency(self):
        """Danger first, then risk, then the oldest due date."""
        return self.in_order("risk")

    def in_order(self, name: str):
        """In one of the ORDERS."""
        return self.order_by(*ORDERS[name])

    def standing(self, today) -> dict[int, tuple[int, int]]:
        """How many cases stand at each step, and how many of them are overdue."""
        late = Count("pk", filter=Q(closed_on=None, due_on__lt=today))
        counted = self.order_by().values_list("step").annotate(cases=Count("*"), late=late)
        return {step: (cases, overdue) for step, cases, overdue in counted}

    def ids(self) -> list[int]:
        """The row numbers of these cases, in order: a page is found by them and joined only then, for joining first costs more."""
        return list(self.values_list("pk", flat=True))

    def up_to(self, most: int) -> int:
        """How many cases these are, counted no further than `most`; what is only counted need not be put in order."""
        return self.order_by()[:most].count()

    def for_list(self):
        """What a list row shows, in one query."""
        return self.select_related("student", "student__grade", "school", "owner").only(
            "key", "number", "status", "step", "round_number", "risk", "in_danger", "due_on", "next_act", "pending_key",
            "waiting_on", "waiting_since", "active_at", "opened_on", "closed_on", "place_text", "sort_key", "area_id",
            "student__title", "student__first_name", "student__last_name", "student__described_as", "student__born_on",
            "student__grade__label_th", "student__grade__label_en",
            "school__name", "owner__full_name",
        )  # fmt: skip

    def for_export(self):
        """What a line of a file shows, in one query."""
        return self.select_related("student__grade", "school", "owner", "amphoe", "outcome").only(
            "number", "status", "step", "round_number", "risk", "in_danger", "due_on", "active_at", "opened_on", "closed_on",
            "place_text", "area_id", "student__title", "student__first_name", "student__last_name", "student__born_on",
            "student__grade__label_th", "student__grade__label_en", "school__name", "owner__full_name", "amphoe__name",
            "outcome__label_th", "outcome__label_en",
        )  # fmt: skip

    def for_page(self):
        """What a case page shows of the case itself, in a fixed number of queries."""
        return self.select_related(
            "area", "school__tambon__amphoe", "receiving_school", "owner", "student__grade", "student__school",
            "student__guardian_relation", "student__tambon__amphoe", "possible_duplicate_of__student", "merged_into",
            "tambon__amphoe", "amphoe",
        )  # fmt: skip


class RoundQuerySet(models.QuerySet):
    """Rounds, each of one office: what is counted of an office stays its own, wherever its cases go."""

    def for_page(self):
        """What a case page shows of each round: its steps, its office, and how it was closed."""
        closings = models.Prefetch(
            "closings", apps.get_model("dropout_cases.Closing").objects.filter(approved=True).select_related("outcome")
        )
        return self.select_related("start_reason", "area").prefetch_related("states", closings)

    def of_areas(self, areas):
        """The rounds at these offices, of cases that stand for themselves."""
        return self.filter(area__in=areas, case__merged_into=None)

    def countable_by(self, user):
        """The rounds at the offices whose yearly summary `user` may read: to be counted, not to be shown."""
        areas, _schools = user.scope_of(Action.SUMMARY_SEE, "school")
        return self.of_areas(areas)

    def whole_to(self, user):
        """The rounds at the offices of which `user` reads everything that is not sensitive."""
        areas, _schools = user.scope_of(Action.CASE_SEE_WHOLE, "school")
        return self.of_areas(areas)
