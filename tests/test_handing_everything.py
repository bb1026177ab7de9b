"""Nothing that somebody looks after is forgotten when they leave (M0.5)."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.customers import actions as customers
from daying.customers.development import actions as plans
from daying.customers.factories import customer
from daying.customers.models import (
    DevelopmentPlan,
    ItemKind,
    Need,
    NeedState,
    PlanState,
    Reception,
    ReceptionState,
    Segment,
    Stretch,
)
from daying.customers.segments.actions import create_segment
from daying.market.factories import approved_show, campaign, lead, prospect, trade_show, trial
from daying.market.models import CampaignStep, Prospect, Research, ShowStaff
from daying.orders.contracts import actions as contracts
from daying.orders.factories import contract, contract_in_force
from daying.orders.models import Contract
from daying.people import actions
from daying.people.handing_over import in_hand, kinds
from daying.people.models import Employee
from daying.quotes import actions as quotes
from daying.quotes.factories import opportunity
from daying.quotes.models import Opportunity, Reason

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
HISTORY = "who did it stays who did it"
LEFT = {
    "carriers.BillDifference.decided_by": HISTORY,
    "core.JournalEntry.by": HISTORY,
    "core.JournalEntry.acting_for": HISTORY,
    "core.JobRun.by": HISTORY,
    "core.OutgoingMail.by": HISTORY,
    "people.HandOver.giver": HISTORY,
    "people.HandOverLine.taker": HISTORY,
    "work.Opinion.decided_by": HISTORY,
    "work.Copy.person": HISTORY,
    "work.Countersignature.owner": HISTORY,
    "customers.OwnerChange.from_owner": HISTORY,
    "customers.OwnerChange.to_owner": HISTORY,
    "customers.PoolEntry.former_owner": HISTORY,
    "customers.PoolEntry.taken_by": HISTORY,
    "customers.PoolLook.person": HISTORY,
    "customers.DevelopmentPlan.approved_by": HISTORY,
    "customers.Need.replied_by": HISTORY,
    "market.Campaign.submitted_by": HISTORY,
    "market.Campaign.approved_by": HISTORY,
    "market.TradeShow.submitted_by": HISTORY,
    "market.TradeShow.approved_by": HISTORY,
    "quotes.Quotation.submitted_by": HISTORY,
    "quotes.Quotation.approved_by": HISTORY,
    "carriers.Tariff.submitted_by": HISTORY,
    "carriers.Tariff.approved_by": HISTORY,
    "carriers.Waybill.handled_by": HISTORY,
    "carriers.WaybillEvent.entered_by": HISTORY,
    "stock.SafetyStockProposal.submitted_by": HISTORY,
    "stock.StockCount.counted_by": HISTORY,
    "stock.StockCount.posted_by": HISTORY,
    "orders.DateMove.moved_by": HISTORY,
    "orders.CreditHold.decided_by": HISTORY,
    "products.PriceAdjustment.submitted_by": HISTORY,
    "market.MarketNote.owner": "a note is read by all; who heard it stays who heard it",
    "desk.Preference.person": "how somebody likes their pages is nobody else's",
    "desk.SavedView.owner": "how somebody likes their lists is nobody else's",
    "desk.Mention.person": "what was said to somebody was said to them; the comment stands on the record",
    "people.Holding.employee": "a post is filled by appointing somebody, which needs another right",
    "people.ApiToken.employee": "a key to the door ends with the sign-in",
    "people.Delegation.giver": "nobody stands in for one who has left: what there was to do is handed over",
    "customers.PoolMember.employee": "who claims from a pool is a right, given by who keeps the pool",
    "customers.AssignmentShare.employee": "rules pass over who has left; the rule's keeper names another",
}
OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("daying.")}


def people_named() -> Iterator[str]:
    """Every field of ours by which a record names an employee."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_named = field.related_model is Employee and field.name != "created_by"
            if is_named and model._meta.app_label in OURS and not model.__module__.endswith("sample.models"):
                yield f"{model._meta.label}.{field.name}"


def asked_for(node: Any, person: Employee) -> Iterator[str]:
    """The fields that a query compares with this person."""
    for child in node.children:
        if hasattr(child, "children"):
            yield from asked_for(child, person)
        elif getattr(child, "rhs", None) == person.pk and child.lhs.target.related_model is Employee:
            yield f"{child.lhs.target.model._meta.label}.{child.lhs.target.name}"


