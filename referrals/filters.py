"""The filter above the list of referrals."""

import django_filters
from django.utils.translation import gettext_lazy as _

from referrals.models import Referral, ReferralStatus
from schools.access import Action
from schools.models import Agency

STATES = [(ReferralStatus.SENT, _("รอตอบ"))] + [
    (status, status.label)
    for status in (ReferralStatus.ACCEPTED, ReferralStatus.DONE, ReferralStatus.DECLINED, ReferralStatus.WITHDRAWN)
]


def _agencies_of_the_reader(request):
    areas, _agencies = request.user.scope_of(Action.REFERRAL_SEE, "agency")
    return Agency.objects.filter(area__in=areas).order_by("sort_key")


class ReferralFilter(django_filters.FilterSet):
    """By state; for an office also by the agency it was sent to."""

    status = django_filters.ChoiceFilter(label=_("สถานะ"), choices=STATES, empty_label=_("ทั้งหมด"))
    agency = django_filters.ModelChoiceFilter(
        label=_("หน่วยงาน"), queryset=_agencies_of_the_reader, to_field_name="key", empty_label=_("ทั้งหมด")
    )

    class Meta:
        model = Referral
        fields = ["status", "agency"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        areas, _agencies = self.request.user.scope_of(Action.REFERRAL_SEE, "agency")
        self.of_office = bool(areas)
        if not self.of_office:
            del self.filters["agency"]
