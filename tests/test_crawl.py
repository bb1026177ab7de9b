"""Every address once, as the director: reading changes nothing, and every answer has the headers that protect it."""

import pytest
from django.test import Client

from tests.addresses import addresses
from tests.fingerprint import fingerprint
from tests.test_every_page import signed_in

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ROOMS = sorted({address.room for address in addresses()})


def must_be_protected(answer, path):
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, (path, answer.status_code, name)
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "unsafe" not in policy, path
    if answer.headers.get("Content-Disposition", "").startswith("attachment") and policy.startswith("sandbox"):
        return  # a file that came from outside may do nothing at all
    for part in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy, (path, answer.status_code, part)


@pytest.mark.parametrize("room", ROOMS)
def test_reading_changes_nothing_and_is_protected(room, house):
    """Only the journal may tell of it: who opened a file, who took out a list."""
    client = signed_in(house.director)
    before = fingerprint("core.journalentry")

    for address in addresses():
        if address.room == room:
            path = address.path(house.director)
            answer = client.get(path)
            assert answer.status_code < 500, path
            must_be_protected(answer, path)

    assert fingerprint("core.journalentry") == before


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/accounts/login/", 200),
        ("/no-such-page/", 404),
        ("/settings/choose/", 405),
        ("/static/desk/desk.css", 200),
        ("/static/no-such-file.css", 404),
    ],
)
def test_strangers_are_answered_with_the_same_headers(path, status):
    answer = Client(raise_request_exception=False).get(path)

    assert answer.status_code == status
    if not (path.startswith("/static/") and status == 200):
        must_be_protected(answer, path)
    assert answer.headers.get("X-Content-Type-Options") == "nosniff"


def test_forbidden_pages_carry_the_headers_too(house):
    answer = signed_in(house.awaiting_assignment).get("/customers/")

    assert answer.status_code == 403
    must_be_protected(answer, "/customers/")
