"""Tasks: of a case, one's own, the office's; and every act on one of them."""

import re

from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dropout_cases import tasklist, workflow
from dropout_cases.forms import tasks as forms
from dropout_cases.forms.acts import PostponeForm, ReasonForm
from dropout_cases.models import Advice, Task, TaskSource, TaskState
from schools import trail
from schools.access import Action, states
from schools.converters import KeyConverter
from schools.paging import paged

from .acts import ActView
from .cases import fetch_case, head


@states(Action.CASE_SEE_WHOLE, of_object=True)
@require_safe
def case_tasks(request, key):
    """What is to be done for a case, and what was."""
    case = fetch_case(request, key, Action.CASE_SEE_WHOLE)
    context = head(request, case, "tasks")
    trail.note_opening(request, case, sensitive=context["sensitive"])
    tasks = tasklist.of_case(case, request.user)
    context |= {"open_ones": [one for one in tasks if one.is_open], "settled": [one for one in tasks if not one.is_open]}
    return render(request, "dropout_cases/case_tasks.html", context)


@states(Action.CASE_SEE_WHOLE)
@require_safe
def task_list(request):
    """One's own tasks by their day, and what one did lately; `who=team` everybody's, by person and state."""
    today = timezone.localdate()
    if request.GET.get("who") == "team":
        return team_list(request, today)
    context = paged(request, tasklist.mine(request.user)) | {"today": today}
    context |= {"groups": tasklist.by_day(context["page_obj"], today), "done": tasklist.done_lately(request.user, today)}
    return render(request, "dropout_cases/task_list.html", context)


def team_list(request, today):
    """Everybody's tasks; `owner` and `state` narrow them down."""
    asked = request.GET.get("state", "")
    state = asked if asked in TaskState.values else TaskState.OPEN.value
    people, owner = tasklist.by_person(request.user, today), request.GET.get("owner", "")
    tasks = tasklist.of_team(request.user, owner=owner.replace("\0", ""), state=state)
    context = paged(request, tasks) | {"today": today, "people": people, "owner": owner, "state": state}
    return render(request, "dropout_cases/task_team.html", context | {"states": TaskState.choices})


@states(Action.CASE_RECORD, of_object=True)
class TaskAdd(ActView):
    """Give somebody something to do; `advice` in the address names the point of advice it comes from."""

    heading, verb, said = _("เพิ่มงาน"), _("เพิ่มงาน"), _("เพิ่มงานแล้ว")
    effect = _("ผู้รับผิดชอบเห็นงานนี้ในงานวันนี้ และได้รับแจ้ง")

    def look(self):
        """The point of advice, if one is named."""
        self.advice, key = None, self.request.GET.get("advice", "")
        if re.fullmatch(KeyConverter.regex, key):
            points = Advice.objects.visible_to(self.request.user).filter(case=self.case, voided_at=None)
            self.advice = trail.fetch(self.request, points, key=key)

    def form(self, data=None):
        """Oneself, unless somebody else is chosen."""
        given = {"owner": self.request.user.pk, "text": self.advice.text if self.advice else ""}
        return forms.TaskForm(data, case=self.case, initial=given)

    def act(self, typed):
        """Give it today."""
        source = {"source": TaskSource.ADVICE, "source_key": self.advice.key} if self.advice else {}
        told = {"text": typed["text"], "due_on": typed["due_on"], "token": typed["token"] or None}
        task = Task(case=self.case, round=self.round, happened_on=self.today, **told, **typed["whose"], **source)
        workflow.give_task(task, by=self.request.user)

    def leads_to(self):
        """The tasks of the case."""
        return reverse("dropout_cases:case-tasks", args=[self.case.key])


