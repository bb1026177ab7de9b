"""Taking orders in: one by one, many from a sheet, or from a quotation the customer has accepted."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.models import Carrier
from daying.core import changes
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.errors import Refused
from daying.core.lengths import must_not_be_too_long
from daying.core.money import ZERO, round_money
from daying.core.workflow import action, lock
from daying.customers.actions import must_be_active
from daying.customers.models import Contact, Customer
from daying.orders.models import Contract, OrderLine, SalesOrder, State
from daying.orders.queries import entered_before, told_before
from daying.products.models.pricing import Prices
from daying.products.queries import PriceBook, in_own_units
from daying.quotes.models import Opportunity, Quotation, QuotationLine

# How long from an accepted quotation to the day we assume the goods are wanted, until somebody says otherwise.
USUAL_DAYS_TO_DELIVERY = 14
QUOTED = Compiled(lambda quotation: QuotationLine.objects.filter(quotation=quotation).select_related("product"))
TYPED = (
    "customer",
    "kind",
    "customer_po",
    "contact",
    "opportunity",
    "contract",
    "ordered_on",
    "requested_on",
    "carrier",
    "freight",
    "delivery_name",
    "delivery_address",
    "remarks",
)
WORKED_OUT = (
    "owner_id",
    "department_id",
    "currency",
    "price_includes_tax",
    "terms",
    "payment_days",
    "cut_off_day",
    "net_total",
    "tax_total",
    "total",
)
CUSTOMER = Compiled(lambda key: Customer.objects.select_for_update(no_key=True).filter(pk=key))
SAME_NUMBER = Compiled(
    lambda customer, po: SalesOrder.objects.filter(customer=customer, customer_po=po).exclude(state=State.CANCELLED)
)
Typed = Mapping[str, Any]


@action(right="orders.add_salesorder", serves="M5.3", label=gettext_lazy("New order"))
def open_order(
    *,
    by: Actor,
    customer: Customer,
    requested_on: date,
    ordered_on: date,
    lines: Sequence[Typed],
    kind: str = "",
    customer_po: str = "",
    contact: Contact | None = None,
    opportunity: Opportunity | None = None,
    contract: Contract | None = None,
    carrier: Carrier | None = None,
    freight: Decimal = ZERO,
    delivery_name: str = "",
    delivery_address: str = "",
    remarks: str = "",
) -> SalesOrder:
    """Draft an order in the customer's currency, on the customer's terms of today.

    lines: as PricedLine.priced takes them, with requested_on where a line is wanted on a day of its own.
    Refused when the customer's order number was entered before.
    """
    head = {
        "customer": customer,
        "kind": kind,
        "customer_po": customer_po,
        "contact": contact,
        "opportunity": opportunity,
        "contract": contract,
        "ordered_on": ordered_on,
        "requested_on": requested_on,
        "carrier": carrier,
        "freight": freight,
        "delivery_name": delivery_name,
        "delivery_address": delivery_address,
        "remarks": remarks,
    }
    order, priced = drafted(head, lines)
    _must_lie_ahead(order, priced)
    _must_be_new(order)
    return changes.create(order, by=by, lines=priced)


@action(right="orders.change_salesorder", serves="M5.3")
def amend(
    order: SalesOrder,
    *,
    by: Actor,
    version: int | None = None,
    customer: Customer,
    requested_on: date,
    ordered_on: date,
    lines: Sequence[Typed] | None = None,
    kind: str = "",
    customer_po: str = "",
    contact: Contact | None = None,
    opportunity: Opportunity | None = None,
    contract: Contract | None = None,
    carrier: Carrier | None = None,
    freight: Decimal = ZERO,
    delivery_name: str = "",
    delivery_address: str = "",
    remarks: str = "",
) -> SalesOrder:
    """Change a draft. lines: all of them as they should be; None leaves them, at the prices they have."""
    head = {
        "customer": customer,
        "kind": kind,
        "customer_po": customer_po,
        "contact": contact,
        "opportunity": opportunity,
        "contract": contract,
        "ordered_on": ordered_on,
        "requested_on": requested_on,
        "carrier": carrier,
        "freight": freight,
        "delivery_name": delivery_name,
        "delivery_address": delivery_address,
        "remarks": remarks,
    }
    _must_be_new(SalesOrder(customer=customer, customer_po=customer_po), apart_from=order)
    fresh: SalesOrder = lock(order)
    if fresh.state != State.DRAFT:
        raise Refused(_("%(order)s is no draft any more and cannot be changed here.") % {"order": fresh})
    new, priced = drafted(head, _lines_of(fresh) if lines is None else lines, quotation=fresh.quotation)
    _must_lie_ahead(new, priced)
    values = {name: getattr(new, name) for name in (*TYPED, *WORKED_OUT)}
    return changes.update(order, values, by=by, version=version, lines=priced)


@action(right="orders.import_salesorder", serves="M5.3")
def open_orders(rows: Sequence[Typed], *, by: Actor) -> list[SalesOrder]:
    """Draft many orders at once, as an import brings them.

    rows: the fields of open_order, with the lines under "lines". Six statements for each 500 of them.
    """
    book, lines = book_for(rows), own_units_of_many(rows)
    made = [drafted(row, typed, book=book) for row, typed in zip(rows, lines, strict=True)]
    orders = [order for order, _lines in made]
    for order, priced in made:
        _must_lie_ahead(order, priced)
    _must_all_be_new(orders)
    return changes.create_many(orders, by=by, lines=[lines for _order, lines in made])


@action(right=None, serves=["M5.2", "M5.3"])
def open_from_quotation(quotation: Quotation, *, by: Actor, on: date) -> SalesOrder:
    """Draft the order that an accepted quotation has become, at the quoted prices. The customer's number follows."""
    head = {
        "customer": quotation.customer,
        "contact": quotation.contact,
        "opportunity": quotation.opportunity,
        "ordered_on": on,
        "requested_on": on + timedelta(days=USUAL_DAYS_TO_DELIVERY),
        "remarks": quotation.remarks,
    }
    order, lines = drafted(head, [line.as_typed() for line in QUOTED(quotation.pk)], quotation=quotation)
    return changes.create(order, by=by, lines=lines)


