"""Pages open to everyone: the language switch, the privacy notice, the accessibility statement."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

A_YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def language(request):
    """Keep the language that was chosen in a cookie, and go back to the page it was chosen on."""
    after = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, {request.get_host()}, require_https=request.is_secure())
    response = redirect(after if safe else "/")
    chosen = request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_safe
def privacy(request):
    """What is kept about whom, why, how long, and whom to ask."""
    return render(request, "schools/privacy.html")


@login_not_required
@require_safe
def accessibility(request):
    """Which standard the pages keep, and whom to tell where they do not."""
    return render(request, "schools/accessibility.html")
