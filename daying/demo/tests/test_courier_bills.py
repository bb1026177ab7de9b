"""The demo's carrier bills: one agreed with its cost booked, one open, told by the product's own actions."""

from datetime import date
from types import SimpleNamespace

import pytest

from daying.carriers.factories import carrier, tariff
from daying.carriers.models import CarrierBill, TariffComparison
from daying.core import journal
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.demo.courier_bills import CourierBills
from daying.expenses.models import CostEntry
from daying.people.models import Company, Employee

pytestmark = pytest.mark.django_db


def do(function, *args, on, **kwargs):
    if function.verb.takes_date:
        kwargs["on"] = on
    with journal.acting(function.verb.name, on):
        return function(*args, **kwargs)


@pytest.fixture
def story(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}
    Company.objects.update(address="江苏省苏州市工业园区1号")
    people = {person.username: person for person in Employee.objects.all()}
    customers = [customer(cast.engineer, city="上海", address="浦东新区一号") for _n in range(10)]
    return CourierBills(SimpleNamespace(people=people, customers=customers, today=date(2026, 6, 20)), do)


def test_without_a_tariff_nothing_is_told(story):
    story.tell()

    assert not CarrierBill.objects.exists()


def test_two_months_are_billed_one_agreed_and_paid_one_open(story):
    tariff(carrier("SF"))

    story.tell()

    paid, open_ = CarrierBill.objects.order_by("month")
    assert (paid.month, paid.state, open_.month, open_.state) == ("2026-04", "settled", "2026-05", "checked")
    assert paid.granted_amount > 0
    assert sum(CostEntry.objects.values_list("amount", flat=True)) == paid.agreed_amount
    assert set(open_.differences.values_list("reason", flat=True)) == {"weight", "surcharge", "doubled", "not_in_book"}
    assert TariffComparison.objects.get().waybills == 20
    assert verify() == []