def book_for(rows: Sequence[Typed]) -> PriceBook:
    """The prices of all that these orders name. Three queries, and none where no list names one of the products."""
    products = [line["product"] for row in rows for line in row.get("lines", ())]
    days = [row.get("ordered_on") or SalesOrder._meta.get_field("ordered_on").get_default() for row in rows]
    return PriceBook(products, customers=[row["customer"] for row in rows], days=days)


def own_units_of_many(rows: Sequence[Typed]) -> list[list[Typed]]:
    """The lines of each order, in the products' own units. One query where one is typed in another."""
    every = iter(in_own_units([line for row in rows for line in row.get("lines", ())]))
    return [list(islice(every, len(row.get("lines", ())))) for row in rows]


def drafted(
    head: Typed, lines: Sequence[Typed], *, quotation: Quotation | None = None, book: PriceBook | None = None
) -> tuple[SalesOrder, list[OrderLine]]:
    """An order as it will be written, with its priced lines: on the customer's terms, or at a quotation's prices.

    book: where the prices of several orders were read at once.
    """
    must_not_be_too_long(lines)
    customer: Customer = head["customer"]
    owner = must_be_active(customer)
    priced_like = quotation or customer
    order = SalesOrder(
        **{name: head[name] for name in TYPED if head.get(name) is not None},
        quotation=quotation,
        owner_id=owner,
        department_id=customer.department_id,
        currency=priced_like.currency,
        price_includes_tax=priced_like.price_includes_tax,
        **customer.agreed_terms,
    )
    order.freight = round_money(order.freight)
    _must_make_sense(order)
    prices = (book or book_for([{**head, "lines": lines}])).of(order, on=order.ordered_on)
    priced = [_line(values, order, prices) for values in in_own_units(lines)]
    order.add_up(priced)
    return order, priced


def _line(values: Typed, order: SalesOrder, prices: Prices) -> OrderLine:
    line = OrderLine.offered(values, document=order, tax_rate=order.customer.tax_rate, prices=prices)
    line.requested_on = values.get("requested_on") or order.requested_on
    return line


def _lines_of(order: SalesOrder) -> list[Typed]:
    lines = OrderLine.objects.filter(order=order, quantity__gt=0).select_related("product")
    return [{"id": line.pk, **line.as_typed()} for line in lines]


def _must_make_sense(order: SalesOrder) -> None:
    if order.contact and order.contact.customer_id != order.customer_id:
        told = {"contact": order.contact}
        raise Refused(_("%(contact)s is a contact of another customer.") % told, field="contact")
    if order.opportunity and order.opportunity.customer_id != order.customer_id:
        sentence = _("%(opportunity)s is an opportunity of another customer.")
        raise Refused(sentence % {"opportunity": order.opportunity}, field="opportunity")
    if order.freight < 0:
        raise Refused(_("Freight is not below zero."), field="freight")


def _must_lie_ahead(order: SalesOrder, lines: Sequence[OrderLine]) -> None:
    """Nobody wants goods before the day on which they order them: that is a slip of the keyboard, or another year."""
    told = {"ordered": order.ordered_on.isoformat()}
    if order.requested_on < order.ordered_on:
        raise Refused(told_too_early(order.requested_on, order.ordered_on), field="requested_on")
    for number, line in enumerate(lines, start=1):
        if line.requested_on < order.ordered_on:
            told |= {"day": line.requested_on.isoformat(), "number": str(number)}
            sentence = _("Line %(number)s is wanted on %(day)s, before the order's own day, %(ordered)s.")
            raise Refused(sentence % told, field="lines")


def told_too_early(requested_on: date, ordered_on: date) -> str:
    """The sentence that says so."""
    told = {"day": requested_on.isoformat(), "ordered": ordered_on.isoformat()}
    return _("Delivery is wanted on %(day)s, before the order's own day, %(ordered)s.") % told


def _must_be_new(order: SalesOrder, *, apart_from: SalesOrder | None = None) -> None:
    """Catch a customer's order that was entered before. The customer is locked, so that two cannot look at once."""
    if not order.customer_po:
        return
    CUSTOMER(order.customer_id)
    known = [one for one in SAME_NUMBER(order.customer_id, order.customer_po) if not apart_from or one != apart_from]
    for other in known:
        raise _entered_before(other)


def _must_all_be_new(orders: Sequence[SalesOrder]) -> None:
    numbered = {(order.customer_id, order.customer_po): order for order in orders if order.customer_po}
    if len(numbered) < sum(bool(order.customer_po) for order in orders):
        raise Refused(_("Two of these orders have the same customer's order number."), field="customer_po")
    if not numbered:
        return
    customers = sorted({customer_id for customer_id, _po in numbered})
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=customers).order_by("pk").values("pk"))
    for other in entered_before(numbered).values():
        raise _entered_before(other)


def _entered_before(other: SalesOrder) -> Refused:
    return Refused(told_before(other), field="customer_po", record=other)
