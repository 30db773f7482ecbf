"""The search: what is typed comes by POST, so that it stands in no address, no log and no title."""

from django import forms
from django.db import transaction
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import HouseMixin
from dropout_cases.searching import SENSITIVE, Found, find
from schools import trail
from schools.access import Action, holds, states
from schools.models import Verb
from schools.views.posting import get_or_post


class SearchForm(HouseMixin, forms.Form):
    """One box."""

    q = forms.CharField(
        label=_("ชื่อ โรงเรียน เลขที่เคส โทรศัพท์ หรือเลขประจำตัว"),
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("พิมพ์สิ่งที่ค้นหา")},
    )


@states(Action.SEARCH)
@get_or_post
def search_list(request):
    """The box, and under it what it found; `partial` asks for what was found alone."""
    form = SearchForm(request.POST or None)
    found = _found(form.cleaned_data["q"], request.user) if form.is_valid() else None
    context = {"form": form, "found": found, "may_report": holds(request.user, Action.CASE_REPORT)}
    part = "partial" in request.POST
    return render(request, "dropout_cases/search_results.html" if part else "dropout_cases/search_list.html", context)


@transaction.atomic
def _found(text: str, user) -> Found:
    """What was found; the trail tells of a search by identity number, never of the number."""
    found = find(text, user)
    if found.kind in SENSITIVE:
        trail.write(user, Verb.OPENED, f"search:{found.kind}")
    return found


search_urls = [
    # /search/
    path("search/", search_list, name="search-list"),
]
