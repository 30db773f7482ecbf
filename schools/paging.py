"""Lists in pages."""

from urllib.parse import urlencode

from django.core.paginator import Paginator

PAGE_SIZE = 25


def paged(request, rows, size: int = PAGE_SIZE) -> dict[str, object]:
    """What a list and `_pages.html` need: the page asked for, the numbers to offer, and the filters to keep in links."""
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    kept = [(name, value) for name in request.GET for value in request.GET.getlist(name) if value and name != "page"]
    return {
        "page_obj": page,
        "page_range": page.paginator.get_elided_page_range(page.number),
        "querystring": urlencode(kept),
    }
