"""The form of a saved view of the case list."""

from django import forms
from django.utils.translation import gettext as _

from dropout_cases.models import SavedView
from schools.access import Action, may

from .base import HouseMixin

MOST_VIEWS = 30


class SavedViewForm(HouseMixin, forms.ModelForm):
    """A name, and for those who see whole cases whether the office shares the view; what it shows comes with the instance."""

    class Meta:
        model = SavedView
        fields = ["name", "shared"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if not may(self.instance.owner, Action.CASE_SEE_WHOLE, self.instance.area):
            del self.fields["shared"]

    def clean(self):
        """A person has so many views."""
        typed = super().clean()
        if not self.instance.pk and self.instance.owner.saved_views.count() >= MOST_VIEWS:
            self.add_error(None, _("มีมุมมองครบ %(count)s แล้ว ลบมุมมองที่ไม่ใช้ก่อน") % {"count": MOST_VIEWS})
        return typed

    def _get_validation_exclusions(self):
        # A name is once a person, though the form does not ask for the person.
        return super()._get_validation_exclusions() - {"owner"}
