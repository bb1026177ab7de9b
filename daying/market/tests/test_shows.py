"""Trade shows: budget, approval, leads, cost per lead, orders traced back, review (M2.5)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.core.periods import Month
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.market import actions, reports
from daying.market.factories import approved_show, lead, prospect, trade_show
from daying.market.models import CostKind, LeadState, Prospect, ProspectSource, ShowState
from daying.work.models import Task

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)
TYPED = ("name", "first_on", "last_on", "venue", "city", "booth", "purpose", "lead_target")


def typed(show, **changed):
    return {**{name: getattr(show, name) for name in TYPED}, **changed}


def budget(show, *spent):
    """The lines as the form has them, with what was spent."""
    found = zip(show.lines.all(), spent, strict=True)
    return [{"id": one.pk, "kind": one.kind, "planned": one.planned, "spent": Decimal(much)} for one, much in found]


def test_the_budget_is_the_sum_of_its_lines(cast):
    show = trade_show(cast.manager)

    assert (show.budget_total, show.cost_total) == (Decimal(80_000), 0)


def test_somebody_else_approves_it(cast):
    show = trade_show(cast.manager)
    submitted = actions.submit_show(show, by=cast.manager, on=date(2026, 1, 5))

    with pytest.raises(PermissionDenied):
        actions.approve_show(submitted, by=cast.manager)
    approved = actions.approve_show(submitted, by=cast.director)

    assert (approved.number, approved.state, approved.approved_by) == ("TS-2026-000001", "approved", cast.director)


def test_a_director_does_not_approve_a_show_of_their_own(cast):
    show = trade_show(cast.director)
    submitted = actions.submit_show(show, by=cast.manager, on=date(2026, 1, 5))

    with pytest.raises(PermissionDenied):
        actions.approve_show(submitted, by=cast.director)


def test_what_was_approved_is_spent_but_no_longer_planned(cast):
    show = approved_show(cast.manager)

    spent = actions.amend_show(show, by=cast.manager, **typed(show), lines=budget(show, 48_000, 33_000))
    more = [*budget(show, 48_000, 33_000), {"kind": CostKind.OTHER, "planned": Decimal(1)}]
    with pytest.raises(Refused):
        actions.amend_show(show, by=cast.manager, **typed(show), lines=more)

    assert spent.cost_total == Decimal(81_000)


def test_a_lead_becomes_a_prospect_of_who_met_them(cast):
    show = approved_show(cast.manager)
    met = lead(show, cast.engineer, company="天津华泰机械有限公司", name="李工", phone="13800001111")

    filed = actions.file(met, by=cast.engineer)

    found = Prospect.objects.get()
    assert filed.prospect == found
    assert (found.name, found.contact_name, found.contact_phone) == ("天津华泰机械有限公司", "李工", "13800001111")
    assert (found.owner, found.source, found.show) == (cast.engineer, ProspectSource.SHOW, show)


def test_a_lead_of_a_known_prospect_is_filed_there(cast):
    known = prospect(cast.other_engineer, name="天津华泰机械有限公司")
    met = lead(approved_show(cast.manager), cast.engineer, company="天津华泰机械 有限公司")

    filed = actions.file(met, by=cast.engineer)

    assert (filed.prospect, Prospect.objects.count()) == (known, 1)


def test_a_lead_of_a_customer_is_filed_there(cast):
    firm = customer(cast.engineer, name="天津华泰机械有限公司")
    met = lead(approved_show(cast.manager), cast.engineer, company=firm.name)

    filed = actions.file(met, by=cast.engineer)

    assert (filed.customer, filed.prospect) == (firm, None)


def test_a_show_that_is_not_approved_takes_no_leads(cast):
    with pytest.raises(Refused):
        lead(trade_show(cast.manager), cast.engineer)


def test_cost_per_lead_counts_those_who_were_no_joke(cast):
    show = approved_show(cast.manager, lead_target=3)
    met = [lead(show, cast.engineer) for _ in range(4)]
    actions.file(met[0], by=cast.engineer)
    actions.dismiss(met[3], by=cast.engineer, reason="玩笑")
    actions.amend_show(show, by=cast.manager, **typed(show), lines=budget(show, 50_000, 10_000))

    (row,) = reports.leads_by_show(MARCH, Customer.objects.all())

    assert (row["target"], row["leads"], row["filed"], row["customers"]) == (3, 3, 1, 0)
    assert (row["cost"], row["cost_per_lead"]) == (Decimal(60_000), Decimal(20_000))
    show.refresh_from_db()
    assert show.cost_per_lead == Decimal(20_000)


def test_a_task_for_the_show_is_work(cast):
    show = approved_show(cast.manager)

    actions.give_task(show, by=cast.manager, title="订展位", person=cast.engineer, due_on=date(2026, 2, 1))

    task = Task.objects.get()
    assert (task.title, task.assignee, task.subject) == ("订展位", cast.engineer, show)


def test_it_is_reviewed_after_its_last_day(cast):
    show = approved_show(cast.manager)

    with pytest.raises(Refused):
        actions.review_show(show, by=cast.manager, on=date(2026, 3, 4), outcome="好")
    reviewed = actions.review_show(show, by=cast.manager, on=date(2026, 3, 6), outcome="好", lessons="早订展位")

    assert (reviewed.state, reviewed.outcome) == (ShowState.REVIEWED, "好")
    with pytest.raises(Refused):
        lead(reviewed, cast.engineer)


def test_leads_are_seen_by_their_owners_and_managers(cast):
    from daying.market.queries import leads_seen_by

    met = lead(approved_show(cast.director), cast.engineer)

    assert met.state == LeadState.NEW
    seen = [person.username for person in (cast.engineer, cast.manager, cast.director) if met in leads_seen_by(person)]
    assert seen == [cast.engineer.username, cast.manager.username, cast.director.username]
    assert met not in leads_seen_by(cast.other_engineer)
