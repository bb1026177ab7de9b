"""A request that is sent twice counts once: a double click, a lost answer, a client that tries again.

Whoever creates something names the request by a key of their own making: the API in a header, a form in a hidden field.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.models import IdempotentRequest
from daying.core.transactions import retried

KEPT = timedelta(days=30)
LONGEST_KEY = 200


def once(key: str, *, by: Actor, fingerprint: str, call: Callable[[], Any]) -> Any:
    """Do it, or give again what was answered when this person sent the same key before.

    call: does the work and returns what is answered, as values that JSON can keep. When it raises, nothing is kept and
    the key stays free. Refused when the key stands for another request. Three queries.
    """
    if not key or len(key) > LONGEST_KEY:
        raise Refused(_("The request's key must have 1 to %(most)d characters.") % {"most": LONGEST_KEY})
    return retried(lambda: _first_or_again(key, by.pk or 0, fingerprint, call))


def answered(key: str, *, by: Actor, fingerprint: str) -> Any:
    """What was answered to this very request before; None when it was not carried out. One query."""
    same = IdempotentRequest.objects.filter(key=key, actor=by.pk or 0, fingerprint=fingerprint)
    return same.exclude(answered_at=None).values_list("response", flat=True).first()


def fingerprint_of(body: Any) -> str:
    """What tells two requests apart: the same values give the same fingerprint, in whatever order they come."""
    text = json.dumps(body, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def forget_old_requests() -> int:
    """Remove the keys that nobody will send again."""
    return IdempotentRequest.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _first_or_again(key: str, actor: int, fingerprint: str, call: Callable[[], Any]) -> Any:
    # The unique key makes whoever comes second wait here until the first has committed.
    IdempotentRequest.objects.bulk_create(
        [IdempotentRequest(key=key, actor=actor, fingerprint=fingerprint)], ignore_conflicts=True
    )
    request = IdempotentRequest.objects.select_for_update().get(key=key, actor=actor)
    if request.fingerprint != fingerprint:
        raise Refused(_("This key was already used for another request. Make a new one."))
    if request.answered_at is None:
        request.response, request.answered_at = call(), timezone.now()
        request.save(update_fields=["response", "answered_at"])
    return request.response
