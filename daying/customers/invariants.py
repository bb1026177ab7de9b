"""What must always hold of what we do with customers, and of the pools."""

from collections.abc import Iterable

from django.db.models import F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.customers.models import Customer, EntryState, FollowUpState, Need, PoolEntry, Reception
from daying.customers.pool.queries import unplaced

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


@invariant("pools", _("A customer without an owner waits in its pool, and nobody waits there who has an owner."))
def wrong_places() -> Iterable[Row]:
    """Customers and entries that say different things. Two queries."""
    for customer in unplaced():
        yield {"customer": customer.code, "fault": "no entry"}
    elsewhere = ~Q(customer__pool=F("pool")) | Q(customer__pool=None)
    for entry in PoolEntry.objects.filter(elsewhere, state=EntryState.WAITING).select_related("customer"):
        yield {"customer": entry.customer.code, "fault": "not in this pool"}


@invariant("departments of customers", _("A customer's department is its owner's, or its pool's."))
def wrong_departments() -> Iterable[Row]:
    """Customers whom the wrong people see."""
    wrong = ~Q(department=F("owner__department")) & Q(pool=None) | ~Q(department=F("pool__department")) & Q(owner=None)
    for customer in Customer.objects.filter(wrong):
        yield {"customer": customer.code}
