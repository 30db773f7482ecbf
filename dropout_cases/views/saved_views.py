"""Saved views of the case list: kept under a name, renamed and shared, brought up to date, and removed."""

from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dropout_cases.forms.saved_views import SavedViewForm
from dropout_cases.models import SavedView
from schools.access import Action, may, states
from schools.models import Area, User, Verb
from schools.trail import demand, fetch, write
from schools.views.posting import get_or_post, posted

from .lists import COLUMNS, asked_of


@get_or_post
@states(Action.CASE_SEE)
def view_add(request):
    """Says which filters the address holds, and keeps them under a name."""
    return _edit(request, SavedView(owner=request.user, query=asked_of(request).kept))


@get_or_post
@states(Action.CASE_SEE)
def view_edit(request, key):
    """Another name for a view of one's own, shared or no longer; those of others are not there."""
    return _edit(request, _fetch_own(request, key))


def _edit(request, view: SavedView):
    view.area = _area_of(request.user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=view.owner_id)  # one after the other: names and their number are the owner's
        form = SavedViewForm(posted(request), instance=view)
        if form.is_valid():
            _keep(view, by=request.user, fields=form.changed_data)
            return _kept(request, view)
    return render(request, "dropout_cases/view_form.html", _words(request, view) | {"form": form})


@require_POST
@states(Action.CASE_SEE)
def view_save(request, key):
    """From now on a view of one's own shows what the address asks."""
    view = _fetch_own(request, key)
    view.query = asked_of(request).kept
    _keep(view, by=request.user, fields=["query"])
    return _kept(request, view)


@get_or_post
@states(Action.WORK_OVERSEE, of_object=True)
def view_remove(request, key):
    """Asks, and removes a view: one's own, or one shared in an office one oversees."""
    view = fetch(request, SavedView.objects.visible_to(request.user), key=key)
    if view.owner != request.user:
        demand(request, view, Action.WORK_OVERSEE, view.area)
    if request.method != "POST":
        return render(request, "dropout_cases/view_remove.html", _words(request, view))
    _remove(view, by=request.user)
    messages.success(request, _("ลบมุมมองแล้ว"))
    return redirect("dropout_cases:case-list")


def _fetch_own(request, key) -> SavedView:
    return fetch(request, SavedView.objects.visible_to(request.user).filter(owner=request.user), key=key)


def _area_of(user) -> Area:
    """The office a person's views stand in: their own, or their school's."""
    areas, schools = user.scope_of(Action.CASE_SEE, "school")
    return Area.objects.filter(pk__in=areas).first() or Area.objects.get(schools=schools[0])


def _words(request, view: SavedView) -> dict[str, object]:
    """What a view shows, in words."""
    asked = asked_of(request, QueryDict(view.query))
    order = next((label for label, first, _all in COLUMNS if first.strip("-") == asked.order.strip("-")), "")
    return {"view": view, "filter": asked, "order": order}


@transaction.atomic
def _keep(view: SavedView, *, by: User, fields: list[str]) -> None:
    is_new = view.pk is None
    view.shared = view.shared and bool(may(by, Action.CASE_SEE_WHOLE, view.area))  # not in an office its owner has left
    view.save()
    write(by, Verb.CREATED if is_new else Verb.CHANGED, view, fields=[*fields, "query"] if is_new else fields, area=view.area)


def _kept(request, view: SavedView):
    messages.success(request, _("บันทึกมุมมองแล้ว"))
    return redirect(view)


@transaction.atomic
def _remove(view: SavedView, *, by: User) -> None:
    write(by, Verb.VOIDED, view, area=view.area)
    view.delete()


view_urls = [
    path("add/", view_add, name="view-add"),
    path("<key:key>/edit/", view_edit, name="view-edit"),
    path("<key:key>/save/", view_save, name="view-save"),
    path("<key:key>/remove/", view_remove, name="view-remove"),
]
