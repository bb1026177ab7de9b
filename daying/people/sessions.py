"""How long a session lasts, what may be kept of it, and when a second factor is asked for (T41, T43)."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from daying.people.adapters import AccountAdapter

Answer = Callable[[Any], HttpResponse]
BEGAN, SEEN, HAS_SECOND_FACTOR = "began", "seen", "has_second_factor"
A_MINUTE = 60
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class SessionRules:
    """Ends sessions that lasted long enough, and keeps the pages of the signed-in out of every cache.

    Idle sessions end by Django's own expiry; here their time starts anew, written down once a minute at most.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        is_signed_in = request.user.is_authenticated
        if is_signed_in:
            _grow_older(request)
        response = self.get_response(request)
        if is_signed_in and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if is_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SecondFactor:
    """Where the installation asks for it, nobody gets further without a second factor than to where one sets it up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        if not settings.DAYING_SECOND_FACTOR or _is_open(request) or _has_second_factor(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return HttpResponseForbidden()
        messages.info(request, _("Please set up a second factor first: your company asks for one."))
        return HttpResponseRedirect(reverse("mfa_index"))


def _grow_older(request: Any) -> None:
    now, session = int(time.time()), request.session
    if now - session.setdefault(BEGAN, now) > settings.DAYING_SESSION_HOURS * 3600:
        AccountAdapter(request).logout(request)
    elif now - session.get(SEEN, 0) >= A_MINUTE:
        session[SEEN] = now


def _is_open(request: Any) -> bool:
    """Pages that do not ask: those of signing in itself, and everything for those who have not signed in yet."""
    return not request.user.is_authenticated or request.path.startswith((reverse("account_area"), settings.STATIC_URL))


def _has_second_factor(request: Any) -> bool:
    """Set up here, or signed in by the company's identity provider, whose matter it is then."""
    if not request.session.get(HAS_SECOND_FACTOR):
        methods = {record["method"] for record in get_authentication_records(request, request.user)}
        has_one = "socialaccount" in methods or get_adapter().is_mfa_enabled(request.user, SECOND_FACTORS)
        if not has_one:
            return False
        request.session[HAS_SECOND_FACTOR] = True
    return True
