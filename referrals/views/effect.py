"""How the rounds went in which a kind of help came, and the rounds behind each number."""

from django import forms
from django.db.models import Min
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dropout_cases.models import Case, Round
from referrals import effect
from referrals.effect import DEFINITION, SHARE_FROM, Fate
from referrals.filters import YearForm, codes_of
from schools.access import Action, states
from schools.paging import paged
from thai.dates import fiscal_year


class RoundsForm(YearForm):
    """Rounds in which a kind of help came, or did not, by how they went."""

    help = forms.ModelChoiceField(label=_("ความช่วยเหลือ"), queryset=codes_of("help_kind"), to_field_name="code")
    came = forms.ChoiceField(label=_("ความช่วยเหลือนี้"), choices=[("1", _("ได้รับ")), ("0", _("ขอแล้วไม่ได้รับ"))])
    fate = forms.ChoiceField(label=_("ผลของรอบ"), choices=[("", ""), *Fate.choices], required=False)

    @property
    def words(self) -> list[str]:
        """What is asked, in words."""
        asked = self.cleaned_data
        came = _("รอบที่ได้รับทั้งหมดหรือบางส่วน") if asked["came"] == "1" else _("รอบที่ขอแล้วไม่ได้รับ")
        year = gettext("ปีงบประมาณ %(year)s") % {"year": asked["year"]} if asked["year"] else ""
        return [str(one) for one in (came, asked["fate"] and Fate(asked["fate"]).label, year) if one]

    def narrow(self, rounds):
        """What is asked of these rounds, each with how it went; none where the question is not understood."""
        if not self.is_valid():
            return effect.with_fate(rounds.none())
        asked = self.cleaned_data
        found = effect.with_help(effect.of_year(rounds, asked["year"]), asked["help"], came=asked["came"] == "1")
        found = effect.with_fate(found)
        return found.filter(fate=asked["fate"]) if asked["fate"] else found


@states(Action.CASE_SEE_WHOLE)
@require_safe
def help_effect(request):
    """For each kind of help, over many cases: how the rounds went in which it came, and in which it did not."""
    now, year = timezone.localtime(), YearForm(request.GET).chosen
    rounds = Round.objects.whole_to(request.user)
    first = rounds.aggregate(first=Min("opened_on"))["first"] or now.date()
    lines = effect.lines(effect.of_year(rounds, year), year)
    context = {
        "now": now,
        "year": year,
        "years": range(fiscal_year(now.date()), fiscal_year(first) - 1, -1),
        "got": lines[True],
        "refused": lines[False],
        "definitions": [(Fate(fate).label, words) for fate, words in DEFINITION.items()],
        "share_from": SHARE_FROM,
    }
    return render(request, "referrals/help_effect.html", context)


@states(Action.CASE_SEE_WHOLE)
@require_safe
def effect_rounds(request):
    """The rounds behind a number: whose, which, and how each went."""
    form = RoundsForm(request.GET)
    rounds = form.narrow(Round.objects.whole_to(request.user)).select_related("case").order_by("-opened_on", "-pk")
    pages = paged(request, rounds)
    shown = list(pages["page_obj"])
    here = set(Case.objects.visible_to(request.user).filter(pk__in=[one.case_id for one in shown]).values_list("pk", flat=True))
    rows = [(one, Fate(one.fate).label, one.case_id in here) for one in shown]
    return render(request, "referrals/effect_rounds.html", {"form": form, "rows": rows, **pages})


effect_urls = [
    path("referrals/effect/", help_effect, name="help-effect"),
    path("referrals/effect/rounds/", effect_rounds, name="effect-rounds"),
]
