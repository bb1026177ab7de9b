"""What must always hold of the pools."""

from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant
from daying.customers.models import Customer, EntryState, PoolEntry
from daying.customers.pool.queries import unplaced


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
