"""The small picture of a file's first page, drawn in the background: no upload waits for it, no hostile file stops the server."""

import io
from pathlib import Path

from django.conf import settings
from django_tasks import task
from PIL import Image

from dropout_cases.models import Document

from .checking import OFFICE, PDF
from .reading import read
from .shelf import lay_down, path_of

LONGEST_SIDE = 800  # pixels
FONTS = Path(settings.BASE_DIR) / "static" / "fonts"
KIND_OF = {content_type: kind for kind, content_type in OFFICE.items()}


@task()
def draw_preview(key: str) -> None:
    """Draw the preview of a document and keep it beside the file; where none can be drawn the page says in words what it is."""
    document = Document.objects.filter(key=key, voided_at=None, preview_name="").first()
    if document is None or not (drawn := picture_of(document)):
        return
    name = lay_down([drawn])
    Document.objects.filter(pk=document.pk, preview_name="").update(preview_name=name)


def picture_of(document: Document) -> bytes:
    """The first page as WebP, empty where none can be drawn."""
    try:
        content = path_of(document.stored_name).read_bytes()
    except OSError:
        return b""
    if document.content_type == PDF:
        return read("pdf_reader", "draw", content=content)
    if document.content_type in KIND_OF:
        return read("office_reader", KIND_OF[document.content_type], str(FONTS), content=content)
    return _thumbnail(content)


def _thumbnail(content: bytes) -> bytes:
    """A picture, which was drawn anew when it came, once more and smaller."""
    drawn = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        picture.convert("RGB").save(drawn, "WEBP")
    return drawn.getvalue()
