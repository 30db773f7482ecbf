"""Judges a PDF and draws its first page, as a process of its own.

Run as `python pdf_reader.py MEMORY SECONDS judge|draw` with the file as its input. `judge` writes one word; `draw` writes the
page as WebP, and nothing where there is none.
"""

import io
import resource
import sys
from collections.abc import Iterator

import pikepdf
import pypdfium2

LONGEST_SIDE = 800  # pixels
MOST_POINTS = 20_000  # of a page's side; a PDF may claim any
FINE, RUNS, CARRIES, LOCKED, BROKEN = (b"fine", b"runs", b"carries", b"locked", b"broken")
RUNNING_KEYS = {"/JS", "/JavaScript", "/AA", "/XFA"}
RUNNING_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/Rendition"}
CARRYING_KEYS = {"/EF", "/EmbeddedFiles", "/EmbeddedFile"}
CARRYING_KINDS = {"/EmbeddedFile", "/FileAttachment", "/RichMedia"}


def main(memory: str, seconds: str, act: str) -> None:
    """Set the limits, then judge or draw what comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    content = sys.stdin.buffer.read()
    sys.stdout.buffer.write(judge(content) if act == "judge" else draw(content))


def judge(content: bytes) -> bytes:
    """What the file is: fine; runs something when opened; carries another file; locked; broken."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not pdf.pages:
                return BROKEN
            found = {verdict for one in dictionaries(pdf) if (verdict := judge_one(one))}
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, OverflowError, RecursionError):
        return BROKEN
    return next((verdict for verdict in (RUNS, CARRIES) if verdict in found), FINE)


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, reachable or not, with those inside others."""
    waiting = [*pdf.objects, pdf.trailer]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            inner = [value for _key, value in one.items()]
        elif isinstance(one, pikepdf.Array):
            inner = [*one]
        else:
            continue
        waiting += [value for value in inner if isinstance(value, pikepdf.Object) and not value.is_indirect]


def judge_one(one: pikepdf.Object) -> bytes | None:
    """What speaks against a dictionary."""
    keys = {*one.keys()}
    if keys & RUNNING_KEYS or name_of(one, "/S") in RUNNING_ACTIONS:
        return RUNS
    if keys & CARRYING_KEYS or {name_of(one, "/Type"), name_of(one, "/Subtype")} & CARRYING_KINDS:
        return CARRIES
    return None


def name_of(one: pikepdf.Object, key: str) -> str:
    """The name that stands under a key, empty when something else does."""
    value = one.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def draw(content: bytes) -> bytes:
    """The first page as a small picture."""
    page = pypdfium2.PdfDocument(content)[0]
    longest = max(page.get_size())
    if not 0 < longest <= MOST_POINTS:
        return b""
    picture = page.render(scale=LONGEST_SIDE / longest, may_draw_forms=False).to_pil()
    drawn = io.BytesIO()
    picture.convert("RGB").save(drawn, "WEBP")
    return drawn.getvalue()


if __name__ == "__main__":
    main(*sys.argv[1:])
