"""The trail: who opened, changed, exported or was refused what. Lines are added and never changed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .access import No, may
from .models import TrailEvent, Verb

GUARD = {
    "sqlite": [
        """CREATE TRIGGER trail_is_not_changed BEFORE UPDATE ON schools_trailevent
           BEGIN SELECT RAISE(ABORT, 'the trail is never changed'); END""",
        """CREATE TRIGGER trail_is_not_removed BEFORE DELETE ON schools_trailevent
           BEGIN SELECT RAISE(ABORT, 'the trail is never changed'); END""",
        """CREATE TRIGGER trail_is_not_replaced BEFORE INSERT ON schools_trailevent
           WHEN EXISTS (SELECT 1 FROM schools_trailevent WHERE id = NEW.id)
           BEGIN SELECT RAISE(ABORT, 'the trail is never changed'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION trail_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'the trail is never changed'; END $$""",
        """CREATE TRIGGER trail_is_not_changed BEFORE UPDATE OR DELETE ON schools_trailevent
           FOR EACH ROW EXECUTE FUNCTION trail_is_never_changed()""",
    ],
}
LIFT = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS trail_is_not_changed",
        "DROP TRIGGER IF EXISTS trail_is_not_removed",
        "DROP TRIGGER IF EXISTS trail_is_not_replaced",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS trail_is_not_changed ON schools_trailevent",
        "DROP FUNCTION IF EXISTS trail_is_never_changed()",
    ],
}


def set_guard(connection) -> None:
    """Make the database itself refuse to change or remove a line of the trail."""
    _run(connection, GUARD)


def lift_guard(connection) -> None:
    """Take the guard away; for emptying a test database."""
    _run(connection, LIFT)


def _run(connection, statements) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def write(by, verb: Verb, subject, *, fields=(), area=None) -> TrailEvent:
    """Add a line. `subject` is a row with a key, or a text "kind:key"; `fields` are names, never values."""
    actor = by if by is not None and by.is_authenticated else None
    return TrailEvent.objects.create(
        actor=actor,
        role=actor.current_posts[0].role if actor and actor.current_posts else "",
        verb=verb,
        subject=subject if isinstance(subject, str) else subject_of(subject),
        fields=list(fields),
        area=area,
    )


def subject_of(row) -> str:
    """How the trail names a row: its kind and its opaque key."""
    return f"{row._meta.model_name}:{row.key}"


def fetch(request, queryset, *, key: str, action=None):
    """The row of `queryset` (already narrowed by `visible_to`) with this key, if the person may do `action` at its place.

    Out of scope and absent are the same 404; visible but not allowed is 403 with its reason. Both leave a line.
    """
    row = queryset.filter(key=key).first()
    if row is None:
        write(request.user, Verb.REFUSED, f"{queryset.model._meta.model_name}:{key}")
        raise Http404
    if action:
        demand(request, row, action, row.place)
    return row


def demand(request, row, action, place) -> None:
    """Go on only if the person may do `action` at `place`; otherwise 403 with its reason, and a line."""
    allowed = may(request.user, action, place)
    if isinstance(allowed, No):
        write(request.user, Verb.REFUSED, row, fields=[action])
        raise PermissionDenied(allowed.reason)


def note_opening(request, row, *, sensitive: bool) -> None:
    """Write down that a row of an area is opened; call it before anything of the row is shown."""
    write(request.user, Verb.OPENED_SENSITIVE if sensitive else Verb.OPENED, row, area=row.area)
