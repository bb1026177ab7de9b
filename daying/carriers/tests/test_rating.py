"""What consignments cost under tariffs of the shapes that carriers use (M5.8, M6.5). Figures worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from daying.carriers.choosing import tariffs_for
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import TariffState
from daying.carriers.parcels import Parcel
from daying.carriers.ratebook import Ratebook
from daying.carriers.rating import NO_BAND, NO_END, NO_FARE, NO_SERVICE, NO_WEIGHT, TOO_HEAVY, rate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
D = Decimal


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def parcel(to="上海", city="", kg="1", service="标快", **values):
    end = city or (to if to in ("上海", "北京", "天津", "重庆") else "")
    return Parcel(service, "江苏", "苏州", to, end, int(D(kg) * 1000), **values)


def cm(length, width, height):
    return length * width * height * 1000


@pytest.mark.parametrize(
    ("to", "city", "kg", "cost"),
    [
        ("江苏", "苏州", "1", 8),  # 同城 8 + 2/kg
        ("江苏", "苏州", "3.2", 14),  # 8 + 3 × 2, 2.2 kg more being three steps
        ("江苏", "南京", "1", 10),  # 江浙沪皖 10 + 2
        ("上海", "", "2.5", 14),  # 10 + 2 × 2
        ("广东", "深圳", "1.1", 15),  # elsewhere 12 + 3
        ("新疆", "", "5", 24),  # 12 + 4 × 3
    ],
)
def test_first_weight_and_continued_weight_by_zone(to, city, kg, cost):
    assert rate(parcel(to, city, kg), Ratebook(tariff())).total == cost


@pytest.mark.parametrize(("kg", "cost"), [("0.5", 12), ("0.51", 15), ("1", 15), ("1.2", "17.5"), ("2.3", "22.5")])
def test_tiers_by_half_kilograms_between_two_provinces(kg, cost):
    lane = {"service": "标快", "from_zone": "苏州", "to_zone": "其他"}
    fares = [
        {**lane, "weight_to": D("0.5"), "first_price": 12},
        {**lane, "weight_from": D("0.5"), "weight_to": 1, "first_price": 15},
        {**lane, "weight_from": 1, "first_weight": 1, "first_price": 15, "step": D("0.5"), "step_price": D("2.5")},
    ]
    services = [{"service": "标快", "divisor": 6000, "fare_step": D("0.01")}]

    assert rate(parcel("北京", kg=kg), Ratebook(tariff(services=services, fares=fares))).total == D(cost)


@pytest.mark.parametrize(
    ("to", "city", "weight", "cost"),
    # 60 × 40 × 30 cm are 72,000 cm³: ÷ 12000 6 kg near, ÷ 6000 12 kg elsewhere.
    [("江苏", "南京", 6, 20), ("安徽", "", 6, 20), ("广东", "", 12, 45)],
)
def test_volume_counts_by_the_divisor_of_the_pair_of_zones(to, city, weight, cost):
    lane = {"service": "标快", "from_zone": "苏州", "first_weight": 1, "step": 1}
    fares = [
        {**lane, "to_zone": "江浙沪皖", "first_price": 10, "step_price": 2, "divisor": 12000},
        {**lane, "to_zone": "其他", "first_price": 12, "step_price": 3},
    ]

    found = rate(parcel(to, city, "2", volume=cm(60, 40, 30)), Ratebook(tariff(fares=fares)))

    assert (found.weight_kg, found.total) == (weight, cost)


@pytest.mark.parametrize(
    ("kg", "weight"),
    [("0.3", "0.5"), ("1.01", "1.5"), ("99.6", 100), ("100.4", 100), ("100.5", 101), ("123.49", 123)],
)
def test_light_weights_go_up_by_half_a_kilogram_and_heavy_ones_to_the_nearest(kg, weight):
    assert rate(parcel(kg=kg), Ratebook(tariff())).weight_kg == D(weight)


def test_volumetric_weight_is_rounded_exactly():
    """100 × 100 × 60.3 cm ÷ 6000 = 100.5 kg goes up to 101; a hair below it goes down to 100."""
    book = Ratebook(tariff())

    assert rate(parcel(kg="1", volume=603_000_000), book).weight_kg == 101
    assert rate(parcel(kg="1", volume=602_999_999), book).weight_kg == 100


def test_the_least_weight_of_a_service_is_charged():
    services = [{"service": "标快", "divisor": 6000, "minimum_weight": 20}]

    found = rate(parcel(kg="3"), Ratebook(tariff(services=services)))

    assert (found.weight_kg, found.total) == (20, 48)  # 10 + 19 × 2


def test_freight_by_the_kilogram_has_a_least():
    fares = [
        {
            "service": "标快",
            "from_zone": "苏州",
            "to_zone": "其他",
            "step": 1,
            "step_price": D("1.85"),
            "minimum_price": 60,
        }
    ]
    book = Ratebook(tariff(fares=fares))

    assert rate(parcel(kg="20"), book).total == 60
    assert rate(parcel(kg="110"), book).total == 204  # 203.50 in whole yuan, half up


INSURANCE = {"kind": "insurance", "base": "declared", "rate": D("0.01"), "minimum": 1}
COD = [
    {"kind": "cod_fee", "base": "cod", "base_to": 200, "amount": 2},
    {"kind": "cod_fee", "base": "cod", "base_from": 200, "base_to": 3000, "amount": 4},
    {"kind": "cod_fee", "base": "cod", "base_from": 3000, "rate": D("0.0015"), "maximum": 40},
]


@pytest.mark.parametrize(("declared", "fee"), [(0, 0), (50, 1), (100, 1), (150, "1.5"), (12345.67, "123.46")])
def test_insurance_is_a_share_and_at_least_a_yuan(declared, fee):
    found = rate(parcel(declared=int(declared * 100)), Ratebook(tariff(surcharges=[INSURANCE])))

    assert found.total == 10 + D(fee)


@pytest.mark.parametrize(
    ("cod", "fee"), [(0, 0), (200, 2), ("200.01", 4), (3000, 4), ("3001", "4.50"), (20000, 30), (50000, 40)]
)
def test_the_cod_fee_goes_by_steps_and_is_capped(cod, fee):
    assert rate(parcel(cod=int(D(cod) * 100)), Ratebook(tariff(surcharges=COD))).total == 10 + D(fee)


@pytest.mark.parametrize(("packing", "fee"), [("木箱", 60), ("纸箱", 10), ("", 0)])
def test_packing_costs_by_its_kind_and_only_where_asked(packing, fee):
    rows = [
        {"kind": "packing", "packing": "木箱", "base": "piece", "amount": 30},
        {"kind": "packing", "base": "piece", "amount": 5},
    ]

    assert rate(parcel(packing=packing, pieces=2), Ratebook(tariff(surcharges=rows))).total == 10 + fee


def test_remote_areas_fuel_and_carrying_up_are_charged_where_they_apply():
    zones = [
        {"name": "苏州", "places": "江苏"},
        {"name": "其他", "kind": "rest"},
        {"name": "偏远", "places": "西藏、新疆"},
    ]
    fares = [{"service": "标快", "from_zone": "苏州", "to_zone": "其他", "first_weight": 1, "first_price": 20}]
    rows = [
        {"kind": "remote", "to_zone": "偏远", "base": "weight", "amount": D("0.5"), "minimum": 10},
        {"kind": "fuel", "base": "freight", "rate": D("0.05")},
        {"kind": "upstairs", "base": "weight", "amount": D("0.3"), "minimum": 5},
    ]
    book = Ratebook(tariff(zones=zones, fares=fares, surcharges=rows))

    assert rate(parcel("广东"), book).total == 21
    assert rate(parcel("西藏"), book).total == 31
    assert rate(parcel("西藏", kg="40", is_carried_up=True), book).total == 53  # 20 + 20 + 1 + 12


@pytest.mark.parametrize(("on_all", "cost"), [(False, "109.00"), (True, "99.00")])
def test_a_discount_is_of_the_freight_or_of_everything(on_all, cost):
    services = [{"service": "标快", "divisor": 6000, "discount": D("0.1"), "is_discount_on_all": on_all}]
    book = Ratebook(tariff(services=services, surcharges=[INSURANCE]))

    assert rate(parcel(declared=1_000_000), book).total == D(cost)  # 10 + 100, less 1 or less 11


def test_every_rating_explains_itself_and_adds_up():
    services = [{"service": "标快", "divisor": 6000, "discount": D("0.1")}]
    book = Ratebook(tariff(services=services, surcharges=[INSURANCE, *COD]))

    found = rate(parcel("广东", "深圳", "2", volume=cm(60, 40, 30), declared=50_000, cod=300_000), book)

    assert [(line.how, line.amount) for line in found.lines] == [
        ("2 kg weighed; 72000 cm³ ÷ 6000 = 12 kg, which is more; charged as it is", None),
        ("first 1 kg ¥12.00 + 11 × 1 kg at ¥3.00 = ¥45.00", D("45.00")),
        ("1 % of declared value ¥500.00, at least ¥1.00", D("5.00")),
        ("¥4.00", D("4.00")),
        ("10 % off ¥45.00", D("-4.50")),
    ]
    assert sum(line.amount or 0 for line in found.lines) == found.total == D("49.50")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"service": "特快"}, NO_SERVICE),
        ({"to": ""}, NO_END),
        ({"to": "广东"}, NO_FARE),
        ({"kg": "0"}, NO_WEIGHT),
        ({"kg": "60"}, TOO_HEAVY),
        ({"kg": "45"}, NO_BAND),
    ],
)
def test_what_cannot_be_rated_says_why(changed, fault):
    services = [{"service": "标快", "divisor": 6000, "maximum_weight": 50}]
    fares = [{"service": "标快", "from_zone": "苏州", "to_zone": "江浙沪皖", "weight_to": 40, "first_price": 10}]

    found = rate(parcel(**changed), Ratebook(tariff(services=services, fares=fares)))

    assert (found.fault, found.total, found.lines) == (fault, None, [])
    assert found.sentence


def test_the_tariff_of_the_day_the_account_and_the_service_holds(django_assert_max_num_queries):
    sf = carrier()
    old = tariff(sf, valid_until=date(2026, 2, 28), state=TariffState.SUPERSEDED)
    new = tariff(sf, valid_from=date(2026, 3, 1), edition=2)
    own = tariff(sf, account="512", valid_from=date(2026, 3, 1))
    tariff(sf, name="草稿", state=TariffState.DRAFT)
    tariff(sf, name="报价", is_offered=True, valid_from=date(2026, 3, 5))
    other = tariff(sf, name="重货", services=[{"service": "重货", "divisor": 6000}])
    days = [
        waybill("1", booked_on=date(2026, 2, 28)),
        waybill("2"),
        waybill("3", account="512"),
        waybill("4", account="999"),
        waybill("5", account="512", service="重货"),
        waybill("6", booked_on=date(2025, 12, 31)),
        waybill("7", of=carrier("YTO")),
    ]

    with django_assert_max_num_queries(5):
        found = tariffs_for(days)

    assert [book and book.tariff for book in found] == [old, new, own, new, other, None, None]
