"""Merges amid other work: acts in any order, and at the same moment, leave every case as its records say."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropout_cases import workflow
from dropout_cases.models import Case, Entry, Merge, Report, Round, Student
from dropout_cases.steps import Safety
from dropout_cases.workflow import Refused
from dropout_cases.workflow.merging import entries
from referrals.models import Contact
from tests.dropout_cases.test_races import race, split  # noqa: F401
from tests.dropout_cases.test_random_acts import taken_back
from tests.make import DAY, close, code, make_case
from tests.recomputed import differences

ON = DAY + timedelta(days=40)


class Day:
    """Acts on the children and cases of an office, drawn at random; what is refused leaves no trace."""

    def __init__(self, world, draw):
        self.world, self.draw = world, draw
        for school in (world.school, world.other_school, None):
            make_case(world.officer, school or world.school, safety=draw(st.sampled_from(Safety)))

    def some(self, rows):
        found = list(rows.order_by("pk"))
        return self.draw(st.sampled_from(found)) if found else None

    def merge(self):
        kept, gone = self.some(Student.objects.current()), self.some(Student.objects.current())
        workflow.merge(kept, gone, reason="คนเดียวกัน", by=self.world.supervisor, on=ON)

    def undo(self):
        merge = self.some(Merge.objects.filter(undone_at=None))
        if merge:
            workflow.undo_merge(merge, by=self.world.supervisor, at=timezone.now())

    def record(self):
        entry = Contact(round=self.some(Round.objects.all()), happened_on=ON, party="SCHOOL", asked="ถาม")
        workflow.record(entry, by=self.world.officer)

    def join(self):
        told = Report(area=self.world.area, school=self.world.school, happened_on=ON, child_name="สมมติ", safety="UNSAFE")
        report = workflow.receive(told, by=self.world.officer)
        workflow.join(report, self.some(Case.objects.all()), by=self.world.officer, on=ON)

    def void(self):
        entry = self.some(self.draw(st.sampled_from([Report, Contact])).objects.exclude(round=None))
        if entry:
            workflow.void(entry, reason="ผิด", by=self.world.officer)

    def close(self):
        close(self.some(Case.objects.all()), self.world.officer, self.world.supervisor, "NOT_FOUND", on=ON)

    def take_up_again(self):
        reason = code("TAKEN_UP_AGAIN", "round_start_reason")
        workflow.take_up_again(self.some(Case.objects.all()), reason=reason, by=self.world.supervisor, on=ON)

    def open(self):
        workflow.open_case(self.some(Student.objects.all()), Report(happened_on=ON, safety="SAFE"), by=self.world.officer)


ACTS = ["merge", "merge", "undo", "undo", "record", "join", "void", "close", "take_up_again", "open"]


def check():
    assert {case.number: differences(case) for case in Case.objects.all() if differences(case)} == {}
    children = list(Case.objects.open().values_list("student", flat=True))
    assert len(children) == len(set(children))
    assert not Case.objects.exclude(student__merged_into=None).exists()
    assert sorted(Round.objects.filter(closed_on=None).values_list("case", flat=True)) == sorted(
        Case.objects.open().values_list("pk", flat=True)
    )


@pytest.mark.slow
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data(), times=st.integers(6, 14))
def test_random_acts_around_merges_leave_every_case_as_its_records_say(world, data, times):
    with taken_back():
        day = Day(world, data.draw)
        for _time in range(times):
            before = sum(model._base_manager.count() for model in entries())
            with suppress(Refused):
                getattr(day, data.draw(st.sampled_from(ACTS), label="act"))()
            assert sum(model._base_manager.count() for model in entries()) >= before
            check()
        for merge in Merge.objects.filter(undone_at=None).order_by("-pk"):
            try:
                workflow.undo_merge(merge, by=world.supervisor, at=timezone.now())
            except Refused:
                break
            check()


# At the same moment


@pytest.fixture
def pair(world):
    return make_case(world.officer, world.school), make_case(world.officer, world.other_school)


def merging(world, kept, gone):
    return lambda: workflow.merge(kept.student, gone.student, reason="คนเดียวกัน", by=world.supervisor, on=ON)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_supervisors_merge_the_same_two_once(world, pair, race):  # noqa: F811
    won, lost = split(race(merging(world, *pair), merging(world, *pair), merging(world, *reversed(pair))))
    assert [type(one) for one in lost] == [Refused] * 2
    assert won == [Merge.objects.get()]
    check()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("repeat", range(2))
def test_what_is_written_during_a_merge_is_in_one_of_the_two(world, pair, race, repeat):  # noqa: F811
    gone = pair[1]
    entries_ = [Contact(round=gone.current_round, happened_on=ON, party="SCHOOL", asked="ถาม") for _number in range(3)]
    acts = [lambda one=one: workflow.record(one, by=world.officer) for one in entries_]
    won, lost = split(race(merging(world, *pair), *acts))
    assert {type(one) for one in lost} <= {Refused}
    assert Contact.objects.filter(round__case=pair[0]).count() == len([one for one in won if isinstance(one, Entry)])
    check()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_case_taken_up_again_during_a_merge_is_not_a_second_one(world, pair, race):  # noqa: F811
    kept, gone = pair
    close(gone, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    reason = code("TAKEN_UP_AGAIN", "round_start_reason")
    again = lambda: workflow.take_up_again(gone, reason=reason, by=world.supervisor, on=ON)  # noqa: E731
    _won, lost = split(race(merging(world, kept, gone), again))
    assert {type(one) for one in lost} <= {Refused}
    check()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_child_reported_during_a_merge_has_one_open_case(world, pair, race):  # noqa: F811
    kept, gone = pair
    close(gone, world.officer, world.supervisor, "NOT_FOUND", on=DAY)
    told = lambda: workflow.open_case(gone.student, Report(happened_on=ON, safety="SAFE"), by=world.officer)  # noqa: E731
    _won, lost = split(race(merging(world, kept, gone), told))
    assert {type(one) for one in lost} <= {Refused}
    check()
