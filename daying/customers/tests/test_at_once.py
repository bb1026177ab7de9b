"""Ten people reach for the pool at once: each customer goes to one, and nobody gets more than the cap (M3.2)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers import actions
from daying.customers.factories import pool, pooled
from daying.customers.models import AssignmentRule, AssignmentShare, Customer, OwnerChange, PoolEntry, PoolMember
from daying.customers.pool import actions as pools

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 10
ON = date(2026, 3, 10)


def all_at_once(act):
    """What each of the ten got: True, or False where it was refused."""
    gate = threading.Barrier(PEOPLE)

    def one(place):
        gate.wait()
        try:
            act(place)
        except (Refused, PermissionDenied):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(PEOPLE) as people:
        return list(people.map(one, range(PEOPLE)))


@pytest.fixture
def two(cast):
    return [cast.engineer, cast.colleague]


def test_of_those_who_claim_the_same_customer_one_gets_it(cast, two):
    entry = pooled(pool(cast.engineer.department, *two))

    done = all_at_once(lambda place: pools.claim(entry, by=two[place % 2], on=ON))

    assert sum(done) == 1
    assert OwnerChange.objects.count() == 1
    assert Customer.objects.get().owner == PoolEntry.objects.get().taken_by


def test_who_claims_ten_at_once_gets_as_many_as_the_cap_allows(cast):
    ours = pool(cast.engineer.department, cast.engineer, holding_cap=3)
    entries = [pooled(ours) for _n in range(PEOPLE)]

    done = all_at_once(lambda place: pools.claim(entries[place], by=cast.engineer, on=ON))

    assert sum(done) == Customer.objects.filter(owner=cast.engineer).count() == 3


@pytest.mark.postgres
def test_twin_without_the_lock_the_cap_is_passed(cast, monkeypatch):
    ours = pool(cast.engineer.department, cast.engineer, holding_cap=3)
    entries = [pooled(ours) for _n in range(PEOPLE)]
    read = threading.Barrier(PEOPLE)

    def unlocked(pool_id, by):
        mine = PoolMember.objects.select_related("pool", "employee").get(pool=pool_id, employee=by.pk)
        read.wait()
        return mine

    monkeypatch.setattr("daying.customers.pool.actions._locked_membership", unlocked)

    done = all_at_once(lambda place: pools.claim(entries[place], by=cast.engineer, on=ON))

    assert sum(done) > 3


def test_the_rules_and_a_claim_do_not_both_get_it(cast, two):
    ours = pool(cast.engineer.department, *two)
    entry = pooled(ours)
    rule = AssignmentRule.objects.create(name="一", pool=ours)
    AssignmentShare.objects.create(rule=rule, employee=cast.colleague)

    all_at_once(lambda at: pools.run_rules(by=SYSTEM, on=ON) if at % 2 else pools.claim(entry, by=cast.engineer, on=ON))

    assert OwnerChange.objects.count() == 1
    assert Customer.objects.get().owner == PoolEntry.objects.get().taken_by


def test_customers_entered_at_once_go_round_all_the_same(cast, two):
    rule = AssignmentRule.objects.create(name="一")
    for person in two:
        AssignmentShare.objects.create(rule=rule, employee=person)

    done = all_at_once(lambda place: actions.open_customer(by=cast.director, name=f"第{place}公司"))

    assert all(done)
    assert [Customer.objects.filter(owner=person).count() for person in two] == [5, 5]
