"""What the rules themselves object to in an order, before anybody has looked at it. Rooms above add their own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from daying.core.workdays import add_workdays
from daying.customers.models import Terms
from daying.orders import credit
from daying.orders.models import OrderLine, ReviewRule, SalesOrder

MOST_NAMED = 5
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Submitted:
    """An order as it is handed in. is_first: the customer has never ordered before."""

    order: SalesOrder
    lines: Sequence[OrderLine]
    on: date
    is_first: bool


Find = Callable[[Submitted, ReviewRule], Iterable[str]]
FINDERS: list[Find] = []


def red_line(find: Find) -> Find:
    """Register a function that says, in sentences, what is wrong with an order by a rule."""
    FINDERS.append(find)
    return find


def found(submitted: Submitted, rule: ReviewRule) -> list[str]:
    """Every red line of an order, as sentences."""
    return [sentence for find in FINDERS for sentence in find(submitted, rule)]


@red_line
def margin(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """Lines below the margin that the rule asks for. What has no known cost is left out."""
    least, currency = rule.lowest_margin, submitted.order.currency
    if least is None:
        return
    low = [
        line for line in submitted.lines if _is_below(line, least, currency) and not _is_below(line, NOTHING, currency)
    ]
    if low:
        told = {"products": _named(low), "percent": f"{(least * 100).normalize():f}"}
        yield _("Below the lowest margin of %(percent)s %%: %(products)s") % told


@red_line
def below_cost(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """Lines sold for less than they cost, whatever the rule says."""
    low = [line for line in submitted.lines if _is_below(line, NOTHING, submitted.order.currency)]
    if low:
        yield _("Sold below cost: %(products)s") % {"products": _named(low)}


@red_line
def lead_time(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """Lines wanted sooner than their products are usually made."""
    early = [line for line in submitted.lines if line.requested_on < _soonest(line, submitted.on)]
    if early:
        yield _("Wanted sooner than it is usually made: %(products)s") % {"products": _named(early)}


@red_line
def credit_of_customer(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """What would hold the order at its release: the customer is overdue, or goes beyond its limit with it."""
    return credit.exposure(submitted.order.customer, submitted.on).against(submitted.order)


@red_line
def deposit(submitted: Submitted, rule: ReviewRule) -> Iterable[str]:
    """New customers pay before anything is made for them."""
    if submitted.is_first and rule.is_deposit_wanted and submitted.order.terms != Terms.PREPAID:
        told = {"terms": submitted.order.get_terms_display()}
        yield _("A new customer that does not pay in advance, but: %(terms)s") % told


def _is_below(line: OrderLine, least: Decimal, currency: str) -> bool:
    cost = line.product.cost_in(currency)
    return cost is not None and line.net_amount * (1 - least) < cost * line.quantity


def _soonest(line: OrderLine, on: date) -> date:
    days = line.product.usual_workdays
    return add_workdays(on, days) if days else date.min


def _named(lines: Sequence[OrderLine]) -> str:
    names = list(dict.fromkeys(str(line.product) for line in lines))
    return ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
