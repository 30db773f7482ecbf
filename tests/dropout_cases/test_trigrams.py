"""The trigram indexes: made where they can be had, missed without harm where not, and their blindness told."""

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection

from dropout_cases import trigrams


@pytest.mark.django_db
def test_a_refusal_of_the_database_harms_nothing(monkeypatch):
    monkeypatch.setattr(trigrams, "EXTENSION", "CREATE EXTENSION no_such_extension")
    monkeypatch.setattr(trigrams, "INDEXES", {"no_such_index": "CREATE INDEX no_such_index ON no_such_table (id)"})
    assert not trigrams.make_indexes(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@pytest.mark.postgresql
@pytest.mark.django_db
def test_indexes_go_and_come_back():
    trigrams.drop_indexes(connection)
    made = trigrams.make_indexes(connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname = ANY(%s)", [list(trigrams.INDEXES)])
        assert cursor.fetchone() == (len(trigrams.INDEXES) if made else 0,)


@pytest.mark.django_db
@pytest.mark.parametrize("query, told", [("SELECT 'C'", True), ("SELECT 'POSIX'", True), ("SELECT 'C.UTF-8'", False)])
def test_a_database_that_sees_no_thai_letter_is_told(monkeypatch, query, told):
    monkeypatch.setattr(trigrams, "CHARACTER_TYPE", query)
    warnings = [one.id for one in run_checks(tags=[Tags.database], databases=["default"])]
    assert ("searching.W001" in warnings) == (told and connection.vendor == "postgresql")
