"""The courier book: waybills booked, rated, followed and told on (M6.5; courier booked: M5.7)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from daying.carriers import actions
from daying.carriers.events import WaybillBooked, WaybillDelivered, WaybillWentWrong
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import EventSource, EventStatus, Payer, Tariff, Waybill, WaybillState
from daying.carriers.queries import rating_of, waybills_of, waybills_seen_by
from daying.core import changes, events
from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.customers.factories import customer

pytestmark = pytest.mark.django_db
D = Decimal
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def told(monkeypatch):
    heard = []
    for kind in (WaybillBooked, WaybillDelivered, WaybillWentWrong):
        monkeypatch.setitem(events._inside, kind, [heard.append])
    return heard


def typed(number="SF 1001", **values):
    usual = {"carrier": carrier(), "number": number, "service": "标快", "booked_on": DAY, "actual_weight": D(2)}
    place = {"from_province": "江苏省", "from_city": "苏州市", "receiver_address": "广东省深圳市南山区"}
    return {**usual, **place, **values}


def report(of, status=EventStatus.DELIVERED, hour=9, **values):
    return actions.Report(of.pk, datetime(2026, 3, 12, hour, tzinfo=UTC), status, **values)


def test_a_booked_waybill_knows_its_places_its_cost_and_its_promise(cast, told):
    sf = carrier()
    price = tariff(sf)
    price.fares.filter(to_zone="其他").update(days=3)
    firm = customer(cast.engineer)

    booked = actions.book_waybill(typed(customer=firm), by=cast.customer_service)

    assert (booked.number, booked.to_province, booked.to_city) == ("SF1001", "广东", "深圳")
    assert (booked.estimated_cost, booked.chargeable_weight, booked.tariff) == (15, 2, price)
    assert (booked.promised_on, booked.department) == (date(2026, 3, 13), firm.department)
    assert booked.handled_by == cast.customer_service
    assert [(type(event), event.number, event.customer_id) for event in told] == [(WaybillBooked, "SF1001", firm.pk)]


def test_a_waybill_carries_any_document_of_ours(cast):
    firm = customer(cast.engineer)

    booked = actions.book_waybill(typed(), by=cast.customer_service, document=firm)

    assert booked.subject == firm
    assert list(waybills_of(firm)) == [booked]


def test_what_the_receiver_pays_costs_us_nothing(cast):
    tariff()

    booked = actions.book_waybill(typed(payer=Payer.RECEIVER), by=cast.customer_service)

    assert (booked.estimated_cost, rating_of(booked).total) == (0, 15)


def test_without_a_tariff_the_book_says_so_and_is_rated_once_there_is_one(cast):
    booked = actions.book_waybill(typed(), by=cast.customer_service)
    assert (booked.estimated_cost, rating_of(booked)) == (None, None)
    tariff()

    changed = actions.rate_again([booked], by=cast.customer_service)

    assert [one.estimated_cost for one in changed] == [15]
    assert actions.rate_again([booked], by=cast.customer_service) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"number": " "}, "has a number"),
        ({"to_province": "火星"}, "not a province"),
        ({"promised_on": date(2026, 3, 9)}, "before it was booked"),
        ({"number": "sf　1001"}, "in the book already, of 2026-03-10"),
    ],
)
def test_bad_bookings_are_refused_whole(cast, wrong, says):
    actions.book_waybill(typed(), by=cast.customer_service)
    rows = [typed("SF2"), {**typed("SF3"), **wrong}]

    with pytest.raises(Refused, match=says):
        actions.book_waybills(rows, by=cast.customer_service)

    assert Waybill.objects.count() == 1


def test_the_same_number_twice_in_a_sheet_is_refused(cast):
    with pytest.raises(Refused, match="twice"):
        actions.book_waybills([typed("SF2"), typed("SF 2")], by=cast.customer_service)


def test_two_carriers_may_have_the_same_number(cast):
    actions.book_waybills([typed("8"), typed("8", carrier=carrier("YTO"))], by=cast.customer_service)

    assert Waybill.objects.filter(number="8").count() == 2


def test_five_hundred_waybills_take_as_many_statements_as_five(cast, django_assert_max_num_queries):
    tariff()
    firm = customer(cast.engineer)
    rows = [typed(f"SF{at}", customer=firm) for at in range(500)]

    with django_assert_max_num_queries(25):
        actions.book_waybills(rows, by=cast.customer_service)


def test_a_correction_rates_again_and_keeps_what_is_not_typed(cast):
    tariff()
    booked = actions.book_waybill(typed(remarks="样品两件"), by=cast.customer_service)

    amended = actions.amend_waybill(booked, {"actual_weight": D("4.2")}, by=cast.customer_service)

    assert (amended.estimated_cost, amended.chargeable_weight, amended.remarks) == (24, D("4.5"), "样品两件")


def test_what_a_carrier_tells_moves_the_waybill_once(cast, told):
    one, two = waybill("1"), waybill("2")
    reports = [report(one, EventStatus.PICKED_UP, 1), report(one, received_by="李工"), report(two, EventStatus.LOST)]

    moved = actions.track(reports, by=cast.customer_service, source=EventSource.FILE)
    again = actions.track(reports, by=cast.customer_service, source=EventSource.FILE)

    assert ({one.number: one.state for one in moved}, again) == ({"1": "delivered", "2": "lost"}, [])
    first = Waybill.objects.get(pk=one.pk)
    assert (first.delivered_on, first.received_by) == (date(2026, 3, 12), "李工")
    assert first.picked_up_at == datetime(2026, 3, 12, 1, tzinfo=UTC)
    assert [type(event) for event in told] == [WaybillDelivered, WaybillWentWrong]
    assert (first.events.count(), JournalEntry.objects.filter(verb="carriers.track").count()) == (2, 2)


def test_what_comes_late_moves_nothing_back(cast):
    sent = waybill()
    actions.track([report(sent)], by=cast.customer_service, source=EventSource.WEBHOOK)

    actions.track([report(sent, EventStatus.OUT, 8)], by=cast.customer_service, source=EventSource.WEBHOOK)

    sent.refresh_from_db()
    assert (sent.state, sent.events.count()) == (WaybillState.DELIVERED, 2)


def test_two_hundred_reports_take_as_many_statements_as_one(cast, django_assert_max_num_queries):
    sent = [waybill(str(at)) for at in range(200)]

    with django_assert_max_num_queries(25):
        actions.track([report(one) for one in sent], by=cast.customer_service, source=EventSource.FILE)


def test_a_clerk_says_by_hand_what_became_of_it(cast, told):
    sent = waybill()

    actions.refuse_waybill(sent, by=cast.customer_service, on=date(2026, 3, 11), reason="收件人要求改期")
    done = actions.deliver_waybill(sent, by=cast.customer_service, on=date(2026, 3, 13), damage="外箱破损")

    assert (done.state, done.delivered_on, done.damage) == (WaybillState.DELIVERED, date(2026, 3, 13), "外箱破损")
    assert [getattr(event, "what", "arrived") for event in told] == ["refused", "arrived", "damaged"]


def test_nothing_happens_before_the_booking_or_tomorrow(cast):
    sent = waybill()

    with pytest.raises(Refused, match="booked on 2026-03-10"):
        actions.deliver_waybill(sent, by=cast.customer_service, on=date(2026, 3, 9))
    with pytest.raises(Refused, match="not come yet"):
        actions.deliver_waybill(sent, by=cast.customer_service, on=DAY, delivered_on=date(2026, 3, 11))


def test_only_what_was_never_handed_over_is_cancelled(cast):
    sent = waybill()
    actions.pick_up_waybill(sent, by=cast.customer_service, on=DAY)

    with pytest.raises(Refused):
        actions.cancel_waybill(sent, by=cast.customer_service, reason="错录")
    with pytest.raises(PermissionDenied):
        actions.pick_up_waybill(waybill("2"), by=cast.engineer, on=DAY)


def test_sales_see_the_waybills_of_their_customers_and_their_own_papers(cast):
    theirs = waybill("1", customer=customer(cast.engineer))
    papers = waybill("2", handled_by=cast.engineer, department=cast.engineer.department)
    other = waybill("3", customer=customer(cast.other_engineer))
    aside = waybill("4", handled_by=cast.other_engineer, department=cast.other_engineer.department)

    assert set(waybills_seen_by(cast.engineer)) == {theirs, papers}
    assert set(waybills_seen_by(cast.warehouse)) == {theirs, papers, other, aside}


def test_a_used_tariff_stays(cast):
    price = tariff()
    actions.book_waybill(typed(), by=cast.customer_service)

    with pytest.raises(Exception, match="protected"):
        changes.delete(Tariff.objects.get(pk=price.pk), by=cast.director)
