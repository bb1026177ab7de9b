"""How much a customer has of ours: what is owed and what is on its way, against the limit that was set.

Rooms that know of something owed register a source with `counts`. The review's red line and the release ask the same
exposure. A customer without a limit is never held; what is overdue is told to the review all the same.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core.compiled import Compiled
from daying.core.money import ZERO, round_money
from daying.customers.models import Customer
from daying.orders.models import OPEN_STATES, OrderLine, SalesOrder, State
from daying.products.queries import worth_in
from daying.stock.jit.queries import value_at

LIMITED = Compiled(
    lambda key: Customer.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key, credit_limit__isnull=False)
)
RELEASED = Q(order__state__in=OPEN_STATES) | Q(order__state=State.ON_HOLD, order__held_state__in=OPEN_STATES)
UNDELIVERED = Compiled(
    lambda customer: (
        OrderLine.objects.filter(RELEASED, order__customer=customer, shipped_quantity__lt=F("quantity"))
        .select_related("order")
        .only("amount", "quantity", "shipped_quantity", "order__currency")
        .order_by()
    )
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
    """Register a query of a customer's key and a day, which tells what counts against the credit limit.

    Sources are asked as they are registered, rooms further down first: what moves on while they are asked, from an
    order into a billing, is counted twice rather than not at all.
    """

    def declare(find: Find) -> Find:
        SOURCES.append(Source(label, find))
        return find

    return declare


@dataclass(frozen=True, eq=False)
class Exposure:
    """What a customer has of ours on a day, source by source. The limit is one in the customer's own currency."""

    customer: Customer
    on: date
    parts: tuple[tuple[Any, Owed], ...]
    _rates: dict[str, Decimal | None] = field(default_factory=dict)

    @cached_property
    def amount(self) -> Decimal:
        """All of it in the customer's currency at the day's rates; without what has no rate."""
        return sum((self.own(owed.currency, owed.amount) for _label, owed in self.parts), ZERO)

    @cached_property
    def late(self) -> dict[str, Decimal]:
        """What is overdue, by currency."""
        found: dict[str, Decimal] = {}
        for _label, owed in self.parts:
            if owed.overdue > 0:
                found[owed.currency] = found.get(owed.currency, ZERO) + owed.overdue
        return found

    @property
    def overdue(self) -> Decimal:
        """What is overdue, in the customer's currency."""
        return sum((self.own(currency, amount) for currency, amount in self.late.items()), ZERO)

    def own(self, currency: str, amount: Decimal) -> Decimal:
        """An amount in the customer's currency at the day's rate; zero where no rate is known."""
        rate = self.rate(currency)
        return ZERO if rate is None else round_money(amount * rate)

    def rate(self, currency: str) -> Decimal | None:
        """What one of a currency is worth in the customer's. Two queries for each that is not the customer's."""
        if currency not in self._rates:
            self._rates[currency] = worth_in(self.customer.currency, currency, self.on)
        return self._rates[currency]

    def with_order(self, order: SalesOrder) -> Decimal:
        """All of it once this order is released."""
        return self.amount + self.own(order.currency, order.total)

    def against(self, order: SalesOrder) -> list[str]:
        """Why this order should not be released, a sentence for each reason; none where nothing is wrong."""
        late = [
            _("%(amount)s %(currency)s are overdue.") % {"amount": f"{amount:,.2f}", "currency": currency}
            for currency, amount in self.late.items()
        ]
        return late if self.customer.credit_limit is None else [*late, *self._unknown(order), *self._beyond(order)]

    def _unknown(self, order: SalesOrder) -> list[str]:
        """What cannot be compared with the limit does not pass it."""
        currencies = sorted({order.currency, *(owed.currency for _label, owed in self.parts)})
        without = [currency for currency in currencies if self.rate(currency) is None]
        told = {"currencies": ", ".join(without), "own": self.customer.currency, "day": self.on}
        sentence = _("There is no exchange rate from %(currencies)s to %(own)s on %(day)s to compare with the limit.")
        return [sentence % told] if without else []

    def _beyond(self, order: SalesOrder) -> list[str]:
        limit, with_it = self.customer.credit_limit, self.with_order(order)
        if limit is None or with_it <= limit:
            return []
        told = {"amount": f"{with_it:,.2f}", "currency": self.customer.currency, "limit": f"{limit:,.2f}"}
        return [_("With this order the customer has %(amount)s %(currency)s of ours; the limit is %(limit)s.") % told]


def exposure(customer: Customer, today: date) -> Exposure:
    """What a customer has of ours on a day. As many queries as the sources make, three today."""
    parts = [(source.label, owed) for source in SOURCES for owed in source.find(customer.pk, today)]
    return Exposure(customer, today, tuple(part for part in parts if part[1].amount or part[1].overdue))


def limited(order: SalesOrder, today: date) -> Exposure | None:
    """The exposure of an order's customer, its row locked so that two orders are judged one after the other.

    The order's own row is locked before it, here as everywhere. None where no limit was set. One query then, else one
    more than `exposure`.
    """
    found = LIMITED(order.customer_id)
    return exposure(found[0], today) if found else None


def told(found: Exposure) -> str:
    """The exposure for people, a line each: the sum against the limit, then what it is made of and what is overdue."""
    own, limit = found.customer.currency, found.customer.credit_limit
    figures = {"amount": f"{own} {found.amount:,.2f}"}
    if limit is None:
        head = _("%(amount)s, without a limit") % figures
    else:
        figures |= {"limit": f"{limit:,.2f}", "left": f"{abs(limit - found.amount):,.2f}"}
        within, beyond = (
            _("%(amount)s of a limit of %(limit)s, %(left)s left"),
            _("%(amount)s, %(left)s beyond the limit of %(limit)s"),
        )
        head = (within if limit >= found.amount else beyond) % figures
    return "\n".join([head, *(_part_told(label, owed) for label, owed in found.parts)])


def _part_told(label: Any, owed: Owed) -> str:
    line = _("%(what)s: %(amount)s") % {"what": label, "amount": f"{owed.currency} {owed.amount:,.2f}"}
    return f"{line} · {_('overdue %(amount)s') % {'amount': f'{owed.overdue:,.2f}'}}" if owed.overdue > 0 else line


@counts(gettext_lazy("Released orders, not yet delivered"))
def undelivered(customer: int, today: date) -> list[Owed]:
    """What is still to be shipped of released orders, at their prices. One query."""
    found: dict[str, Decimal] = {}
    for line in UNDELIVERED(customer):
        rest = line.amount * (line.quantity - line.shipped_quantity) / line.quantity
        found[line.order.currency] = found.get(line.order.currency, ZERO) + rest
    return [Owed(currency, round_money(amount)) for currency, amount in sorted(found.items()) if amount]


@counts(gettext_lazy("Goods of ours in the customer's JIT warehouses"))
def at_the_customer(customer: int, today: date) -> list[Owed]:
    """What lies there, not used and not billed, at the agreed prices. One query where nothing does."""
    return [Owed(currency, round_money(amount)) for currency, amount in value_at(customer, today).items()]
