"""What becomes of a customer's own price list when two files of one company become one."""

from daying.core import changes
from daying.core.actor import Actor
from daying.customers.merging import moves
from daying.customers.models import Customer
from daying.products.models import PriceListCustomer


@moves(PriceListCustomer)
def keep_one_list(loser: Customer, winner: Customer, by: Actor) -> None:
    """The customer that stays keeps its list, and takes over the other's where it has none. Four statements at most."""
    theirs = [*PriceListCustomer.objects.filter(customer=loser).select_related("customer", "price_list")]
    if PriceListCustomer.objects.filter(customer=winner).exists():
        changes.delete_many(theirs, by=by)
    else:
        changes.update_many(theirs, {"customer_id": winner.pk}, by=by)
