"""The people of every test: who works where, and who must not see."""

from types import SimpleNamespace

import pytest

from schools.access import Role
from tests.make import make_agency, make_area, make_school, make_users


@pytest.fixture
def world(db) -> SimpleNamespace:
    """The people, made anew for each test."""
    return make_world()


def make_world() -> SimpleNamespace:
    """One office with two schools and two agencies, a second office, and somebody of every role."""
    area, elsewhere = make_area("ขก1"), make_area("ขก2")
    school, other_school = make_school(area, "โรงเรียนหนึ่ง"), make_school(area, "โรงเรียนสอง")
    far_school = make_school(elsewhere, "โรงเรียนไกล")
    agency, other_agency = make_agency(area, "โรงพยาบาลทดสอบ"), make_agency(area, "สถานีตำรวจทดสอบ", kind="POLICE")
    people = make_users(
        officer=(Role.OFFICER, area),
        colleague=(Role.OFFICER, area),
        supervisor=(Role.SUPERVISOR, area),
        stranger=(Role.OFFICER, elsewhere),
        teacher=(Role.SCHOOL_STAFF, school),
        neighbour=(Role.SCHOOL_STAFF, other_school),
        executive=(Role.EXECUTIVE, area),
        partner=(Role.PARTNER, agency),
        other_partner=(Role.PARTNER, other_agency),
        sysadmin=(Role.SYSADMIN, area),
        nobody=None,
    )
    area.intake_owner = people["officer"]
    area.save()
    return SimpleNamespace(
        area=area,
        elsewhere=elsewhere,
        school=school,
        other_school=other_school,
        far_school=far_school,
        agency=agency,
        other_agency=other_agency,
        **people,
    )
