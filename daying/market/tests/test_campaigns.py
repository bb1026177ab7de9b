"""Campaigns, new-product promotion, samples and trials, and what departments answer (M2.6)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.core.periods import Quarter
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.market import actions, queries, reports
from daying.market.factories import campaign, prospect, trial
from daying.market.models import CampaignKind, CampaignState, TrialState, Verdict
from daying.people import departments
from daying.people.queries import department
from daying.products.factories import product
from daying.work import actions as work
from daying.work.models import Task
from daying.work.queries import tasks_on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 10)


def test_a_new_product_promotion_names_its_product(cast):
    with pytest.raises(Refused) as refused:
        campaign(cast.manager, kind=CampaignKind.NEW_PRODUCT)

    assert refused.value.field == "product"
    assert campaign(cast.manager, kind=CampaignKind.NEW_PRODUCT, product=product()).pk


def test_somebody_else_approves_it_and_it_is_closed_with_results(cast):
    ours = actions.submit_campaign(campaign(cast.manager), by=cast.manager, on=TODAY)

    with pytest.raises(PermissionDenied):
        actions.approve_campaign(ours, by=cast.manager)
    running = actions.approve_campaign(ours, by=cast.director)
    closed = actions.close_campaign(running, by=cast.manager, results="三家试用", cost=Decimal(18_500))

    assert (closed.state, closed.cost, closed.number) == (CampaignState.CLOSED, Decimal(18_500), "MC-2026-000001")


def test_a_budget_that_was_submitted_is_no_longer_changed(cast):
    ours = actions.submit_campaign(campaign(cast.manager), by=cast.manager, on=TODAY)
    days = {"begins_on": ours.begins_on, "ends_on": ours.ends_on}

    with pytest.raises(Refused):
        actions.amend_campaign(ours, by=cast.manager, name="更大", audience="电机厂", budget=Decimal(90_000), **days)


def test_a_trial_is_at_a_customer_or_at_a_prospect(cast):
    both = {"customer": customer(cast.engineer), "prospect": prospect(cast.engineer)}

    for places in (both, {"customer": None}):
        with pytest.raises(Refused):
            trial(cast.engineer, **places)


def test_feedback_goes_to_a_department_and_its_reply_comes_back(cast):
    sent = actions.send_trial(trial(cast.engineer), by=cast.engineer, on=TODAY)
    told = {"verdict": Verdict.CONDITIONAL, "feedback": "噪声偏大"}
    answered = actions.answer_trial(sent, by=cast.engineer, on=date(2026, 4, 20), **told)

    asked = {"department": department(departments.RND), "request": "能否降噪？", "due_on": date(2026, 5, 1)}
    actions.route_feedback(answered, by=cast.engineer, **asked)

    task = Task.objects.get()
    assert (task.title, task.department, task.subject) == ("能否降噪？", department(departments.RND), answered)
    assert "噪声偏大" in task.note
    work.finish(task, by=cast.rnd, result="改保持架")
    assert tasks_on(answered).get().result == "改保持架"
    assert answered.replies.startswith(f"{task.department}: 能否降噪？")
    assert answered.replies.endswith("→ 改保持架")


def test_a_late_answer_is_told(cast):
    sent = actions.send_trial(trial(cast.engineer, answer_due_on=date(2026, 4, 15)), by=cast.engineer, on=TODAY)

    assert list(queries.answers_overdue(cast.engineer, date(2026, 4, 15))) == []
    assert list(queries.answers_overdue(cast.engineer, date(2026, 4, 16))) == [sent]


def test_who_does_not_see_the_customer_does_not_see_the_trial(cast):
    theirs = trial(cast.engineer, customer=customer(cast.engineer))

    assert theirs not in queries.trials_seen_by(cast.other_engineer)
    assert theirs in queries.trials_seen_by(cast.manager)
    assert theirs in queries.trials_seen_by(cast.rnd)


def test_results_of_a_campaign_are_counted(cast):
    ours = campaign(cast.manager, kind=CampaignKind.NEW_PRODUCT, product=product())
    won = prospect(cast.engineer, campaign=ours)
    actions.qualify(won, by=cast.engineer, on=TODAY)
    prospect(cast.engineer, campaign=ours)
    tried = actions.send_trial(trial(cast.engineer, campaign=ours), by=cast.engineer, on=TODAY)
    actions.answer_trial(tried, by=cast.engineer, on=TODAY, verdict=Verdict.GOOD, feedback="好")
    trial(cast.engineer, campaign=ours)

    (row,) = reports.campaign_results(Quarter(2026, 2), Customer.objects.all())

    counted = [row[name] for name in ("prospects", "customers", "trials", "answered", "good")]
    assert counted == [2, 1, 2, 1, 1]


def test_a_trial_called_off_waits_for_nothing(cast):
    planned = trial(cast.engineer)

    assert actions.cancel_trial(planned, by=cast.engineer, reason="缺货").state == TrialState.CANCELLED
