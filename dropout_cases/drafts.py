"""What is typed and not sent yet is kept on the server: a person's drafts, and forms that came after their session had ended.

A page with a form keeps its drafts when

- its view is marked: `@drafts.kept` (every StepView and ActView is, by `keeps_draft`);
- its form is made by `drafts.form_of(request, make)`, where `make(data=None)` gives the form as sent, or empty;
- the transaction that saves it ends with `drafts.sent(request)`;
- its form tag holds `{% include "dropout_cases/_draft.html" %}` beside the button. The notice above the form is drawn by
  base.html from `form.draft`.

A draft is of one person and one address, and no record: nothing counts it, finds it or shows it to anybody else.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone

from schools.encryption import decrypt, encrypt
from schools.models import User

from .forms.base import typed
from .models import Case, Draft

LONGEST_PATH = 200
MOST = 300_000  # characters of one draft, as JSON
MOST_OF_A_PERSON = 50
KEPT_FOR = timedelta(days=30)
HELD_FOR = timedelta(minutes=30)
HELD = "held_form"  # in the session of nobody yet
NEVER_KEPT = {"csrfmiddlewaretoken", "token", "whose", "draft_path", "add_row"}


def kept(view):
    """Mark a view whose form is kept as a draft."""
    view.keeps_draft = True
    return view


def page_at(path: str) -> ResolverMatch | None:
    """The page of this site at an address, if what is typed there is kept."""
    try:
        match = resolve(path) if len(path) <= LONGEST_PATH else None
    except Resolver404:
        return None
    if match is None:
        return None
    view = getattr(match.func, "view_class", None) or match.func
    return match if getattr(view, "keeps_draft", False) else None


def words_of(sent: QueryDict) -> dict[str, list[str]]:
    """What was typed: without passwords, tokens and buttons."""
    return {name: values for name, values in sent.lists() if name not in NEVER_KEPT and "password" not in name}


def save(user: User, path: str, case: Case | None, fields: dict[str, list[str]], at: datetime) -> Draft | None:
    """Keep what is typed in place of the draft before; None when it is more than a draft may be. The oldest of too many go."""
    text = json.dumps(fields)
    if len(text) > MOST:
        return None
    draft, _made = Draft.objects.update_or_create(user=user, path=path, defaults={"case": case, "fields": text, "saved_at": at})
    oldest = Draft.objects.filter(user=user).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MOST_OF_A_PERSON:]
    Draft.objects.filter(pk__in=list(oldest)).delete()
    return draft


def of(user: User, path: str) -> Draft | None:
    """The draft a person has at an address."""
    return Draft.objects.filter(user=user, path=path).first()


def discard(user: User, path: str) -> None:
    """Throw the draft away."""
    Draft.objects.filter(user=user, path=path).delete()


def sent(request) -> None:
    """The form of this page is saved: its draft goes. Call it in the transaction that saves."""
    discard(request.user, request.path)


def sweep(now: datetime) -> int:
    """Throw away what nobody came back to for thirty days; how many they were."""
    return Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]


def case_at(path: str, user: User) -> Case | None:
    """The case an address speaks of, if it speaks of one that the person sees."""
    match = page_at(path)
    return Case.objects.visible_to(user).filter(key=match.kwargs.get("key", "")).first() if match else None


# Back into the form


def data_of(draft: Draft) -> QueryDict:
    """What was typed, as it would have been sent."""
    data = QueryDict(mutable=True)
    for name, values in json.loads(draft.fields).items():
        data.setlist(name, values)
    return data


def form_of(request, make: Callable[..., Any]) -> Any:
    """The form as sent; before that, filled from the draft of this address, or empty."""
    return make(request.POST) if request.method == "POST" else filled(make, of(request.user, request.path))


def filled(make: Callable[..., Any], draft: Draft | None) -> Any:
    """A form with the words of a draft in its boxes, not judged yet; `form.draft` is that draft."""
    form = make()
    form.draft = draft
    if draft:
        form.initial |= {name: value for name, value in typed(make(data_of(draft))).items() if name != "token"}
    return form


# A form that comes after its session has ended


def whose(user: User) -> str:
    """The signed hint a form carries, of whose page it stands on."""
    return _signer().sign(user.key)


def owner_of(sent: QueryDict) -> str:
    """The key of the person on whose page the form stood; an empty text when it does not say so truly."""
    try:
        return _signer().unsign(sent.get("whose", ""))
    except BadSignature:
        return ""


def _signer() -> Signer:
    return Signer(salt=__name__)


def is_of_another(request) -> bool:
    """Whether the form was opened by somebody else than who is signed in now."""
    owner = owner_of(request.POST)
    return bool(owner) and owner != request.user.key


def hold(request) -> bool:
    """Keep a form that nobody signed in has sent until its owner signs in, encrypted in the session; files cannot be kept."""
    owner = owner_of(request.POST)
    if request.method != "POST" or not owner or not page_at(request.path):
        return False
    held = {"owner": owner, "path": request.path, "fields": words_of(request.POST), "files": bool(request.FILES)}
    text = json.dumps(held | {"at": timezone.now().isoformat()})
    if len(text) > MOST:
        return False
    request.session[HELD] = encrypt(text, HELD)
    return True


def release(request, user: User) -> bool | None:
    """Make what was held the draft of its owner, who has just signed in: whether files were lost. None: nothing for this person.

    Whoever else signs in ends it, and so do thirty minutes.
    """
    sealed = request.session.pop(HELD, None)
    held = json.loads(decrypt(sealed, HELD)) if sealed else {}
    now = timezone.now()
    if held.get("owner") != user.key or now - datetime.fromisoformat(held["at"]) > HELD_FOR:
        return None
    save(user, held["path"], case_at(held["path"], user), held["fields"], now)
    return held["files"]
