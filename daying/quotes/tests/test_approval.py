"""Who must approve a quotation, why, and in which order (M5.2): discounts, margins, rules, and nobody their own."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from daying.core import changes, journal
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.people import actions as people
from daying.people import posts
from daying.people.first_rows import write_first_rows
from daying.people.models import Post
from daying.products.factories import agreed_price, product
from daying.products.models import ExchangeRate
from daying.quotes import actions
from daying.quotes.factories import approved
from daying.quotes.models import ApprovalPost, ApprovalRule, DiscountLimit, Quotation, State
from daying.work import actions as work
from daying.work.queries import awaiting, open_on, opinions_on, who_may_answer

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 2)
UNTIL = date(2026, 4, 1)


def line(discount="0", quantity="10", cost="60", **values):
    """Ten at 100 that cost 60 each: with tax inside a margin of 32.2 %, of 25 % at a tenth less."""
    return {"product": product(cost=D(cost)), "quantity": D(quantity), "discount": D(discount), **values}


def drafted(by, *lines, owner=None):
    return actions.open_quotation(
        by=by, customer=customer(owner or by), quoted_on=ON, valid_until=UNTIL, lines=lines or [line()]
    )


def handed_in(by, *lines, owner=None):
    return actions.submit(drafted(by, *lines, owner=owner), by=by, on=ON)


def asked(quotation):
    """Whose posts are asked, in which step, and how far that is."""
    return [(one.post.key, one.step, one.state) for one in opinions_on(quotation)]


def rule(*keys, **conditions):
    rows = [ApprovalPost(post=Post.objects.get(key=key)) for key in keys]
    return changes.create(ApprovalRule(name="试行", **conditions), by=SYSTEM, lines=rows)


def limited(key, **values):
    DiscountLimit.objects.filter(post__key=key).update(**values)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def test_within_the_limit_of_the_post_it_is_approved_at_once(cast):
    quotation = handed_in(cast.engineer, line("0.05"))

    assert (quotation.state, quotation.approved_by, quotation.grounds) == (State.APPROVED, cast.engineer, "")
    assert open_on(quotation) is None
    assert journal.history(quotation).first().changes["state"] == ["draft", "approved"]


def test_a_little_more_is_the_managers_to_approve(cast):
    quotation = handed_in(cast.engineer, line(), line("0.0501"))

    assert asked(quotation) == [(posts.SALES_MANAGER, 1, "open")]
    assert quotation.grounds == "第 2 行：折扣 5.01% 超过 5%。"
    assert open_on(quotation).warnings == quotation.grounds


def test_above_the_managers_limit_the_director_is_asked_after_the_manager(cast):
    quotation = handed_in(cast.engineer, line("0.18", cost="40"))
    assert asked(quotation) == [(posts.SALES_MANAGER, 1, "open"), (posts.DIRECTOR, 2, "waiting")]
    assert not awaiting(cast.director, ON).exists()

    work.agree(awaiting(cast.manager, ON).get(), by=cast.manager)
    quotation.refresh_from_db()
    assert quotation.state == State.SUBMITTED

    work.agree(awaiting(cast.director, ON).get(), by=cast.director)
    quotation.refresh_from_db()
    assert (quotation.state, quotation.approved_by) == (State.APPROVED, cast.director)


def test_beyond_all_limits_the_general_manager_is_the_last_of_three(cast):
    quotation = handed_in(cast.engineer, line("0.3", cost="30"))

    assert [key for key, _step, _state in asked(quotation)] == [posts.SALES_MANAGER, posts.DIRECTOR, posts.GM]
    assert approved(quotation).approved_by == cast.gm


def test_a_manager_grants_to_his_own_customer_what_the_post_allows(cast):
    assert handed_in(cast.manager, line("0.10")).state == State.APPROVED
    assert asked(handed_in(cast.manager, line("0.11"))) == [(posts.DIRECTOR, 1, "open")]


def test_a_department_without_a_manager_asks_the_director(cast):
    assert asked(handed_in(cast.other_engineer, line("0.08"))) == [(posts.DIRECTOR, 1, "open")]


def test_each_department_asks_its_own_manager(cast):
    quotation = handed_in(cast.tianjin_engineer, line("0.08"))

    assert awaiting(cast.tianjin_manager, ON).get().countersignature.subject == quotation
    assert not awaiting(cast.manager, ON).exists()
    with pytest.raises(PermissionDenied):
        work.agree(opinions_on(quotation).get(), by=cast.manager)


def test_a_price_typed_below_the_agreed_one_is_a_discount(cast):
    ours = customer(cast.engineer)
    item = agreed_price(ours, product(cost=D(20)), D(90)).product
    item.refresh_from_db()
    told = {"by": cast.engineer, "customer": ours, "quoted_on": ON, "valid_until": UNTIL}

    at_it = actions.open_quotation(**told, lines=[{"product": item, "quantity": D(1)}])
    below = actions.open_quotation(**told, lines=[{"product": item, "quantity": D(1), "unit_price": D(81)}])
    above = actions.open_quotation(**told, lines=[{"product": item, "quantity": D(1), "unit_price": D(99)}])

    # 81 is a tenth under 90; 90 itself and 99 are none
    assert [one.largest_discount for one in (at_it, below, above)] == [D(0), D("0.1"), D(0)]
    assert actions.submit(below, by=cast.engineer, on=ON).grounds == "第 1 行：折扣 10% 超过 5%。"


def test_a_low_margin_goes_up_and_its_figures_are_for_those_who_may_see_them(cast):
    # 884.96 without tax against 750 of cost leaves 15.25 %
    quotation = handed_in(cast.engineer, line(cost="75"))

    assert asked(quotation) == [(posts.SALES_MANAGER, 1, "open")]
    assert "15.25" not in quotation.grounds
    assert quotation.margin_grounds == "毛利率 15.25% 低于 20%。"
    address = f"/quotations/{quotation.public_id}/"
    assert "15.25" in browser(cast.manager).get(address).content.decode()
    assert "15.25" not in browser(cast.engineer).get(address).content.decode()
    assert quotation.grounds in browser(cast.engineer).get(address).content.decode()


def test_a_price_below_cost_is_no_error_but_a_red_line(cast):
    # the second line: 88.50 without tax is less than the 95.00 it costs; the whole is good enough
    quotation = handed_in(cast.engineer, line("0", "100", "20"), line("0", "1", "95"))

    assert quotation.margin_rate > D("0.2")
    assert [key for key, _step, _state in asked(quotation)] == [posts.SALES_MANAGER, posts.DIRECTOR, posts.GM]
    assert quotation.margin_grounds.startswith("第 2 行")
    assert "95.00" in quotation.margin_grounds
    assert "95.00" not in open_on(quotation).warnings


@pytest.mark.parametrize(
    ("conditions", "is_asked"),
    [
        ({"amount_from": D(950)}, True),
        ({"amount_from": D("950.01")}, False),
        ({"discount_over": D("0.04")}, True),
        ({"discount_over": D("0.05")}, False),
        ({"margin_under": D("0.3")}, True),
        ({"margin_under": D("0.28")}, False),
        ({"amount_from": D(950), "margin_under": D("0.28")}, False),
        ({"amount_from": D(1), "is_active": False}, False),
    ],
)
def test_a_rule_asks_besides_by_total_discount_and_margin(cast, conditions, is_asked):
    rule(posts.FINANCE, **conditions)

    # ten at 95 make 950.00, 840.71 without tax; 600 of cost leave 28.63 %
    quotation = handed_in(cast.engineer, line("0.05"))

    assert asked(quotation) == ([(posts.FINANCE, 1, "open")] if is_asked else [])


def test_a_total_abroad_counts_at_the_rate_of_the_day(cast):
    rule(posts.FINANCE, amount_from=D(7000))
    changes.create(ExchangeRate(currency="USD", rate=D("7.1"), valid_from=ON), by=SYSTEM)
    told = {"quoted_on": ON, "valid_until": UNTIL, "lines": [{**line(), "unit_price": D(100)}]}
    abroad = actions.open_quotation(by=cast.engineer, customer=customer(cast.engineer, currency="USD"), **told)
    DiscountLimit.objects.update(largest_discount=1)

    # 1,000 USD are 7,100 RMB
    assert asked(actions.submit(abroad, by=cast.engineer, on=ON)) == [(posts.FINANCE, 1, "open")]


def test_posts_of_one_height_are_asked_at_once_after_lower_ones(cast):
    rule(posts.FINANCE, posts.GM, amount_from=D(1))

    quotation = handed_in(cast.engineer, line("0.15", cost="30"))

    assert asked(quotation) == [
        (posts.SALES_MANAGER, 1, "open"),
        (posts.DIRECTOR, 2, "waiting"),
        (posts.FINANCE, 2, "waiting"),
        (posts.GM, 3, "waiting"),
    ]
    assert "规则“试行”：合计 850.00，达到 1.00。" in quotation.grounds


def test_who_is_named_by_a_rule_does_not_ask_himself(cast):
    rule(posts.DIRECTOR, amount_from=D(1))

    assert handed_in(cast.director, line("0.2", cost="30")).state == State.APPROVED


def test_whoever_holds_the_post_answers_and_the_first_answer_counts(cast):
    second = cast.colleague
    people.appoint(second, post=Post.objects.get(key=posts.SALES_MANAGER), by=SYSTEM, on=date(2026, 1, 1))
    quotation = handed_in(cast.engineer, line("0.08"))
    opinion = opinions_on(quotation).get()
    assert who_may_answer(opinion, ON) == [cast.manager, second]

    work.agree(opinion, by=type(second).objects.get(pk=second.pk))

    quotation.refresh_from_db()
    assert (quotation.state, quotation.approved_by) == (State.APPROVED, second)


@pytest.mark.parametrize("role", ["entered", "submitted", "owns"])
def test_nobody_approves_their_own(cast, role):
    """Beyond the manager's own limit, of which the manager has a part."""
    owner = cast.manager if role == "owns" else cast.engineer
    author = cast.manager if role == "entered" else cast.engineer if role == "submitted" else cast.customer_service
    quotation = drafted(author, line("0.12"), owner=owner)
    who = cast.manager if role == "submitted" else cast.customer_service
    quotation = actions.submit(quotation, by=who, on=ON)

    assert [key for key, _step, _state in asked(quotation)] == [posts.DIRECTOR]
    assert not awaiting(cast.manager, ON).exists()


