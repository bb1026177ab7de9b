"""How often strangers may send something: counted by address, and as a whole for each code."""

import hashlib
import time
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from daying.market.models import Lead, TradeShow

# Everybody in a hall may come from one address, so that it is wide; two at the same moment may be counted as one.
MOST_FROM_ONE_ADDRESS, WITHIN_S = 40, 10 * 60
MOST_AT_ONE_SHOW, WITHIN = 300, timedelta(hours=1)


def may_send(request: HttpRequest) -> bool:
    """Whether this address has not sent too much lately. It counts the attempt."""
    address = get_adapter().get_client_ip(request)
    window = int(time.time()) // WITHIN_S
    key = "visit:" + hashlib.sha256(f"{address} {window}".encode()).hexdigest()
    sent = cache.get(key, 0) + 1
    cache.set(key, sent, WITHIN_S)
    return bool(sent <= MOST_FROM_ONE_ADDRESS)


def takes_more(show: TradeShow) -> bool:
    """Whether visitors have not entered more at this show within the hour than a stand can meet. One query."""
    lately = Lead.objects.filter(show=show, is_from_visitor=True, created_at__gt=timezone.now() - WITHIN)
    return lately.count() < MOST_AT_ONE_SHOW
