"""Costs are added to and reversed, never changed; figures and merged customers follow (a part of M6.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from daying.core.actor import SYSTEM
from daying.core.append_only import AppendOnlyError
from daying.core.errors import Refused
from daying.core.periods import Month, Quarter
from daying.core.verify import verify
from daying.customers import merging
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.expenses import actions, queries
from daying.expenses.factories import ON, cost
from daying.expenses.models import Category, CostEntry
from daying.expenses.reports import costs_by_customer, costs_by_department, costs_by_month

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = Month(2026, 3)


def every_customer():
    return Customer.objects.all()


def test_a_cost_is_never_changed_and_never_deleted(cast):
    entry = cost(cast.engineer.department)

    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        CostEntry.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        CostEntry.objects.all()._raw_delete(using="default")
    assert CostEntry.objects.count() == 1


def test_a_mistake_is_reversed_once_into_the_same_month(cast):
    entry = cost(cast.engineer.department, 100)

    opposite = actions.reverse(entry, by=cast.finance, on=date(2026, 5, 4), reason="记错部门")

    assert (opposite.amount, opposite.month, opposite.booked_on) == (D(-100), "2026-03", date(2026, 5, 4))
    for one in (entry, opposite):
        with pytest.raises(Refused):
            actions.reverse(one, by=cast.finance, on=ON, reason="再冲")
    assert costs_by_month(MARCH, every_customer()) == [
        {"month": "2026-03", "currency": "CNY", "entries": 2, "amount": D("0.00")}
    ]
    assert verify() == []


def test_a_cost_of_nothing_is_not_booked(cast):
    with pytest.raises(Refused):
        cost(cast.engineer.department, 0)

    assert not CostEntry.objects.exists()


def test_costs_add_up_by_department_category_and_customer(cast):
    sales, firm = cast.engineer.department, customer(cast.engineer)
    cost(sales, 100, customer=firm)
    cost(sales, 30, category=Category.PACKING, customer=firm)
    cost(sales, 7, month="2026-04")
    cost(cast.tianjin_engineer.department, 50)

    by_department = costs_by_department(Quarter(2026, 1), every_customer())
    by_customer = costs_by_customer(MARCH, every_customer())

    assert {(row["department"], row["category"]): row["amount"] for row in by_department} == {
        (sales, "freight"): D(100),
        (sales, "packing"): D(30),
        (cast.tianjin_engineer.department, "freight"): D(50),
    }
    assert by_customer == [{"customer": firm, "currency": "CNY", "freight": D(100), "amount": D(130)}]


def test_a_manager_sees_the_costs_of_the_department_and_no_others(cast):
    ours, theirs = cost(cast.engineer.department), cost(cast.tianjin_engineer.department)

    assert set(queries.costs_seen_by(cast.manager)) == {ours}
    assert set(queries.costs_seen_by(cast.finance)) == {ours, theirs}


def test_costs_follow_a_merged_customer_by_their_opposite(cast):
    loser, winner = customer(cast.engineer), customer(cast.engineer)
    cost(cast.engineer.department, 100, customer=loser)

    merging.merge(loser, by=SYSTEM, winner=winner, reason="同一家公司")

    assert {row["customer"]: row["amount"] for row in costs_by_customer(MARCH, every_customer())} == {
        loser: D("0.00"),
        winner: D(100),
    }
    assert verify() == []


def test_a_cost_is_booked_and_reversed_on_the_pages(cast, client):
    client.force_login(cast.finance)
    asked = {"category": "freight", "department": str(cast.engineer.department.public_id), "amount": "12.50"}
    asked |= {"currency": "CNY", "month": "2026-03", "booked_on": "2026-03-31"}

    bad = client.post("/costs/new/", {**asked, "month": "March"})
    client.post("/costs/new/", asked)

    entry = CostEntry.objects.get()
    assert (bad.status_code, entry.amount) == (422, D("12.50"))
    page = client.get(f"/costs/{entry.public_id}/").content.decode()
    assert f"/costs/{entry.public_id}/reverse/" in page
    assert f"/costs/{entry.public_id}/edit/" not in page
    client.post(f"/costs/{entry.public_id}/reverse/", {"on": "2026-04-01", "reason": "重复"})
    assert sorted(CostEntry.objects.values_list("amount", flat=True)) == [D("-12.50"), D("12.50")]
