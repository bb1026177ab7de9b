"""KPI 5: what was won is found from first orders, and stands beside what was planned (M10.1)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.periods import parse
from daying.customers.development import actions as planning
from daying.customers.development import queries
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.orders import actions as orders
from daying.orders.factories import draft_order, released_order
from daying.orders.models import SalesOrder
from daying.performance import kpis, reports

pytestmark = pytest.mark.django_db
QUARTER = parse("2026Q2")


def ordered(firm, on):
    order = released_order(firm)
    SalesOrder.objects.filter(pk=order.pk).update(ordered_on=on)
    return SalesOrder.objects.get(pk=order.pk)


def approved(cast, person, **values):
    told = {"year": 2026, "stretch": "q2", "wanted": 4, **values}
    return planning.approve_plan(
        planning.propose_plan(planning.draw_up_plan(by=person, **told), by=person), by=cast.director
    )


@pytest.fixture
def firms(cast):
    """New ones first ordered in April and in May; an old one ordered in March and again in May; one never ordered."""
    april, may, old, never = (customer(cast.engineer, name=f"目标{n}有限公司") for n in "甲乙丙丁")
    ordered(may, date(2026, 5, 20))
    ordered(april, date(2026, 4, 2))
    ordered(april, date(2026, 4, 30))
    ordered(old, date(2026, 5, 5))
    ordered(old, date(2026, 3, 31))
    draft_order(never)
    return april, may, old, never


def test_a_customer_is_won_once_by_the_first_order_taken(cast, firms):
    plan = approved(cast, cast.engineer)

    ratio = kpis.development(QUARTER, Customer.objects.all())

    assert (ratio.numerator, ratio.denominator) == (2, 4)
    assert queries.plans_seen_by(cast.engineer).get(pk=plan.pk).actual == 2
    assert queries.plans_seen_by(cast.engineer).get(pk=plan.pk).attainment_rate == Decimal("0.5")


def test_the_months_share_the_plan_and_each_has_its_own_customers(cast, firms):
    approved(cast, cast.engineer, wanted=3)

    april, june = (kpis.development(parse(month), Customer.objects.all()) for month in ("2026-04", "2026-06"))

    assert (april.numerator, april.denominator) == (1, 1)
    assert (june.numerator, june.denominator) == (0, 1)


def test_a_plan_that_is_not_approved_counts_for_nothing(cast, firms):
    planning.draw_up_plan(by=cast.engineer, year=2026, stretch="q2", wanted=4)

    assert kpis.development(QUARTER, Customer.objects.all()).rate is None


def test_a_cancelled_first_order_wins_nobody(cast, firms):
    approved(cast, cast.engineer)
    only = SalesOrder.objects.get(customer=firms[1])

    orders.cancel(only, by=cast.director, on=date(2026, 5, 25), reason="客户取消")

    assert kpis.development(QUARTER, Customer.objects.all()).numerator == 1


def test_both_sides_open_the_very_records(cast, firms):
    plan = approved(cast, cast.engineer)
    everybody = Customer.objects.all()

    above = kpis.development_records(QUARTER, everybody, "numerator")
    assert [order.customer for order in above] == [firms[0], firms[1]]
    assert list(kpis.development_records(QUARTER, everybody, "denominator")) == [plan]


def test_named_targets_are_found_by_record_and_by_name(cast, firms):
    lines = [{"customer": firms[0]}, {"name": "目标 乙有限公司"}, {"customer": firms[3]}, {"name": "还没建档公司"}]
    approved(cast, cast.engineer, lines=lines)
    everybody = Customer.objects.all()

    (row,) = reports.by_person(QUARTER, everybody)
    assert (row["planned"], row["won"], row["named"], row["reached"]) == (4, 2, 4, 2)
    won = [told["won_on"] for told in reports.targets(QUARTER, everybody)]
    assert won == [date(2026, 4, 2), date(2026, 5, 20), None, None]
