"""Whether those who watch over servers are told the truth."""

import pytest
from django.db import DatabaseError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

URL = "/healthz"


@pytest.mark.django_db
def test_a_site_that_works_says_ok_to_anybody(client):
    response = client.get(URL)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_a_migration_that_has_not_run_is_told(client):
    MigrationRecorder.Migration.objects.filter(app="referrals").delete()
    response = client.get(URL)
    assert (response.status_code, response.json()) == (503, {"status": "migrations have not run"})


def test_a_database_that_does_not_answer_is_told(client, monkeypatch):
    def broken(*_anything):
        raise DatabaseError("password=secret host=db")

    monkeypatch.setattr(MigrationExecutor, "__init__", broken)
    response = client.get(URL)
    assert (response.status_code, response.json()) == (503, {"status": "database does not answer"})


@pytest.mark.django_db
def test_it_is_only_asked(client):
    assert client.post(URL).status_code == 405
