"""Reads a page as strictly as the HTML standard does, and tells what is wrong with it."""

from collections import Counter
from collections.abc import Iterator

import html5lib

NAMES_ELEMENTS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "form")


def faults_in(page: str) -> list[str]:
    """Mistakes of grammar, ids that stand twice, and references to an id that is not there."""
    parser = html5lib.HTMLParser()
    tree = parser.parse(page)
    grammar = [f"line {place[0]}: {code} {values}" for place, code, values in parser.errors]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    twice = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    return grammar + twice + [f"{name} is referred to and absent" for name in references(tree) if name not in ids]


def references(tree) -> Iterator[str]:
    """The ids that elements refer to."""
    for element in tree.iter():
        for attribute in NAMES_ELEMENTS:
            yield from (element.get(attribute) or "").split()
        if (element.get("href") or "").startswith("#"):
            yield element.get("href")[1:]
