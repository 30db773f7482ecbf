"""The command imports as the pages do: it says what it found, and writes only when told to."""

import pytest
from django.core.management import CommandError, call_command

from dropout_cases.models import ImportBatch, Student
from tests.dropout_cases.imports.lists import DMC, as_csv, pupil


@pytest.fixture
def run(world, tmp_path, capsys):
    """Import rows of pupils, and give back what was said."""

    def act(*rows, encoding="cp874", told="cp874", who="officer", kind="pupils", **options):
        path = tmp_path / "roll.csv"
        path.write_bytes(as_csv(rows, DMC, encoding))
        call_command("import_file", kind, str(path), area="ขก1", username=who, encoding=told, **options)
        return capsys.readouterr().out

    return act


def test_a_dry_run_says_what_is_wrong_and_writes_nothing(run):
    said = run(pupil(1), pupil(2, วันเกิด="31/02/2558"), dry_run=True)
    assert "new=1 changed=0 same=0 wrong=1" in said
    assert "NO_DAY: 1 – ไม่มีวันนี้ในปฏิทิน" in said
    assert not Student.objects.exists()
    assert not ImportBatch.objects.exists()


def test_with_confirm_the_right_rows_are_written(run):
    assert "written:" in run(pupil(1), pupil(2, วันเกิด="31/02/2558"), confirm=True)
    assert Student.objects.count() == 1
    assert "same=1" in run(pupil(1))


def test_strict_writes_nothing_where_a_row_is_wrong(run):
    with pytest.raises(SystemExit) as left:
        run(pupil(1), pupil(2, วันเกิด="31/02/2558"), confirm=True, strict=True)
    assert left.value.code == 1
    assert not Student.objects.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"told": None}, "--encoding cp874"),
        ({"told": "utf-8"}, ""),
        ({"who": "sysadmin"}, "ต้องมีสิทธิ์"),
        ({"who": "nobody-of-this-name"}, "nobody of that user name"),
        ({"kind": "schools", "who": "officer"}, "ต้องมีสิทธิ์"),
        ({"school": "ไม่มีจริง"}, "no school"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(run, options, said):
    with pytest.raises(CommandError) as refused:
        run(pupil(1), **options)
    assert said in str(refused.value)
    assert not ImportBatch.objects.exists()
