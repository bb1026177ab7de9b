"""What to send now comes from the least and the most that are agreed, and from what is used a day (M3.8)."""

from datetime import date
from decimal import Decimal

import pytest

from daying.core.actor import SYSTEM
from daying.core.periods import parse
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.products.factories import product
from daying.stock.factories import stocked, warehouse
from daying.stock.jit import counting, queries
from daying.stock.jit.factories import accepted, agreement_in_force, filled_up, joint_count, sealed, transfer
from daying.stock.jit.replenishing import needs, proposal
from daying.stock.jit.reports import jit_ledger
from daying.stock.models import JitAgreementLine, JitTransfer

pytestmark = pytest.mark.django_db
D = Decimal
APRIL_2 = date(2026, 4, 2)


@pytest.fixture
def firm(cast):
    return customer(cast.engineer)


@pytest.fixture
def item():
    return product(list_price=D("11.30"), places=0)


@pytest.mark.parametrize(
    ("expected", "pack", "sent"),
    [
        (50, None, 0),  # the least is there
        (49, None, 451),  # up to the most
        (49, 100, 400),  # four full packs; a fifth would not fit
        (0, 600, 600),  # no full pack fits: one that reaches the least
    ],
)
def test_it_is_filled_up_to_the_most_once_it_falls_below_the_least(expected, pack, sent):
    line = JitAgreementLine(min_quantity=D(50), max_quantity=D(500), multiple=pack and D(pack))

    assert proposal(line, D(expected), 0) == sent


def test_the_usage_of_the_days_on_the_way_counts(firm, item):
    under = agreement_in_force(firm, item, lead_days=10)
    filled_up(under, item, 1000)
    accepted(under, {"product": item, "quantity": 900, "used_on": date(2026, 3, 9)})
    stocked(warehouse(), item, 70)

    (need,) = needs(under, APRIL_2)

    # 900 in 90 days are 10 a day; of the 100 that lie there none is left in ten days, and 500 are sent
    assert (need.there, need.per_day, need.expected, need.to_send) == (100, 10, 0, 500)
    assert (need.days_left, need.available, need.shortage, need.is_low) == (10, 70, 430, False)


def test_what_is_planned_or_on_its_way_is_not_sent_again(firm, item):
    under = agreement_in_force(firm, item)
    assert list(queries.low()) == [under]

    transfer(under, {"product": item, "quantity": D(60)})

    (need,) = needs(under, APRIL_2)
    assert (need.planned, need.to_send, list(queries.low())) == (60, 0, [])


def test_goods_too_old_and_goods_that_nobody_uses_are_flagged(firm, item):
    other = product()
    under = agreement_in_force(firm, item, other, max_age_days=60)
    filled_up(under, item, 100, stocked_on=date(2026, 1, 5))
    filled_up(under, other, 100, stocked_on=date(2026, 2, 20))

    old, slow = needs(under, APRIL_2)

    assert (old.age, old.is_old, slow.age, slow.is_old, slow.is_slow) == (87, True, 41, False, True)
    assert queries.with_old_goods(APRIL_2) == [under.pk]


def test_the_page_proposes_and_plans_in_one_step(cast, client, firm, item):
    under = agreement_in_force(firm, item)
    stocked(warehouse(is_main=True), item, 300)
    client.force_login(cast.engineer)
    address = f"/jit-agreements/{under.public_id}/stock/"

    page = client.get(address)
    name = f"send.{item.public_id}"
    wrong = client.post(address, {name: "viel", "planned_on": "2026-04-02"})
    answer = client.post(address, {name: "1,20", "planned_on": "2026-04-02", "request_key": "1"})

    assert 'value="500"' in page.content.decode()
    assert (wrong.status_code, "viel" in wrong.content.decode()) == (422, True)
    assert answer.status_code == 302
    made = JitTransfer.objects.get()
    assert (made.agreement, made.lines.get().quantity, made.planned_on) == (under, 120, date(2026, 4, 2))


def test_the_ledger_adds_up_from_opening_to_what_is_not_settled(firm, item):
    under = agreement_in_force(firm, item)
    filled_up(under, item, 100, on=date(2026, 2, 20), stocked_on=date(2026, 2, 1))
    filled_up(under, item, 50, on=date(2026, 4, 1), lot="B")
    accepted(under, {"product": item, "quantity": 40})
    rows = [{"product": item, "lot": "A", "counted": D(58)}, {"product": item, "lot": "B", "counted": D(50)}]
    counting.sign_joint_count(sealed(joint_count(under, *rows)), by=SYSTEM, on=date(2026, 4, 3), signed_by="王")

    (row,) = jit_ledger(parse("2026-04"), Customer.objects.all())

    names = ("opening", "filled_up", "settled", "picked_up", "count_difference", "other", "closing", "age")
    assert [row[name] for name in names] == [100, 50, 40, 0, -2, 0, 108, 88]
    assert (row["settled_amount"], row["closing_amount"]) == (D("452.00"), D("1220.40"))
