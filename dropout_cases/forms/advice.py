"""What a step's form shows of step 2: the points of advice still open, to be ticked off, and who must not be contacted."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dropout_cases.models import Advice, Case, TeamMember
from dropout_cases.steps import Rule, Step
from schools.access import Action, may
from schools.models import User


class AdviceMixin(forms.BaseForm):
    """A form of a step after the second carries two boxes for each open point; the record that is saved ticks them off."""

    case: Case
    user: User
    rule: Rule

    def offer_points(self) -> None:
        """Add the boxes, for whoever works on the case at the office."""
        for point in self.points:
            self.fields[f"advice-{point.key}"] = forms.BooleanField(label=point.text, required=False)
            self.fields[f"advice-{point.key}-note"] = forms.CharField(label=_("คำตอบหรือสิ่งที่ทำแล้ว"), required=False)

    @property
    def reads_whole(self) -> bool:
        """Whether the form is shown to somebody of the office."""
        return bool(may(self.user, Action.CASE_RECORD, self.case.place))

    @cached_property
    def points(self) -> list[Advice]:
        """The points this record may tick off."""
        return list(Advice.objects.open_in(self.case)) if self.rule.step > Step.COORDINATE and self.reads_whole else []

    @cached_property
    def barred(self) -> list[TeamMember]:
        """Those who must not be contacted."""
        return list(TeamMember.objects.of(self.case).barred()) if self.reads_whole else []

    @property
    def shows_sensitive(self) -> bool:
        """Whether the writer may read why."""
        return self.case.shows_sensitive_to(self.user)

    def point_rows(self) -> list[tuple[Advice, forms.BoundField, forms.BoundField]]:
        """Each point with its two boxes."""
        return [(one, self[f"advice-{one.key}"], self[f"advice-{one.key}-note"]) for one in self.points]

    def answers(self) -> dict[str, str]:
        """What was ticked off, by key; a note alone counts as a tick."""
        notes = {point.key: self.cleaned_data[f"advice-{point.key}-note"] for point in self.points}
        return {key: note for key, note in notes.items() if note or self.cleaned_data[f"advice-{key}"]}
