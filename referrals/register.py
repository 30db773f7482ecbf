"""The register of what an office sends out (ทะเบียนหนังสือส่ง): one kind of paper in one calendar year, by number."""

from datetime import date

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.models import OfficialPaper, PaperKind
from schools.filters import SearchFilter
from thai.dates import BE
from thai.numerals import to_arabic


class RegisterFilter(django_filters.FilterSet):
    """Papers of a kind and a year; in these by number, receiver or subject. Where nothing is asked: this year's letters."""

    q = SearchFilter(label=_("เลขที่ ผู้รับ หรือเรื่อง"), method="by_words")
    kind = django_filters.ChoiceFilter(label=_("ชนิดหนังสือ"), choices=PaperKind.choices, empty_label=None)
    year = django_filters.ChoiceFilter(label=_("พ.ศ."), empty_label=None)

    class Meta:
        model = OfficialPaper
        fields: list[str] = []

    def __init__(self, data, queryset, *, request, today: date):
        this_year = today.year + BE
        years = sorted({this_year, *queryset.order_by().values_list("year", flat=True).distinct()}, reverse=True)
        asked = data.copy()
        for name, usual, offered in (("kind", PaperKind.LETTER, PaperKind.values), ("year", str(this_year), map(str, years))):
            if asked.get(name) not in offered:
                asked[name] = usual
        super().__init__(asked, queryset, request=request)
        self.filters["year"].extra["choices"] = [(str(year), str(year)) for year in years]

    @property
    def qs(self):
        """Those found; of a whole year also which numbers are missing."""
        found = super().qs
        return found if self.data.get("q") else found.with_missing()

    @property
    def kind_label(self) -> str:
        """What is listed."""
        return str(PaperKind(self.data["kind"]).label)

    def by_words(self, papers, _name, typed):
        """Those whose number it is; those whose receiver or subject has these words, as far as the reader may read them."""
        number = to_arabic(typed).rpartition("/")[2].strip()
        by_number = Q(number=int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else Q()
        by_text = Q(is_open=True) & (Q(to__icontains=typed) | Q(subject__icontains=typed))
        return papers.filter(by_number | by_text if by_number else by_text)
