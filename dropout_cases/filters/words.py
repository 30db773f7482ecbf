"""What a page says of the filters that are set, and the addresses that change them."""

from dataclasses import dataclass
from urllib.parse import urlencode

import django_filters
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dropout_cases.figures import FIGURES, NONE, Figure
from dropout_cases.models import Status
from dropout_cases.steps import Risk
from schools.models import User

ALL = "ALL"  # the status that stands for every status
USUAL_ORDER = "due"
PARTS_OF_A_FIGURE = ("pathway", "rounds")
GO_WITH_THE_FIGURE = ("figure", "year", "status", *PARTS_OF_A_FIGURE)
SAID_BY_THE_FIGURE = ("figure", "year")
QUICK_VIEWS = [
    (_("เกินกำหนด"), {"overdue": "on"}),
    (_("เสี่ยงสูง"), {"risk": str(Risk.HIGH)}),
    (_("รอผู้อื่นตอบ"), {"status": str(Status.WAITING)}),
    (_("นิ่งเกิน 14 วัน"), {"quiet": "on"}),
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
        kept = [pair for pair in self.pairs + sort if not {pair, pair[0]} & {*leave_out, *changes}]
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
        words = _words(field, value if isinstance(cleaned, list) else cleaned)
        return Chip(str(field.label), words, self.query(leave_out=[(name, value)]))

    @property
    def quick_views(self) -> list[QuickView]:
        """The questions asked most often."""
        mine = [(_("ของฉัน"), {"owner": self.user.key})] if self.sees_all else []
        views = [*mine, *QUICK_VIEWS]
        return [QuickView(str(label), urlencode(asked), dict(self.pairs) == asked) for label, asked in views]


def _words(field, value) -> str:
    """What a filter that is set says."""
    if value is True:
        return ""
    if value == NONE and getattr(field, "null_label", None):
        return str(field.null_label)
    if hasattr(field, "choices") and not hasattr(field, "queryset"):
        return str(next(label for choice, label in field.choices if str(choice) == value))
    return str(value)
