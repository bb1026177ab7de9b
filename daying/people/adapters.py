"""What we want otherwise than allauth: nobody signs up, and every coming and going is journaled (T40–T43)."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import Login  # noqa: F401 - allauth needs its models loaded before its adapters
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from daying.core import journal
from daying.core.actor import SYSTEM, Actor
from daying.people.models import Employee

log = logging.getLogger("daying.people")
LONGEST_BROWSER = 120


def note(verb: str, request: HttpRequest, by: Actor, about: str = "") -> None:
    """Write into the journal what happened at the door, and from where."""
    address = AccountAdapter(request).get_client_ip(request)
    browser = request.headers.get("user-agent", "")[:LONGEST_BROWSER]
    journal.note_event(verb, by=by, note=" · ".join(filter(None, [about, address, browser])))


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, sign-out, passwords."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        note("people.signed_in", request, user)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        note("people.signed_out", request, request.user)
        super().logout(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many wrong passwords for one account or from one address: not even tried any more."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("sign-in blocked after too many attempts", extra={"username": _known(credentials)})
            note("people.sign_in_blocked", request, SYSTEM, _known(credentials))
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note("people.sign_in_failed", request, SYSTEM, _known(credentials))

    def set_password(self, user: Any, password: str) -> None:
        user.set_password(password)
        user.save(update_fields=["password"])
        journal.write(user, "people.changed_password", by=user)

    def is_safe_url(self, url: str) -> bool:
        """Back to a page of this very host and nowhere else."""
        host, is_https = self.request.get_host(), self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, {host}, require_https=is_https)


class CompanySignOnAdapter(DefaultSocialAccountAdapter):
    """Signing in with the company's identity provider: only people who are hired, known by their e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class SessionsAdapter(DefaultUserSessionsAdapter):
    """Ending one's other sessions."""

    def end_sessions(self, sessions: Any) -> None:
        super().end_sessions(sessions)
        for session in sessions:
            journal.write(session.user, "people.ended_session", by=session.user, note=str(session)[:200])


def _known(credentials: dict[str, Any]) -> str:
    """The user name that was tried, if there is one: what else was typed may be a password in the wrong box."""
    tried = str(credentials.get("username", ""))
    return Employee.objects.filter(username=tried).values_list("username", flat=True).first() or "?"