def test_of_two_managers_the_one_whose_customer_it_is_is_not_asked(cast):
    second = cast.colleague
    people.appoint(second, post=Post.objects.get(key=posts.SALES_MANAGER), by=SYSTEM, on=date(2026, 1, 1))
    quotation = actions.submit(
        drafted(cast.customer_service, line("0.08"), owner=cast.engineer), by=cast.manager, on=ON
    )
    assert quotation.state == State.APPROVED  # a manager who hands it in decides it

    over = actions.submit(drafted(cast.customer_service, line("0.12"), owner=cast.engineer), by=cast.manager, on=ON)

    assert opinions_on(over).get(post__key=posts.SALES_MANAGER).person == second


def test_who_stands_in_for_the_manager_does_not_approve_his_own(cast):
    quotation = actions.submit(
        drafted(cast.customer_service, line("0.08"), owner=cast.engineer), by=cast.customer_service, on=ON
    )
    people.delegate(
        by=cast.manager, taker=cast.engineer, from_on=date(2020, 1, 1), until_on=date(2099, 1, 1), reason="休假"
    )
    people.delegate(
        by=cast.manager, taker=cast.colleague, from_on=date(2020, 1, 1), until_on=date(2099, 1, 1), reason="休假"
    )
    opinion = opinions_on(quotation).get()

    again = {name: type(cast.engineer).objects.get(pk=getattr(cast, name).pk) for name in ("engineer", "colleague")}
    assert not awaiting(again["engineer"], ON).exists()
    assert awaiting(again["colleague"], ON).get() == opinion
    assert again["engineer"] not in who_may_answer(opinion, ON)


