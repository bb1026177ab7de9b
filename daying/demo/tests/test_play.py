"""The demo company: small, but with everything that happens in it."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from daying import demo
from daying.core.models import JournalEntry
from daying.core.verify import verify
from daying.demo.play import Play
from daying.market.models import Campaign, CampaignState, Prospect, ProspectState, ShowState, TradeShow, TrialState
from daying.orders.contracts.queries import expiring
from daying.orders.models import Contract, ContractState, ReviewRule, SalesOrder
from daying.orders.models import State as OrderState
from daying.people.models import Company
from daying.products.models import AdjustmentState, PriceAdjustment
from daying.products.queries import price_for
from daying.receivables.models import Receipt
from daying.shipping.models import ExceptionState, Origin, ProofOfDelivery, Shipment, ShipmentException
from daying.shipping.plan.contests import AHEAD, contests
from daying.stock.models import ProposalState, SafetyStockProposal
from daying.work.models import Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(demo, "CUSTOMERS", 12)
    monkeypatch.setattr(demo, "PRODUCTS", 16)
    monkeypatch.setattr(demo, "ORDERS", 25)
    demo.run(report=lambda _sentence: None, today=date(2026, 6, 30))


def test_two_years_leave_clean_books(small):
    assert verify() == []
    assert SalesOrder.objects.filter(state=OrderState.SHIPPED).exists()
    assert Receipt.objects.exists()


def test_everything_happened_on_a_day_of_the_story(small):
    days = JournalEntry.objects.filter(verb="shipping.dispatch").values_list("on", flat=True)

    assert days
    assert max(days) <= date(2026, 6, 30)
    assert Shipment.objects.filter(dispatched_on__gt=date(2026, 6, 30)).count() == 0


def test_shows_and_lists_bring_customers_who_order(small):
    reviewed = TradeShow.objects.filter(state=ShowState.REVIEWED)
    assert reviewed
    assert all(show.cost_per_lead for show in reviewed)
    assert TradeShow.objects.filter(state=ShowState.APPROVED, last_on__gte=date(2026, 6, 30)).exists()
    won = Prospect.objects.filter(state=ProspectState.QUALIFIED)
    assert SalesOrder.objects.filter(customer__in=won.values("customer")).exists()


def test_a_promotion_has_its_audience_and_its_samples(small):
    promotion = Campaign.objects.get(state=CampaignState.RUNNING)
    assert promotion.segment
    assert promotion.trials.exclude(state=TrialState.PLANNED).exists()


def test_what_its_people_write_is_in_the_language_of_the_house(db):
    with translation.override("en"):
        demo.run(orders=12, report=lambda _sentence: None, today=date(2026, 6, 30))

    duties = set(Opinion.objects.values_list("duty", flat=True))
    assert "交期与产能" in duties
    assert not [duty for duty in duties if duty.isascii()]


def test_prices_are_applied_for_with_each_outcome(small):
    states = PriceAdjustment.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == [AdjustmentState.APPROVED, AdjustmentState.DRAFT, AdjustmentState.SUBMITTED]
    raised = PriceAdjustment.objects.get(state=AdjustmentState.APPROVED)
    item, days = raised.lines.all()[0].product, (raised.effective_on - timedelta(days=1), raised.effective_on)
    before, after = (price_for(item, customer=None, currency="CNY", on=day).amount for day in days)
    assert before < after


def test_contracts_are_drawn_from_and_one_ends_soon(small):
    assert expiring(date(2026, 6, 30)).count() == 1
    assert Contract.objects.filter(state=ContractState.IN_FORCE).count() == 4


def test_orders_are_reviewed_by_rules(small):
    asked = {rule.name: {signer.department.code for signer in rule.signers.all()} for rule in ReviewRule.objects.all()}
    assert len(asked) == 5
    assert asked["特殊订单评审"] == {"ENG", "QA", "PMC", "FIN"}
    assert not SalesOrder.objects.filter(number__isnull=False, kind="").exists()


def test_each_post_has_a_sign_in(small):
    assert {"director", "engineer1", "finance", "pmc", "warehouse"} <= {name for _post, name, _word in demo.sign_ins()}


def test_an_interrupted_story_leaves_nothing(monkeypatch):
    def interrupted(self, report):
        raise KeyboardInterrupt

    monkeypatch.setattr(Play, "perform", interrupted)

    with pytest.raises(KeyboardInterrupt):
        demo.run(report=lambda _sentence: None, orders=5)

    assert not Company.objects.exists()


def test_what_goes_wrong_is_seen_to_within_days(small):
    waiting = ShipmentException.objects.exclude(state=ExceptionState.CLOSED).filter(
        origin__in=[Origin.PROOF, Origin.PERSON]
    )
    assert not waiting.filter(opened_on__lt=date(2026, 6, 20)).exists()


def test_safety_stocks_are_proposed_and_agreed(small):
    agreed, waiting = SafetyStockProposal.objects.order_by("number")
    assert (agreed.state, waiting.state) == (ProposalState.AGREED, ProposalState.SUBMITTED)
    assert agreed.agreed.exists()


def test_goods_arrive_signed_for_and_two_orders_want_the_same_stock(small):
    """M5.6, M5.7"""
    today = date(2026, 6, 30)
    assert ProofOfDelivery.objects.filter(has_signature=True).exists()
    (found,) = (one for one in contests(today + AHEAD) if one.is_conflict)
    assert found.short > 0
    assert found.receipts
