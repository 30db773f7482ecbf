"""Where files lie: under random names, out of reach of the web."""

import secrets
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings


def path_of(stored_name: str) -> Path:
    """Where a file lies; two letters of its random name are its folder."""
    return Path(settings.MEDIA_ROOT) / stored_name[:2] / stored_name


def lay_down(chunks: Iterable[bytes]) -> str:
    """Write a file, and say under which name. Whose row is never saved is swept away."""
    name = secrets.token_urlsafe(24)
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    with path_of(name).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)
    return name