def test_nothing_is_handed_in_where_nobody_may_grant_it(cast):
    DiscountLimit.objects.filter(post__key__in=[posts.GM, posts.CHAIRMAN]).update(is_active=False)
    quotation = drafted(cast.engineer, line("0.3"))

    with pytest.raises(Refused, match="30%"):
        actions.submit(quotation, by=cast.engineer, on=ON)

    quotation.refresh_from_db()
    assert (quotation.state, quotation.number) == (State.DRAFT, None)


def test_a_rule_whose_post_nobody_holds_is_told(cast):
    nobodys = changes.create(Post(key="trade", name="外贸经理", superior=Post.objects.get(key=posts.GM)), by=SYSTEM)
    changes.create(ApprovalRule(name="试行", amount_from=D(1)), by=SYSTEM, lines=[ApprovalPost(post=nobodys)])

    with pytest.raises(Refused, match="外贸经理"):
        handed_in(cast.engineer)


def test_whose_post_has_no_limit_asks_for_everything(cast):
    limited(posts.SALES_ENGINEER, is_active=False)

    quotation = handed_in(cast.engineer)

    assert asked(quotation) == [(posts.SALES_MANAGER, 1, "open")]
    assert quotation.grounds == "提交人的岗位没有折扣权限。"


def test_taken_back_it_waits_for_nobody(cast):
    quotation = handed_in(cast.engineer, line("0.08"))

    returned = actions.withdraw(quotation, by=cast.engineer)

    assert (returned.state, returned.grounds) == (State.DRAFT, "")
    assert not awaiting(cast.manager, ON).exists()
    assert actions.submit(returned, by=cast.engineer, on=ON).state == State.SUBMITTED
    assert verify() == []


