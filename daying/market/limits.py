"""How often strangers may send something: counted by address, and as a whole for each code."""

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from daying.desk import strangers
from daying.market.models import Lead, TradeShow

# Everybody in a hall may come from one address, so that it is wide.
MOST_FROM_ONE_ADDRESS, WITHIN_S = 40, 10 * 60
MOST_AT_ONE_SHOW, WITHIN = 300, timedelta(hours=1)


def may_send(request: HttpRequest) -> bool:
    """Whether this address has not sent too much lately. It counts the attempt."""
    return strangers.may_send(request, "visit", most=MOST_FROM_ONE_ADDRESS, within_s=WITHIN_S)


def takes_more(show: TradeShow) -> bool:
    """Whether visitors have not entered more at this show within the hour than a stand can meet. One query."""
    lately = Lead.objects.filter(show=show, is_from_visitor=True, created_at__gt=timezone.now() - WITHIN)
    return lately.count() < MOST_AT_ONE_SHOW
