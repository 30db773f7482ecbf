"""The demo: an office with its network and people, the four pupils of 2567, open cases of today, and a second small office."""

from datetime import date

from django.db import transaction

from dropout_cases.models import Case
from schools.models import Area

from .absences import tell_absences
from .agencies import make_agencies
from .day import tell_the_day
from .elsewhere import make_elsewhere, tell_hand_overs
from .open_early import tell_early_cases
from .open_late import tell_late_cases
from .ordinary import Days
from .papers import set_up_letterhead, tell_papers
from .people import make_people
from .places import AREA_CODE, make_area, make_schools
from .referred import tell_referrals
from .story import Office
from .turning import tell_turning_cases
from .year2567 import tell_year_2567


def is_there() -> bool:
    """Whether the office stands already."""
    return Area.objects.filter(code=AREA_CODE).exists()


@transaction.atomic
def build(today: date, password: str) -> int:
    """Build everything, or nothing; returns the number of cases."""
    area = make_area()
    set_up_letterhead(area)
    schools, agencies = make_schools(area), make_agencies(area, today)
    office = Office(area, schools, agencies, make_people(area, schools, agencies, password))
    tell_year_2567(office)
    tell_early_cases(office, Days(today))
    tell_referrals(office, Days(today))
    tell_papers(office, Days(today))
    tell_late_cases(office, Days(today))
    area.check_term_end = True
    area.save(update_fields=["check_term_end"])
    tell_turning_cases(office, Days(today))
    tell_hand_overs(office, Days(today), make_elsewhere(password))
    tell_the_day(office, Days(today))
    tell_absences(office, today)
    return Case.objects.count()
