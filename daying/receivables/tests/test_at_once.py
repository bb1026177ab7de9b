"""Twenty people allocate from one receipt at the same moment (T16a, M6.1)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.receivables import actions
from daying.receivables.factories import billed, received
from daying.receivables.models import Account, Allocation, Billing, Receipt

pytestmark = pytest.mark.django_db(transaction=True)
D = Decimal
PEOPLE = 20
ON = date(2026, 3, 20)


def all_at_once(act):
    """What each of the twenty got: True, or False where it was refused."""
    gate = threading.Barrier(PEOPLE)

    def one(place):
        gate.wait()
        try:
            act(place)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def ten_each(cast, receipt, billing):
    return all_at_once(lambda _: actions.allocate(receipt, billing_amounts=[(billing, D(10))], by=cast.finance, on=ON))


@pytest.mark.parametrize(("owed", "paid"), [(1000, 100), (100, 1000)])
def test_twenty_who_allocate_ten_each_of_a_hundred_allocate_a_hundred(cast, owed, paid):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, owed), received(ours, paid)

    done = ten_each(cast, receipt, billing)

    assert sum(done) == 10
    assert Allocation.objects.aggregate(all=Sum("amount"))["all"] == D(100)
    assert Receipt.objects.get().allocated_amount == Billing.objects.get().settled_amount == D(100)


@pytest.mark.postgres
def test_twin_without_the_locks_too_much_is_allocated(cast, monkeypatch):
    ours = customer(cast.engineer)
    billing, receipt = billed(ours, 1000), received(ours, 100)
    read = threading.Barrier(PEOPLE)

    def unlocked(record):
        fresh = Receipt.objects.get(pk=record.pk)
        read.wait()
        return fresh

    monkeypatch.setattr("daying.receivables.actions.allocating.lock", unlocked)
    monkeypatch.setattr("daying.receivables.actions.books.lock_account", lambda *_: Account.objects.get())
    monkeypatch.setattr(
        "daying.receivables.actions.books.lock_billings", lambda keys: Billing.objects.in_bulk(list(keys))
    )

    done = ten_each(cast, receipt, billing)

    assert sum(done) > 10
    assert Allocation.objects.aggregate(all=Sum("amount"))["all"] > D(100)


def test_twenty_billings_of_a_new_customer_open_one_account(cast):
    ours = customer(cast.engineer)

    done = all_at_once(lambda _: billed(ours, 10))

    assert all(done)
    assert Account.objects.get().balance == D(200)
