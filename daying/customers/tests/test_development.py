"""Development plans: drawn up by the person, approved by somebody else, one for each stretch of time (M3.4)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from daying.core.errors import Refused
from daying.core.periods import parse
from daying.customers.development import actions, queries
from daying.customers.factories import customer
from daying.customers.models import DevelopmentPlan, PlanState

pytestmark = pytest.mark.django_db


def plan(person, **values):
    return actions.draw_up_plan(by=person, **{"year": 2026, "stretch": "q2", "wanted": 3, **values})


def test_the_person_proposes_and_the_manager_approves(cast):
    drafted = plan(cast.engineer, lines=[{"name": "东莞宏达机电有限公司"}, {"customer": customer(cast.engineer)}])

    proposed = actions.propose_plan(drafted, by=cast.engineer)
    assert list(queries.to_approve(cast.manager)) == [proposed]
    approved = actions.approve_plan(proposed, by=cast.manager)

    assert (approved.state, approved.approved_by, approved.lines.count()) == (PlanState.APPROVED, cast.manager, 2)
    assert [day.isoformat() for day in approved.dates] == ["2026-04-01", "2026-06-30"]


def test_nobody_approves_their_own_plan_nor_proposes_anothers(cast):
    managers, engineers = plan(cast.manager), plan(cast.engineer)
    actions.propose_plan(managers, by=cast.manager)

    with pytest.raises(PermissionDenied):
        actions.approve_plan(managers, by=cast.manager)
    with pytest.raises(PermissionDenied):
        actions.propose_plan(engineers, by=cast.colleague)
    assert actions.approve_plan(managers, by=cast.director).approved_by == cast.director


def test_two_approved_plans_of_a_person_never_share_a_day(cast):
    for stretch in ("q2", "m05"):
        actions.propose_plan(plan(cast.engineer, stretch=stretch), by=cast.engineer)
    quarter, month = DevelopmentPlan.objects.order_by("ends_on").reverse()
    actions.approve_plan(quarter, by=cast.manager)

    with pytest.raises(Refused):
        actions.approve_plan(month, by=cast.manager)


def test_a_second_plan_for_the_same_stretch_is_refused_by_the_table(cast):
    plan(cast.engineer)

    with pytest.raises(IntegrityError):
        plan(cast.engineer)


def test_a_plan_that_was_sent_back_says_why_and_can_be_changed(cast):
    proposed = actions.propose_plan(plan(cast.engineer), by=cast.engineer)

    back = actions.send_plan_back(proposed, by=cast.manager, reason="至少要五家")
    amended = actions.amend_plan(back, by=cast.engineer, year=2026, stretch="q3", wanted=5)

    assert (amended.wanted, amended.sent_back_for, amended.starts_on.month) == (5, "至少要五家", 7)
    with pytest.raises(Refused):
        actions.amend_plan(
            actions.propose_plan(amended, by=cast.engineer), by=cast.engineer, year=2026, stretch="q3", wanted=1
        )


@pytest.mark.parametrize("lines", [[{"remarks": "谁?"}], "twice"])
def test_a_target_is_somebody_and_stands_there_once(cast, lines):
    ours = customer(cast.engineer)

    with pytest.raises(Refused):
        plan(cast.engineer, lines=[{"customer": ours}, {"customer": ours}] if lines == "twice" else lines)


def test_an_engineer_sees_their_own_plans_and_a_manager_the_departments(cast):
    mine, theirs = plan(cast.engineer), plan(cast.other_engineer)

    assert list(queries.plans_seen_by(cast.engineer)) == [mine]
    assert list(queries.plans_seen_by(cast.manager)) == [mine]
    assert set(queries.plans_seen_by(cast.director)) == {mine, theirs}


@pytest.mark.parametrize(
    ("asked", "share"), [("2026Q2", 3), ("2026-04", 1), ("2026", 3), ("2026-07", 0), ("2026-05..2026-08", 2)]
)
def test_a_quarters_plan_counts_evenly_by_month(cast, asked, share):
    assert plan(cast.engineer).wanted_in(parse(asked)) == Decimal(share)
