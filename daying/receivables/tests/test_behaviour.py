"""What rooms above the customer file tell segments: orders, products bought, opportunities, money overdue (M2.2)."""

from datetime import date

import pytest

from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.customers.segments import rules
from daying.orders.factories import draft_order, released_order
from daying.orders.models import SalesOrder
from daying.quotes.factories import opportunity
from daying.receivables.factories import billed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


@pytest.fixture
def firms(cast):
    """One ordered on 1 June and before, one in January, one has a draft alone and an opportunity."""
    busy, quiet, none = (customer(cast.engineer, short_name=name) for name in ("busy", "quiet", "none"))
    for firm, day in ((busy, date(2026, 6, 1)), (busy, date(2025, 12, 1)), (quiet, date(2026, 1, 5))):
        SalesOrder.objects.filter(pk=released_order(firm).pk).update(ordered_on=day)
    draft_order(none)
    opportunity(none)
    return busy, quiet, none


def found(by, op, value=None):
    rule = rules.checked({"match": "all", "items": [{"by": by, "op": op, "value": value}]})
    return " ".join(
        Customer.objects.filter(rules.q_of(rule, TODAY)).order_by("pk").values_list("short_name", flat=True)
    )


def test_no_order_for_ninety_days(firms):
    assert found("last_order", "longer", 90) == "quiet none"
    assert found("last_order", "within", 30) == "busy"


def test_won_within_half_a_year(firms):
    assert found("first_order", "within", 180) == "quiet"


def test_bought_a_product_or_never_did(firms):
    line = SalesOrder.objects.filter(customer=firms[1]).get().lines.get()
    key = [str(line.product.public_id)]

    assert "quiet" in found("bought", "in", key)
    assert "none" in found("bought", "not_in", key)


def test_ordered_for_so_much_in_a_year(firms):
    total = SalesOrder.objects.filter(customer=firms[0]).first().total

    assert found("ordered_in_a_year", "from", str(total * 2)) == "busy"
    assert found("ordered_in_a_year", "to", "0") == "none"


def test_has_an_open_opportunity(firms):
    assert found("open_opportunity", "yes") == "none"
    assert found("open_opportunity", "no") == "busy quiet"


def test_overdue_by_more_than_an_amount(firms):
    billed(firms[1], 1000)

    late = Customer.objects.filter(
        rules.q_of({"match": "all", "items": [{"by": "overdue", "op": "from", "value": "1000.00"}]}, date(2027, 1, 1))
    )
    assert [one.short_name for one in late] == ["quiet"]
    assert found("overdue", "to", "0") == "busy none"
