"""What every test stands on: a fast password hasher, whole code lists, and a browser."""

import gc
import os
import shutil
import time
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.management import CommandError
from django.db import OperationalError, connection
from django.db.models.expressions import Col
from django.test import TransactionTestCase

from schools import trail
from schools.codes import load_codes
from schools.models import Code
from tests import migrated
from tests.client import PageClient
from tests.people import world  # noqa: F401

# Playwright keeps an event loop running in the thread of the tests, which Django would take for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

IN_CI = bool(os.environ.get("CI"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# No sandbox, for tests may run as root; and nothing that would speak to other hosts.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

hypothesis.settings.register_profile("house", deadline=None, derandomize=IN_CI, print_blob=True)
hypothesis.settings.load_profile("house")


def pytest_configure(config):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_finish(session):
    """Look for garbage seldom, and never among what was there before the first test: a fifth less work in all."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Mark what needs a browser, skip on SQLite what needs the row locks of PostgreSQL, and leave out benchmarks not asked for.

    What takes long comes first, so that no process is still at it when the other has nothing left.
    """
    if "benchmark" not in config.option.markexpr:
        items[:] = [item for item in items if not item.get_closest_marker("benchmark")]
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason="needs the row locks of PostgreSQL: make test-postgres"))
    yield
    items.sort(key=lambda item: not (item.get_closest_marker("slow") or item.get_closest_marker("browser")))


# An ordered query looks each column it selects up in a dictionary; Django makes what they are compared by out of the signature
# of their class, which costs more than the query.
Col.identity = property(lambda column: (Col, column.alias, column.target, column.output_field))

empty_the_database = TransactionTestCase._fixture_teardown


def empty_and_refill(case):
    """Empty the database after a test with real transactions; the code lists, which a migration loads, come back.

    A page that closes still sends its draft: while the server answers that, SQLite in memory locks its tables, and emptying waits.
    """
    for wait in (0.1, 0.2, 0.4, 0.8, 1.6):
        try:
            return _empty_and_refill(case)
        except (CommandError, OperationalError):
            time.sleep(wait)
    return _empty_and_refill(case)


def _empty_and_refill(case):
    """SQLite empties a table with DELETE, which the guard of the trail refuses; PostgreSQL truncates, unseen by the guard."""
    guarded = connection.vendor == "sqlite"
    if guarded:
        trail.lift_guard(connection)
    try:
        empty_the_database(case)
    finally:
        if guarded:
            trail.set_guard(connection)
    load_codes(Code)


TransactionTestCase._fixture_teardown = empty_and_refill


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """On SQLite, Django finds a database that is migrated already."""
    if connection.vendor != "sqlite":
        yield
        return
    with django_db_blocker.unblock():
        memory = migrated.fill(connection)
    yield
    memory.close()


@pytest.fixture(scope="session", autouse=True)
def _files_in_a_temporary_folder(tmp_path_factory):
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("files")


@pytest.fixture
def client() -> PageClient:
    """Nobody in particular, at a browser without JavaScript."""
    return PageClient()


@pytest.fixture(scope="session")
def base_url(live_server):
    """The address that `page.goto("/cases/")` starts from."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The machine's own Chromium; without one the test fails where all must run, and is skipped elsewhere."""
    if not CHROMIUM:
        (pytest.fail if IN_CI else pytest.skip)("Browser tests need Chromium: apt-get install chromium fonts-thai-tlwg")
    return {**browser_type_launch_args, "executable_path": Path(CHROMIUM), "args": CHROMIUM_ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A browser in Khon Kaen."""
    return {**browser_context_args, "locale": "th-TH", "timezone_id": "Asia/Bangkok"}
