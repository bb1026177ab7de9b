"""Who may call: a program with a token, or a person signed in to the pages. How often: so many requests a minute."""

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, Throttled
from ninja.security import HttpBearer, SessionAuth

from daying.desk.api.tokens import person_of

REQUESTS_A_MINUTE = 600
WRONG_TOKENS_A_MINUTE = 10


class Bearer(HttpBearer):
    """A program signs in with `Authorization: Bearer …`."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        address = f"wrong:{_address(request)}"
        if _count(address, adding=0) >= WRONG_TOKENS_A_MINUTE:
            raise Throttled(60)
        user = person_of(token)
        if user is None:
            _count(address, adding=1)
            raise AuthenticationError(message=_("The token is not known, has expired or was revoked."))
        request.user = user
        _allow(f"user:{user.pk}")
        return user


class Session(SessionAuth):
    """A person who is signed in to the pages; what changes something brings the CSRF token along."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        if user is not None:
            _allow(f"user:{user.pk}")
        return user


def _allow(who: str) -> None:
    if _count(who, adding=1) > REQUESTS_A_MINUTE:
        raise Throttled(60)


def _count(who: str, *, adding: int) -> int:
    """How often in this minute. In the cache that all processes share; a lost update only counts one too few."""
    key = f"api:{who}:{int(time.time()) // 60}"
    so_far: int = cache.get(key, 0) + adding
    if adding:
        cache.set(key, so_far, 120)
    return so_far


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
