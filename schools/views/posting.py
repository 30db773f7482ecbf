"""What the pages with a form share."""

from django.views.decorators.http import require_http_methods

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def posted(request):
    """What was sent with a form; None while the form is only shown."""
    return request.POST if request.method == "POST" else None
