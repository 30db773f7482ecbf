"""Visitors who try the doors, and leave nothing behind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse

from schools.models import TrailEvent, User
from tests.access_table import OK, SIGN_IN, WORD, Page


@dataclass
class Reply:
    """What came back, and what the request did to the database before it was put back."""

    status: int
    text: str  # headers and body
    headers: dict[str, str]
    wrote: set[str]  # tables other than the trail's and the sessions'
    lines: list[tuple[str, str]]  # of the trail: verb, and the names of fields or acts
    led_to: int  # what the page answers to which it leads on; its own status where it does not

    @property
    def answer(self) -> object:
        if self.status == 302 and self.headers["Location"].startswith("/sign-in/?next="):
            return SIGN_IN
        return OK if self.status in (200, 302) else self.status

    @property
    def verbs(self) -> set[str]:
        return {verb for verb, _fields in self.lines}

    @property
    def words(self) -> set[str]:
        return set(WORD.findall(self.text))

    @property
    def body(self) -> str:
        return self.text.partition("\n\n")[2]

    @property
    def links(self) -> set[str]:
        """The addresses of the site that a page leads to."""
        found = re.findall(r'(?:href|action)="(/[^"?#]*)', self.text) if self.status == 200 else []
        return {unescape(path) for path in found if not path.startswith("/static/")}


class Visitor(RequestFactory):
    """Somebody at a browser that forgets what it was told, so that every request is the first after sign-in."""

    def __init__(self, role: str, user: User | None):
        super().__init__()
        self.role, self.last_line = role, TrailEvent.objects.latest("pk").pk
        if user:
            client = Client()
            client.force_login(user)
            self.cookies = client.cookies

    def ask(
        self,
        method: str,
        path: str,
        data: dict | None = None,
        *,
        first: Callable = lambda: None,
        then: Callable = lambda: None,
        checks_token: bool = False,
        **options,
    ) -> Reply:
        """Send one request. `first` changes the world for it, `then` looks at the database; all of it is put back."""
        filled = {name: value() if callable(value) else value for name, value in (data or {}).items()}
        more = {"data": filled} if method == "POST" else {}
        request = getattr(self, method.lower())(path, **more, **options)
        wrote: set[str] = set()
        with transaction.atomic():
            first()
            with connection.execute_wrapper(noting_writes(wrote)):
                response = ClientHandler(enforce_csrf_checks=checks_token)(request.environ)
            lines = new_lines(self.last_line)
            then()
            led_to = self.follow(response)
            transaction.set_rollback(True)
        return Reply(response.status_code, text_of(response), dict(response.headers), wrote, lines, led_to)

    def follow(self, response) -> int:
        """Where the response leads in the end."""
        for _step in range(3):
            if response.status_code == 302:
                response = ClientHandler()(self.get(response.headers["Location"]).environ)
        return response.status_code


WRITE = re.compile(r"(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) \"(\w+)\"")
OF_EVERY_REQUEST = {"schools_trailevent", "django_session"}


def noting_writes(wrote: set[str]):
    def note(execute, sql, params, many, context):
        if (found := WRITE.match(sql)) and found[1] not in OF_EVERY_REQUEST:
            wrote.add(found[1])
        return execute(sql, params, many, context)

    return note


def new_lines(last: int) -> list[tuple[str, str]]:
    """The lines written into the trail since its line `last`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, CAST(fields AS text) FROM schools_trailevent WHERE id > %s ORDER BY id", [last])
        return [tuple(line) for line in cursor.fetchall()]


def text_of(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return "\n".join(f"{name}: {value}" for name, value in response.headers.items()) + "\n\n" + body.decode()


@dataclass
class Made:
    """The world, its visitors, and what its forms are sent with."""

    world: object
    visitors: dict[str, Visitor]
    forms: dict[str, dict]

    def path(self, name: str, page: Page, thing: str) -> str:
        keys = [self.world.keys[key] for key in thing.split()]
        return reverse(name, args=[*keys[:1], *page.more, *keys[1:]])

    def ask(self, role: str, method: str, name: str, thing: str = "", more: tuple = (), **options) -> Reply:
        return self.visitors[role].ask(method, self.path(name, Page({}, more=more), thing), **options)
