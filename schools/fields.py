"""Model fields shared by every floor: normalised Thai text and opaque keys."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models

from thai.text import normalise


def new_key() -> str:
    """An opaque id for URLs: it tells nothing about the row and cannot be guessed."""
    return secrets.token_urlsafe(16)


class KeyField(models.CharField):
    """The opaque id of a row, as it stands in URLs."""

    def __init__(self, **options):
        options.setdefault("default", new_key)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        super().__init__(**{"max_length": 32, **options})


class Normalised:
    """The one text normaliser at the edge of a model; control characters are refused with a sentence."""

    multiline = False

    def to_python(self, value):
        value = super().to_python(value)
        if not isinstance(value, str):
            return value
        try:
            return normalise(value, multiline=self.multiline)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return normalise(value, multiline=self.multiline) if isinstance(value, str) else value


class LineField(Normalised, models.CharField):
    """One line of Thai text."""


class ProseField(Normalised, models.TextField):
    """Several lines of Thai text."""

    multiline = True
