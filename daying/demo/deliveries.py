"""How goods arrive: signed for, short or late now and then; and at the end of the story two orders for one stock."""

import base64
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from django.utils import timezone

from daying.core.compiled import Compiled
from daying.customers.models import Customer, CustomerState
from daying.demo import words
from daying.demo.agenda import Agenda
from daying.demo.contact import Do
from daying.demo.setting import Setting
from daying.orders import actions as ordering
from daying.orders.models import CreditHold, CreditHoldState, OrderKind, OrderLine, State
from daying.products.models import Product
from daying.shipping import actions as shipping
from daying.shipping.models import Counted, ExceptionState, Origin, Shipment, ShipmentException, ShipmentLine
from daying.shipping.plan.contests import AHEAD, promised
from daying.shipping.plan.receiving import expect
from daying.stock import actions as stock
from daying.stock.models import MovementKind, Warehouse
from daying.stock.queries import main_warehouse, on_hand

SIGNED = 0.1  # of the deliveries are signed for on a phone
SHORT = 0.15  # of these are short of something
SHARES = (Decimal("0.7"), Decimal("0.6"))  # of what there is, wanted by each of two who want the same
WENT_WRONG = 0.02  # of the shipments are damaged or late on the way
STILL_WAITING = timedelta(days=6)
TEN = time(10)
MISSING = Compiled(
    lambda shipment: ShipmentException.objects.filter(shipment=shipment, origin=Origin.PROOF, state=ExceptionState.OPEN)
)
FIRST_LINE = Compiled(lambda shipment: ShipmentLine.objects.filter(shipment=shipment).order_by("position")[:1])