class TaskActView(ActView):
    """An act on one task that is still in use."""

    def begin(self, request, key):
        """Fetch the task, or answer 404 or 403."""
        tasks = Task.objects.visible_to(request.user).filter(voided_at=None).for_list()
        self.task = trail.fetch(request, tasks, key=key)
        trail.demand(request, self.task, self.right(), self.task.place)
        self.case, self.today = self.task.case, timezone.localdate()
        self.effect = self.task.text

    def right(self):
        """The right it takes."""
        return self.action

    def leads_to(self):
        """The tasks of the case; a school's own work."""
        return reverse("dropout_cases:case-tasks", args=[self.case.key]) if self.case.shows_whole_to(self.request.user) else "home"


@states(Action.CASE_SEE, of_object=True)
class TaskFinish(TaskActView):
    """Say that a task is done; the school says so of its own."""

    form_class = forms.FinishForm
    heading, verb, said = _("งานนี้เสร็จแล้ว"), _("บันทึกว่าเสร็จแล้ว"), _("บันทึกว่าเสร็จแล้ว")

    def right(self):
        """The school's, or the office's."""
        return self.task.act

    def act(self, typed):
        """Done today."""
        workflow.finish_task(self.task, note=typed["note"], on=self.today, by=self.request.user)


@states(Action.CASE_RECORD, of_object=True)
class TaskMove(TaskActView):
    """Put a task off."""

    form_class = PostponeForm
    heading, verb, said = _("เลื่อนกำหนดของงาน"), _("เลื่อนกำหนด"), _("เลื่อนกำหนดแล้ว")

    def act(self, typed):
        """To the new day."""
        workflow.move_task(self.task, to=typed["to"], reason=typed["reason"], on=self.today, by=self.request.user)


@states(Action.CASE_RECORD, of_object=True)
class TaskDrop(TaskActView):
    """Say that a task need not be done any more."""

    form_class = ReasonForm
    heading, verb, said = _("งานนี้ไม่ต้องทำแล้ว"), _("ไม่ต้องทำแล้ว"), _("บันทึกว่าไม่ต้องทำแล้ว")

    def act(self, typed):
        """Drop it."""
        workflow.drop_task(self.task, reason=typed["reason"], on=self.today, by=self.request.user)


@states(Action.CASE_RECORD, of_object=True)
class TaskReopen(TaskActView):
    """Take a settled task up again."""

    form_class = forms.SureForm
    heading, verb, said = _("งานนี้ยังไม่เสร็จ"), _("เปิดงานอีกครั้ง"), _("เปิดงานอีกครั้งแล้ว")

    def act(self, typed):
        """Open it."""
        workflow.reopen_task(self.task, by=self.request.user)


@states(Action.CASE_RECORD, of_object=True)
class TaskHandOn(TaskActView):
    """Let somebody else do a task."""

    heading, verb, said = _("เปลี่ยนผู้รับผิดชอบงาน"), _("มอบงาน"), _("มอบงานแล้ว")

    def form(self, data=None):
        """Whoever is to do it now."""
        task = self.task
        given = {"owner": task.owner_id, "by_school": task.by_school, "owner_name": task.owner_name}
        return forms.OwnerForm(data, case=self.case, initial=given)

    def act(self, typed):
        """Hand it on."""
        workflow.hand_on_task(self.task, **typed["whose"], by=self.request.user)


task_urls = [
    path("tasks/", task_list, name="task-list"),
    path("cases/<key:key>/tasks/", case_tasks, name="case-tasks"),
    path("cases/<key:key>/tasks/add/", TaskAdd.as_view(), name="task-add"),
    path("tasks/<key:key>/finish/", TaskFinish.as_view(), name="task-finish"),
    path("tasks/<key:key>/move/", TaskMove.as_view(), name="task-move"),
    path("tasks/<key:key>/drop/", TaskDrop.as_view(), name="task-drop"),
    path("tasks/<key:key>/reopen/", TaskReopen.as_view(), name="task-reopen"),
    path("tasks/<key:key>/hand-on/", TaskHandOn.as_view(), name="task-hand-on"),
]
