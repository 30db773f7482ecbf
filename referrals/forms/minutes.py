"""The form of the page of a meeting."""

from django.utils.translation import gettext_lazy as _

from dropout_cases.forms.base import SentOnce
from dropout_cases.forms.files import FilesField


class SignedForm(SentOnce):
    """The minutes as they were signed, scanned or photographed."""

    files = FilesField(
        label=_("ฉบับลงนามที่สแกนหรือถ่ายภาพ"), help_text=_("PDF JPEG PNG WebP ไม่เกิน 20 MB ต่อไฟล์"),
        error_messages={"required": _("เลือกไฟล์"), "empty": _("ไฟล์ว่างเปล่า เลือกไฟล์อื่น")},
    )  # fmt: skip

    def __init__(self, *args, case, user, **options):
        super().__init__(*args, **options)
        self.fields["files"].wait_for(case, user)
