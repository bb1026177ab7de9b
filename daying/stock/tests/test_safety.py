"""Safety stock from demand and lead time, worked out by hand, and agreed to by the warehouse (M8.3)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.desk import imports
from daying.products.factories import product
from daying.products.models import Category
from daying.stock import actions
from daying.stock.factories import stocked, warehouse
from daying.stock.models import Method, MovementKind, ProposalState, SafetyStock, StockPolicy
from daying.stock.queries import demand
from daying.work import actions as work
from daying.work.models import Opinion
from daying.work.queries import opinions_on
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db
MONDAY, APRIL_1 = date(2026, 3, 9), date(2026, 4, 1)
D = Decimal
STEADY = [10, 14] * 4
NOW_AND_THEN = [0, 0, 6] * 3


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-03-09 09:00+08:00")


@pytest.fixture
def item():
    return product(code="P-9", places=0, lead_workdays=10)


def demanded(item, weekly):
    """So much in each of the weeks before 9 March, out of stock that lay there long before."""
    place = warehouse()
    stocked(place, item, 500, on=date(2025, 1, 6))
    for back, quantity in enumerate(reversed(weekly), start=1):
        if quantity:
            move = actions.Move(place, item, -D(quantity), MovementKind.SHIPMENT)
            actions.move([move], by=SYSTEM, on=MONDAY - timedelta(days=7 * back - 2))
    return place


def drafted(weeks=8, by=SYSTEM, **values):
    return actions.draft_proposal(by=by, **{"effective_on": APRIL_1, "weeks": weeks, **values})


def submitted(proposal, by=SYSTEM):
    return actions.submit_proposal(proposal, by=by, on=MONDAY)


def answered(proposal, answer, by=SYSTEM, **said):
    for opinion in opinions_on(proposal):
        answer(opinion, by=by, **said)
    proposal.refresh_from_db()
    return proposal


def test_steady_demand_asks_for_z_times_spread_times_the_root_of_the_lead_time(item):
    demanded(item, STEADY)

    line = drafted().lines.get()

    # Mean 12; spread √(8 × 2² / 7) = 2.138; 10 days to make and 5 to see are 3 weeks: 1.645 × 2.138 × √3 = 6.09.
    assert (line.method, line.mean, line.spread, line.interval) == (Method.NORMAL, 12, D("2.138"), 1)
    assert (line.lead_workdays, line.proposed_quantity) == (10, 7)
    assert (line.on_hand, line.old_quantity) == (404, None)  # 500 less 4 × 24


def test_demand_now_and_then_is_worked_out_by_size_and_interval(item):
    demanded(item, NOW_AND_THEN)

    line = drafted(weeks=9).lines.get()

    # Mean (1 − 0.15 / 2) × 6 / 3 = 1.85; spread √((4 × 1.85² + 2 × 4.15²) / 6) = 2.832; 1.645 × 2.832 × √3 = 8.07.
    assert (line.method, line.mean, line.spread, line.interval) == (Method.SBA, D("1.85"), D("2.832"), 3)
    assert line.proposed_quantity == 9


def test_a_higher_service_level_asks_for_more(item):
    demanded(item, STEADY)

    line = drafted(service_level=D("0.99")).lines.get()

    assert line.proposed_quantity == 9  # 2.326 × 2.138 × √3 = 8.61


def test_what_nobody_takes_needs_none_and_an_unknown_lead_time_is_said(item):
    unknown = product(code="P-8", lead_workdays=None)
    stocked(warehouse(), unknown, 5)

    line = drafted().lines.get()

    assert (line.method, line.proposed_quantity) == (Method.NONE, 0)
    assert line.note == "Nobody has said how long it takes to make."


def test_a_product_that_came_later_has_fewer_weeks(item):
    place = warehouse()
    stocked(place, item, 100, on=date(2026, 2, 23))

    (weekly,) = demand.weekly_demand([item], until=MONDAY, weeks=8).values()

    assert len(weekly) == 2


def test_the_warehouse_agrees_and_it_is_in_force_from_its_day(cast, item):
    demanded(item, STEADY)
    proposal = submitted(drafted(by=cast.pmc), by=cast.pmc)
    (asked,) = Opinion.objects.filter(countersignature__subject_id=proposal.pk)

    agreed = answered(proposal, work.agree, by=cast.warehouse)

    assert (proposal.number, asked.department) == ("SS-2026-000001", cast.warehouse.department)
    assert agreed.state == ProposalState.AGREED
    assert not demand.safety_stocks_on(date(2026, 3, 31))
    held = demand.safety_stocks_on(APRIL_1)[item.pk]
    assert (held.quantity, held.proposal) == (7, proposal)


def test_nobody_but_the_warehouse_is_asked(cast, item):
    demanded(item, STEADY)
    proposal = submitted(drafted())

    with pytest.raises(PermissionDenied):
        answered(proposal, work.agree, by=cast.quality)

    assert not SafetyStock.objects.exists()


def test_a_refusal_makes_a_draft_of_it_again_and_says_why(cast, item):
    demanded(item, STEADY)

    back = answered(submitted(drafted()), work.refuse, by=cast.warehouse, text="库位不够")

    assert (back.state, back.rejected_for) == (ProposalState.DRAFT, "Warehouse: 库位不够")
    assert not SafetyStock.objects.exists()
    assert submitted(back).number == "SS-2026-000001"


def test_what_somebody_knows_better_holds_and_the_old_one_is_compared(cast, item):
    demanded(item, STEADY)
    SafetyStock.objects.create(product=item, quantity=D(3), effective_on=date(2026, 1, 1))
    proposal = drafted(lines=[{"product": item, "quantity": D(20), "note": "旺季"}])

    answered(submitted(proposal), work.agree)

    line = proposal.lines.get()
    assert (line.old_quantity, line.proposed_quantity, line.quantity, line.note) == (3, 7, 20, "旺季")
    assert demand.safety_stocks_on(APRIL_1)[item.pk].quantity == 20
    assert demand.safety_stocks_on(MONDAY)[item.pk].quantity == 3


def test_an_answer_after_its_day_begins_today(cast, item, time_machine):
    demanded(item, STEADY)
    proposal = submitted(drafted())
    time_machine.move_to("2026-04-10 09:00+08:00")

    answered(proposal, work.agree)

    assert SafetyStock.objects.get().effective_on == date(2026, 4, 10)


def test_a_category_alone_and_a_change_of_the_draft(item):
    rings = changes.create(Category(code="R", name="密封圈", lead_workdays=5), by=SYSTEM)
    other = product(category=rings)
    demanded(item, STEADY)
    demanded(other, STEADY)

    proposal = drafted(category=rings)
    actions.amend_proposal(proposal, by=SYSTEM, effective_on=APRIL_1, service_level=D("0.9"), category=rings)

    line = proposal.lines.get()
    assert (line.product, line.lead_workdays) == (other, 5)
    proposal.refresh_from_db()
    assert proposal.service_level == D("0.9")


BAD = [
    ({"effective_on": date(2026, 3, 8)}, "cannot begin in the past"),
    ({"lines": ["item", "item"]}, "stands twice"),
    ({"lines": ["item"], "quantity": D(-1)}, "is not below zero"),
    ({"lines": ["item"], "quantity": D("0.5")}, "0 decimal places at most"),
]


@pytest.mark.parametrize(("values", "sentence"), BAD)
def test_bad_input_is_refused_in_a_sentence_and_nothing_is_written(item, values, sentence):
    demanded(item, STEADY)
    quantity = values.get("quantity")
    lines = [{"product": item, "quantity": quantity} for _one in values.get("lines", ())]
    day = values.get("effective_on", APRIL_1)
    late = drafted(effective_on=day) if day < MONDAY else None
    before = fingerprint()

    with pytest.raises(Refused, match=sentence):
        submitted(late) if late else drafted(lines=lines)

    assert fingerprint() == before


def test_without_stock_there_is_nothing_to_propose():
    with pytest.raises(Refused, match="Nothing is kept in stock yet"):
        drafted()


def test_safety_stocks_of_another_system_come_by_a_sheet(cast, item, tmp_path):
    path = tmp_path / "安全库存.csv"
    path.write_text("Product,Safety stock,Effective from\nP-9,5,2026-01-01\nP-9,8,2026-02-01\n", encoding="utf-8")

    outcome = imports.run_file("past-safety-stocks", path, None, by=cast.pmc)

    assert not outcome.faults
    days = (date(2026, 1, 15), date(2026, 2, 15))
    assert [demand.safety_stocks_on(day)[item.pk].quantity for day in days] == [5, 8]


def test_the_policy_gives_what_nobody_typed(item):
    demanded(item, STEADY)
    changes.create(StockPolicy(service_level=D("0.98"), weeks=20, review_workdays=2), by=SYSTEM)

    proposal = actions.draft_proposal(by=SYSTEM, effective_on=APRIL_1)

    assert (proposal.service_level, proposal.weeks, proposal.review_workdays) == (D("0.98"), 20, 2)
