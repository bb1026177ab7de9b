"""W1 in plain Django: an order of some lines from entry to billing. One transaction a step, rows in bulk, a journal."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from bench.plain.models import (
    Billing,
    BillingLine,
    Counter,
    Customer,
    Journal,
    LedgerEntry,
    Opinion,
    Order,
    OrderLine,
    Product,
    Shipment,
    ShipmentLine,
)
from bench.process import Figures, django_meter

TODAY = date(2026, 6, 30)


def run(count: int, lines: int) -> Figures:
    """CPU of one order."""
    customers, products = list(Customer.objects.all()[:50]), list(Product.objects.all()[:lines])
    _whole(customers[0], products)
    meter = django_meter()
    with meter.running():
        for number in range(count):
            _whole(customers[number % len(customers)], products)
    return meter.per(count)


def _whole(customer: Customer, products: list[Product]) -> None:
    order, lines = _open(customer, products)
    _submit(order)
    for opinion in Opinion.objects.filter(order=order):
        _agree(order, opinion)
    _step(order, "released", "release")
    shipment = _plan(order, lines)
    _step(shipment, "picked", "pick")
    _dispatch(shipment, order, lines)


@transaction.atomic
def _open(customer: Customer, products: list[Product]) -> tuple[Order, list[OrderLine]]:
    quantity = Decimal(10)
    lines = [
        OrderLine(product=p, quantity=quantity, unit_price=p.price, amount=round(p.price * quantity, 2))
        for p in products
    ]
    order = Order.objects.create(customer=customer, ordered_on=TODAY, total=sum(line.amount for line in lines))
    for line in lines:
        line.order = order
    OrderLine.objects.bulk_create(lines)
    _write(order, "open", {"total": str(order.total), "lines": [[line.product_id, "10"] for line in lines]})
    return order, lines


@transaction.atomic
def _submit(order: Order) -> None:
    Opinion.objects.bulk_create([Opinion(order=order, department=name) for name in ("Finance", "PMC")])
    _step(order, "under_review", "submit", number=_number("SO"))


@transaction.atomic
def _agree(order: Order, opinion: Opinion) -> None:
    _step(opinion, "agreed", "agree")
    if not Opinion.objects.filter(order=order, state="open").exists():
        _step(order, "reviewed", "reviewed", confirmed_on=TODAY + timedelta(days=10))


@transaction.atomic
def _plan(order: Order, lines: list[OrderLine]) -> Shipment:
    shipment = Shipment.objects.create(order=order, number=_number("SH"))
    rows = [ShipmentLine(shipment=shipment, order_line=line, quantity=line.quantity) for line in lines]
    ShipmentLine.objects.bulk_create(rows)
    _write(shipment, "plan", {"lines": [[row.order_line_id, str(row.quantity)] for row in rows]})
    return shipment


@transaction.atomic
def _dispatch(shipment: Shipment, order: Order, lines: list[OrderLine]) -> None:
    _step(shipment, "dispatched", "dispatch")
    OrderLine.objects.filter(order=order).update(shipped=F("quantity"))
    _step(order, "shipped", "shipped")
    due = TODAY + timedelta(days=30)
    billing = Billing.objects.create(
        number=_number("BL"), shipment=shipment, customer=order.customer, due_on=due, total=order.total
    )
    same = ("product_id", "quantity", "unit_price", "amount")
    BillingLine.objects.bulk_create(
        [BillingLine(billing=billing, **{name: getattr(line, name) for name in same}) for line in lines]
    )
    LedgerEntry.objects.create(
        customer=order.customer, on=TODAY, due_on=due, amount=order.total, document=billing.number
    )
    Customer.objects.filter(pk=order.customer_id).update(balance=F("balance") + order.total)
    _write(billing, "bill", {"total": str(billing.total)})


@transaction.atomic
def _step(record: Any, state: str, verb: str, **values: Any) -> None:
    fresh = type(record).objects.select_for_update().get(pk=record.pk)
    before = fresh.state
    for name, value in {**values, "state": state}.items():
        setattr(fresh, name, value)
    fresh.save(update_fields=[*values, "state"])
    _write(record, verb, {"state": [before, state]})


def _number(kind: str) -> str:
    Counter.objects.filter(kind=kind).update(last=F("last") + 1)
    return f"{kind}-{Counter.objects.get(kind=kind).last:08d}"


def _write(record: Any, verb: str, changes: dict[str, Any]) -> None:
    Journal.objects.create(
        by="engineer1", verb=verb, subject_type=record._meta.label_lower, subject_id=record.pk, changes=changes
    )
