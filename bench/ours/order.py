"""W1: an order of some lines from entry to billing, every rule, right, opinion and journal entry with it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import count as counting
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.process import Figures, django_meter
from daying.core.actor import SYSTEM
from daying.customers.actions import set_credit_limit
from daying.customers.models import Customer
from daying.orders import actions as orders
from daying.orders.models import OrderKind
from daying.people import departments
from daying.people.models import Employee
from daying.products.models import Product
from daying.receivables.models import Billing, LedgerEntry
from daying.receivables.queries import overdue
from daying.shipping import actions as shipping
from daying.work import actions as work
from daying.work.queries import opinions_on


def run(count: int, lines: int, widths: list[int]) -> Figures:
    """CPU of one order, and the statements of one for each number of lines."""
    floor = Floor()
    for _warm in range(3):
        floor.whole(lines)
    meter = django_meter()
    with meter.running():
        for _order in range(count):
            floor.whole(lines)
    floor.customers = floor.customers[:1]  # what a customer owes is asked, too, and takes a statement where it is late
    return {**meter.per(count), "statements": [_statements(lambda w=w: floor.whole(w)) for w in widths]}


class Floor:
    """The people of the shop floor, and what they do with one order."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.people = {
            name: Employee.objects.get(username=name) for name in ("finance", "pmc", "warehouse", "service1")
        }
        self.customers = self._buyers()
        self.products = list(Product.objects.order_by("pk")[:50])
        self.serial = counting()

    def _buyers(self) -> list[Customer]:
        """Who owes nothing that is overdue, each with a limit, so that credit is judged and found good."""
        late = overdue(self.today).values("customer")
        found = Customer.objects.filter(pool=None).exclude(pk__in=late).select_related("owner").order_by("pk")[:50]
        limit = {"by": SYSTEM, "credit_limit": Decimal(10**9)}
        return [self._do(set_credit_limit, customer, **limit) for customer in found]

    def whole(self, lines: int) -> None:
        """From the customer's call to the entry in the ledger."""
        customer = self.customers[next(self.serial) % len(self.customers)]
        order = self._reviewed(customer, lines)
        service, warehouse = self.people["service1"], self.people["warehouse"]
        released = self._do(orders.release, order, by=service)
        shipment = self._do(shipping.plan_shipment, released, by=service, planned_on=self.today)
        picked = self._do(shipping.pick, shipment, by=warehouse)
        dispatched = self._do(shipping.dispatch, picked, by=warehouse, tracking_number="SF1")
        billing = Billing.objects.get(shipment_id=dispatched.pk)
        assert LedgerEntry.objects.filter(document_type="billing", document_id=billing.pk).exists()

    def _reviewed(self, customer: Customer, lines: int) -> Any:
        wanted = self.today + timedelta(days=20)
        typed = [{"product": product, "quantity": Decimal(10)} for product in self.products[:lines]]
        order = self._do(
            orders.open_order,
            by=customer.owner,
            customer=customer,
            kind=OrderKind.NEW,  # a repeat order is reviewed by fewer
            ordered_on=self.today,
            requested_on=wanted,
            lines=typed,
        )
        order = self._do(orders.submit, order, by=customer.owner)
        asked = {opinion.department.code: opinion for opinion in opinions_on(order)}
        self._do(work.agree, asked[departments.FINANCE], by=self.people["finance"])
        self._do(work.agree, asked[departments.PMC], by=self.people["pmc"], promised_on=wanted)
        return order

    def _do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if function.verb.takes_date:  # type: ignore[attr-defined]
            kwargs["on"] = self.today
        return function(*args, **kwargs)


def _statements(call: Callable[[], Any]) -> int:
    """How many statements reach the database, without those that begin and end transactions."""
    found = 0

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal found
        found += not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        call()
    return found


def customers() -> Figures:
    """How many customers the books have, for others of the same size."""
    return {"customers": Customer.objects.count(), "date": str(date.today())}
