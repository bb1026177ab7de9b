"""Price adjustments: margins and last quarter before the decision, the new price from its day on (M3.7)."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daying.core import attachments, changes
from daying.core.actor import SYSTEM
from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.people.models import Department
from daying.products import actions
from daying.products.factories import agreed_price, listed_price, price_list, product
from daying.products.models import AdjustmentState, CustomerPrice, ExchangeRate, PriceAdjustment, Product
from daying.products.queries import adjustments_seen_by, price_for
from daying.work import actions as work
from daying.work.models import Opinion, OpinionState

pytestmark = pytest.mark.django_db
D = Decimal
ON, JULY = date(2046, 5, 4), date(2046, 7, 1)


def applied(*lines, by=SYSTEM, **where):
    typed = [dict(zip(("product", "new_price", "quantity_from"), line, strict=False)) for line in lines]
    told = {"effective_on": JULY, "reason": "铜价上涨", **where}
    return actions.open_adjustment(by=by, lines=typed, **told)


def answered(adjustment, answer=work.agree, **said):
    for _step in range(2):
        opinion = Opinion.objects.filter(state=OpinionState.OPEN).first()
        if opinion:
            answer(opinion, by=SYSTEM, **said)
    return PriceAdjustment.objects.get(pk=adjustment.pk)


def test_margins_before_and_after_stand_beside_each_price(cast):
    item = product(cost=D(60), tax_rate=D("0.13"))
    on_list = price_list(price_includes_tax=True)
    listed_price(on_list, item, D(113))

    line = applied((item, D("90.40")), price_list=on_list).lines.get()

    assert (line.old_price, line.old_margin, line.new_margin) == (D(113), D("0.4"), D("0.25"))


def test_the_agreed_new_price_holds_by_itself_from_its_day_on(cast):
    item, buyer = product(), customer(cast.engineer)
    agreed_price(buyer, item, D(90))
    adjustment = actions.submit_adjustment(applied((item, D(95)), customer=buyer), by=SYSTEM, on=ON)
    assert (adjustment.number, CustomerPrice.objects.count()) == ("PA-2046-000001", 1)

    adjustment = answered(adjustment)

    item = Product.objects.get(pk=item.pk)
    days = (date(2046, 6, 30), JULY)
    assert adjustment.state == AdjustmentState.APPROVED
    assert [price_for(item, customer=buyer, currency="CNY", on=day).amount for day in days] == [D(90), D(95)]
    assert CustomerPrice.objects.get(valid_from=JULY).agreement == adjustment.number


def test_a_list_takes_new_prices_and_changes_one_that_begins_that_day(cast):
    item, other, on_list = product(), product(), price_list(is_standard=True)
    row = listed_price(on_list, item, D(100), valid_from=JULY)
    adjustment = applied((item, D(105)), (other, D(50)), (other, D(45), D(100)), price_list=on_list)

    answered(actions.submit_adjustment(adjustment, by=SYSTEM, on=ON))

    row.refresh_from_db()
    assert row.price == D(105)
    assert sorted(on_list.prices.filter(product=other).values_list("price", flat=True)) == [D(45), D(50)]


def test_a_refusal_sends_it_back_with_the_reason_and_changes_no_price(cast):
    item, on_list = product(), price_list()
    adjustment = actions.submit_adjustment(applied((item, D(105)), price_list=on_list), by=SYSTEM, on=ON)

    adjustment = answered(adjustment, work.refuse, text="证据不足")

    assert adjustment.state == AdjustmentState.DRAFT
    assert "证据不足" in adjustment.rejected_for
    assert not on_list.prices.exists()


def test_finance_and_then_the_marketing_centre_are_asked(cast):
    actions.submit_adjustment(applied((product(), D(105)), price_list=price_list()), by=SYSTEM, on=ON)

    asked = [(one.department.code, one.state) for one in Opinion.objects.order_by("step")]

    assert asked == [("FIN", OpinionState.OPEN), ("MC", OpinionState.WAITING)]
    assert Department.objects.filter(code="FIN").exists()


def test_an_answer_after_the_day_changes_no_price_of_the_past(cast):
    adjustment = actions.submit_adjustment(applied((product(), D(9)), price_list=price_list()), by=SYSTEM, on=ON)

    late = actions.agree_adjustment(adjustment, by=SYSTEM, on=date(2046, 7, 15))

    assert late.effective_on == date(2046, 7, 15)


@pytest.mark.parametrize("both", [True, False])
def test_a_list_or_a_customer_is_named_not_both(cast, both):
    where = {"price_list": price_list(), "customer": customer(cast.engineer)} if both else {}

    with pytest.raises(Refused):
        applied((product(), D(9)), **where)


def test_a_product_has_one_new_price_from_a_quantity_on(cast):
    item = product()

    with pytest.raises(Refused):
        applied((item, D(9)), (item, D(8)), price_list=price_list())


def test_new_prices_do_not_begin_in_the_past(cast):
    with pytest.raises(Refused):
        actions.submit_adjustment(applied((product(), D(9)), price_list=price_list()), by=SYSTEM, on=date(2046, 7, 2))


def test_one_that_is_taken_back_can_be_changed_and_asks_nobody(cast):
    item, on_list = product(), price_list()
    adjustment = actions.submit_adjustment(applied((item, D(9)), price_list=on_list), by=SYSTEM, on=ON)
    with pytest.raises(Refused):
        actions.amend_adjustment(adjustment, by=SYSTEM, effective_on=JULY, reason="x", price_list=on_list)

    adjustment = actions.withdraw_adjustment(adjustment, by=SYSTEM)
    actions.amend_adjustment(adjustment, by=SYSTEM, effective_on=JULY, reason="钢价上涨", price_list=on_list)

    assert not Opinion.objects.filter(state=OpinionState.OPEN).exists()
    assert PriceAdjustment.objects.get().lines.get().new_price == D(9)


def test_each_sees_those_of_lists_and_of_own_customers(cast):
    of_list = applied((product(), D(9)), price_list=price_list())
    mine = applied((product(), D(9)), customer=customer(cast.engineer))
    applied((product(), D(9)), customer=customer(cast.other_engineer))

    assert set(adjustments_seen_by(cast.engineer)) == {of_list, mine}


def test_the_old_price_of_a_customer_is_what_they_pay_wherever_it_comes_from(cast):
    item, buyer = product(tax_rate=D("0.13")), customer(cast.engineer, price_includes_tax=True)
    listed_price(price_list(is_standard=True, price_includes_tax=False), item, D(100))

    line = applied((Product.objects.get(pk=item.pk), D("101.70")), customer=buyer).lines.get()

    assert line.old_price == D(113)


@pytest.mark.parametrize(("has_row", "old"), [(True, D(12)), (False, D("12.5"))])
def test_on_a_list_abroad_cost_and_list_price_count_at_the_rate_of_the_day(cast, has_row, old):
    changes.create(ExchangeRate(currency="USD", rate=D(8), valid_from=date(2026, 1, 1)), by=SYSTEM)
    item, abroad = product(list_price=D(100), cost=D(60)), price_list(currency="USD", price_includes_tax=False)
    if has_row:
        listed_price(abroad, item, D(12))

    line = applied((item, D(10)), price_list=abroad).lines.get()

    # 60 yuan are 7.50 dollars: of 12.00 are left 37.5 %, of 12.50 40 %, of 10.00 25 %.
    assert (line.old_price, line.old_margin) == (old, D("0.375") if has_row else D("0.4"))
    assert line.new_margin == D("0.25")


def test_without_a_rate_the_margin_abroad_is_not_known(cast):
    line = applied((product(), D(10)), price_list=price_list(currency="USD")).lines.get()

    assert (line.old_price, line.old_margin, line.new_margin) == (None, None, None)


@pytest.mark.parametrize(("includes_tax", "margin"), [(True, D("0.32")), (False, D("0.3982"))])
def test_tax_inside_the_price_is_no_margin(cast, includes_tax, margin):
    item = product(cost=D(60), tax_rate=D("0.13"))

    line = applied((item, D("99.70")), price_list=price_list(price_includes_tax=includes_tax)).lines.get()

    assert line.new_margin == margin  # 99.70 with tax are 88.23 without


def test_two_that_begin_on_one_day_are_not_both_submitted(cast):
    item, on_list = product(), price_list()
    first = actions.submit_adjustment(applied((item, D(105)), price_list=on_list), by=SYSTEM, on=ON)
    second = applied((item, D(110)), (product(), D(9)), price_list=on_list)

    with pytest.raises(Refused, match=first.number):
        actions.submit_adjustment(second, by=SYSTEM, on=ON)

    of_another_list = applied((item, D(110)), price_list=price_list())
    assert actions.submit_adjustment(of_another_list, by=SYSTEM, on=ON).state == AdjustmentState.SUBMITTED


def test_one_after_the_other_each_holds_from_its_day_and_knows_the_one_before(cast):
    item, on_list = product(), price_list(is_standard=True)
    listed_price(on_list, item, D(100))
    answered(actions.submit_adjustment(applied((item, D(105)), price_list=on_list), by=SYSTEM, on=ON))

    later = applied((item, D(110)), price_list=on_list, effective_on=date(2046, 9, 1))
    answered(actions.submit_adjustment(later, by=SYSTEM, on=ON))

    item = Product.objects.get(pk=item.pk)
    days = (date(2046, 6, 30), JULY, date(2046, 8, 31), date(2046, 9, 1))
    assert [price_for(item, customer=None, currency="CNY", on=day).amount for day in days] == [100, 105, 105, 110]
    assert later.lines.get().old_price == D(105)


def test_the_page_has_evidence_and_files_and_margins_only_for_those_who_see_costs(cast):
    item, on_list = product(cost=D(60), tax_rate=D(0)), price_list()
    adjustment = applied((item, D(80)), price_list=on_list, evidence="铜均价上涨 9.6%", by=cast.engineer)
    quote = SimpleUploadedFile("同行报价.pdf", b"%PDF-1.4\n%%EOF")
    attachments.attach(adjustment, quote, by=cast.engineer)

    told = {name: page(getattr(cast, name), adjustment) for name in ("finance", "engineer")}

    assert all("铜均价上涨 9.6%" in text for text in told.values())
    assert attachments.of(adjustment).get().name == "同行报价.pdf"
    assert ("25%" in told["finance"], "25%" in told["engineer"]) == (True, False)


def page(person, adjustment):
    client = Client()
    client.force_login(person)
    return client.get(f"/price-adjustments/{adjustment.public_id}/").content.decode()
