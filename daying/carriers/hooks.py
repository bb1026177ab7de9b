"""Messages by which a carrier's system tells us of its consignments: how they are signed, and what stands in them.

A message is JSON, sent by POST to the address of the carrier:
    {"events": [{"number": "SF123", "at": "2026-03-12 14:05", "status": "签收", "place": "苏州", "text": "…"}]}
with the headers X-Daying-Timestamp, seconds since 1970, and X-Daying-Signature, the HMAC-SHA256 of the timestamp, a
point and the body, in hex, by the secret. The secret is worked out of the installation's key and never kept.
"""

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from daying.carriers.models import CarrierHook
from daying.carriers.told import moment_of, status_of
from daying.core.errors import Refused

SALT = "daying.carriers.hook"
MARK = "dyc_"  # so that scanners for lost secrets recognise one
LONGEST_BODY = 256 * 1024
MOST_EVENTS = 500
OFF_S = 300  # that the sender's clock may be off
PLACE, TEXT, NAME = 60, 250, 60


class Told(NamedTuple):
    """One thing that a message tells of a waybill, by its number."""

    number: str
    at: datetime
    status: str
    place: str = ""
    text: str = ""
    received_by: str = ""


def secret_of(hook: CarrierHook | None) -> str:
    """The secret that counts now. None: one that nobody knows, for an address that leads nowhere."""
    said = f"{hook.public_id} {hook.turn}" if hook else "nowhere"
    return MARK + salted_hmac(SALT, said, algorithm="sha256").hexdigest()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the header of a message says."""
    return hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()


def is_signed(hook: CarrierHook | None, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Whether whoever holds the secret sent it, within the last minutes. It takes as long for an unknown address."""
    expected = signature(secret_of(hook), timestamp, body)
    is_same = hmac.compare_digest(expected.encode(), given.encode())
    is_open = hook is not None and hook.is_active and hook.turn > 0
    return is_same and is_open and _is_of_now(timestamp, now)


def events_in(body: bytes, now: datetime) -> list[Told]:
    """What a message tells. Refused, with a sentence for whoever builds the sender, where it is not as it should be."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(_("The body is no JSON.")) from error
    events = message.get("events") if isinstance(message, dict) else None
    if not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise Refused(_("The body has no list “events” of objects."))
    if len(events) > MOST_EVENTS:
        raise Refused(_("A message tells of at most %(most)d events.") % {"most": MOST_EVENTS})
    return [_told(one, now) for one in events]


def _told(event: Mapping[str, Any], now: datetime) -> Told:
    number, at, status = (_text(event, name, 60) for name in ("number", "at", "status"))
    if not number:
        raise Refused(_("An event names no waybill: “number” is missing."))
    place, text = _text(event, "place", PLACE), _text(event, "text", TEXT)
    return Told(number, moment_of(at, now), status_of(status), place, text, _text(event, "received_by", NAME))


def _text(event: Mapping[str, Any], name: str, most: int) -> str:
    value = event.get(name) or ""
    if not isinstance(value, str):
        raise Refused(_("“%(name)s” is no text.") % {"name": name})
    return value.replace("\0", "").strip()[:most]


def _is_of_now(timestamp: str, now: datetime) -> bool:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12
    return is_number and abs(int(timestamp) - now.timestamp()) <= OFF_S
