"""The migrated database of SQLite, kept in a file for each state of the migrations, so that a run need not migrate anew."""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

KEPT = settings.BASE_DIR / "var" / "migrated"
# The migrations, and what they fill an empty database with.
SOURCES = ("*/migrations/*.py", "schools/data/*.json", "schools/codes.py", "schools/fields.py", "schools/trail.py")


def state() -> str:
    """Names the state of the migrations; another state is another file."""
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern)):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def fill(connection) -> sqlite3.Connection:
    """Fill the database in memory that `connection` will use; it lasts as long as some connection to it is open."""
    kept, name = KEPT / f"{state()}.sqlite3", connection.creation._get_test_db_name()
    memory = sqlite3.connect(name, uri=True)
    if kept.exists():
        copy(kept, memory)
    else:
        migrate(connection, name)
        keep(memory, kept)
    return memory


def migrate(connection, name: str) -> None:
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    call_command("migrate", verbosity=0)
    connection.settings_dict["NAME"] = usual


def keep(memory: sqlite3.Connection, file: Path) -> None:
    """Keep the database as the file, whole at once, and no other state beside it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    half_made = file.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(half_made)) as target:
        memory.backup(target)
    for other in KEPT.glob("*.sqlite3"):
        other.unlink(missing_ok=True)
    half_made.replace(file)


def copy(file: Path, memory: sqlite3.Connection) -> None:
    with closing(sqlite3.connect(file)) as source:
        source.backup(memory)
