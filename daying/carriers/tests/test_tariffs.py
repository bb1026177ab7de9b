"""Tariffs: drafted, judged whole, approved by another, replaced by editions (M5.8, M6.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.carriers import actions
from daying.carriers.factories import FARES, SERVICES, ZONES, carrier, tariff, waybill
from daying.carriers.models import Tariff, TariffFare, TariffState
from daying.carriers.ratebook import Ratebook
from daying.carriers.soundness import faults
from daying.core.errors import Refused

pytestmark = pytest.mark.django_db
D = Decimal
LANE = {"service": "标快", "from_zone": "苏州", "to_zone": "其他"}


def draft(**rows):
    return tariff(state=TariffState.DRAFT, **rows)


def wrong(**rows):
    return faults(Ratebook(draft(**rows)))


def without_rest(*zones):
    return [*ZONES[:3], *zones]


def test_a_whole_tariff_has_no_faults():
    assert wrong() == []


def test_a_hole_in_the_zones_is_named_by_product_zone_and_province():
    zones = without_rest(
        {"name": "其他", "places": "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 福建 江西 山东 河南 湖北 湖南"}
    )

    assert wrong(zones=zones) == [
        "标快 from 苏州 has no fare to 重庆、广东、广西、海南、四川、贵州、云南、西藏、陕西、甘肃、青海、宁夏、新疆."
    ]


def test_a_product_that_goes_where_it_has_fares_has_no_holes():
    services = [{"service": "标快", "divisor": 6000, "reach": "listed"}]

    assert wrong(services=services, zones=without_rest({"name": "其他", "places": "北京"})) == []


def test_a_province_in_two_zones_has_two_fares():
    zones = [*ZONES, {"name": "华东", "places": "上海 山东"}]
    fares = [*FARES, {**LANE, "to_zone": "华东", "first_price": 9}]

    assert wrong(zones=zones, fares=fares) == ["标快 from 苏州 has two fares to 上海: 江浙沪皖, 华东."]


@pytest.mark.parametrize(
    ("bands", "says"),
    [
        ([{"weight_from": 1}], "标快 苏州 to 其他: nothing up to 1 kg."),
        ([{"weight_to": 2}, {"weight_from": 3}], "标快 苏州 to 其他: nothing from 2 kg to 3 kg."),
        (
            [{"weight_to": 5}, {"weight_from": 3}],
            "标快 苏州 to 其他: the fares for 0 kg–5 kg and for above 3 kg overlap.",
        ),
        ([{}, {"weight_from": 3}], "标快 苏州 to 其他: the fares for above 0 kg and for above 3 kg overlap."),
        ([{"weight_to": 30}], "标快 苏州 to 其他: nothing above 30 kg, and the service product does not end there."),
        ([{"step_price": 2}], "标快 苏州 to 其他: the price of a step has no step for above 0 kg."),
        (
            [{"weight_to": 5, "divisor": 6000}, {"weight_from": 5, "divisor": 8000}],
            "标快 苏州 to 其他: its bands of weight have different divisors.",
        ),
    ],
)
def test_bands_of_weight_follow_each_other(bands, says):
    assert wrong(fares=[*FARES[:2], *({**LANE, "first_price": 10, **band} for band in bands)]) == [says]


def test_a_product_that_counts_volume_needs_a_divisor():
    found = wrong(services=[{"service": "标快"}])

    assert found[0] == "标快 苏州 to 同城: no divisor, and the service product counts volume."
    assert len(found) == 3
    assert wrong(services=[{"service": "标快", "counts_volume": False}], name="另一份") == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ({"zones": [*ZONES, {"name": "远", "places": "火星"}]}, "“火星” is not a province or city"),
        ({"zones": [*ZONES, {"name": "空"}]}, "Zone 空 names no places"),
        ({"fares": [*FARES, {**LANE, "service": "特快"}]}, "there is no service product “特快”"),
        ({"fares": [*FARES, {**LANE, "to_zone": "华南"}]}, "“华南” is neither a zone of this tariff nor a place"),
        ({"fares": [*FARES, {**LANE, "from_zone": "同城"}]}, "so none can come from it"),
        ({"services": [*SERVICES, {"service": "空运", "divisor": 6000}]}, "空运 has no fares"),
        ({"surcharges": [{"kind": "fuel", "base": "piece", "rate": D("0.1")}]}, "a share can only be taken"),
        ({"surcharges": [{"kind": "cod_fee", "base": "cod", "amount": 2, "minimum": 5, "maximum": 4}]}, "less than"),
        (
            {"surcharges": [{"kind": "cod_fee", "base": "cod", "base_from": start, "amount": 2} for start in (0, 200)]},
            "two steps hold above 200",
        ),
        ({"services": [], "fares": []}, "no service products and fares"),
    ],
)
def test_each_fault_is_a_sentence(rows, says):
    assert any(says in sentence for sentence in wrong(**rows))


def test_a_fare_may_name_provinces_instead_of_a_zone():
    book = Ratebook(draft(zones=ZONES, fares=[*FARES, {**LANE, "to_zone": "西藏、新疆", "first_price": 99}]))

    assert faults(book) == []
    assert book.lane("标快", "江苏", "苏州", "西藏", "").fares[0].first_price == 9900


def test_a_tariff_with_a_hole_is_not_handed_in_and_not_approved(cast):
    broken = draft(zones=without_rest())

    with pytest.raises(Refused, match="not whole yet: .*“其他” is neither a zone"):
        actions.submit_tariff(broken, by=cast.customer_service)

    Tariff.objects.filter(pk=broken.pk).update(state=TariffState.SUBMITTED)
    with pytest.raises(Refused, match="not whole yet"):
        actions.approve_tariff(broken, by=cast.finance)


def test_another_approves_and_the_edition_before_ends(cast):
    old = tariff()
    new = actions.new_edition(old, by=cast.customer_service, valid_from=date(2026, 4, 1), raised_by=D("0.1"))
    actions.submit_tariff(new, by=cast.customer_service)

    with pytest.raises(PermissionDenied):
        actions.approve_tariff(new, by=cast.customer_service)
    done = actions.approve_tariff(new, by=cast.finance)

    old.refresh_from_db()
    assert (old.state, old.valid_until) == (TariffState.SUPERSEDED, date(2026, 3, 31))
    assert (done.state, done.edition, done.approved_by) == (TariffState.APPROVED, 2, cast.finance)
    assert [fare.first_price for fare in done.fares.all()] == [D("8.80"), D("11.00"), D("13.20")]
    assert (done.zones.count(), done.services.count()) == (4, 1)


def test_an_edition_from_the_same_day_withdraws_the_wrong_one(cast):
    old = tariff()
    new = actions.new_edition(old, by=cast.customer_service, valid_from=old.valid_from)
    actions.submit_tariff(new, by=cast.customer_service)

    actions.approve_tariff(new, by=cast.finance)

    old.refresh_from_db()
    assert old.state == TariffState.WITHDRAWN


def test_two_tariffs_of_one_account_do_not_share_a_product(cast):
    tariff()
    second = draft(name="促销价")
    actions.submit_tariff(second, by=cast.customer_service)

    with pytest.raises(Refused, match="has 标快 on the same days"):
        actions.approve_tariff(second, by=cast.finance)


def test_what_was_booked_before_the_approval_is_rated_after_it(cast):
    sent = waybill(handled_by=cast.customer_service)
    new = tariff()

    (changed,) = actions.rate_open(new, by=cast.customer_service)

    assert (changed, changed.estimated_cost, changed.tariff) == (sent, 10, new)


def test_rows_are_replaced_whole_in_a_draft_only(cast):
    mine = draft()
    actions.write_rows(mine, "surcharges", [{"kind": "fuel", "base": "freight", "rate": D("0.05")}], by=cast.finance)
    actions.write_rows(mine, "surcharges", [], by=cast.finance)

    with pytest.raises(Refused, match="twice"):
        actions.write_rows(mine, "zones", [{"name": "A", "places": "江苏"}] * 2, by=cast.finance)
    with pytest.raises(Refused, match="not a draft"):
        actions.write_rows(tariff(name="B"), "zones", [], by=cast.finance)
    assert (mine.surcharges.count(), mine.zones.count(), mine.fares.count()) == (0, 4, 3)


def test_fares_of_a_sheet_replace_those_of_the_same_band(cast):
    mine = draft()

    actions.add_fares(
        mine, [{**LANE, "first_price": 13}, {**LANE, "to_zone": "西藏", "first_price": 30}], by=cast.finance
    )

    assert sorted(TariffFare.objects.values_list("to_zone", "first_price")) == [
        ("其他", 13),
        ("同城", 8),
        ("江浙沪皖", 10),
        ("西藏", 30),
    ]


def test_an_offer_is_not_approved(cast):
    with pytest.raises(Refused, match="An offer"):
        actions.submit_tariff(tariff(state=TariffState.DRAFT, is_offered=True), by=cast.finance)


def test_a_new_tariff_of_the_same_name_is_the_next_edition(cast):
    old = tariff()
    head = {"carrier": carrier(), "name": old.name, "valid_from": date(2026, 5, 1)}

    assert actions.open_tariff(**head, by=cast.finance).edition == 2
    with pytest.raises(Refused, match="at least on its own day"):
        actions.open_tariff(**head, valid_until=date(2026, 4, 1), by=cast.finance)
