"""Fills the plain project's tables."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction

from bench.plain.models import Counter, Customer, OpenItem, Order, OrderLine, Product
from bench.process import Figures

LAST_DAY = date(2026, 6, 30)
DAYS = 730
BATCH = 5_000


def fill(orders: int, customers: int, items: int = 0) -> Figures:
    """Customers, products and shipped orders of three lines; open items where asked for."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    with transaction.atomic():
        User.objects.create_user("director")
        Counter.objects.bulk_create([Counter(kind=kind, last=10**7) for kind in ("SO", "SH", "BL")])
        _write(Customer, (_customer(number) for number in range(1, customers + 1)))
        _write(Product, (Product(pk=n, code=f"P-{n}", price=Decimal(n)) for n in range(1, 201)))
        _write(Order, (_order(number, customers) for number in range(1, orders + 1)))
        _write(OrderLine, (_line(number, place) for number in range(1, orders + 1) for place in range(3)))
        _write(OpenItem, (_item(number, customers) for number in range(1, items + 1)))
    _follow_on()
    return {}


def _customer(number: int) -> Customer:
    return Customer(pk=number, code=f"C{number:06d}", name=f"上海第{number}精密机械有限公司", city="上海", phone="021")


def _order(number: int, customers: int) -> Order:
    return Order(
        pk=number,
        number=f"SO-{number:08d}",
        customer_id=1 + number % customers,
        customer_po=f"PO{number:08d}",
        state="shipped" if number % 20 else "released",
        ordered_on=LAST_DAY - timedelta(days=DAYS - number % DAYS),
        confirmed_on=LAST_DAY,
        total=Decimal(number % 100_000),
    )


def _line(order: int, place: int) -> OrderLine:
    price = Decimal(order % 900)
    return OrderLine(
        order_id=order, product_id=1 + (order + place) % 200, quantity=Decimal(10), unit_price=price, amount=10 * price
    )


def _item(number: int, customers: int) -> OpenItem:
    billed = LAST_DAY - timedelta(days=number * 7 % DAYS)
    return OpenItem(
        customer_id=1 + number % customers,
        currency="CNY",
        billed_on=billed,
        due_on=billed + timedelta(days=30),
        amount=1_000 + number % 9_000,
    )


def _write(model: Any, rows: Iterable[Any]) -> None:
    for batch in _batches(rows):
        model.objects.bulk_create(batch)


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _follow_on() -> None:
    """New keys come after those given here; and the planner knows the tables."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Customer, Product, Order]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
