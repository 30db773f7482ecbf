"""The trigram indexes of PostgreSQL, where they can be had; without them a search gives the same answers, only slower."""

from django.core.checks import Warning
from django.db import DatabaseError, connections, transaction

EXTENSION = "CREATE EXTENSION IF NOT EXISTS pg_trgm"
INDEXES = {
    name: f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (search_text gin_trgm_ops)"
    for name, table in [("student_by_part_of_name", "dropout_cases_student"), ("case_by_part_of_name", "dropout_cases_case")]
}
CHARACTER_TYPE = "SELECT datctype FROM pg_database WHERE datname = current_database()"
NO_LETTERS = {"C", "POSIX"}


def make_indexes(connection) -> bool:
    """Make the extension and the indexes that need it; whether they are there now. Where it cannot be had, nothing is raised."""
    if connection.vendor != "postgresql":
        return False
    _try(connection, EXTENSION)
    made = [_try(connection, statement) for statement in INDEXES.values()]
    return all(made)


def drop_indexes(connection) -> None:
    """Take the indexes away; the extension stays, for others may use it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in INDEXES:
                cursor.execute(f"DROP INDEX IF EXISTS {name}")


def _try(connection, statement: str) -> bool:
    """Run it in a savepoint of its own: a refusal by the database costs nothing but the statement."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def letters_are_seen(app_configs, databases=None, **options) -> list[Warning]:
    """Under the character type C, PostgreSQL sees no letter in Thai, and every trigram search reads the whole table."""
    found = []
    for alias in databases or ():
        if connections[alias].vendor != "postgresql":
            continue
        with connections[alias].cursor() as cursor:
            cursor.execute(CHARACTER_TYPE)
            (character_type,) = cursor.fetchone()
        if character_type in NO_LETTERS:
            found.append(_blind(alias, character_type))
    return found


def _blind(alias: str, character_type: str) -> Warning:
    return Warning(
        f"The database {alias!r} has the character type {character_type}: trigrams see no Thai letter, and searches are slow.",
        hint="Create the database with LC_CTYPE 'C.UTF-8', or another of UTF-8, and load the data into it.",
        id="searching.W001",
    )
