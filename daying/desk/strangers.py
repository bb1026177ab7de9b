"""Pages that ask nobody to sign in: how often an address may send something, and how such an answer leaves."""

import hashlib
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse


def may_send(request: HttpRequest, what: str, *, most: int, within_s: int) -> bool:
    """Whether this address has not sent too much of this lately. It counts the attempt.

    Two at the same moment may be counted as one.
    """
    address = get_adapter().get_client_ip(request)
    window = int(time.time()) // within_s
    key = f"{what}:" + hashlib.sha256(f"{address} {window}".encode()).hexdigest()
    sent = cache.get(key, 0) + 1
    cache.set(key, sent, within_s)
    return bool(sent <= most)


def sealed(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, listed nowhere."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
