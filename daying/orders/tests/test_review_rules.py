"""By its kind, total, customer and terms an order goes to those who must sign it (M5.4)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.orders import actions
from daying.orders.factories import ORDERED_ON, draft_order, lines, released_order
from daying.orders.factories import review_rule as rule
from daying.orders.models import OrderKind, ReviewRule
from daying.products.factories import product
from daying.products.models import Category
from daying.work import actions as work
from daying.work.models import Mode
from daying.work.queries import open_on, opinions_on

pytestmark = pytest.mark.django_db


def handed_in(order):
    return actions.submit(order, by=SYSTEM, on=ORDERED_ON)


def asked_about(order):
    return {opinion.department.code: opinion.state for opinion in opinions_on(order)}


def test_where_no_rule_fits_pmc_and_finance_are_asked_at_once(cast):
    rule("样品", "ENG", kind=OrderKind.SAMPLE)

    assert asked_about(handed_in(draft_order(customer(cast.engineer)))) == {"PMC": "open", "FIN": "open"}


def test_a_rule_asks_its_departments_step_by_step_by_its_own_day(cast):
    rule("样品", "ENG", "QA", kind=OrderKind.SAMPLE, mode=Mode.STEPS, workdays=3)

    order = handed_in(draft_order(customer(cast.engineer), kind=OrderKind.SAMPLE))

    assert asked_about(order) == {"ENG": "open", "QA": "waiting"}
    assert open_on(order).due_on == date(2026, 3, 5)  # three working days after Monday, 2 March


@pytest.mark.parametrize(
    ("wanted", "is_asked"),
    [
        ({"amount_from": Decimal(1000)}, True),  # ten at 100 make 1,000
        ({"amount_from": Decimal("1000.01")}, False),
        ({"grade": "A"}, False),
        ({"grade": "C"}, True),
        ({"terms": "prepaid"}, False),
        ({"terms": "monthly"}, True),
        ({"is_active": False}, False),
    ],
)
def test_a_rule_fits_by_total_grade_and_terms(cast, wanted, is_asked):
    rule("大单", "QA", **wanted)
    one = product(list_price=Decimal(100))
    order = draft_order(customer(cast.engineer, grade="C"), lines=[{"product": one, "quantity": Decimal(10)}])

    assert ("QA" in asked_about(handed_in(order))) == is_asked


def test_of_two_rules_that_fit_the_first_by_rank_counts(cast):
    rule("二", "QA", rank=20)
    rule("一", "ENG", rank=10)

    assert asked_about(handed_in(draft_order(customer(cast.engineer)))) == {"ENG": "open"}


def test_an_order_of_what_was_ordered_before_is_a_repeat(cast):
    firm, (line,) = customer(cast.engineer), lines(5)
    released_order(firm, lines=[line])

    assert handed_in(draft_order(firm, lines=[line])).kind == OrderKind.REPEAT
    assert handed_in(draft_order(firm, lines=[line, *lines(1)])).kind == OrderKind.NEW
    assert handed_in(draft_order(customer(cast.engineer), lines=[line])).kind == OrderKind.NEW


def test_the_kind_chosen_by_hand_stands(cast):
    assert handed_in(draft_order(customer(cast.engineer), kind=OrderKind.SPECIAL)).kind == OrderKind.SPECIAL


def test_the_short_form_is_for_orders_without_a_red_line(cast):
    rule("简易", "PMC", kind=OrderKind.REPEAT, is_short=True, rank=1, lowest_margin=Decimal("0.5"))
    firm = customer(cast.engineer)
    dear, cheap = product(list_price=Decimal(100), cost=Decimal(10)), product(list_price=Decimal(100), cost=Decimal(90))
    bought = [{"product": one, "quantity": Decimal(1)} for one in (dear, cheap)]
    released_order(firm, lines=bought)

    assert asked_about(handed_in(draft_order(firm, lines=bought[:1]))) == {"PMC": "open"}
    assert set(asked_about(handed_in(draft_order(firm, lines=bought)))) == {"PMC", "FIN"}


def warnings_of(order):
    return open_on(handed_in(order)).warnings


def test_a_line_below_the_rules_margin_is_a_red_line(cast):
    rule("毛利", "FIN", lowest_margin=Decimal("0.15"), is_deposit_wanted=False)
    firm = customer(cast.engineer, price_includes_tax=False)

    def sold_at(price):
        line = {"product": product(cost=Decimal(85)), "quantity": Decimal(1), "unit_price": Decimal(price)}
        return draft_order(firm, lines=[line])

    assert not warnings_of(sold_at("100"))  # 15 of 100 is the margin asked for
    assert "15" in warnings_of(sold_at("99.99"))


@pytest.mark.parametrize(
    ("of_product", "of_category", "is_red"), [(14, None, False), (15, None, True), (None, 15, True)]
)
def test_wanted_sooner_than_it_is_made_is_a_red_line(cast, of_product, of_category, is_red):
    family = changes.create(Category(code="B1", name="轴承", lead_workdays=of_category), by=SYSTEM)
    rule("交期", "PMC", is_deposit_wanted=False)
    line = {"product": product(lead_workdays=of_product, category=family), "quantity": Decimal(1)}

    # Handed in on Monday, 2 March 2026, wanted on Friday, 20 March: fourteen working days.
    assert bool(warnings_of(draft_order(customer(cast.engineer), lines=[line]))) == is_red


def test_a_new_customer_without_prepayment_is_a_red_line_once(cast):
    firm = customer(cast.engineer, terms="monthly")

    assert warnings_of(draft_order(firm))
    assert not warnings_of(draft_order(firm, ordered_on=date(2026, 3, 3)))
    assert not warnings_of(draft_order(customer(cast.engineer, terms="prepaid")))


def test_a_checklist_is_answered_before_the_department_agrees(cast):
    rule("特殊", "ENG", kind=OrderKind.SPECIAL, checklist="图纸是否齐全\n公差能否达到")
    opinion = opinions_on(handed_in(draft_order(customer(cast.engineer), kind=OrderKind.SPECIAL))).get()

    for checks in ("", "yes", "yes\nno", "yes\nperhaps"):
        with pytest.raises(Refused):
            work.agree(opinion, by=cast.engineering, checks=checks)
    agreed = work.agree(opinion, by=cast.engineering, checks="是\nno 需外协磨削")

    assert agreed.checked.splitlines() == ["图纸是否齐全 — 是", "公差能否达到 — 否: 需外协磨削"]


def test_the_dialog_asks_each_question(cast):
    rule("特殊", "ENG", kind=OrderKind.SPECIAL, checklist="图纸是否齐全\n公差能否达到")
    opinion = opinions_on(handed_in(draft_order(customer(cast.engineer), kind=OrderKind.SPECIAL))).get()
    client = Client()
    client.force_login(cast.engineering)
    url = f"/opinions/{opinion.public_id}/do/agree/"
    assert "公差能否达到" in client.get(url).content.decode()

    said = {"text": "可以", "conditions": "", "promised_on": "", "checks_0": "yes", "checks_1": "", "checks_2": "no"}
    assert client.post(url, {**said, "checks_3": ""}).status_code == 422
    client.post(url, {**said, "checks_3": "需外协"})

    opinion.refresh_from_db()
    assert (opinion.state, opinion.checked.splitlines()[1]) == ("agreed", "公差能否达到 — 否: 需外协")


def test_rules_do_not_make_handing_in_dearer(cast):
    costs = []
    for count in (0, 1, 12):
        for n in range(count):
            rule(f"规则 {count} {n}", "QA", "ENG", kind=OrderKind.SAMPLE)
        order = draft_order(customer(cast.engineer))
        with CaptureQueriesContext(connection) as statements:
            handed_in(order)
        costs.append(len(statements))

    assert costs[1] == costs[2]


def test_the_director_writes_a_rule_and_others_do_not(cast):
    client = Client()
    said = {"name": "大单", "rank": 10, "is_active": True, "amount_from": "100000", "mode": "parallel", "workdays": 3}
    signer = {"department": str(cast.quality.department.public_id), "step": 1, "duty": "检验", "checklist": "有无检具"}
    url, statuses = "/api/v1/review-rules", []

    for person in (cast.engineer, cast.director):
        client.force_login(person)
        told = {**said, "lines": [signer]}
        answered = client.post(url, told, content_type="application/json", HTTP_IDEMPOTENCY_KEY=person.username)
        statuses.append(answered.status_code)

    assert statuses == [403, 201], answered.content
    assert ReviewRule.objects.get().signers.get().checklist == "有无检具"
    assert client.get("/review-rules/new/").status_code == 200
