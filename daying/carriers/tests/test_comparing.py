"""Carriers beside each other, waybills under another tariff, the paper to negotiate by, savings realised (M5.8)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from daying.carriers.actions import Report, compensate_waybill, damage_waybill, lose_waybill, track
from daying.carriers.bills import actions as bills
from daying.carriers.comparing import actions, paper, reports
from daying.carriers.comparing.lanes import best_mix, lanes
from daying.carriers.comparing.rating_again import parcels
from daying.carriers.comparing.scoring import Service, scores
from daying.carriers.factories import FARES, carrier, tariff, waybill
from daying.carriers.models import (
    BillDifference,
    CarrierPolicy,
    ComparedTariff,
    TariffComparison,
    TariffState,
    Waybill,
)
from daying.carriers.parcels import parcel_of
from daying.carriers.tests.bill_files import checked
from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.periods import Month, Quarter
from daying.core.reports import all_reports
from daying.core.worker import work_off
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.desk import tables

pytestmark = pytest.mark.django_db
D = Decimal
MARCH = Month(2026, 3)
CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _house(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


def cheaper(less, **values):
    """The same fares, so much less for the first weight."""
    fares = [{**fare, "first_price": fare["first_price"] - less} for fare in FARES]
    return tariff(fares=fares, **{"name": f"报价-{less}", "is_offered": True, **values})


def rated(number="SF1", cost=10, **values):
    return waybill(number, estimated_cost=D(cost), **values)


def comparison(*tariffs, carrier=None, from_on=date(2026, 3, 1), until_on=date(2026, 3, 31)):
    record = TariffComparison(name="一季度", carrier=carrier, from_on=from_on, until_on=until_on)
    return changes.create(record, by=SYSTEM, lines=[ComparedTariff(tariff=one) for one in tariffs])


def everybody():
    return Customer.objects.all()


# Under another tariff


def test_waybills_are_rated_again_under_each_tariff_lane_by_lane():
    now, offer = tariff(), cheaper(2)
    other = tariff(
        carrier("JD"), services=[{"service": "特惠", "divisor": 8000}], fares=[{**f, "service": "特惠"} for f in FARES]
    )
    rated("SF1")
    rated("SF2", 13, to_province="北京", to_city="北京", actual_weight=D("1.2"))  # first 12, half a step more: 15
    rated("SF3", 99, booked_on=date(2026, 4, 1))

    worked = actions.work_out(comparison(now, offer, other), by=SYSTEM)

    first, second, third = worked.lines.all()
    assert (worked.waybills, worked.paid, worked.weight) == (2, D(23), D("2.200"))
    assert (first.total, second.total, second.saving) == (D(25), D(21), D(2))
    assert (third.total, third.rated, third.unrated) == (D(25), 2, 0), "Its one product stands for ours."
    rows = lanes(worked, [first, second, third])
    assert [(row.name, row.paid, row.best) for row in rows] == [
        ("江苏 → 北京", D(13), ""),
        ("江苏 → 上海", D(10), str(offer)),
    ]
    assert best_mix(rows) == D(21)


def test_what_was_billed_and_not_taken_back_is_what_was_paid():
    tariff()
    rated("SF1", 10)
    bill = checked("SF1,14", head="运单号,应付金额")
    difference = BillDifference.objects.get()
    bills.claim(difference, by=SYSTEM, on=date(2026, 4, 1))
    bills.send_claims(bill, by=SYSTEM, on=date(2026, 4, 1))
    bills.grant(difference, by=SYSTEM, on=date(2026, 4, 9), amount=D(3))

    worked = actions.work_out(comparison(cheaper(2)), by=SYSTEM)

    assert (worked.paid, worked.lines.get().saving) == (D(11), D(3))


def test_a_waybill_that_a_tariff_cannot_rate_is_counted_and_compared_with_nothing():
    near = tariff(carrier("JD"), fares=FARES[1:2])
    rated("SF1")
    rated("SF2", 12, to_province="北京", to_city="北京")

    line = actions.work_out(comparison(near), by=SYSTEM).lines.get()

    assert (line.rated, line.unrated, line.paid, line.total) == (1, 1, D(10), D(10))


def test_what_the_receiver_pays_and_what_was_cancelled_is_left_out():
    rated("SF1", payer="receiver")
    rated("SF2", state="cancelled")

    assert actions.work_out(comparison(tariff()), by=SYSTEM).waybills == 0


def test_a_waybill_is_read_as_the_courier_book_rates_it():
    for number, values in enumerate(
        [
            {"length": D("30.5"), "width": D(20), "height": D("12.25"), "pieces": 3},
            {"volume": D("0.125"), "declared_value": D("1234.50"), "cod_amount": D(88), "packing": "木箱"},
            {"to_province": "江苏省", "to_city": "苏州市", "is_carried_up": True, "actual_weight": D("0.35")},
        ]
    ):
        rated(f"SF{number}", **values)

    found = {parcel for parcel, _grams, _paid in parcels(Waybill.objects.all())}

    assert found == {parcel_of(one) for one in Waybill.objects.all()}


def test_the_journal_tells_that_it_was_worked_out_and_not_what_came_of_it():
    rated("SF1")
    worked = actions.work_out(comparison(cheaper(2)), by=SYSTEM)

    told, made = journal.history(worked)

    assert (told.verb, told.changes) == ("carriers.work_out", {})
    assert {"lanes", "paid", "total"}.isdisjoint({*made.changes, *made.changes["lines"][1][0]})
    assert TariffComparison.objects.get().lanes, "It is kept nonetheless."


def test_without_tariffs_nothing_is_compared():
    with pytest.raises(Refused):
        actions.work_out(comparison(), by=SYSTEM)


# The pages


def test_the_tariffs_compared_are_not_added_up(cast, client):
    client.force_login(cast.customer_service)
    rated("SF1", 2000)
    worked = actions.work_out(comparison(cheaper(2), cheaper(3)), by=SYSTEM)

    page = client.get(f"/tariff-comparisons/{worked.public_id}/").content.decode()

    assert "1,992.00" in page
    assert "4,000.00" not in page


def test_the_page_works_it_out_and_the_paper_prints_in_both_languages(cast, client):
    client.force_login(cast.customer_service)
    rated("SF1")
    record = comparison(cheaper(2))
    address = f"/tariff-comparisons/{record.public_id}/result/"

    before = client.get(address)
    client.post(address)
    page = client.get(address).content.decode()

    assert (before.status_code, "8.00" in page) == (200, True)
    for language in ("zh", "en"):
        paper_ = client.get(f"/tariff-comparisons/{record.public_id}/paper/1/{language}/")
        assert (paper_.status_code, paper_.content[:5]) == (200, b"%PDF-")
    assert client.get(f"/tariff-comparisons/{record.public_id}/paper/2/zh/").status_code == 404
    client.force_login(cast.engineer)
    assert client.get(address).status_code == 403


def test_very_many_waybills_are_left_to_a_worker(cast, client, monkeypatch):
    from daying.carriers.comparing import views

    monkeypatch.setattr(views, "LONG", 1)
    client.force_login(cast.customer_service)
    rated("SF1")
    rated("SF2")
    record = comparison(cheaper(2))
    address = f"/tariff-comparisons/{record.public_id}/result/"

    client.post(address)
    waiting = client.get(address)
    work_off()

    assert 'id="job"' in waiting.content.decode()
    assert TariffComparison.objects.get().paid == D(20)
    assert "16.00" in client.get(address).content.decode()


def test_the_paper_tells_volumes_prices_and_the_saving_by_lane():
    rated("SF1", actual_weight=D(2), cost=12)
    worked = actions.work_out(comparison(cheaper(2)), by=SYSTEM)

    told = paper.told(worked, worked.lines.get(), "zh")

    assert told["rows"] == [["江苏 → 上海", "1", "2", "12.00", "6.00", "10.00", "5.00", "2.00"]]
    assert [amount for _label, amount in told["totals"]] == ["12.00", "10.00", "2.00"]


# Figures


def delivered(waybill, hours):
    start = datetime(2026, 3, 10, 9, tzinfo=CHINA)
    told = [Report(waybill.pk, start, "picked_up"), Report(waybill.pk, start + timedelta(hours=hours), "delivered")]
    return track(told, by=SYSTEM, source="file")[0]


def test_carriers_are_compared_by_what_they_did():
    on = date(2026, 3, 12)
    for number, hours in (("SF1", 24), ("SF2", 96)):
        delivered(rated(number, promised_on=on), hours)
    lose_waybill(rated("SF3"), by=SYSTEM, on=on, reason="找不到")
    damage_waybill(delivered(rated("JD1", 20, of=carrier("JD"), promised_on=on), 48), by=SYSTEM, on=on, damage="破损")

    rows = {row["carrier"].code: row for row in reports.carriers_compared(MARCH, everybody())}

    sf, jd = rows["SF"], rows["JD"]
    assert (sf["waybills"], sf["on_time"], sf["hours"], sf["lost"]) == (3, D("0.5"), D(60), D(1) / 3)
    assert (jd["on_time"], jd["damaged"], jd["per_kg"], sf["per_kg"]) == (1, 1, D(20), D(10))
    assert reports.waybills_on_time(MARCH, everybody()).rate == D(2) / 3
    lane = reports.carriers_by_lane(MARCH, everybody())[0]
    assert (lane["lane"], lane["waybills"], lane["cost"]) == ("江苏 → 上海", 3, D(30))


def test_a_parcel_fetched_the_day_after_it_was_booked_was_not_fetched_on_time():
    delivered(rated("SF1"), 24)
    delivered(rated("SF2", booked_on=date(2026, 3, 9)), 24)
    rated("SF3")

    (row,) = reports.carriers_compared(MARCH, everybody())

    assert row["pick_up"] == D("0.5"), "One of the two fetched; of the third nothing is known."


def test_what_carriers_pay_for_loss_and_damage_is_added_up():
    lost = lose_waybill(rated("SF1"), by=SYSTEM, on=date(2026, 3, 12), reason="找不到")
    compensate_waybill(lost, by=SYSTEM, amount=D(300))
    compensate_waybill(Waybill.objects.get(pk=lost.pk), by=SYSTEM, amount=D("350.50"))
    broken = damage_waybill(delivered(rated("SF2"), 24), by=SYSTEM, on=date(2026, 3, 12), damage="破损")
    compensate_waybill(broken, by=SYSTEM, amount=D(0))

    assert reports.carriers_compared(MARCH, everybody())[0]["compensation"] == D("350.50")


def test_what_arrived_whole_is_not_compensated_and_no_compensation_is_below_zero():
    whole = delivered(rated("SF1"), 24)
    lost = lose_waybill(rated("SF2"), by=SYSTEM, on=date(2026, 3, 12), reason="找不到")

    with pytest.raises(PermissionDenied):
        compensate_waybill(whole, by=SYSTEM, amount=D(5))
    with pytest.raises(Refused):
        compensate_waybill(lost, by=SYSTEM, amount=D(-5))
    assert not Waybill.objects.filter(compensation__isnull=False).exists()


def test_carriers_are_scored_month_by_month_and_drawn_as_lines(cast):
    for number, of, on in (("SF1", "SF", 3), ("JD1", "JD", 3), ("SF2", "SF", 1)):
        rated(number, 10 if of == "SF" else 20, of=carrier(of), booked_on=date(2026, on, 10))
    declared = all_reports()["carrier-scores"]

    rows = reports.carrier_scores(Quarter(2026, 1), everybody())

    # Alone a carrier is the best; beside one at half of its price it has half of the points for price.
    points = CarrierPolicy().price / (CarrierPolicy().price + CarrierPolicy().care)
    told = {(row["month"], row["carrier"].code): row["score"] for row in rows}
    assert told == {
        ("2026-01", "SF"): D(100),
        ("2026-03", "SF"): D(100),
        ("2026-03", "JD"): round(D(100 - 50 * points), 1),
    }
    chart = tables.of_rows(declared, rows, cast.director)["chart"]
    assert chart["names"] == ["2026-01", "2026-03"]
    assert {line["name"]: line["values"][0] for line in chart["series"]} == {"快递 SF": 100.0, "快递 JD": None}


def test_the_score_weighs_what_is_known():
    policy = CarrierPolicy(on_time=30, pick_up=10, speed=20, care=20, bills=10, price=10)
    good = Service(D("0.9"), D(1), D(24), D("0.01"), D("0.05"), D(5))
    slow = Service(D("0.9"), D("0.5"), D(48), D("0.01"), D("0.05"), D(10))

    # 0.9×30 + 10 + 20 + 0.9×20 + 0.95×10 + 10, and half of pick-up, speed and price less.
    assert scores([good, slow], policy) == [D("94.5"), D("74.5")]
    assert scores([Service(D("0.8"), *[None] * 5), Service(*[None] * 6)], policy) == [D("80.0"), None]


def test_zone_and_weight_stand_in_their_order():
    rated("SF1", to_province="江苏", to_city="苏州", actual_weight=D("0.5"))
    rated("SF2", to_province="江苏", to_city="南京", actual_weight=D(6))
    rated("SF3", actual_weight=D(150))

    rows = reports.carriers_by_weight(MARCH, everybody())

    assert [(row["reach"], row["band"]) for row in rows] == [("city", "1"), ("province", "20"), ("far", "more")]


def test_bill_errors_and_claims_are_counted_by_carrier():
    tariff()
    rated("SF1")
    rated("SF2")
    bill = checked("SF1,14", "SF2,10", head="运单号,应付金额")
    bills.decide_all(bill, by=SYSTEM, on=date(2026, 4, 1), decision="claimed")
    bill = bills.send_claims(bill, by=SYSTEM, on=date(2026, 4, 1))
    bills.answer_all(bill, by=SYSTEM, on=date(2026, 4, 11), is_granted=True)

    (row,) = reports.carrier_claims(MARCH, everybody())

    assert (row["billed"], row["wrong"], row["claimed"], row["granted"], row["days"]) == (2, 1, D(4), D(4), D(10))
    assert reports.carriers_compared(MARCH, everybody())[0]["bill_errors"] == D("0.5")


def test_what_a_new_tariff_saved_is_what_the_old_one_would_have_cost_less_what_was_paid():
    tariff(valid_until=date(2026, 2, 28), state=TariffState.SUPERSEDED)
    new = cheaper(2, name="月结价", is_offered=False, edition=2, valid_from=date(2026, 3, 1))
    for number in ("SF1", "SF2"):
        rated(number, 8, tariff=new)

    (row,) = reports.savings_realised(MARCH, everybody())

    assert (row["tariff"], row["waybills"], row["old"], row["paid"], row["saved"]) == (new, 2, D(20), D(16), D(4))


def test_papers_of_nobody_count_and_waybills_of_unseen_customers_do_not(cast):
    rated("SF1")
    rated("SF2", customer=customer(cast.engineer))
    rated("SF3", customer=customer(cast.other_engineer))

    (row,) = reports.carriers_compared(MARCH, Customer.objects.filter(owner=cast.engineer))

    assert row["waybills"] == 2
