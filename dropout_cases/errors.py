"""The site's own error pages: plain words, a reference number, nothing of the inside."""

import logging
import secrets

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from dropout_cases import drafts
from dropout_cases.middleware import say_held

logger = logging.getLogger(__name__)
NEVER_SHOWN_AGAIN = {"csrfmiddlewaretoken", "password", "old_password", "new_password1", "new_password2", "next"}


@requires_csrf_token
def bad_request(request, exception):
    """400."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def not_allowed(request, exception):
    """403, with the right that is missing."""
    return render(request, "403.html", {"reason": str(exception)}, status=403)


@requires_csrf_token
def not_found(request, exception):
    """404: out of scope and absent look the same."""
    return render(request, "404.html", status=404)


def fault(request):
    """500, with a number that is also in the log."""
    reference = secrets.token_hex(4).upper()
    logger.error("Fault %s at %s", reference, request.path)
    page = render_to_string("500.html", {"reference": reference, "office_phone": settings.OFFICE_PHONE})
    return HttpResponse(page, status=500)


def form_expired(request, reason=""):
    """403 for a form whose token ran out: the form again, filled, to send once more; to who is signed out, after sign-in.

    What somebody else typed on this device before is shown to nobody.
    """
    if not request.user.is_authenticated and drafts.hold(request):
        say_held(request)
        return redirect_to_login(request.get_full_path())
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    fields = [(name, value) for name, value in typed if name not in NEVER_SHOWN_AGAIN]
    if not request.user.is_authenticated or drafts.is_of_another(request):
        fields = []
    shown = [(_("ข้อความที่พิมพ์"), value) for name, value in fields if len(value) > 20]
    return render(request, "403_csrf.html", {"fields": fields, "shown": shown}, status=403)
