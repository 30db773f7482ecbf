"""Whether rows an import made are used by others since, so that taking them away would take more than the import brought."""

from django.db.models import QuerySet


def referring(rows: QuerySet, apart_from: frozenset[str] = frozenset()) -> int:
    """How many of `rows` other rows refer to; `apart_from` names the models whose rows belong to them."""
    used: set[int] = set()
    for relation in rows.model._meta.get_fields(include_hidden=True):
        counts = relation.auto_created and (relation.one_to_many or relation.one_to_one)
        if counts and relation.related_model.__name__ not in apart_from:
            name = relation.field.name
            found = relation.related_model._base_manager.filter(**{f"{name}__in": rows})
            used |= set(found.values_list(name, flat=True))
    return len(used)
