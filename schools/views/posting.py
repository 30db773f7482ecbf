"""What the pages with a form share."""

import re

from django.http import Http404
from django.views.decorators.http import require_http_methods

from schools.access import Action
from schools.converters import KeyConverter
from schools.forms.words import areas_of
from schools.models import Area
from schools.trail import fetch

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def posted(request):
    """What was sent with a form; None while the form is only shown."""
    return request.POST if request.method == "POST" else None


def key_asked(request, name: str) -> str:
    """The opaque key in the address (?name=…), "" where there is none; what cannot be one is no address of this site."""
    key = request.GET.get(name, "")
    if key and not re.fullmatch(KeyConverter.regex, key):
        raise Http404
    return key


def area_asked(request, action: Action) -> Area:
    """The area in the address (?area=); otherwise the first over which the person may do `action`."""
    areas, key = areas_of(request.user, action), key_asked(request, "area")
    return fetch(request, areas, key=key) if key else areas[0]
