"""The page of a step's record, shared by every step."""

from django.contrib import messages
from django.db import transaction
from django.forms import formset_factory
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views import View

from dropout_cases import documents, drafts, timeline, workflow
from dropout_cases.forms.base import typed
from dropout_cases.models import Case, NextAct
from dropout_cases.rounds import Chapter, chapters
from dropout_cases.workflow.advice import tick_off
from schools import trail
from schools.access import Action
from schools.forms.words import LineFormSet
from thai.dates import thai_date

MOST_ROWS = 20


class StepView(View):
    """Shows the form of a step, and hands what was typed to the engine.

    A refusal and a page overtaken by a colleague both give the form back, filled. `rows` names further forms whose filled
    rows become lines of the record: name → (form class, label of a row, label of the button that adds one).
    """

    action = Action.CASE_RECORD
    of_object = True
    keeps_draft = True
    may_be_taken_back = True  # offered for ten minutes, where nothing else is written in the same sending
    form_class: type
    rows: dict[str, tuple[type, str | Promise, str | Promise]] = {}
    template_name = "dropout_cases/step_form.html"
    newer: frozenset[str] = frozenset()  # the keys of the entries that came while the writer was typing

    def get(self, request, key):
        """The empty form, or what was typed before."""
        self.begin(request, key)
        draft = drafts.of(request.user, request.path)
        return self.page(drafts.filled(self.form, draft), self.formsets(rows=draft and self._rows_of(draft)))

    def _rows_of(self, draft) -> dict[str, list[dict] | None]:
        """The rows as they stand in a draft; empty ones where it knows of none."""
        return {name: [typed(row) for row in formset] or None for name, formset in self.formsets(drafts.data_of(draft)).items()}

    def post(self, request, key):
        """Another row, or the record."""
        self.begin(request, key)
        form, formsets = self.form(request.POST, request.FILES), self.formsets(request.POST)
        if "add_row" in request.POST:
            return self.page(self.form(initial=typed(form)), self.formsets(rows=_one_more(formsets, request.POST["add_row"])))
        if not all([form.is_valid(), *(formset.is_valid() for formset in formsets.values())]):
            return self.page(form, formsets)
        try:
            self.save(form, formsets)
        except workflow.Overtaken as overtaken:
            form.catch_up(overtaken.version)
            self.newer = overtaken.keys
            form.add_error(None, overtaken.reason)
            return self.page(form, formsets, status=409)
        except workflow.Refused as refused:
            form.add_error(None, refused.reason)
            return self.page(form, formsets)
        return self.done()

    def begin(self, request, key):
        """Fetch the case, or answer 404 or 403."""
        self.case = trail.fetch(request, Case.objects.visible_to(request.user).for_page(), key=key, action=self.action)
        self.today = timezone.localdate()

    def form(self, *args, **options):
        """The step's form."""
        return self.form_class(*args, case=self.case, user=self.request.user, today=self.today, **options)

    def formsets(self, data=None, rows=None) -> dict:
        """The rows under the form: as sent (`data`), as they stand (`rows`), or empty."""
        return {name: self._formset(name, data, rows and rows[name]) for name in self.rows}

    def _formset(self, name, data, rows):
        form_class, row_label, add_label = self.rows[name]
        extra = form_class.start_rows if rows is None else len(rows)
        factory = formset_factory(form_class, formset=LineFormSet, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
        formset = factory(data, prefix=name, initial=rows, form_kwargs=form_class.choices_for(self.case))
        formset.row_label, formset.add_label = row_label, add_label
        return formset

    @transaction.atomic
    def save(self, form, formsets):
        """The record, its lines and its files, together or not at all."""
        lines = [*form.lines(), *(line for formset in formsets.values() for line in formset.rows())]
        data = form.cleaned_data
        entry = workflow.record(
            form.instance,
            by=self.request.user,
            lines=lines,
            links=form.links(),
            seen=data.get("seen_version"),
            next_due_on=data.get("next_due_on"),
        )
        for attachment in data.get("files", []) if entry is form.instance else []:
            documents.attach(attachment, round=entry.round, on=entry.happened_on, by=self.request.user, record_key=entry.key)
        tick_off(form.answers(), record=entry, by=self.request.user)
        drafts.sent(self.request)
        self.entry = entry

    def done(self):
        """Back to the case, with what was saved and what comes next."""
        self.case.refresh_from_db()
        kind = self.entry._meta.model_name
        undo = reverse("dropout_cases:entry-undo", args=[self.case.key, kind, self.entry.key])
        messages.success(self.request, self.said(), extra_tags=undo if self.may_be_taken_back else "")
        return redirect(self.case)

    def said(self):
        """What was saved, and what is next."""
        return said_and_next(self.form_class._meta.model._meta.verbose_name, self.case)

    def page(self, form, formsets, status=200):
        """The page with the form, and what is known already; opening it is written down first."""
        trail.note_opening(self.request, self.case, sensitive=self.case.shows_sensitive_to(self.request.user))
        story = timeline.read(self.case, self.request.user, group="step")
        known = timeline.known_so_far(self.case, story)
        context = {
            "case": self.case,
            "form": form,
            "formsets": list(formsets.values()),
            "error_count": len(form.errors) + sum(formset.total_error_count() for formset in formsets.values()),
            "rule": form.rule,
            "known": known,
            "tried": self.tried(story),
            "newer": [one for one in known if one.entry.key in self.newer],
            "back_url": self.case.get_absolute_url(),
            "here": reverse(form.rule.url_name, args=[self.case.key]),
        }
        return render(self.request, self.template_name, context, status=status)

    def tried(self, story) -> list[Chapter]:
        """The rounds before this one, the latest first, for who reads the case whole."""
        if not self.case.shows_whole_to(self.request.user):
            return []
        return chapters(self.case, story, self.request.user, self.today)[-2::-1]


def said_and_next(what: str, case: Case) -> str:
    """The banner after a save: what was saved, and what is next by when."""
    if case.next_act == NextAct.NOTHING:
        return _("บันทึก%(what)sแล้ว") % {"what": what}
    due = _(" ภายใน %(day)s") % {"day": thai_date(case.due_on)} if case.due_on else ""
    return _("บันทึก%(what)sแล้ว ขั้นต่อไป: %(verb)s%(due)s") % {"what": what, "verb": case.next_verb, "due": due}


def _one_more(formsets, name: str) -> dict[str, list[dict]]:
    """What stands in the rows now, with an empty row more where the button was pressed."""
    return {one: [typed(row) for row in formset] + [{}] * (one == name) for one, formset in formsets.items()}
