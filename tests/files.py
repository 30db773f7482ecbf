"""Files as they come up: photos of a telephone, letters, and what hostile hands make of them."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112


def picture(form="JPEG", size=(60, 40), mode="RGB", colour=(200, 30, 30), **options) -> bytes:
    drawn = io.BytesIO()
    Image.new(mode, size, colour).save(drawn, form, **options)
    return drawn.getvalue()


def place_and_maker() -> Image.Exif:
    """What a telephone writes into a photo: lying on its side, the maker's name, the place."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "SecretMaker"
    place = exif.get_ifd(GPS)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (16.0, 26.0, 0.0)
    return exif


def phone_photo(**options) -> bytes:
    return picture(exif=place_and_maker(), **options)


def pdf(change: Callable[[pikepdf.Pdf], object] = lambda _pdf: None, size=(595, 842), **options) -> bytes:
    """A PDF of one empty page, after `change`."""
    made, packed = pikepdf.new(), io.BytesIO()
    made.add_blank_page(page_size=size)
    change(made)
    made.save(packed, deterministic_id=not options, **options)
    return packed.getvalue()


def office_file(folder="word", *more: str, **parts: str) -> bytes:
    """A file of Word, Excel or PowerPoint; `more` are names of further parts, `parts` their texts."""
    texts = {"[Content_Types].xml": "<x/>", f"{folder}/document.xml": "<x/>"} | dict.fromkeys(more, "<x/>") | parts
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def letter(*lines: str) -> bytes:
    """A letter of Word that says something."""
    words = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    return office_file(**{"word/document.xml": f'<w:document xmlns:w="w"><w:body>{words}</w:body></w:document>'})


def file(content=None, name="หนังสือส่งต่อที่ 1.pdf", kind="application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content, content_type=kind)
