"""Further people to ask at an agency: rows of one form, which count as one field of it."""

from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from schools.form_fields import PhoneField
from schools.models import AgencyContact

from .words import LineFormSet, PlainWords

MOST_ROWS = 20


class Row(NamedTuple):
    """One person, as typed or as kept."""

    name: str
    position: str
    phone: str
    email: str
    line_id: str


class ContactForm(PlainWords, forms.ModelForm):
    """The row of one person; left empty it does not count."""

    phone = PhoneField(label=_("โทรศัพท์"), max_length=40, required=False)

    class Meta:
        model = AgencyContact
        fields = Row._fields
        widgets = {name: forms.TextInput({"autocomplete": "off"}) for name in ("name", "position", "line_id")}


def rows_of(agency) -> list[Row]:
    """The people kept."""
    return [_row(contact) for contact in agency.contacts.all()] if agency.pk else []


def typed_rows(formset: BaseFormSet) -> list[dict[str, str]]:
    """The rows as they were typed, right or wrong."""
    return [{name: form[name].value() for name in Row._fields} for form in formset]


def _row(contact: AgencyContact) -> Row:
    return Row(*(getattr(contact, name) for name in Row._fields))


class RowsInput(forms.Widget):
    """The rows, and a button that asks for one more."""

    use_fieldset = True

    def value_from_datadict(self, data, files, name):
        """The rows as they were sent."""
        return self._formset(0)(data, prefix=name)

    def render(self, name, value, attrs=None, renderer=None):
        """The rows that were sent, or those that stand with an empty one after them where there are none."""
        formset = value if isinstance(value, BaseFormSet) else self._shown(name, value or [{}])
        return render_to_string("schools/_contact_rows.html", {"formset": formset, "name": name})

    def _shown(self, name, rows):
        return self._formset(len(rows))(prefix=name, initial=[row._asdict() if isinstance(row, Row) else row for row in rows])

    @staticmethod
    def _formset(extra: int):
        return formset_factory(ContactForm, formset=LineFormSet, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class ContactsField(forms.Field):
    """Any number of people; cleans to rows."""

    widget = RowsInput
    default_error_messages = {"invalid": _("แก้ผู้ติดต่อเพิ่มเติมที่ยังไม่ถูกต้อง")}

    def clean(self, value) -> list[Row]:
        """The rows that were filled in."""
        if not value.is_valid():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return [_row(contact) for contact in value.rows()]
