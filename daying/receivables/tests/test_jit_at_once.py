"""Usage, transfers, counts and returns of the same goods at customers, by many at the same moment (M3.8)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.products.factories import product
from daying.receivables.models import Account, Billing, Receipt
from daying.stock import queries
from daying.stock.factories import stocked, warehouse
from daying.stock.jit import counting, deciding, transfers, usage
from daying.stock.jit.factories import (
    ACCEPTED,
    FILLED,
    accepted,
    agreement_in_force,
    checked,
    filled_up,
    joint_count,
    sealed,
    transfer,
    used,
)
from daying.stock.models import JitTransfer, MovementKind, StockMovement, TransferKind, UsageReport, UsageState

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
PEOPLE = 8
APRIL_5 = date(2026, 4, 5)


@pytest.fixture
def item():
    return product(list_price=D("11.30"), places=0)


@pytest.fixture
def under(cast, item):
    return agreement_in_force(customer(cast.engineer), item)


def all_at_once(*acts):
    """What each of them got: True, or False where it was refused."""
    gate = threading.Barrier(len(acts))

    def one(act):
        gate.wait()
        try:
            act()
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def moved(kind):
    return [one.quantity for one in StockMovement.objects.filter(kind=kind)]


def test_a_report_that_eight_accept_at_once_is_billed_once(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"product": item, "quantity": 40})

    done = all_at_once(*[lambda: usage.accept_usage(report, by=SYSTEM, on=ACCEPTED)] * PEOPLE)

    assert sum(done) == 1
    assert (Billing.objects.get().total, moved(MovementKind.ISSUE)) == (D("452.00"), [-40])
    assert queries.balance(item, under.warehouse) == 60
    assert not list(verify())


def test_two_reports_at_once_do_not_settle_more_than_lies_there(under, item):
    filled_up(under, item, 100)
    reports = [checked(under, {"product": item, "quantity": 60, "used_on": date(2026, 3, day)}) for day in (9, 10)]

    done = all_at_once(*[lambda one=one: usage.accept_usage(one, by=SYSTEM, on=ACCEPTED) for one in reports])

    assert sum(done) == 1
    assert UsageReport.objects.get(state=UsageState.ACCEPTED)
    assert queries.balance(item, under.warehouse) == 40
    assert Billing.objects.get().total == D("678.00")
    assert not list(verify())


def test_what_was_carried_over_is_taken_up_by_one_of_two_reports(under, item):
    first = checked(under, {"product": item, "quantity": 5})
    deciding.carry_over(first.differences.get(), by=SYSTEM, reason="在途")
    usage.accept_usage(first, by=SYSTEM, on=ACCEPTED)
    drafts = [used(under, {"product": item, "quantity": 1, "used_on": date(2026, 3, day)}) for day in (9, 10)]

    all_at_once(*[lambda one=one: usage.check_usage(one, by=SYSTEM, on=ACCEPTED) for one in drafts])

    assert sorted(one.lines.count() for one in drafts) == [1, 2]


def test_a_fill_up_that_eight_ship_and_eight_receive_moves_once(under, item):
    place = warehouse()
    planned = transfer(under, {"product": item, "quantity": D(50)}, from_=place)

    shipped = all_at_once(*[lambda: transfers.ship_transfer(planned, by=SYSTEM, on=FILLED)] * PEOPLE)
    received = all_at_once(*[lambda: transfers.receive_transfer(planned, by=SYSTEM, on=FILLED)] * PEOPLE)

    assert (sum(shipped), sum(received)) == (1, 1)
    assert sorted(moved(MovementKind.FILL_UP)) == [-50, 50]
    assert (queries.balance(item, place), queries.balance(item, under.warehouse)) == (950, 50)
    assert not list(verify())


def test_two_fill_ups_of_what_is_there_for_one_ship_one(under, item):
    place = warehouse()
    stocked(place, item, 70)
    line = {"product": item, "quantity": D(50)}
    planned = [
        transfers.plan_transfer(by=SYSTEM, agreement=under, warehouse=place, planned_on=FILLED, lines=[line])
        for _ in range(2)
    ]

    done = all_at_once(*[lambda one=one: transfers.ship_transfer(one, by=SYSTEM, on=FILLED) for one in planned])

    assert sum(done) == 1
    assert queries.balance(item, place) == 20
    assert JitTransfer.objects.filter(state="shipped").count() == 1


def test_a_joint_count_that_eight_sign_corrects_and_bills_once(cast, item):
    under = agreement_in_force(customer(cast.engineer), item, beyond_tolerance="customer")
    filled_up(under, item, 100)
    count = sealed(joint_count(under, {"product": item, "lot": "A", "counted": D(90)}))

    sign = [lambda: counting.sign_joint_count(count, by=SYSTEM, on=ACCEPTED, signed_by="王")] * PEOPLE
    done = all_at_once(*sign)

    assert sum(done) == 1
    assert moved(MovementKind.COUNT) == [-10]
    assert Billing.objects.count() == 1
    assert queries.balance(item, under.warehouse) == 90
    assert not list(verify())


def test_usage_and_a_pick_up_of_the_same_goods_never_take_more_than_lies_there(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"product": item, "quantity": 60})
    line = {"product": item, "quantity": D(60)}
    told = {"kind": TransferKind.PICK_UP, "warehouse": warehouse(), "planned_on": ACCEPTED}
    back = transfers.plan_transfer(by=SYSTEM, agreement=under, lines=[line], **told)

    done = all_at_once(
        lambda: usage.accept_usage(report, by=SYSTEM, on=ACCEPTED),
        lambda: transfers.ship_transfer(back, by=SYSTEM, on=ACCEPTED),
    )

    assert sum(done) == 1
    assert queries.balance(item, under.warehouse) == 40
    assert not list(verify())


def test_usage_and_a_count_of_the_same_goods_do_not_both_correct_them(under, item):
    filled_up(under, item, 100)
    report = checked(under, {"product": item, "quantity": 60})
    count = sealed(joint_count(under, {"product": item, "lot": "A", "counted": D(30)}))

    all_at_once(
        lambda: usage.accept_usage(report, by=SYSTEM, on=ACCEPTED),
        lambda: counting.sign_joint_count(count, by=SYSTEM, on=ACCEPTED, signed_by="王"),
    )

    assert queries.balance(item, under.warehouse) in (30, 40)
    assert not list(verify())


def test_used_goods_that_come_back_in_two_returns_are_credited_up_to_what_was_billed(under, item):
    filled_up(under, item, 100)
    accepted(under, {"product": item, "quantity": 60})
    line = {"product": item, "quantity": D(40)}
    told = {"kind": TransferKind.RETURN, "planned_on": APRIL_5, "reason": "来料不良"}
    places = [warehouse(), warehouse()]
    returns = [
        transfers.ship_transfer(
            transfers.plan_transfer(by=SYSTEM, agreement=under, lines=[line], warehouse=place, **told),
            by=SYSTEM,
            on=APRIL_5,
        )
        for place in places
    ]

    done = all_at_once(*[lambda one=one: transfers.receive_transfer(one, by=SYSTEM, on=APRIL_5) for one in returns])

    assert sum(done) == 1
    assert sorted(queries.balance(item, place) for place in places) == [0, 40]
    # 60 × 11.30 were billed, 40 × 11.30 credited
    assert (Receipt.objects.get().amount, Account.objects.get().balance) == (D("452.00"), D("226.00"))
    assert not list(verify())
