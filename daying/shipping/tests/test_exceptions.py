"""What went wrong with a shipment is followed up until it is closed (M5.7)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.shipping import actions, pages, queries
from daying.shipping.factories import dispatched_shipment, planned_shipment
from daying.shipping.models import ExceptionState, ShipmentException
from daying.shipping.tests.people import contact

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 12)


@pytest.fixture
def shipment(cast):
    """Dispatched on 10 March, promised for 20 March, to somebody with an address."""
    firm = customer(cast.engineer)
    contact(firm, name="李工", email="li@binhai.example")
    return dispatched_shipment(released_order(firm))


def reported(shipment, by, **values):
    usual = {"kind": "damage", "details": "外箱破损", "opened_on": ON}
    return actions.report_exception(by=by, shipment=shipment, **{**usual, **values})


def test_an_exception_has_a_number_an_owner_and_a_day(cast, shipment):
    found = reported(shipment, cast.warehouse)

    assert (found.number, found.state, found.origin) == ("DX-2026-000001", ExceptionState.OPEN, "person")
    assert (found.owner, found.due_on) == (cast.engineer, date(2026, 3, 17))
    assert list(pages.my_exceptions(cast.engineer, ON)) == [found]
    assert not pages.my_exceptions(cast.warehouse, ON).exists()


def test_it_is_closed_once_cause_and_measure_are_written_down(cast, shipment):
    found = reported(shipment, cast.warehouse)

    with pytest.raises(Refused):
        actions.close_exception(found, by=cast.engineer, on=ON, result="补发")
    told = actions.take_in_hand(found, by=cast.engineer, cause="装卸不当", measure="补发两件", responsible="carrier")
    closed = actions.close_exception(told, by=cast.engineer, on=date(2026, 3, 16), result="客户收到补发")

    assert (closed.state, closed.closed_on, closed.responsible) == ("closed", date(2026, 3, 16), "carrier")
    again = actions.reopen_exception(closed, by=cast.engineer, reason="又破了")
    assert (again.state, again.closed_on) == (ExceptionState.IN_HAND, None)


def test_the_customer_is_told_in_our_words_with_the_tracking_page(cast, shipment):
    found = reported(shipment, cast.warehouse)

    told = actions.tell_customer(found, by=cast.customer_service, on=ON, message="两件破损，明日补发。")

    mail = OutgoingMail.objects.get()
    assert told.told_on == ON
    assert "两件破损，明日补发。" in mail.body
    assert "/track/" in mail.body


@pytest.mark.parametrize(
    "wrong", [{"kind": "weather"}, {"details": "  "}, {"due_on": date(2026, 3, 11)}], ids=["kind", "details", "due"]
)
def test_what_says_nothing_is_refused(cast, shipment, wrong):
    with pytest.raises(Refused):
        reported(shipment, cast.warehouse, **wrong)

    assert not ShipmentException.objects.exists()


def test_what_has_not_left_has_no_exception(cast):
    with pytest.raises(Refused):
        reported(planned_shipment(released_order(customer(cast.engineer))), cast.warehouse)


def test_what_is_overdue_is_found_until_an_exception_tells_of_it(cast, shipment):
    assert not queries.under_way_too_long(date(2026, 3, 20)).exists()
    assert list(queries.under_way_too_long(date(2026, 3, 21))) == [shipment]

    actions.something_wrong(shipment, by=cast.warehouse, on=date(2026, 3, 21), kind="delay", details="大雪封路")

    assert not queries.under_way_too_long(date(2026, 3, 22)).exists()
    assert ShipmentException.objects.get().origin == "overdue"


def test_the_day_that_was_entered_goes_before_the_promised_one(cast):
    shipment = planned_shipment(released_order(customer(cast.engineer)), expected_on=date(2026, 3, 12))
    actions.dispatch(shipment, by=cast.warehouse, on=date(2026, 3, 10))

    assert list(queries.under_way_too_long(date(2026, 3, 13))) == [shipment]


def test_the_same_is_opened_once_by_what_happens(cast, shipment):
    told = {"on": ON, "kind": "lost", "details": "承运商报失", "origin": "waybill"}
    first = actions.open_exception(shipment, by=cast.warehouse, **told)

    assert actions.open_exception(shipment, by=cast.warehouse, **told) == first
    assert ShipmentException.objects.count() == 1


def test_exceptions_are_seen_with_their_customer(cast, shipment):
    found = reported(shipment, cast.warehouse)

    assert list(queries.exceptions_seen_by(cast.engineer)) == [found]
    assert not queries.exceptions_seen_by(cast.other_engineer).exists()


def test_an_auditor_reads_only(cast, shipment):
    with pytest.raises(PermissionDenied):
        reported(shipment, cast.auditor)


def test_what_is_in_hand_is_not_rewritten(cast, shipment):
    found = reported(shipment, cast.warehouse)
    values = {"shipment": shipment, "kind": "shortage", "details": "少两件", "opened_on": ON}
    amended = actions.amend_exception(found, by=cast.warehouse, version=1, **values)
    assert amended.kind == "shortage"

    actions.take_in_hand(amended, by=cast.engineer, cause="漏装", measure="补发")

    with pytest.raises(Refused):
        actions.amend_exception(amended, by=cast.warehouse, **values)
