"""What must always hold of what we do with customers."""

from collections.abc import Iterable

from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.customers.models import Customer, FollowUpState, Need, Reception

numbered(Need, "ND")
numbered(Reception, "VR")


@invariant("follow-up dates", _("A customer's follow-up dates are those of its follow-ups."))
def wrong_follow_up_dates() -> Iterable[Row]:
    """Customers whose kept dates differ from their follow-ups."""
    kept = Customer.objects.annotate(
        last=Max("follow_ups__done_on"),
        next=Min("follow_ups__next_on", filter=Q(follow_ups__state=FollowUpState.OPEN)),
    )
    same_last = Q(last=F("last_followed_up_on")) | Q(last=None, last_followed_up_on=None)
    same_next = Q(next=F("next_follow_up_on")) | Q(next=None, next_follow_up_on=None)
    wrong = kept.exclude(same_last & same_next)
    return wrong.values("id", "code", "last_followed_up_on", "next_follow_up_on")
