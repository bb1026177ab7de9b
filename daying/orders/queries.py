"""Reading the orders."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.customers.models import Customer, DevelopmentPlan
from daying.customers.pool.sparing import spares
from daying.market.models import TradeShow
from daying.market.queries import visitors
from daying.orders.models import (
    NOT_TAKEN,
    OPEN_STATES,
    ChangeReviewer,
    CreditHold,
    DateMove,
    OrderLine,
    ReviewRule,
    SalesOrder,
    State,
)
from daying.people.queries import limit
from daying.products.simulation import Sold


def orders_seen_by(user: Any) -> QuerySet[SalesOrder]:
    """The orders of customers this person may see."""
    return limit(SalesOrder.objects.all(), user, via="customer")


def change_reviewers_seen_by(user: Any) -> QuerySet[ChangeReviewer]:
    """All of them: who reviews a change is no secret."""
    return ChangeReviewer.objects.select_related("department")


def review_rules_seen_by(user: Any) -> QuerySet[ReviewRule]:
    """All rules: who reviews an order is no secret."""
    return ReviewRule.objects.all()


def credit_holds_seen_by(user: Any) -> QuerySet[CreditHold]:
    """The held orders of customers this person may see."""
    return limit(CreditHold.objects.select_related("order__customer"), user, via="order__customer")


def open_lines(*, customer: Customer | None = None) -> QuerySet[OrderLine]:
    """Lines of released orders that are not shipped in full, with order, customer and product."""
    lines = OrderLine.objects.filter(order__state__in=OPEN_STATES, shipped_quantity__lt=F("quantity"))
    lines = lines if customer is None else lines.filter(order__customer=customer)
    return lines.select_related("order__customer", "product")


def sold_lines(products: Collection[int], customers: Q, currency: str, from_on: date, until_on: date) -> Iterator[Sold]:
    """The lines of these products ordered in a stretch of days, by customers of whom the condition holds. One query."""
    buyers = Customer.objects.filter(customers).order_by().values("pk")
    taken = OrderLine.objects.filter(product__in=products, order__customer__in=buyers, order__currency=currency)
    taken = taken.filter(quantity__gt=0)
    taken = taken.filter(order__ordered_on__range=(from_on, until_on)).exclude(order__state__in=NOT_TAKEN)
    figures = taken.order_by().values_list("product_id", "quantity", "discount", "net_amount")
    return (Sold(*one) for one in figures.iterator())


def overdue_lines(today: date) -> QuerySet[OrderLine]:
    """Open lines whose confirmed date has passed."""
    return open_lines().filter(confirmed_on__lt=today)


def overdue_orders(today: date) -> QuerySet[SalesOrder]:
    """Orders with a line overdue."""
    return SalesOrder.objects.filter(pk__in=overdue_lines(today).values("order"))


def open_orders_of(person: Any) -> QuerySet[SalesOrder]:
    """What a person still has to bring to its end."""
    return SalesOrder.objects.filter(owner=person).exclude(state__in=[State.CLOSED, State.CANCELLED]).order_by("pk")


def entered_before(numbers: Collection[tuple[int, str]]) -> dict[tuple[int, str], SalesOrder]:
    """The orders that have these numbers of their customers, by customer and number. One query."""
    customers, pos = {customer for customer, _po in numbers}, {po for _customer, po in numbers}
    known = SalesOrder.objects.filter(customer__in=customers, customer_po__in=pos).exclude(state=State.CANCELLED)
    found = {(order.customer_id, order.customer_po): order for order in known}
    return {key: order for key, order in found.items() if key in numbers}


def told_before(order: SalesOrder) -> str:
    """The sentence that says so."""
    told = {"po": order.customer_po, "day": order.ordered_on.isoformat(), "order": order}
    return _("The customer's order %(po)s was already entered on %(day)s as %(order)s.") % told


def moves_of(order: SalesOrder) -> dict[int, list[DateMove]]:
    """Every move of a promised day of an order's lines, by line, the oldest first. One query."""
    found: dict[int, list[DateMove]] = {}
    for move in DateMove.objects.filter(line__order=order).select_related("moved_by").order_by("pk"):
        found.setdefault(move.line_id, []).append(move)
    return found


def to_release() -> QuerySet[SalesOrder]:
    """Orders that every department has agreed to."""
    return SalesOrder.objects.filter(state=State.REVIEWED)


@spares(gettext_lazy("open order"))
def under_way(today: date) -> QuerySet[SalesOrder]:
    """Orders of which something is still to come, drafts too."""
    return SalesOrder.objects.exclude(state__in=[State.SHIPPED, State.CLOSED, State.CANCELLED])


def first_orders() -> QuerySet[SalesOrder]:
    """The first order of each customer that has any: the earliest one taken, of one day the one entered first."""
    taken = SalesOrder.objects.exclude(state__in=NOT_TAKEN)
    same = taken.filter(customer=OuterRef("customer"))
    earlier = same.filter(
        Q(ordered_on__lt=OuterRef("ordered_on")) | Q(ordered_on=OuterRef("ordered_on"), pk__lt=OuterRef("pk"))
    )
    return taken.filter(~Exists(earlier))


def first_orders_of(plan: DevelopmentPlan) -> QuerySet[SalesOrder]:
    """The first orders that a plan's person took in its time."""
    return first_orders().filter(owner=plan.owner_id, ordered_on__range=plan.dates)


def of_visitors(show: TradeShow) -> Mapping[str, Any]:
    """The filter for orders that go back to a trade show: of customers who were met there, from its first day on."""
    return {"customer__in": visitors(show).order_by().values("pk"), "ordered_on__gte": show.first_on}
