"""The box for files of every form: those sent with the form, and those a script sent up before it."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dropout_cases.documents import Attachment, check
from dropout_cases.models import Case, Upload
from schools.models import User
from thai.text import normalise

LONGEST_CAPTION = 200  # as the message says


class FilesInput(forms.ClearableFileInput):
    """A file box that takes several files; where it knows its case, a script sends each at once and names it in the form.

    Such a file is named by NAME-key, its caption by NAME-caption-KEY, and NAME-face-KEY is ticked where it shows the child's face.
    """

    allow_multiple_selected = True
    template_name = "dropout_cases/_files_input.html"
    address = ""
    uploads = Upload.objects.none()

    def value_from_datadict(self, data, files, name):
        """The files sent with the form, then those named in it."""
        keys = data.getlist(f"{name}-key") if hasattr(data, "getlist") else []
        named = [
            Attachment(key=key, caption=data.get(f"{name}-caption-{key}", ""), shows_face=f"{name}-face-{key}" in data)
            for key in dict.fromkeys(keys)
        ]
        return [*(super().value_from_datadict(data, files, name) or []), *named]

    def get_context(self, name, value, attrs):
        """What the template draws: a row for each named file that still waits."""
        context = super().get_context(name, value, attrs)
        said = {one.key: one for one in value or [] if isinstance(one, Attachment)}
        waiting = self.uploads.filter(key__in=said) if said else []
        context["widget"] |= {"address": self.address, "rows": [(upload, said[upload.key]) for upload in waiting]}
        return context


class FilesField(forms.FileField):
    """Several files, each checked by its content; cleans to a list of Attachments."""

    widget = FilesInput
    default_error_messages = {
        "many": _("แนบได้ครั้งละไม่เกิน 10 ไฟล์"),
        "caption": _("คำบรรยายภาพยาวเกินไป เขียนไม่เกิน 200 ตัวอักษร"),
    }
    most = 10

    def wait_for(self, case: Case, user: User) -> None:
        """Take files that `user` sent up for a form of this case."""
        self.widget.address = reverse("dropout_cases:upload-add", args=[case.key])
        self.widget.uploads = Upload.objects.filter(case=case, made_by=user)

    def bound_data(self, data, initial):
        """What the box shows again: the files that wait. A browser never sends back those it sent with the form."""
        return [one for one in data or [] if isinstance(one, Attachment)]

    def clean(self, data, initial=None):
        """Check every file; the first that is refused says why."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise ValidationError(self.error_messages["many"], code="many")
        return [self._named(file) if isinstance(file, Attachment) else self._sent(file) for file in files]

    def _sent(self, file) -> Attachment:
        return Attachment(name=file.name, checked=check(super().clean(file)))

    def _named(self, file: Attachment) -> Attachment:
        try:
            caption = normalise(file.caption)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        if len(caption) > LONGEST_CAPTION:
            raise ValidationError(self.error_messages["caption"], code="caption")
        return Attachment(key=file.key, caption=caption, shows_face=file.shows_face)
