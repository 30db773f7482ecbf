"""The school calendar of an area: its terms, its days off, and the numbers of the absence rule."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from schools import calendar
from schools.access import Action, states
from schools.forms.calendar import YEARS, HolidayForm, LevelsForm, NewHolidayForm, TermForm
from schools.forms.words import areas_of
from schools.models import Area, Holiday, Term, Verb
from schools.trail import fetch, write
from thai.dates import academic_year, thai_date

from .posting import area_asked, get_or_post, posted

EDIT = Action.CALENDAR_EDIT


@dataclass(frozen=True)
class Page:
    """The page of an area's academic year (พ.ศ.)."""

    area: Area
    year: int

    @classmethod
    def asked(cls, request) -> "Page":
        """The area and year in the address; otherwise the first area a person keeps, and this year."""
        area, typed = area_asked(request, EDIT), request.GET.get("year", "")
        year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
        return cls(area, year if year in YEARS else academic_year(timezone.localdate()))

    @property
    def query(self) -> str:
        """Area and year, for an address."""
        return urlencode({"area": self.area.key, "year": self.year})

    @property
    def url(self) -> str:
        """Its address."""
        return f"{reverse('schools:calendar-detail')}?{self.query}"


@states(EDIT)
@require_safe
def calendar_detail(request):
    """Terms, days off and numbers of an area in an academic year."""
    page = Page.asked(request)
    first, last = calendar.year_bounds(page.year)
    terms = list(page.area.terms.filter(academic_year=page.year))
    context = {
        "page": page,
        "areas": areas_of(request.user, EDIT),
        "years": [Page(page.area, year) for year in (page.year - 1, page.year, page.year + 1) if year in YEARS],
        "terms": terms,
        "usual": [] if terms else list(calendar.usual_terms(page.year).items()),
        "holidays": page.area.holidays.filter(day__range=(first, last)).select_related("school"),
        "days": len(calendar.school_days(page.area, first, last)),
    }
    return render(request, "schools/calendar_detail.html", context)


@states(EDIT)
@get_or_post
def term_add(request):
    """A term of the year."""
    page = Page.asked(request)
    return _edit(request, TermForm, Term(area=page.area, academic_year=page.year), page)


@states(EDIT)
@get_or_post
def term_edit(request, key):
    """When a term begins and ends."""
    term = fetch(request, _kept(request, Term), key=key)
    return _edit(request, TermForm, term, Page(term.area, term.academic_year))


@states(EDIT)
@get_or_post
def term_remove(request, key):
    """Ask, and remove a term."""
    term = fetch(request, _kept(request, Term), key=key)
    said = _("ภาคเรียนที่ %(term)s") % {"term": term}
    said = f"{said} ({thai_date(term.starts_on)} – {thai_date(term.ends_on)})"
    return _remove(request, term, said, Page(term.area, term.academic_year))


@states(EDIT)
@get_or_post
def holiday_add(request):
    """A day off, or several in a row, in the area or at one school."""
    page = Page.asked(request)
    return _edit(request, NewHolidayForm, Holiday(area=page.area), page)


@states(EDIT)
@get_or_post
def holiday_edit(request, key):
    """A day off, to be corrected."""
    holiday = fetch(request, _kept(request, Holiday), key=key)
    return _edit(request, HolidayForm, holiday, Page(holiday.area, academic_year(holiday.day)))


@states(EDIT)
@get_or_post
def holiday_remove(request, key):
    """Ask, and remove a day off."""
    holiday = fetch(request, _kept(request, Holiday), key=key)
    said = f"{holiday.name} {thai_date(holiday.day, 'weekday')}"
    return _remove(request, holiday, said, Page(holiday.area, academic_year(holiday.day)))


@states(EDIT)
@require_POST
def term_fill(request):
    """Write down the usual terms of a year that has none."""
    return _fill(request, calendar.make_usual_terms, "term")


@states(EDIT)
@require_POST
def holiday_fill(request):
    """Write down the fixed public holidays of a year; what is there already stays."""
    return _fill(request, calendar.make_public_holidays, "holiday")


@states(EDIT)
@get_or_post
def levels_edit(request):
    """From how many days absent each level of the watch begins."""
    page = Page.asked(request)
    return _edit(request, LevelsForm, page.area, page)


def _kept(request, model):
    return calendar.kept_by(areas_of(request.user, EDIT), model)


def _edit(request, form_class, row, page: Page):
    """One form for each kind of row; several days off are several rows."""
    is_new = row.pk is None
    form = form_class(posted(request), instance=row)
    if not form.is_valid():
        context = {"form": form, "page": page, "kind": row._meta.model_name, "is_new": is_new}
        return render(request, "schools/calendar_form.html", context)
    with transaction.atomic():
        for one in form.holidays() if isinstance(form, NewHolidayForm) else [form.instance]:
            one.save()
            write(request.user, Verb.CREATED if is_new else Verb.CHANGED, one, fields=form.changed_data, area=page.area)
    messages.success(request, _("บันทึกแล้ว"))
    return redirect(page.url)


def _remove(request, row, said: str, page: Page):
    if request.method != "POST":
        return render(request, "schools/calendar_remove.html", {"said": said, "page": page})
    with transaction.atomic():
        write(request.user, Verb.VOIDED, row, fields=[row._meta.model_name], area=page.area)
        row.delete()
    messages.success(request, _("ลบแล้ว: %(what)s") % {"what": said})
    return redirect(page.url)


def _fill(request, make, what: str):
    page = Page.asked(request)
    with transaction.atomic():
        made = make(page.area, page.year)
        if made:
            write(request.user, Verb.CREATED, page.area, fields=[what], area=page.area)
    said = _("เพิ่ม %(count)s รายการแล้ว ตรวจกับประกาศของปีนั้น") if made else _("มีครบแล้ว ไม่ได้เพิ่มรายการ")
    messages.success(request, said % {"count": len(made)} if made else said)
    return redirect(page.url)


calendar_urls = [
    path("calendar/", calendar_detail, name="calendar-detail"),
    path("calendar/terms/add/", term_add, name="term-add"),
    path("calendar/terms/fill/", term_fill, name="term-fill"),
    path("calendar/terms/<key:key>/edit/", term_edit, name="term-edit"),
    path("calendar/terms/<key:key>/remove/", term_remove, name="term-remove"),
    path("calendar/holidays/add/", holiday_add, name="holiday-add"),
    path("calendar/holidays/fill/", holiday_fill, name="holiday-fill"),
    path("calendar/holidays/<key:key>/edit/", holiday_edit, name="holiday-edit"),
    path("calendar/holidays/<key:key>/remove/", holiday_remove, name="holiday-remove"),
    path("calendar/levels/", levels_edit, name="levels-edit"),
]
