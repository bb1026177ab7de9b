"""What production and suppliers have promised to bring in."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.workflow import action, transition
from daying.products.models import Product
from daying.shipping.models import ExpectedReceipt, ReceiptState

RIGHT = "shipping.change_expectedreceipt"


@action(right="shipping.add_expectedreceipt", serves="M5.6", label=gettext_lazy("Expect a receipt"))
def expect(
    *, by: Actor, product: Product, quantity: Decimal, expected_on: date, reference: str = "", remarks: str = ""
) -> ExpectedReceipt:
    """So much of a product should come in on a day; the plan counts on it."""
    receipt = ExpectedReceipt(
        product=product, quantity=quantity, expected_on=expected_on, reference=reference, remarks=remarks
    )
    return changes.create(receipt, by=by)


@action(right="shipping.import_expectedreceipt", serves="M5.6")
def expect_many(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> list[ExpectedReceipt]:
    """The same for a sheet of them. Five statements however many."""
    return changes.create_many([ExpectedReceipt(**row) for row in rows], by=by)


@transition(
    ExpectedReceipt,
    label=gettext_lazy("Arrived"),
    source=ReceiptState.EXPECTED,
    target=ReceiptState.ARRIVED,
    right=RIGHT,
    serves="M5.6",
)
def note_arrival(receipt: ExpectedReceipt, *, by: Actor) -> None:
    """It lies in the warehouse; its movement of stock is the warehouse's own."""


@transition(
    ExpectedReceipt,
    label=gettext_lazy("Put off"),
    source=ReceiptState.EXPECTED,
    target=None,
    right=RIGHT,
    serves="M5.6",
    inputs={"to": gettext_lazy("New date"), "reason": gettext_lazy("Reason")},
)
def put_off(receipt: ExpectedReceipt, *, by: Actor, to: date, reason: str) -> None:
    """It comes on another day."""
    receipt.expected_on = to


@transition(
    ExpectedReceipt,
    label=gettext_lazy("Does not come"),
    source=ReceiptState.EXPECTED,
    target=ReceiptState.DROPPED,
    right=RIGHT,
    serves="M5.6",
    inputs={"reason": gettext_lazy("Reason")},
)
def drop_receipt(receipt: ExpectedReceipt, *, by: Actor, reason: str) -> None:
    """The plan does not count on it any more."""
