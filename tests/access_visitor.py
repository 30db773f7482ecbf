"""Visitors who try the doors, and leave nothing behind."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from zipfile import BadZipFile

from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.client import ClientHandler
from django.urls import reverse
from pypdfium2 import PdfiumError

from referrals.papers.word import CONTENT_TYPE
from schools.models import TrailEvent, User
from tests.access_table import OK, SIGN_IN, WORD, Page
from tests.papers import pages_of, text_of_word

ASKING_FOR_SIGN_IN = "/sign-in/?next="


@dataclass
class Reply:
    """What came back, and what the request did to the database before it was put back."""

    status: int
    text: str  # headers and body
    headers: dict[str, str]
    wrote: set[str]  # tables other than the trail's and the sessions'
    lines: list[tuple[str, str]]  # of the trail: verb, and the names of fields or acts
    led_to: int  # what the page answers to which it leads on; its own status where it does not, or nobody followed

    @property
    def answer(self) -> object:
        if self.status == 302 and self.headers["Location"].startswith(ASKING_FOR_SIGN_IN):
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
        """The addresses of the site that a page leads to, with what they ask."""
        found = re.findall(r'(?:href|action)="(/[^"#]*)', self.text) if self.status == 200 else []
        return {unescape(path) for path in found if not path.startswith("/static/")}


class Visitor(RequestFactory):
    """Somebody at a browser that forgets what it was told, so that every request is the first after sign-in."""

    def __init__(self, role: str, user: User | None):
        super().__init__()
        self.role, self.last_line = role, TrailEvent.objects.latest("pk").pk
        self.wrote: set[str] = set()  # by the last request
        self.site = {checks_token: ClientHandler(enforce_csrf_checks=checks_token) for checks_token in (False, True)}
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
        follows: bool = True,
        **options,
    ) -> Reply:
        """Send one request. `first` changes the world for it, `then` looks at the database; all of it is put back."""
        filled = {name: value() if callable(value) else value for name, value in (data or {}).items()}
        more = {"data": filled} if method == "POST" else {}
        request = getattr(self, method.lower())(path, **more, **options)
        wrote = self.wrote = set()
        with transaction.atomic():
            first()
            with connection.execute_wrapper(noting_writes(wrote)):
                response = self.site[checks_token](request.environ)
            lines = new_lines(self.last_line)
            then()
            led_to = self.follow(response) if follows else response.status_code
            transaction.set_rollback(True)
        return Reply(response.status_code, text_of(response), dict(response.headers), wrote, lines, led_to)

    def follow(self, response) -> int:
        """What is answered where the response leads in the end. Asking for sign-in leads nowhere but there."""
        for _step in range(3):
            if response.status_code == 302 and not response.headers["Location"].startswith(ASKING_FOR_SIGN_IN):
                response = self.site[False](self.get(response.headers["Location"]).environ)
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
    return "\n".join(f"{name}: {value}" for name, value in response.headers.items()) + "\n\n" + said_in(body, response)


def said_in(body: bytes, response) -> str:
    """What a page or a paper says; of a file of the tests that only says it is a paper, what it holds."""
    read = READERS_OF_PAPER.get(response.headers.get("Content-Type", ""), bytes.decode)
    try:
        return read(body)
    except (UnicodeDecodeError, PdfiumError, BadZipFile):
        return body.decode(errors="replace")


def said_in_pdf(pdf: bytes) -> str:
    """The text of a PDF, with words made whole that were broken at a hyphen or a place to break."""
    return re.sub("[-\ufffe\x02]\\s+", "-", re.sub("\u200b\\s*", "", "\n".join(pages_of(pdf))))


READERS_OF_PAPER: dict[str, Callable[[bytes], str]] = {"application/pdf": said_in_pdf, CONTENT_TYPE: text_of_word}


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