def test_whatever_names_an_employee_is_handed_over_or_left_for_a_reason(cast):
    found = {one for kind in kinds() for one in asked_for(kind.find(cast.engineer).query.where, cast.engineer)}

    assert sorted(people_named()) == sorted(found | LEFT.keys())
    assert not found & LEFT.keys()


def hand_over(cast: Any, taker: Employee | None = None) -> None:
    actions.hand_over(cast.engineer, by=cast.hr, on=TODAY, taker=taker or cast.colleague, reason="离职")


def in_hand_of(person: Employee) -> dict[str, int]:
    return {kind.key: len(records) for kind, records in in_hand(person)}


def test_open_opportunities_go_and_decided_ones_stay(cast):
    firm = customer(cast.engineer)
    open_one, lost = opportunity(firm), opportunity(firm)
    quotes.lose(lost, by=SYSTEM, on=TODAY, reason=Reason.PRICE)

    hand_over(cast, cast.other_engineer)

    owners = dict(Opportunity.objects.values_list("pk", "owner"))
    assert owners == {open_one.pk: cast.other_engineer.pk, lost.pk: cast.engineer.pk}
    assert Opportunity.objects.get(pk=open_one.pk).department == cast.other_engineer.department
    assert journal.history(open_one).first().note == "离职"


def test_contracts_go_and_drafts_with_them_but_what_has_ended_stays(cast):
    firm = customer(cast.engineer)
    draft, agreed, ended = contract(firm), contract_in_force(firm), contract_in_force(firm)
    contracts.end(ended, by=SYSTEM, reason="到期")

    hand_over(cast)

    owners = dict(Contract.objects.values_list("pk", "owner"))
    assert owners == {draft.pk: cast.colleague.pk, agreed.pk: cast.colleague.pk, ended.pk: cast.engineer.pk}


def plan_of(person: Employee, wanted: int, stretch: str = Stretch.YEAR, *targets: Any) -> DevelopmentPlan:
    lines = [{"customer": target} for target in targets]
    return plans.draw_up_plan(
        by=SYSTEM,
        owner=person,
        year=TODAY.year,
        stretch=stretch,
        wanted=wanted,
        lines=[*lines, {"name": f"某{wanted}"}],
    )


def approved(plan: DevelopmentPlan) -> DevelopmentPlan:
    plans.propose_plan(plan, by=SYSTEM)
    plans.approve_plan(plan, by=SYSTEM)
    return plan


def test_a_plan_goes_to_who_has_none_for_that_time(cast):
    plan = approved(plan_of(cast.engineer, 6))
    past = plans.draw_up_plan(by=SYSTEM, owner=cast.engineer, year=TODAY.year - 1, stretch=Stretch.YEAR, wanted=1)

    hand_over(cast)

    assert DevelopmentPlan.objects.get(pk=plan.pk).owner == cast.colleague
    assert DevelopmentPlan.objects.get(pk=past.pk).owner == cast.engineer


@pytest.mark.parametrize("stretch", [Stretch.YEAR, Stretch.Q4, Stretch.M12])
def test_a_plan_for_the_same_time_wants_what_both_wanted(cast, stretch):
    first, second = customer(cast.engineer), customer(cast.engineer)
    theirs = approved(plan_of(cast.colleague, 4, Stretch.YEAR, first))
    plan = approved(plan_of(cast.engineer, 6, stretch, first, second))

    hand_over(cast)

    plan.refresh_from_db()
    theirs.refresh_from_db()
    assert (plan.owner, plan.state) == (cast.engineer, PlanState.TAKEN_OVER)
    assert (theirs.wanted, theirs.state) == (10, PlanState.APPROVED)
    assert [str(line) for line in theirs.lines.all()] == [str(first), "某4", str(second), "某6"]
    assert in_hand_of(cast.engineer) == {}


def test_a_plan_that_was_taken_over_is_not_in_the_way_of_another(cast):
    mine, theirs = plan_of(cast.engineer, 6), plan_of(cast.colleague, 4)
    hand_over(cast)

    actions.hand_over(cast.colleague, by=cast.hr, on=TODAY, taker=cast.engineer, reason="回来")

    states = dict(DevelopmentPlan.objects.filter(owner=cast.engineer).values_list("pk", "state"))
    assert states == {mine.pk: PlanState.TAKEN_OVER, theirs.pk: PlanState.DRAFT}
    assert plan_of(cast.colleague, 2).wanted == 2