class Deliveries:
    """Plays what becomes of shipments. It draws lots of its own, so that the rest of the story stays as it is.

    answer: lets the departments agree to an order, promised for a day, on a day.
    """

    def __init__(self, setting: Setting, agenda: Agenda, do: Do, answer: Callable[[Any, date, date], None]) -> None:
        self.setting, self.agenda, self.do, self.answer = setting, agenda, do, answer
        self.people, self.chance = setting.people, Random(2026)

    def deliver(self, shipment: Shipment, customer: Customer, by: Any, day: date) -> None:
        """The customer has it; somebody signed, or said so by telephone."""
        if self.chance.random() < WENT_WRONG:
            self.go_wrong(shipment, by, day)
        if self.chance.random() < SIGNED and day < self.setting.today:
            self.prove(shipment, by, day)
        else:
            self.do(shipping.deliver, shipment, by=by, on=day)

    def prove(self, shipment: Shipment, by: Any, day: date) -> None:
        """Signed for at the door; now and then something is missing, which is seen to."""
        first = next(iter(FIRST_LINE(shipment.pk)), None)
        counted = {}
        if first and first.quantity > 1 and self.chance.random() < SHORT:
            counted[first.pk] = Counted(first.quantity - 1, "外箱破损，少 1")
        self.do(
            shipping.prove_delivery,
            shipment,
            by=self.people["warehouse"],
            on=day,
            received_by=self.chance.choice(words.SURNAMES) + "师傅",
            received_at=timezone.make_aware(datetime.combine(day, TEN)),
            counted=counted,
            signature=signature(),
        )
        for found in MISSING(shipment.pk) if counted else ():
            self.settle(found, by, day, cause="装车时少装一件", measure="次日补发", responsible="ours")

    def go_wrong(self, shipment: Shipment, by: Any, day: date) -> None:
        """Somebody reports it."""
        kind, details, cause, measure = self.chance.choice(words.WENT_WRONG)
        told = {"shipment": shipment, "kind": kind, "details": details, "opened_on": day}
        found = self.do(shipping.report_exception, by=by, on=day, **told)
        self.settle(found, by, day, cause=cause, measure=measure, responsible="carrier")

    def settle(self, found: ShipmentException, by: Any, day: date, **told: Any) -> None:
        """It is taken in hand, and closed within days; half of what came in the last days still waits."""
        if self.setting.today - day < STILL_WAITING and self.chance.random() < 0.5:
            return
        taken = self.do(shipping.take_in_hand, found, by=by, on=day, **told)
        later = day + timedelta(days=self.chance.randint(1, 4))
        self.agenda.add(later, lambda then: self._close(taken, by, then))

    def _close(self, exception: Any, by: Any, day: date) -> None:
        self.do(shipping.close_exception, exception, by=by, on=day, result="客户已确认")

    def contend(self, today: date) -> None:
        """What lies in the warehouse today is enough for all promises but one product's, which two orders want."""
        contested = self._order_the_same(today)
        wanted = self._wanted(today)
        there = on_hand([lines[0].product for lines in wanted.values()])
        main, keeper = main_warehouse(), self.people["warehouse"]
        assert main
        short = [lines for key, lines in wanted.items() if key != contested.pk and there[key] < _open(lines)]
        self.do(stock.move, [_received(main, lines, today) for lines in short], by=keeper, on=today)
        missing = _open(wanted[contested.pk]) - there[contested.pk]
        arrival = {"product": contested, "quantity": missing, "expected_on": today + AHEAD, "reference": "MO-2026-0611"}
        self.do(expect, by=self.people["pmc"], on=today, **arrival)

    def _wanted(self, today: date) -> dict[int, list[OrderLine]]:
        found: dict[int, list[OrderLine]] = defaultdict(list)
        for line in promised(today + AHEAD).select_related("product").order_by("pk"):
            found[line.product_id].append(line)
        return found

    def _order_the_same(self, today: date) -> Product:
        """Two customers want the same product in the coming week, of which there is enough for one of them.

        Their orders are let go the day they come.
        """
        product, day = self.setting.products[0], today + timedelta(days=7)
        there = max(on_hand([product])[product.pk], Decimal(1))
        quantities = [(there * share).quantize(Decimal(1), ROUND_CEILING) for share in SHARES]
        price = None if product.has_prices else product.list_price
        theirs = Customer.objects.filter(owner__isnull=False, credit_limit=None, state=CustomerState.ACTIVE)
        for customer, quantity in zip(theirs.select_related("owner").order_by("pk")[:2], quantities, strict=True):
            line = {"product": product, "quantity": quantity, "unit_price": price}
            told = {"customer": customer, "kind": OrderKind.REPEAT, "ordered_on": today, "requested_on": day}
            told |= {"delivery_address": customer.address, "lines": [line]}
            order = self.do(ordering.open_order, by=customer.owner, on=today, **told)
            order = self.do(ordering.submit, order, by=customer.owner, on=today)
            self.answer(order, day, today)
            released = self.do(ordering.release, order, by=self.people["director"], on=today)
            if released.state == State.ON_HOLD:
                hold = CreditHold.objects.get(order=released, state=CreditHoldState.OPEN)
                self.do(ordering.allow, hold, by=self.people["finance"], on=today, reason="老客户，先发货")
        return product


@cache
def signature() -> str:
    """A drawing as a phone sends it."""
    from PIL import Image, ImageDraw  # here, for most runs play no story

    picture, out = Image.new("L", (300, 100), 255), BytesIO()
    points = [(20, 70), (60, 20), (70, 80), (120, 30), (140, 75), (190, 40), (280, 55)]
    ImageDraw.Draw(picture).line(points, fill=20, width=3, joint="curve")
    picture.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def _open(lines: list[OrderLine]) -> Decimal:
    return sum((line.open_quantity for line in lines), Decimal(0))


def _received(main: Warehouse, lines: list[OrderLine], today: date) -> stock.Move:
    """All that is wanted, from production."""
    return stock.Move(main, lines[0].product, _open(lines), MovementKind.RECEIPT, lot=f"{today:%y%m%d}")
