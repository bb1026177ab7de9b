"""Campaigns, new-product promotion, samples and trials, and what departments answer (M2.6, M3.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from daying.core.errors import Refused
from daying.core.periods import Quarter
from daying.customers import actions as customers
from daying.customers.factories import customer
from daying.customers.models import Customer, Grade, Need, NeedKind, NeedState
from daying.customers.queries import needs_awaiting
from daying.customers.segments.actions import create_segment, set_rule
from daying.market import actions, queries, reports
from daying.market.factories import campaign, prospect, trial
from daying.market.models import CampaignKind, CampaignState, Prospect, TrialState, Verdict
from daying.market.pages import audience_of
from daying.people import departments
from daying.people.queries import department
from daying.products.factories import product
from daying.work import actions as work
from daying.work.models import Task
from daying.work.queries import tasks_on

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 10)
ANSWERED = date(2026, 4, 20)


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


def routed(cast, kind=NeedKind.NEED, **values):
    """A trial whose feedback of 20 April R&D was asked about the same day."""
    sent = actions.send_trial(trial(cast.engineer, **values), by=cast.engineer, on=TODAY)
    told = {"verdict": Verdict.CONDITIONAL, "feedback": "噪声偏大"}
    answered = actions.answer_trial(sent, by=cast.engineer, on=ANSWERED, **told)
    asked = {"department": department(departments.RND), "request": "能否降噪？", "kind": kind}
    return actions.route_feedback(answered, by=cast.engineer, on=ANSWERED, **asked)


def test_what_a_customer_says_becomes_a_need_of_that_customer(cast):
    ours = customer(cast.engineer)
    answered = routed(cast, NeedKind.PROBLEM, customer=ours)

    need = Need.objects.get()
    assert (need.customer, need.kind, need.title, need.subject) == (ours, NeedKind.PROBLEM, "能否降噪？", answered)
    # Two working days after Monday the 20th.
    assert (need.state, need.department.code, need.due_on) == (NeedState.ROUTED, departments.RND, date(2026, 4, 22))
    assert "噪声偏大" in need.description
    assert list(needs_awaiting(cast.rnd)) == [need]


@override("en")
def test_the_reply_and_how_long_it_took_stand_at_the_trial_and_its_campaign(cast):
    ours = campaign(cast.manager)
    answered = routed(cast, customer=customer(cast.engineer), campaign=ours)
    routed(cast, customer=customer(cast.engineer), campaign=ours)
    assert ours.closing == "2 raised, none closed yet"

    need = customers.reply_to_need(Need.objects.earliest("pk"), by=cast.rnd, on=date(2026, 4, 22), reply="改保持架")
    told = customers.tell_customer(need, by=cast.engineer, on=date(2026, 4, 23))
    customers.close_need(told, by=cast.engineer, on=date(2026, 4, 24))

    assert answered.replies.endswith("→ 改保持架")
    assert answered.closing == "1 raised, 1 closed, on average in 4.0 working days"
    assert ours.closing == "2 raised, 1 closed, on average in 4.0 working days"
    assert len(ours.replies.splitlines()) == 2
    (row,) = reports.campaign_results(Quarter(2026, 2), Customer.objects.all())
    assert (row["needs"], row["closed"], row["days"]) == (2, 1, Decimal("4.0"))


def test_what_a_prospect_says_is_a_task_of_the_department(cast):
    answered = routed(cast)

    task = Task.objects.get()
    assert (task.title, task.department, task.subject) == ("能否降噪？", department(departments.RND), answered)
    assert task.due_on == date(2026, 4, 27)  # five working days later
    assert "噪声偏大" in task.note
    work.finish(task, by=cast.rnd, result="改保持架")
    assert tasks_on(answered).get().result == "改保持架"
    assert answered.replies.startswith(f"{task.department}: 能否降噪？")
    assert answered.replies.endswith("→ 改保持架")


def test_who_became_a_customer_meanwhile_has_the_need(cast):
    firm = prospect(cast.engineer)
    actions.qualify(firm, by=cast.engineer, on=TODAY)

    routed(cast, prospect=Prospect.objects.get())

    assert Need.objects.get().customer == Customer.objects.get()


def test_a_segment_is_the_audience_as_it_is_today(cast):
    key = customer(cast.engineer, grade=Grade.A)
    customer(cast.engineer, grade=Grade.C)
    shared = create_segment(by=cast.manager, name="重点客户", is_shared=True)
    rule = {"match": "all", "items": [{"by": "grade", "op": "in", "value": ["A"]}]}
    set_rule(shared, by=cast.manager, rule=rule, scoring=[])
    shared.refresh_from_db()

    ours = campaign(cast.manager, audience="", segment=shared)

    assert list(Customer.objects.filter(**audience_of(ours))) == [key]
    later = customer(cast.engineer, grade=Grade.A)
    assert set(Customer.objects.filter(**audience_of(ours))) == {key, later}


@pytest.mark.parametrize("is_shared", [False, None])
def test_a_campaign_is_for_somebody_whom_everybody_may_know(cast, is_shared):
    segment = None if is_shared is None else create_segment(by=cast.manager, name="自用", is_shared=is_shared)

    with pytest.raises(Refused) as refused:
        campaign(cast.manager, audience="", segment=segment)

    assert refused.value.field == ("audience" if segment is None else "segment")


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
