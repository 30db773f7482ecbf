"""The emblem on an office's paper: a small picture, known by its content and drawn anew as PNG."""

import io

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 25_000_000  # looked at before anything is unpacked
LONGEST_SIDE = 600  # pixels: 3 cm on paper at twice the sharpness of a printer
TAKEN = ["PNG", "JPEG", "WEBP"]


def drawn_anew(content: bytes) -> bytes:
    """The picture as PNG, at most 600 pixels long, without anything else its file held; raises ValidationError when it is none."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=TAKEN)
        if picture.width * picture.height > MAX_PIXELS:
            raise ValidationError(_("ภาพใหญ่เกินไป ย่อภาพแล้วเลือกใหม่"), code="big")
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        clean, drawn = Image.new("RGBA", picture.size), io.BytesIO()
        clean.paste(picture.convert("RGBA"))
        clean.save(drawn, "PNG")
    except ValidationError:
        raise
    except Exception as error:  # a broken file raises whatever its reader stumbles over
        raise ValidationError(_("รับเฉพาะภาพ PNG JPEG หรือ WebP"), code="kind") from error
    return drawn.getvalue()


class EmblemField(forms.FileField):
    """A box for the picture; cleans to PNG bytes, or to nothing where no file was chosen."""

    widget = forms.FileInput({"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, data, initial=None):
        """The picture drawn anew."""
        file = super().clean(data, initial)
        if not file:
            return b""
        if file.size > MAX_BYTES:
            raise ValidationError(_("ไฟล์ใหญ่เกิน 2 MB เลือกไฟล์ที่เล็กกว่า"), code="big")
        return drawn_anew(file.read())
