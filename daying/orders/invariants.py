"""What must always hold of orders."""

from collections.abc import Iterable

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.orders.models import OPEN_STATES, ChangeOrder, Contract, OrderLine, SalesOrder, State

numbered(SalesOrder, "SO")
numbered(Contract, "CT")
numbered(ChangeOrder, "CO")


@invariant("order totals", _("An order's total is the sum of its lines."))
def wrong_totals() -> Iterable[Row]:
    """Orders whose kept totals differ from their lines."""
    added = SalesOrder.objects.annotate(
        of_lines=Coalesce(Sum("lines__amount"), 0), net_of_lines=Coalesce(Sum("lines__net_amount"), 0)
    )
    return added.filter(~Q(total=F("of_lines")) | ~Q(net_total=F("net_of_lines"))).values("id", "number", "total")


@invariant("shipped states", _("An order is shipped when all its lines are, and partly shipped when some goods are."))
def wrong_states() -> Iterable[Row]:
    """Orders whose state says something else than their lines."""
    still_open = OrderLine.objects.filter(shipped_quantity__lt=F("quantity")).values("order")
    begun = OrderLine.objects.filter(shipped_quantity__gt=0).values("order")
    wrong = (
        Q(state=State.SHIPPED, pk__in=still_open)
        | (Q(state=State.PARTLY_SHIPPED) & (~Q(pk__in=still_open) | ~Q(pk__in=begun)))
        | Q(state__in=[State.DRAFT, State.UNDER_REVIEW, State.REVIEWED, State.RELEASED, State.CANCELLED], pk__in=begun)
    )
    return SalesOrder.objects.filter(wrong).values("id", "number", "state")


@invariant("promised lines", _("Every line of a released order has a confirmed date."))
def without_promise() -> Iterable[Row]:
    """Open lines that nobody promised for a day."""
    return OrderLine.objects.filter(order__state__in=OPEN_STATES, confirmed_on=None).values("id", "order__number")
