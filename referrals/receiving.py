"""What a receiver of a referral is shown – by personal link or by account the same – and the files it may open.

Nothing is read of the case: what is shown stands in the frozen packages, or passed between the office and this receiver.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dropout_cases.models import Document
from referrals.models import EventKind, Package, Referral, ReferralEvent
from referrals.package import Item, thaw
from schools.access import Role

# What of the progress a receiver reads: what it said, and what was said to it. A call or a reminder is the office's own note.
TOLD = frozenset(
    {EventKind.ASKED, EventKind.REPLIED, EventKind.ADDED, EventKind.ACCEPTED, EventKind.HELPING, EventKind.DONE, EventKind.DECLINED}
)
OF_RECEIVERS = ("", Role.PARTNER, Role.SCHOOL_STAFF)  # in which role they write; with a link in none
ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}


@dataclass(frozen=True)
class Version:
    """A package as a receiver reads it."""

    package: Package
    purpose: list[Item]
    shared: list[Item]
    files: list["Handed"]
    is_newest: bool


@dataclass(frozen=True)
class Handed:
    """A file under a name that says nothing of the child or of who sent it."""

    document: Document
    number: int
    url: str

    @property
    def name(self) -> str:
        """What it is called when it is saved."""
        return f"เอกสารแนบ-{self.number}.{ENDINGS[self.document.content_type]}"


@dataclass(frozen=True)
class Passage:
    """Something that was said, with the files that came with it."""

    event: ReferralEvent
    files: list[Handed]


def for_receiver(referral: Referral, file_url: Callable[[str], str]) -> dict[str, object]:
    """Everything the page of a receiver says; `file_url` is where it opens the file with a key."""
    case, files = referral.round.case, files_of(referral, file_url)
    return {
        "referral": referral,
        "number": case.number,
        "office": case.area,
        "contact": case.owner or referral.entered_by,
        "versions": _versions(referral, files),
        "passages": _passages(referral, files),
    }


def _versions(referral: Referral, files: list[Handed]) -> list[Version]:
    """The newest first, for it is the one to act on."""
    packages = list(referral.packages.all())
    return [_version(package, files, is_newest=package is packages[-1]) for package in reversed(packages)]


def _version(package: Package, files: list[Handed], *, is_newest: bool) -> Version:
    items, own = thaw(package.items), {document.pk for document in package.files.all()}
    return Version(
        package=package,
        purpose=[item for item in items if item.is_purpose],
        shared=[item for item in items if not item.is_purpose],
        files=[file for file in files if file.document.pk in own],
        is_newest=is_newest,
    )


def recommended(referral: Referral) -> list[str]:
    """The recommendation as it was last sent."""
    items = [item for package in referral.packages.all() for item in thaw(package.items) if item.code == "pathway"]
    return items[-1].value if items else []


def _passages(referral: Referral, files: list[Handed]) -> list[Passage]:
    told = [event for event in referral.events.all() if event.kind in TOLD and not event.is_void]
    return [Passage(event, [file for file in files if file.document.record_key == event.key]) for event in told]


def files_of(referral: Referral, file_url: Callable[[str], str]) -> list[Handed]:
    """What a receiver may open: the files of its packages and those it brought itself, each once, in the order they came."""
    shared = [document for package in referral.packages.all() for document in package.files.all()]
    own = [event.key for event in referral.events.all() if event.entered_role in OF_RECEIVERS and event.is_of_receiver]
    brought = Document.objects.filter(record_key__in=own, entered_role__in=OF_RECEIVERS).order_by("pk")
    each = enumerate({document.pk: document for document in (*shared, *brought)}.values(), 1)
    return [Handed(document, number, file_url(document.key)) for number, document in each if not document.is_void]
