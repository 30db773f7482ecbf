"""Which kinds of row a case holds, asked in one question."""

import pytest

from dropout_cases import workflow
from dropout_cases.judgement import RECORD_MODELS
from dropout_cases.kinds import kinds_in, known_kinds
from dropout_cases.timeline import BESIDE
from tests.make import make_case, make_contact


def test_every_kind_that_is_read_by_its_name_is_known():
    assert {*RECORD_MODELS.values(), *BESIDE} <= {kind.label for kind, _column in known_kinds()}


@pytest.mark.django_db
def test_case_holds_what_stands_in_its_rounds_voided_or_not_and_nothing_of_others(world):
    case, other = make_case(world.officer, world.school), make_case(world.officer, world.school)
    make_contact(other, world.officer)
    assert "dropout_cases.Report" in kinds_in(case)
    assert "referrals.Contact" not in kinds_in(case)
    workflow.void(make_contact(case, world.officer), reason="ผิดเคส", by=world.officer)
    assert "referrals.Contact" in kinds_in(case)
