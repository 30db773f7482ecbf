"""What happens around every page: its language, the age of the session, and that each view states its act."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import translation

from . import second_step
from .access import require
from .models import Verb
from .trail import write

OWN_PASSWORD = "schools:password"
OWN_SECOND_STEP = "schools:second-step"
RENEW_AFTER = 60  # seconds between two writes of a session's last use


class LanguageMiddleware:
    """Shows Thai unless the person chose English; what the browser prefers does not count."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers["Content-Language"] = language
        return response


class SessionAgeMiddleware:
    """Ends a session 12 hours after sign-in, and keeps the 30 idle minutes counting from its last use."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.setdefault("began_at", now) > settings.SESSION_LIFE:
                logout(request)
            elif now - request.session.get("used_at", 0) > RENEW_AFTER:
                request.session["used_at"] = now
        return self.get_response(request)


class StatedActionMiddleware:
    """Deny by default: a view for signed-in people states its act, and whoever holds it nowhere does not get in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    def process_view(self, request, view, args, kwargs):
        """Ask for the stated act before the view runs; before anything else come one's own password and second step."""
        if not getattr(view, "login_required", True):
            return None
        if (first := self._comes_first(request.user)) and request.resolver_match.view_name not in (first, OWN_PASSWORD):
            return redirect(first)
        stated = getattr(view, "view_class", view)
        if not hasattr(stated, "action"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} does not state its action.")
        if not stated.of_object:
            self._open_door(request, stated.action)
        return None

    @staticmethod
    def _comes_first(user):
        """The page of a password given by somebody else, then of a second step that is demanded and missing."""
        if user.must_change_password:
            return OWN_PASSWORD
        return OWN_SECOND_STEP if second_step.must_set_up(user) else None

    @staticmethod
    def _open_door(request, action):
        try:
            require(request.user, action)
        except (Http404, PermissionDenied):
            write(request.user, Verb.REFUSED, f"page:{request.resolver_match.view_name}", fields=[action])
            raise
