"""The child a row names: title, given name, family name and sex, from whichever columns hold them."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from thai.sorting import sort_key

from .cells import sex_of_title
from .faults import Wrong


@dataclass(frozen=True)
class Named:
    """A child as a row names it."""

    title: str
    first: str
    last: str
    sex: str

    @cached_property
    def sort_key(self) -> str:
        """What children of this name are found by in the order of the dictionary."""
        return sort_key(f"{self.first} {self.last}")

    @property
    def in_one_piece(self) -> str:
        """Title and names as they are printed."""
        return f"{self.title}{self.first} {self.last}".strip()


NOBODY = Named("", "", "", "")


def named(values: dict[str, Any]) -> Named:
    """The child of a row; Wrong where no name stands in it."""
    title, first, rest = values["full_name"] if values["full_name"][1] else values["first_name"]
    last = values["last_name"] or rest
    if values["last_name"] and rest:
        first = f"{first} {rest}"
    if not first:
        raise Wrong("NO_NAME", field="first_name")
    if len(first) > 80:
        raise Wrong("TOO_LONG", field="first_name", value=first)
    title = values["title"] or title
    return Named(title, first, last, values.get("sex") or sex_of_title(title))
