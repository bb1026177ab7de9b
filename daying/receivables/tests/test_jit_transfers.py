"""Goods go to a JIT warehouse and come back with their lots and their age (M3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.products.factories import product
from daying.receivables.models import Account, Receipt
from daying.stock import queries
from daying.stock.factories import stocked, warehouse
from daying.stock.jit import agreements, transfers
from daying.stock.jit.factories import FILLED, RECEIVED, accepted, agreement_in_force, filled_up, transfer
from daying.stock.models import JitTransferLine, MovementKind, StockBalance, StockMovement, TransferState

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def firm(cast):
    return customer(cast.engineer)


@pytest.fixture
def item():
    return product(list_price=D("11.30"))


@pytest.fixture
def under(firm, item):
    return agreement_in_force(firm, item)


def there(place):
    rows = StockBalance.objects.filter(warehouse=place, quantity__gt=0).order_by("received_on", "lot")
    return [(row.lot, row.received_on, row.quantity) for row in rows]


def test_a_fill_up_takes_the_oldest_lots_which_keep_their_age(under, item):
    place = warehouse()
    stocked(place, item, 30, on=date(2026, 1, 9), lot="B")
    stocked(place, item, 100, on=date(2026, 2, 1), lot="A")
    planned = transfers.plan_transfer(
        by=SYSTEM, agreement=under, warehouse=place, planned_on=FILLED, lines=[{"product": item, "quantity": D(50)}]
    )

    shipped = transfers.ship_transfer(planned, by=SYSTEM, on=FILLED, carrier="德邦", waybill_number="DB1")
    on_the_way = (there(place), there(under.warehouse))
    arrived = transfers.receive_transfer(shipped, by=SYSTEM, on=RECEIVED)

    assert on_the_way == ([("A", date(2026, 2, 1), 80)], [])
    assert there(under.warehouse) == [("B", date(2026, 1, 9), 30), ("A", date(2026, 2, 1), 20)]
    assert (arrived.state, arrived.carrier, arrived.waybill_number) == (TransferState.RECEIVED, "德邦", "DB1")
    assert [(line.lot, line.quantity, line.unit_price) for line in arrived.lines.all()] == [
        ("B", 30, D("11.30")),
        ("A", 20, D("11.30")),
    ]
    assert {one.document for one in StockMovement.objects.filter(kind=MovementKind.FILL_UP)} == {arrived}
    assert not list(verify())


def test_what_was_lost_on_the_way_does_not_arrive(under, item):
    shipped = transfers.ship_transfer(transfer(under, {"product": item, "quantity": D(50)}), by=SYSTEM, on=FILLED)
    line = shipped.lines.get()

    with pytest.raises(Refused, match="发出数量 50 之间"):
        transfers.receive_transfer(shipped, by=SYSTEM, on=RECEIVED, received={line.pk: D(51)})
    transfers.receive_transfer(shipped, by=SYSTEM, on=RECEIVED, received={line.pk: D(48)})

    assert (queries.balance(item, under.warehouse), JitTransferLine.objects.get().received_quantity) == (48, 48)
    assert not list(verify())


def test_more_than_the_plant_has_is_not_shipped_and_nothing_is_half_written(under, item):
    planned = transfer(under, {"product": item, "quantity": D(1001)})

    with pytest.raises(Refused, match="1,001"):
        transfers.ship_transfer(planned, by=SYSTEM, on=FILLED)

    planned.refresh_from_db()
    assert (planned.state, planned.lines.count()) == (TransferState.PLANNED, 1)
    assert not StockMovement.objects.filter(kind=MovementKind.FILL_UP).exists()


def test_nothing_is_filled_up_that_is_not_agreed_or_by_what_is_no_more_in_force(under, item):
    with pytest.raises(Refused, match="请先补充协议"):
        transfer(under, {"product": product(), "quantity": D(1)})
    agreements.end_agreement(under, by=SYSTEM, on=FILLED, reason="停产")
    with pytest.raises(Refused, match="未生效"):
        transfer(under, {"product": item, "quantity": D(1)})


def test_goods_that_arrive_before_they_left_are_refused(under, item):
    shipped = transfers.ship_transfer(transfer(under, {"product": item, "quantity": D(1)}), by=SYSTEM, on=RECEIVED)

    with pytest.raises(Refused, match="到货日期不能更早"):
        transfers.receive_transfer(shipped, by=SYSTEM, on=FILLED)


def test_unused_goods_are_picked_up_again_even_when_the_agreement_has_ended(under, item):
    filled_up(under, item, 40)
    agreements.end_agreement(under, by=SYSTEM, on=RECEIVED, reason="停产")
    place = warehouse()
    line = {"product": item, "quantity": D(40), "lot": "A"}
    planned = transfers.plan_transfer(
        by=SYSTEM, agreement=under, kind="pick_up", warehouse=place, planned_on=RECEIVED, lines=[line]
    )

    transfers.receive_transfer(transfers.ship_transfer(planned, by=SYSTEM, on=RECEIVED), by=SYSTEM, on=date(2026, 3, 9))

    assert (there(under.warehouse), there(place)) == ([], [("A", date(2026, 3, 2), 40)])
    assert not list(verify())


def test_used_goods_that_come_back_are_credited_at_what_was_billed(under, item, firm):
    filled_up(under, item, 100)
    accepted(under, {"product": item, "quantity": 60})
    place = warehouse()
    told = {"kind": "return", "warehouse": place, "planned_on": date(2026, 4, 5), "reason": "来料不良"}
    line = {"product": item, "quantity": D(10)}
    planned = transfers.plan_transfer(by=SYSTEM, agreement=under, lines=[line], **told)

    shipped = transfers.ship_transfer(planned, by=SYSTEM, on=date(2026, 4, 5))
    transfers.receive_transfer(shipped, by=SYSTEM, on=date(2026, 4, 6))

    assert there(place) == [("A", date(2026, 3, 2), 10)]
    # 10 × 11.30 of the 60 × 11.30 that were billed
    assert (Receipt.objects.get().amount, Account.objects.get().balance) == (D("113.00"), D("565.00"))
    assert not list(verify())
    again = transfers.plan_transfer(by=SYSTEM, agreement=under, lines=[{**line, "quantity": D(51)}], **told)
    again = transfers.ship_transfer(again, by=SYSTEM, on=date(2026, 4, 7))
    with pytest.raises(Refused, match="多 1"):
        transfers.receive_transfer(again, by=SYSTEM, on=date(2026, 4, 7))


def test_a_return_says_why(under, item):
    with pytest.raises(Refused, match="请填写退回原因"):
        transfer(under, {"product": item, "quantity": D(1)}, kind="return")
