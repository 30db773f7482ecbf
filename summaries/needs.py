"""The help that is not to be had in an area, by kind and amphoe: what the office shows its province."""

from collections import Counter
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from dropout_cases.models.case_queries import RoundQuerySet
from referrals.filters import NO_AMPHOE
from referrals.unmet import DEFINITION, unmet
from schools.models import Amphoe, Code
from summaries.tables import Cell, Row, Table, finding, with_shares


def by_need(year: int, rounds: RoundQuerySet) -> Table:
    """How many children in these rounds lacked which help in which amphoe. There is no sum: none can be worked out from it."""
    lacking = unmet(rounds, year)
    counts = Counter((one.help_kind, one.amphoe) for one in lacking)
    helps = Code.objects.in_bulk({help_kind for help_kind, _amphoe in counts})
    names = {amphoe.pk: amphoe.name for amphoe in Amphoe.objects.filter(pk__in={amphoe for _help, amphoe in counts if amphoe})}

    def row(help_kind: str, amphoe: str | None) -> Row:
        code, place = helps[help_kind], amphoe or NO_AMPHOE
        cell = Cell(counts[help_kind, amphoe], urlencode({"help": code.code, "amphoe": place, "year": year}))
        return Row(f"{code.code}.{place}", code.label, (cell,), names.get(amphoe or "", _("ไม่ระบุอำเภอ")), order=code.order)

    rows = with_shares([row(*key) for key in counts])
    rows.sort(key=lambda one: (-one.cells[0].number, one.order, one.key))
    label, heads = _("ความช่วยเหลือที่หาไม่ได้ในพื้นที่"), (_("ความช่วยเหลือ"), _("อำเภอ"), _("นักเรียน"))
    return Table("by_need", label, finding(label, rows), str(DEFINITION), heads, tuple(rows), figures=("lacking",))
