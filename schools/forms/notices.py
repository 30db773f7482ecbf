"""The form in which a person chooses by which way they hear of what."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.models import URGENT, NoticeKind, User
from schools.notices import kinds_for

from .words import PlainWords


class NoticeChoicesForm(PlainWords, forms.Form):
    """Two boxes for each kind of notice that may reach a person; without a choice both are ticked."""

    in_app = forms.MultipleChoiceField(label=_("ในระบบ"), required=False)
    by_mail = forms.MultipleChoiceField(label=_("ทางอีเมล"), required=False)

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        kinds = kinds_for(user)
        chosen = {one.kind: one for one in user.notice_choices.all()}
        for name, field in self.fields.items():
            field.choices = [(kind.value, kind.label) for kind in kinds]
            self.initial[name] = [kind for kind in kinds if kind not in chosen or getattr(chosen[kind], name)]

    def rows(self) -> Iterator[dict[str, object]]:
        """Each kind with its label, and whether each box is ticked; the first is fixed for what is urgent."""
        app, mail = (self[name].value() or [] for name in self.fields)
        for kind, label in self.fields["in_app"].choices:
            fixed = NoticeKind(kind) in URGENT
            yield {"kind": kind, "label": label, "in_app": fixed or kind in app, "by_mail": kind in mail, "fixed": fixed}
