"""Lists in pages."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet

PAGE_SIZE = 25


class NarrowPages(Paginator):
    """Pages found by the numbers of their rows; only those of one page are joined to what it shows: joining first costs more."""

    def __init__(self, rows: QuerySet, size: int, whole: QuerySet):
        super().__init__(rows.values_list("pk", flat=True), size)
        self.whole = whole

    def _get_page(self, ids, number, paginator):
        found = self.whole.in_bulk(list(ids))
        return super()._get_page([found[pk] for pk in ids], number, paginator)


def paged(request, rows, size: int = PAGE_SIZE, whole: QuerySet | None = None) -> dict[str, object]:
    """What a list and `_pages.html` need: the page asked for, the numbers to offer, and the filters to keep in links.

    `whole` reads what a page shows, where `rows` may be very many.
    """
    pages = Paginator(rows, size) if whole is None else NarrowPages(rows, size, whole)
    page = pages.get_page(request.GET.get("page"))
    kept = [(name, value) for name in request.GET for value in request.GET.getlist(name) if value and name != "page"]
    return {
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "querystring": urlencode(kept),
    }
