"""A merge finds what points to a customer in whatever package it stands (M3.1)."""

import pytest

from daying.core.verify import verify
from daying.customers import merging
from daying.customers.models import Customer

pytestmark = pytest.mark.django_db
# Moved by their opposite, not by pointing them elsewhere.
BOOKS = {"receivables.account", "receivables.ledgerentry", "receivables.allocation", "expenses.costentry"}


def test_every_row_of_every_package_that_can_be_pointed_elsewhere_is(house):
    loser, winner = (
        Customer.objects.filter(owner=who).order_by("pk").first() for who in (house.engineer, house.other_engineer)
    )
    pairs = [pointer for pointer in merging.pointers() if not merging._stays(pointer.model)]
    before = {pointer: pointer.rows(loser).count() + pointer.rows(winner).count() for pointer in pairs}
    assert sum(1 for count in before.values() if count) >= 8, "The house is furnished with something of everything."

    merging.merge(loser, by=house.director, winner=winner, reason="同一家公司")

    plain = [pointer for pointer in pairs if pointer.model._meta.label_lower not in BOOKS]
    assert {p.model.__name__: p.rows(loser).count() for p in plain if p.rows(loser).exists()} == {}
    assert {p: p.rows(winner).count() for p in plain if before[p]} == {
        p: count + (p.model is Customer) for p, count in before.items() if count and p in plain
    }
    assert [fault.invariant.name for fault in verify() if fault.rows] == []
