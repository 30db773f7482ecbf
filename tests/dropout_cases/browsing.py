"""A browser without JavaScript, in small: the forms of a page as they stand, and the words a reader sees."""

import re
from html.parser import HTMLParser


def words(response) -> str:
    """What stands on a page: its text in one line, without tags, every space a plain one."""
    page = re.sub(r"<(script|style)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    reader = _Words()
    reader.feed(page)
    return " ".join("".join(reader.found).split())


def form_on(response, action: str | None = None) -> dict:
    """Name and value of every box of the first form in <main> that is posted (to `action`): what the button would send."""
    reader = _Forms()
    reader.feed(response.content.decode())
    forms = [form for where, form in reader.forms if action in (None, where)]
    assert forms, f"{response.request['PATH_INFO']} has no form for {action}"
    return {name: values[0] if len(values) == 1 else values for name, values in forms[0].items()}


def links_on(response) -> list[str]:
    """The addresses of the links in <main>, in their order."""
    reader = _Forms()
    reader.feed(response.content.decode())
    return reader.links


class _Words(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag not in {"span", "strong", "a"}:
            self.found.append(" ")

    def handle_data(self, data):
        self.found.append(data)


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.in_main, self.in_template, self.forms, self.links = False, False, [], []
        self.values = self.textarea = self.select = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.in_main = self.in_main or tag == "main"
        self.in_template = self.in_template or tag == "template"  # which no browser shows or sends
        if not self.in_main or self.in_template:
            return
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        elif tag == "form" and attributes.get("method") == "post":
            self.values = {}
            self.forms.append((attributes.get("action"), self.values))
        elif self.values is not None:
            self._box(tag, attributes)

    def _box(self, tag, attributes):
        name, value = attributes.get("name"), attributes.get("value", "")
        if tag == "textarea":
            self.textarea = (name, [])
        elif tag == "select":
            self.select = (name, [])
        elif tag == "option" and self.select:
            self.select[1].append((value, "selected" in attributes))
        elif tag == "input" and attributes.get("type") in {"checkbox", "radio"}:
            if "checked" in attributes:
                self._put(name, attributes.get("value", "on"))
        elif tag == "input" and attributes.get("type") not in {"file", "submit", "button"}:
            self._put(name, value)

    def _put(self, name, value):
        self.values.setdefault(name, []).append(value)

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag):
        if tag == "main":
            self.in_main = False
        elif tag == "template":
            self.in_template = False
        elif tag == "form":
            self.values = None
        elif tag == "textarea" and self.textarea:
            self._put(self.textarea[0], "".join(self.textarea[1]).removeprefix("\n"))
            self.textarea = None
        elif tag == "select" and self.select:
            name, options = self.select
            for value in [value for value, chosen in options if chosen] or [value for value, _chosen in options[:1]]:
                self._put(name, value)
            self.select = None
