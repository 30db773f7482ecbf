"""Form fields of a referral: the agency chosen from the directory, and the files of the case chosen one by one."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dropout_cases.models import Document
from referrals.sending import masked
from schools.models import Agency, Code


class AgencyField(forms.ModelChoiceField):
    """An agency, with what it can do, how soon it usually answers, and where its mail would go."""

    def label_from_instance(self, agency: Agency) -> str:
        """What whoever chooses has to know."""
        services = ", ".join(service.label for service in agency.services.all())
        return " · ".join(filter(None, (agency.name, services, reply_words(agency), masked(agency.email))))

    def group(self, fitting: set[int], fitting_label: str) -> None:
        """Offer those that fit first, and under another heading the others."""
        groups: dict[bool, list] = {True: [], False: []}
        for agency in self.queryset or ():
            groups[agency.pk in fitting].append((agency.pk, self.label_from_instance(agency)))
        named = [(fitting_label, groups[True]), (_("หน่วยงานอื่น"), groups[False])]
        self.choices = [("", self.empty_label), *((label, rows) for label, rows in named if rows)]


def reply_words(agency: Agency) -> str:
    """How soon an agency usually answers; nothing while that is not known."""
    if agency.reply_days is None:
        return ""
    days = round(agency.reply_days)
    return ngettext("ตอบโดยเฉลี่ย %(days)d วัน", "ตอบโดยเฉลี่ย %(days)d วัน", days) % {"days": days}


class CaseFilesField(forms.ModelMultipleChoiceField):
    """Files of the case, by their keys; one that shows the child's face says so."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(queryset=Document.objects.none(), required=False, to_field_name="key", **options)

    def label_from_instance(self, document: Document) -> str:
        """The name of the file, of which kind it is, and what it shows."""
        face = _("เห็นหน้าเด็ก") if document.shows_face else ""
        return " · ".join(filter(None, (document.name, document.kind, document.caption, face)))


def fitting_agencies(helps: list[str], amphoe, *, among) -> set[int]:
    """Of `among` the row numbers of those that give all of these kinds of help and serve the amphoe."""
    kinds = Code.objects.of("help_kind").filter(pk__in=helps)
    return set(among.serving(amphoe).who_can(*kinds).values_list("pk", flat=True))