def test_an_answer_after_it_was_taken_back_is_refused(cast):
    quotation = handed_in(cast.engineer, line("0.08"))
    opinion = awaiting(cast.manager, ON).get()
    actions.withdraw(quotation, by=cast.engineer)

    with pytest.raises(Refused):
        work.agree(opinion, by=cast.manager)


def test_a_refusal_brings_it_back_with_the_reason_and_asks_nobody_further(cast):
    quotation = handed_in(cast.engineer, line("0.18"))

    work.refuse(awaiting(cast.manager, ON).get(), by=cast.manager, text="只能给 10%")

    quotation.refresh_from_db()
    assert (quotation.state, quotation.rejected_for) == (State.DRAFT, "销售经理: 只能给 10%")
    assert not awaiting(cast.director, ON).exists()


def test_forty_lines_over_the_limit_are_told_as_five_and_the_rest(cast):
    quotation = handed_in(cast.engineer, *[line("0.08") for _ in range(40)])

    assert len(quotation.grounds.splitlines()) == 6
    assert quotation.grounds.splitlines()[-1] == "另有 35 行超过。"


def test_handing_in_forty_lines_costs_no_more_statements_than_one(cast):
    used = []
    for count in (1, 1, 40):  # the first one reads what the process then remembers
        quotation = drafted(cast.engineer, *[line("0.08") for _ in range(count)])
        with CaptureQueriesContext(connection) as statements:
            actions.submit(quotation, by=cast.engineer, on=ON)
        used.append(len(statements))

    assert used[1] == used[2]


def test_limits_and_rules_are_changed_by_director_and_administrator_alone(cast):
    limit = DiscountLimit.objects.get(post__key=posts.SALES_ENGINEER)
    sent = {"post": str(limit.post.public_id), "largest_discount": "7%", "lowest_margin": "", "is_active": "on"}
    address = f"/discount-limits/{limit.public_id}/edit/"

    assert browser(cast.engineer).post(address, {**sent, "version": limit.version}).status_code == 403
    assert browser(cast.engineer).get("/discount-limits/").status_code == 200
    browser(cast.director).post(address, {**sent, "version": limit.version})

    limit.refresh_from_db()
    assert (limit.largest_discount, limit.lowest_margin) == (D("0.07"), None)
    assert journal.history(limit).first().by == cast.director


@pytest.mark.parametrize("wrong", ["-1%", "101%"])
def test_a_limit_is_a_share(cast, wrong):
    limit = DiscountLimit.objects.get(post__key=posts.SALES_ENGINEER)
    sent = {"post": str(limit.post.public_id), "largest_discount": wrong, "is_active": "on", "version": limit.version}

    answered = browser(cast.director).post(f"/discount-limits/{limit.public_id}/edit/", sent)

    assert answered.status_code == 422
    limit.refresh_from_db()
    assert limit.largest_discount == D("0.05")


def test_a_rule_without_a_condition_is_told_so(cast):
    post = Post.objects.get(key=posts.GM)
    sent = {"name": "空", "is_active": "on", "line.id": [""], "line.post": [str(post.public_id)]}

    answered = browser(cast.director).post("/approval-rules/new/", sent)

    assert answered.status_code == 422
    assert "从多少合计" in answered.content.decode()


def test_a_company_begins_with_limits_and_keeps_its_own(cast):
    limited(posts.SALES_ENGINEER, largest_discount=D("0.07"))

    write_first_rows()

    assert DiscountLimit.objects.count() == 7
    assert DiscountLimit.objects.get(post__key=posts.SALES_ENGINEER).largest_discount == D("0.07")
    assert [rule.name for rule in ApprovalRule.objects.all()] == ["大额报价"]


def test_a_quotation_of_a_million_is_the_general_managers_too(cast):
    quotation = handed_in(cast.engineer, line("0", "10000"))

    assert asked(quotation) == [(posts.GM, 1, "open")]
    assert Quotation.objects.get(pk=quotation.pk).state == State.SUBMITTED
