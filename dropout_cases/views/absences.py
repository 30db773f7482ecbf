"""Early warning on the screen: who was absent on a day, one pupil's days, the watch list, and what was done about it."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dropout_cases import absences, workflow
from dropout_cases.absences import Levels, roll, watchlist
from dropout_cases.absences.facts import Facts
from dropout_cases.filters.fields import KEY
from dropout_cases.forms.absences import DayForm, PupilDaysForm, WatchActForm, WatchForm
from dropout_cases.models import Student, WatchAct
from schools import trail
from schools.access import Action, states
from schools.calendar import calendar_of
from schools.models import Area
from schools.paging import paged
from schools.views.posting import get_or_post, posted
from thai.dates import thai_date

A_PAGE = 40
SHOWN_BACK = timedelta(days=60)
ONE_DAY = timedelta(days=1)


@states(Action.ABSENCE_RECORD)
@get_or_post
def absence_day(request):
    """The pupils of a school on one day: tick who was absent; untick who was noted by mistake."""
    today = timezone.localdate()
    asked = _day_form(request, posted(request) or request.GET, today=today)
    if not asked.is_valid() or not asked.cleaned_data["school"]:
        return render(request, "dropout_cases/absence_day.html", {"form": asked, "school": asked.only})
    if request.method == "POST":
        return _save_day(request, asked)
    return render(request, "dropout_cases/absence_day.html", _day_page(request, asked))


def _day_form(request, data=None, **options) -> DayForm:
    return DayForm(data, user=request.user, action=Action.ABSENCE_RECORD, **options)


def _day_page(request, asked: DayForm) -> dict[str, object]:
    school, day, calendar = asked.cleaned_data["school"], asked.cleaned_data["day"], asked.calendar
    following, pupils = calendar.next(day), roll.on_roll(school)
    grades = roll.grades_of(pupils)
    grade = next((code for code, _label, _number in grades if code == asked.data.get("grade")), "")
    shown = roll.of_grade(pupils, grade)
    return {
        "form": _day_form(request, initial={"school": school.pk, "day": day}, today=asked.today),
        "school": school,
        "day": day,
        "previous": calendar.last(day - ONE_DAY),
        "following": following if following and following <= asked.today else None,
        "grades": grades,
        "grade": grade,
        "noted": roll.absent_on(shown, day),
        "levels": Levels.of(school.area),
        **paged(request, shown, A_PAGE),
    }


def _save_day(request, asked: DayForm):
    """Save what was ticked, and go on to the page that follows."""
    school, day = asked.cleaned_data["school"], asked.cleaned_data["day"]
    absent, noted = _keys(request, "absent"), _keys(request, "noted")
    pupils = list(roll.on_roll(school).filter(key__in=absent | noted))
    add = [(pupil, day) for pupil in pupils if pupil.key in absent]
    remove = [(pupil, day) for pupil in pupils if pupil.key in noted - absent]
    try:
        saved = roll.save(pupils, add=add, remove=remove, today=asked.today, by=request.user, called=(school, day))
    except workflow.Refused as refused:
        messages.warning(request, refused.reason)
    else:
        said = {"day": thai_date(day), "noted": len(add), "new": saved.noted, "removed": saved.removed}
        messages.success(request, _("บันทึกวันที่ %(day)s แล้ว ขาดเรียน %(noted)s คน เพิ่ม %(new)s ยกเลิก %(removed)s") % said)
        _say_reported(request, saved)
    where = {"school": school.key, "day": day.isoformat(), "grade": request.POST.get("grade"), "page": request.POST.get("then")}
    query = urlencode({name: value for name, value in where.items() if value})
    return redirect(f"{reverse('dropout_cases:absence-day')}?{query}")


@states(Action.ABSENCE_RECORD, of_object=True)
@get_or_post
def absence_student(request, key):
    """One pupil's days: several at once, and those noted by mistake."""
    pupil = _fetch(request, key, Action.ABSENCE_RECORD)
    today = timezone.localdate()
    noted = roll.days_of(pupil, today - SHOWN_BACK)
    calendar = calendar_of(pupil.school or pupil.area)
    form = PupilDaysForm(posted(request), calendar=calendar, noted=noted, today=today)
    if form.is_valid():
        rows = {name: [(pupil, day) for day in form.cleaned_data[name]] for name in ("add", "remove")}
        try:
            saved = roll.save([pupil], **rows, today=today, by=request.user)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
        else:
            said = {"new": saved.noted, "removed": saved.removed}
            messages.success(request, _("บันทึกแล้ว เพิ่ม %(new)s วัน ยกเลิก %(removed)s วัน") % said)
            _say_reported(request, saved)
            return redirect("dropout_cases:absence-student", pupil.key)
    return render(request, "dropout_cases/absence_student.html", {"form": form, **_pupil_page(request, pupil, today)})


