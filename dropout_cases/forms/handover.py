"""The form that asks who takes over what somebody leaves behind."""

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import User

from .base import HouseMixin


class ReceiversForm(HouseMixin, forms.Form):
    """One or several people, among whom the work is divided."""

    receivers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("ผู้รับงาน"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("เลือกผู้รับงานอย่างน้อยหนึ่งคน")},
    )

    def __init__(self, *args, people, **options):
        super().__init__(*args, **options)
        self.fields["receivers"].queryset = people
