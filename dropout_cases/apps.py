"""The app of cases; it brings the checks of the table of steps and of the database."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from .checks import table_is_whole
from .trigrams import letters_are_seen


class DropoutCasesConfig(AppConfig):
    """Registers the system checks when the site starts."""

    name = "dropout_cases"

    def ready(self):
        """Wrong wiring is found at start-up."""
        register(table_is_whole)
        register(letters_are_seen, Tags.database)