@states(Action.WATCH_SEE)
@require_safe
def watch_list(request):
    """Who is absent, how long, and whether anybody has done something."""
    today = timezone.localdate()
    form = WatchForm(request.GET, user=request.user, action=Action.WATCH_SEE)
    asked = form.cleaned_data if form.is_valid() else {}
    found = watchlist.watched_pupils(request.user, today, school=asked.get("school"), level=asked.get("level"))
    page = paged(request, found)
    context = {
        "form": form,
        "rules": dict.fromkeys(Levels.of(area).sentence for area in Area.objects.filter(schools__in=form.schools).distinct()),
        "rows": watchlist.rows_of(request.user, page["page_obj"]),
        **page,
    }
    return render(request, "dropout_cases/watch_list.html", context)


@states(Action.ABSENCE_RECORD, of_object=True)
@get_or_post
def watchact_add(request, key):
    """Somebody did something about a pupil's absences."""
    pupil = _fetch(request, key, Action.ABSENCE_RECORD)
    today = timezone.localdate()
    form = WatchActForm(posted(request), today=today)
    if form.is_valid():
        typed = form.cleaned_data
        act = WatchAct(student=pupil, deed=typed["deed"], done_on=typed["done_on"], note=typed["note"])
        absences.record_act(act, by=request.user, token=typed["token"])
        messages.success(request, _("บันทึกแล้ว: %(deed)s") % {"deed": act.get_deed_display()})
        return redirect("dropout_cases:watch-list")
    context = {"form": form, "acts": watchlist.acts_read_by(request.user, pupil), **_pupil_page(request, pupil, today)}
    return render(request, "dropout_cases/watch_act.html", context)


def _fetch(request, key: str, action: Action) -> Student:
    return trail.fetch(request, watchlist.pupils_of(request.user, action), key=key)


def _pupil_page(request, pupil: Student, today) -> dict[str, object]:
    """What both pages of a pupil show; opening one leaves its line."""
    trail.note_opening(request, pupil, sensitive=False)
    row = watchlist.Watched(pupil, Facts.of([pupil], today).count(pupil))
    return {"row": watchlist.rows_of(request.user, [row])[0], "levels": Levels.of(pupil.area), "today": today}


def _keys(request, name: str) -> set[str]:
    """The keys sent under a name; what cannot be one is dropped, for a database may refuse even to look for it."""
    return {key for key in request.POST.getlist(name) if KEY.fullmatch(key)}


def _say_reported(request, saved: roll.Saved) -> None:
    if saved.reports:
        said = {"count": len(saved.reports)}
        messages.warning(request, _("ขาดเรียนครบเกณฑ์ ระบบรายงานเขตแล้ว %(count)s คน ดูสถานะได้ที่เฝ้าระวัง") % said)


absence_urls = [
    # /absences/
    path("absences/", absence_day, name="absence-day"),
    path("absences/<key:key>/", absence_student, name="absence-student"),
    # /watch/
    path("watch/", watch_list, name="watch-list"),
    path("watch/<key:key>/add/", watchact_add, name="watchact-add"),
]
