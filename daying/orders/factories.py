"""Orders for tests and samples, without the way through quotation and review."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.actions import set_credit_limit
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.orders import actions
from daying.orders.changing.actions import draft_change
from daying.orders.contracts.actions import draft_contract, issue, put_into_force
from daying.orders.models import ChangeOrder, Contract, ReviewRule, ReviewSigner, SalesOrder
from daying.people.models import Employee
from daying.people.queries import department
from daying.products.factories import product
from daying.work import actions as work
from daying.work.queries import opinions_on

_serial = count(1)
ORDERED_ON = date(2026, 3, 2)
WANTED_ON = date(2026, 3, 20)


def lines(*quantities: int | str) -> list[dict[str, Any]]:
    """Lines of one product each, at its list price."""
    return [{"product": product(), "quantity": Decimal(quantity)} for quantity in quantities]


def draft_order(customer: Customer, quantities: Sequence[int | str] = (10,), **values: Any) -> SalesOrder:
    """A draft of 2 March 2026, wanted on 20 March. values: of open_order, lines among them."""
    usual = {"ordered_on": ORDERED_ON, "requested_on": WANTED_ON}
    if "lines" not in values:
        values["lines"] = lines(*quantities)
    return actions.open_order(by=SYSTEM, customer=customer, **{**usual, **values})


def released_order(customer: Customer, quantities: Sequence[int | str] = (10,), **values: Any) -> SalesOrder:
    """An order that may be shipped, promised for 20 March 2026. values: of take_over_orders."""
    usual = {"number": f"T-{next(_serial)}", "ordered_on": ORDERED_ON, "requested_on": WANTED_ON}
    if "lines" not in values:
        values["lines"] = lines(*quantities)
    return actions.take_over_orders([{**usual, **values, "customer": customer}], by=SYSTEM)[0]


def review_rule(name: str, *codes: str, checklist: str = "", **values: Any) -> ReviewRule:
    """A rule that asks these departments, each in a step of its own."""
    signers = [
        ReviewSigner(department=department(code), step=n, duty="评审", checklist=checklist)
        for n, code in enumerate(codes, start=1)
    ]
    return changes.create(ReviewRule(name=name, **values), by=SYSTEM, lines=signers)


def reviewed_order(customer: Customer, quantities: Sequence[int | str] = (10,), **values: Any) -> SalesOrder:
    """An order that every department has agreed to."""
    order: Any = actions.submit(draft_order(customer, quantities, **values), by=SYSTEM, on=ORDERED_ON)
    for opinion in opinions_on(order):
        work.agree(opinion, by=SYSTEM)
    return SalesOrder.objects.get(pk=order.pk)


def held_for_credit(owner: Employee) -> SalesOrder:
    """An order of a customer with a limit of 1.00, held when it should have been released."""
    limited: Any = set_credit_limit(customer(owner), by=SYSTEM, credit_limit=Decimal(1))
    return actions.release(reviewed_order(limited), by=SYSTEM, on=ORDERED_ON)  # type: ignore[return-value]


def contract(customer: Customer, **values: Any) -> Contract:
    """A draft of a framework contract for 2026."""
    usual = {"title": "年度框架合同", "kind": "framework", "from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}
    return draft_contract(by=SYSTEM, customer=customer, **{**usual, **values})


def contract_in_force(customer: Customer, **values: Any) -> Contract:
    """One that both have sealed."""
    made: Any = issue(contract(customer, **values), by=SYSTEM, on=ORDERED_ON)
    return put_into_force(made, by=SYSTEM, signed_on=ORDERED_ON)  # type: ignore[return-value]


def change_of(order: SalesOrder, *changed: dict[str, Any], **values: Any) -> ChangeOrder:
    """A draft of a change. changed: of draft_change, beginning with the first line of the order."""
    lines = [{"line_number": number, **one} for number, one in enumerate(changed, start=1)]
    return draft_change(by=SYSTEM, order=order, reason="客户要求", lines=lines, **values)
