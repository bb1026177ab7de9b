"""Past shipments of another system."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.carriers.models import Carrier
from daying.core import changes, events, journal
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.orders.models import State as OrderState
from daying.shipping import actions, invariants
from daying.shipping.events import ShipmentDispatched
from daying.shipping.models import Shipment, State

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(1996, 7, 16)


def test_past_shipments_take_all_of_their_orders_and_are_told_to_nobody(cast, monkeypatch):
    heard = []
    monkeypatch.setitem(events._inside, ShipmentDispatched, [heard.append])
    speedy = changes.create(Carrier(code="1", name="Speedy"), by=cast.director)
    order = released_order(customer(cast.engineer), (12, 10), carrier=speedy, freight=D("32.38"))

    (past,) = actions.record_past_shipments([{"order": order, "dispatched_on": ON}], by=cast.director)

    order.refresh_from_db()
    assert (past.number, past.state, past.dispatched_on) == ("SH-1996-000001", State.DELIVERED, ON)
    assert (past.carrier, past.freight, past.delivered_on) == (speedy, D("32.38"), None)
    assert [line.quantity for line in past.lines.all()] == [D(12), D(10)]
    assert order.state == OrderState.SHIPPED
    assert journal.history(order).first().changes == {"state": ["released", "shipped"]}
    assert heard == []
    assert not [*invariants.wrong_quantities(), *invariants.of_another_order(), *invariants.without_lines()]


def test_an_order_without_a_day_of_dispatch_stays_open(cast):
    order = released_order(customer(cast.engineer))

    assert actions.record_past_shipments([{"order": order, "dispatched_on": None}], by=cast.director) == []
    order.refresh_from_db()
    assert order.state == OrderState.RELEASED


def test_many_cost_no_more_statements_than_few(cast, django_assert_max_num_queries):
    ours = customer(cast.engineer)
    rows = [{"order": released_order(ours), "dispatched_on": ON} for _ in range(20)]

    with django_assert_max_num_queries(22):
        actions.record_past_shipments(rows, by=cast.director)

    assert Shipment.objects.count() == 20


def test_an_order_is_shipped_in_the_past_once(cast):
    row = {"order": released_order(customer(cast.engineer)), "dispatched_on": ON}

    with pytest.raises(Refused):
        actions.record_past_shipments([row, row], by=cast.director)
    actions.record_past_shipments([row], by=cast.director)
    with pytest.raises(Refused):
        actions.record_past_shipments([row], by=cast.director)


def test_only_who_takes_over_writes_the_past(cast):
    with pytest.raises(PermissionDenied):
        actions.record_past_shipments([], by=cast.warehouse)