def test_segments_go_and_one_of_a_name_in_use_says_whose_it_was(cast):
    for person in (cast.engineer, cast.colleague):
        create_segment(by=person, name="重点客户")
    create_segment(by=cast.engineer, name="轴承")

    hand_over(cast)

    names = set(Segment.objects.filter(owner=cast.colleague).values_list("name", flat=True))
    assert names == {"重点客户", "轴承", f"重点客户 ({cast.engineer})"}


@pytest.mark.parametrize(("taker", "named"), [("finance", None), ("manager", "manager")])
def test_a_need_goes_to_the_taker_where_they_are_of_the_department_asked(cast, taker, named):
    department = cast.engineer.department
    need = customers.raise_need(by=SYSTEM, customer=customer(cast.other_engineer), title="样品")
    customers.route_need(need, by=SYSTEM, on=TODAY, department=department, person=cast.engineer)

    hand_over(cast, getattr(cast, taker))

    need = Need.objects.get()
    assert (need.state, need.department) == (NeedState.ROUTED, department)
    assert need.person == (named and getattr(cast, named))


def test_receptions_and_parts_in_them_go(cast):
    lines = [
        {"kind": ItemKind.HOST, "what": "接站", "host": cast.engineer},
        {"kind": ItemKind.HOST, "what": "讲解", "host": cast.manager},
    ]
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(1)}
    told = {"by": SYSTEM, "title": "来访", "in_charge": cast.engineer, "lines": lines, **days}
    visit = customers.plan_reception(customer=customer(cast.other_engineer), **told)
    over = customers.plan_reception(customer=customer(cast.other_engineer), **told)
    customers.cancel_reception(over, by=SYSTEM, reason="改期")

    hand_over(cast)

    visit = Reception.objects.get(pk=visit.pk)
    assert (visit.in_charge, visit.state) == (cast.colleague, ReceptionState.PLANNED)
    assert [line.host for line in visit.lines.all()] == [cast.colleague, cast.manager]
    assert Reception.objects.get(pk=over.pk).in_charge == cast.engineer
    assert journal.history(visit).first().changes["lines"]


def test_what_is_looked_after_in_the_market_goes(cast):
    from daying.market import actions as market

    prospect(cast.engineer), trade_show(cast.engineer), trial(cast.engineer)
    lead(approved_show(cast.manager), cast.engineer)
    steps = [{"title": "邮件", "person": cast.engineer}, {"title": "发布", "person": cast.engineer, "done_on": TODAY}]
    campaign(cast.engineer, lines=steps)
    market.plan_research(by=cast.engineer, title="风电", question="多少", method="访谈")
    held = in_hand_of(cast.engineer)

    hand_over(cast)

    assert held == {
        "prospects": 2,
        "trade-shows": 1,
        "trials": 1,
        "leads": 1,
        "campaigns": 1,
        "campaign-steps": 1,
        "research": 1,
    }
    assert in_hand_of(cast.engineer) == {}
    assert in_hand_of(cast.colleague) == held
    assert CampaignStep.objects.get(title="发布").person == cast.engineer
    assert {one.department for one in Prospect.objects.all()} == {cast.colleague.department}
    assert Research.objects.get().owner == cast.colleague


def test_who_stands_at_the_booth_already_stands_there_once(cast):
    days = {"first_on": TODAY, "last_on": TODAY + timedelta(2)}
    shows = [trade_show(cast.manager, **days) for _two in range(2)]
    for show in shows:
        changes.create(ShowStaff(show=show, person=cast.engineer), by=SYSTEM)
    changes.create(ShowStaff(show=shows[0], person=cast.colleague), by=SYSTEM)

    hand_over(cast)

    placed = ShowStaff.objects.order_by("show").values_list("show", "person")
    assert list(placed) == [(show.pk, cast.colleague.pk) for show in shows]


def test_the_page_counts_each_kind(cast, client):
    firm = customer(cast.engineer)
    opportunity(firm), opportunity(firm, amount=Decimal(5))
    plan_of(cast.engineer, 3)
    client.force_login(cast.hr)

    looked = client.get(f"/employees/{cast.engineer.public_id}/hand-over/")

    assert {one.kind.key: one.count for one in looked.context["waiting"]} == {
        "customers": 1,
        "opportunities": 2,
        "development-plans": 1,
    }
    assert looked.content.decode().count('class="hand-kind"') == 3


def test_a_day_past_hands_over_nothing_that_is_over(cast):
    trade = trade_show(cast.manager, first_on=date(2025, 3, 3), last_on=date(2025, 3, 5))
    changes.create(ShowStaff(show=trade, person=cast.engineer), by=SYSTEM)

    assert in_hand_of(cast.engineer) == {}
