"""What a page says of the filters that are set, and the addresses that change them."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dropout_cases.figures import FIGURES, NONE, Figure
from dropout_cases.models import SavedView, Status
from dropout_cases.steps import Risk
from schools.models import User

ALL = "ALL"  # the status that stands for every status
USUAL_ORDER = "due"
PARTS_OF_A_FIGURE = ("pathway", "rounds")
GO_WITH_THE_FIGURE = ("figure", "year", "status", *PARTS_OF_A_FIGURE)
SAID_BY_THE_FIGURE = ("figure", "year")
NEVER_KEPT = {"q"}  # what is typed may be a child's name
QUICK_VIEWS = [
    (_("เกินกำหนด"), {"overdue": "on"}),
    (_("เสี่ยงสูง"), {"risk": str(Risk.HIGH)}),
    (_("รอผู้อื่นตอบ"), {"status": str(Status.WAITING)}),
    (_("เคสนิ่ง"), {"quiet": "on"}),
]


@dataclass(frozen=True)
class Chip:
    """A filter that is set: what it says, and the query string without it."""

    label: str
    value: str
    query: str


@dataclass(frozen=True)
class QuickView:
    """A question asked often, as a link."""

    label: str
    query: str
    current: bool


class SaysWhatIsAsked(django_filters.FilterSet):
    """The part of a filter set that a page shows: chips, quick views, and query strings."""

    user: User
    sees_all: bool
    order: str

    @property
    def figure_shown(self) -> Figure | None:
        """The figure of the annual summary whose cases are shown."""
        return FIGURES.get(self.form.cleaned_data.get("figure", "")) if self.is_valid() else None

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters that are set, as they stand in the address."""
        return [(name, value) for name in self.filters for value in self.data.getlist(name) if value]

    def query(self, leave_out=(), **changes) -> str:
        """The query string of this page with some filters changed, and some left out: names, or (name, value)."""
        sort = [("sort", self.order)] if self.order != USUAL_ORDER else []
        view = [("view", self.view.key)] if self.view else []
        kept = [pair for pair in self.pairs + sort + view if not {pair, pair[0]} & {*leave_out, *changes}]
        return urlencode([*kept, *changes.items()])

    @property
    def wider(self) -> str:
        """The query string that asks the same of closed cases too, where open ones alone were searched."""
        return "" if self.data.get("status") else self.query(status=ALL)

    @property
    def chips(self) -> list[Chip]:
        """The filters that are set, each with the address without it."""
        if not self.is_valid():
            return []
        figure = self.figure_shown
        if figure is None:
            return [self._chip(name, value) for name, value in self.pairs]
        others = [pair for pair in self.pairs if pair[0] not in SAID_BY_THE_FIGURE and pair != ("status", ALL)]
        return [self._figure_chip(figure), *(self._chip(name, value) for name, value in others)]

    def _figure_chip(self, figure: Figure) -> Chip:
        year = self.form.cleaned_data["year"]
        words = gettext("%(figure)s ปีงบประมาณ %(year)s") % {"figure": figure.label, "year": year}
        return Chip(str(self.filters["figure"].label), words, self.query(leave_out=GO_WITH_THE_FIGURE))

    def _chip(self, name: str, value: str) -> Chip:
        field = self.form.fields[name]
        cleaned = self.form.cleaned_data[name]
        words = words_of(field, value if isinstance(cleaned, list) else cleaned)
        return Chip(str(field.label), words, self.query(leave_out=[(name, value)]))

    @property
    def quick_views(self) -> list[QuickView]:
        """The questions asked most often."""
        mine = [(_("ของฉัน"), {"owner": self.user.key})] if self.sees_all else []
        views = [*mine, *QUICK_VIEWS]
        return [QuickView(str(label), urlencode(asked), not self.view and dict(self.pairs) == asked) for label, asked in views]

    # Saved views

    @cached_property
    def saved_views(self) -> list[SavedView]:
        """The views a person has: their own, and those shared in the office."""
        return list(SavedView.objects.visible_to(self.user).select_related("owner", "area"))

    @cached_property
    def view(self) -> SavedView | None:
        """The view the address names, if the person has it."""
        key = self.data.get("view")
        return next((view for view in self.saved_views if view.key == key), None) if key else None

    @property
    def view_is_changed(self) -> bool:
        """Whether the filters are others than those of the view; a name searched for within it does not count."""
        return self.view is not None and self.view.query != self.kept

    @property
    def view_is_own(self) -> bool:
        """Whether the person may change the view."""
        return self.view is not None and self.view.owner == self.user

    @property
    def view_may_go(self) -> bool:
        """Whether the person may remove the view."""
        return self.view is not None and self.view.may_go(self.user)

    @property
    def kept(self) -> str:
        """The filters and the order as a view keeps them: what was understood, in one spelling, and nothing typed of a child."""
        left_out = {*self.form.errors} | NEVER_KEPT
        if "year" in self.form.errors:
            left_out |= {*GO_WITH_THE_FIGURE}
        asked = self.form.cleaned_data
        pairs = {(name, _spelled(asked[name], value)) for name, value in self.pairs if name not in left_out and asked[name]}
        return urlencode(sorted(pairs | ({("sort", self.order)} if self.order != USUAL_ORDER else set())))


def _spelled(understood, value: str) -> str:
    """One spelling of what may be asked in several: a school by its key, a year in Arabic digits."""
    if isinstance(understood, list):
        return value
    return "on" if understood is True else str(getattr(understood, "key", getattr(understood, "code", understood)))


def words_of(field, value) -> str:
    """What a filter that is set says."""
    if value is True:
        return ""
    if value == NONE and getattr(field, "null_label", None):
        return str(field.null_label)
    if hasattr(field, "choices") and not hasattr(field, "queryset"):
        return str(next(label for choice, label in field.choices if str(choice) == value))
    return str(value)
