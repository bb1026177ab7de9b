"""A bill agreed by several at the same moment costs once; of tariffs that overlap one is approved (M5.8, M6.5)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from daying.carriers import actions
from daying.carriers.bills import actions as bills
from daying.carriers.factories import carrier, tariff, waybill
from daying.carriers.models import BillState, CarrierBill, Tariff, TariffState
from daying.carriers.tests.bill_files import checked
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.expenses.models import CostEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
ON = date(2026, 4, 5)
PEOPLE = 8


@pytest.fixture(autouse=True)
def _house(cast, settings, tmp_path):
    settings.STORAGES["default"]["OPTIONS"]["location"] = tmp_path
    settings.STORAGES = {**settings.STORAGES}


def all_at_once(act, people=PEOPLE):
    """What each of them got: True, or False where it was refused."""
    gate = threading.Barrier(people)

    def one(place):
        gate.wait()
        try:
            act(place)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def test_a_bill_agreed_by_eight_at_once_is_booked_once():
    tariff()
    waybill("SF1")
    bill = checked("SF1,10", head="运单号,应付金额")

    done = all_at_once(lambda _: bills.agree(CarrierBill.objects.get(pk=bill.pk), by=SYSTEM, on=ON))

    assert sum(done) == 1
    assert CarrierBill.objects.get().state == BillState.AGREED
    assert [entry.amount for entry in CostEntry.objects.all()] == [Decimal(10)]
    assert not verify()


def test_of_eight_tariffs_for_the_same_days_one_is_approved(cast):
    of = carrier()
    drafts = [tariff(of, name=f"价目{place}", state=TariffState.DRAFT) for place in range(PEOPLE)]
    for draft in drafts:
        actions.submit_tariff(draft, by=cast.customer_service)

    done = all_at_once(lambda place: actions.approve_tariff(drafts[place], by=cast.finance))

    assert sum(done) == 1
    assert Tariff.objects.filter(state=TariffState.APPROVED).count() == 1


def test_of_eight_editions_approved_at_once_one_holds_on_each_day(cast):
    old = tariff()
    new = [actions.new_edition(old, by=cast.customer_service, valid_from=date(2026, 4, 1)) for _ in range(PEOPLE)]
    for draft in new:
        actions.submit_tariff(draft, by=cast.customer_service)

    done = all_at_once(lambda place: actions.approve_tariff(new[place], by=cast.finance))

    assert all(done), "The later approval withdraws the edition that came a moment before it."
    assert Tariff.objects.filter(state=TariffState.APPROVED).count() == 1
    old.refresh_from_db()
    assert (old.state, old.valid_until) == (TariffState.SUPERSEDED, date(2026, 3, 31))
