"""How much a customer has of ours: what is owed and what is on its way, against the limit that was set.

Rooms that know of something owed register a source with `counts`. A customer without a limit is never held, and is
asked about in one statement.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core.compiled import Compiled
from daying.core.money import ZERO, round_money
from daying.customers.models import Customer
from daying.orders.models import OPEN_STATES, OrderLine, SalesOrder, State

LIMITED = Compiled(
    lambda key: Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key, credit_limit__isnull=False)
)


@dataclass(frozen=True)
class Owed:
    """What one source counts in one currency. overdue: the part of it whose day has passed."""

    currency: str
    amount: Decimal
    overdue: Decimal = ZERO


Find = Callable[[int, date], Iterable[Owed]]


@dataclass(frozen=True)
class Source:
    """One kind of what a customer has of ours."""

    label: Any
    find: Find


SOURCES: list[Source] = []


def counts(label: Any) -> Callable[[Find], Find]:
    """Register a query of a customer's key and a day, which tells what counts against the credit limit."""

    def declare(find: Find) -> Find:
        SOURCES.append(Source(label, find))
        return find

    return declare


@dataclass(frozen=True)
class Exposure:
    """What a customer has of ours, source by source. The limit is one in the customer's own currency."""

    customer: Customer
    parts: tuple[tuple[Any, Owed], ...]

    @cached_property
    def amount(self) -> Decimal:
        """All of it, in the customer's currency."""
        return sum((owed.amount for _label, owed in self.parts if owed.currency == self.customer.currency), ZERO)

    @cached_property
    def late(self) -> dict[str, Decimal]:
        """What is overdue, by currency."""
        found: dict[str, Decimal] = {}
        for _label, owed in self.parts:
            if owed.overdue > 0:
                found[owed.currency] = found.get(owed.currency, ZERO) + owed.overdue
        return found

    def against(self, order: SalesOrder) -> list[str]:
        """Why this order should not be released, a sentence for each reason; none where nothing is wrong."""
        reasons = [
            _("%(amount)s %(currency)s are overdue.") % {"amount": f"{amount:,.2f}", "currency": currency}
            for currency, amount in self.late.items()
        ]
        limit, with_it = self.customer.credit_limit, self.with_order(order)
        if order.currency == self.customer.currency and limit is not None and with_it > limit:
            told = {"amount": f"{with_it:,.2f}", "currency": order.currency, "limit": f"{limit:,.2f}"}
            reasons.append(
                _("With this order the customer has %(amount)s %(currency)s of ours; the limit is %(limit)s.") % told
            )
        return reasons

    def with_order(self, order: SalesOrder) -> Decimal:
        """All of it once this order is released."""
        return self.amount + (order.total if order.currency == self.customer.currency else ZERO)


def exposure(customer: Customer, today: date) -> Exposure:
    """What a customer has of ours on a day. As many queries as the sources make, three today."""
    parts = [(source.label, owed) for source in SOURCES for owed in source.find(customer.pk, today)]
    return Exposure(customer, tuple(part for part in parts if part[1].amount or part[1].overdue))


def told(found: Exposure) -> str:
    """The exposure in a line, for people: the sum and its parts, the limit, what is overdue."""
    parts = [f"{label} {owed.currency} {owed.amount:,.2f}" for label, owed in found.parts]
    late = [_("overdue %(amount)s") % {"amount": f"{code} {amount:,.2f}"} for code, amount in found.late.items()]
    limit = found.customer.credit_limit
    bound = _("no limit") if limit is None else _("limit %(amount)s") % {"amount": f"{limit:,.2f}"}
    return " · ".join([f"{found.customer.currency} {found.amount:,.2f}", bound, *late, *parts])


def limited(order: SalesOrder, today: date) -> Exposure | None:
    """The exposure of an order's customer, its row locked so that two orders are judged one after the other.

    None where no limit was set. One query then, else one more than `exposure`.
    """
    found = LIMITED(order.customer_id)
    return exposure(found[0], today) if found else None


@counts(gettext_lazy("Released orders, not yet delivered"))
def undelivered(customer: int, today: date) -> list[Owed]:
    """What is still to be shipped of released orders, at their prices. One query."""
    released = Q(order__state__in=OPEN_STATES) | Q(order__state=State.ON_HOLD, order__held_state__in=OPEN_STATES)
    lines = OrderLine.objects.filter(released, order__customer=customer).order_by()
    found: dict[str, Decimal] = {}
    for currency, amount, quantity, shipped in lines.values_list(
        "order__currency", "amount", "quantity", "shipped_quantity"
    ):
        rest = amount * (quantity - shipped) / quantity
        found[currency] = found.get(currency, ZERO) + rest
    return [Owed(currency, round_money(amount)) for currency, amount in sorted(found.items())]
