"""The people of every test: who works where, and who must not see."""

from types import SimpleNamespace

import pytest

from schools.access import Role
from tests.make import (
    make_agency,
    make_area,
    make_officer,
    make_partner,
    make_school,
    make_supervisor,
    make_teacher,
    make_user,
)


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
    officer = make_officer(area, username="officer")
    area.intake_owner = officer
    area.save()
    return SimpleNamespace(
        area=area,
        elsewhere=elsewhere,
        school=school,
        other_school=other_school,
        far_school=far_school,
        agency=agency,
        other_agency=other_agency,
        officer=officer,
        colleague=make_officer(area, username="colleague"),
        supervisor=make_supervisor(area, username="supervisor"),
        stranger=make_officer(elsewhere, username="stranger"),
        teacher=make_teacher(school, username="teacher"),
        neighbour=make_teacher(other_school, username="neighbour"),
        executive=make_user(Role.EXECUTIVE, area, username="executive"),
        partner=make_partner(agency, username="partner"),
        other_partner=make_partner(other_agency, username="other-partner"),
        sysadmin=make_user(Role.SYSADMIN, area, username="sysadmin"),
        nobody=make_user(username="nobody"),
    )
