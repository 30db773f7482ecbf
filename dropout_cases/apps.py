"""The app of cases; it brings the check of the table of steps."""

from django.apps import AppConfig
from django.core.checks import register

from .checks import table_is_whole


class DropoutCasesConfig(AppConfig):
    """Registers the system check when the site starts."""

    name = "dropout_cases"

    def ready(self):
        """Wrong wiring is found at start-up."""
        register(table_is_whole)
