"""Nothing is promised that was not reviewed, in a real Chromium, in Chinese: from an opportunity to a changed order.

The office sits at a desk, the five departments that review sign on a telephone, and the customer answers by the link in
the mail (M3.4, M5.2, M5.4, M4.3).
"""

import re
from decimal import Decimal

import pytest

from daying.core.models import OutgoingMail
from daying.core.verify import verify
from daying.customers.actions import add_contact
from daying.customers.factories import customer
from daying.orders.factories import review_rule
from daying.people import departments
from daying.people.posts import SALES_ENGINEER
from daying.products.factories import product
from daying.quotes.models import DiscountLimit
from tests.browser.pages import HEIGHTS, PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CUSTOMER, BUYER = "锐风风机有限公司", "周敏"
ORDER = "SO-2026-000001"
REVIEWERS = {
    "engineering": departments.ENGINEERING,
    "quality": departments.QUALITY,
    "purchasing": departments.PURCHASING,
    "finance": departments.FINANCE,
    "pmc": departments.PMC,
}


@pytest.fixture
def asked_for(cast):
    """A customer with somebody to write to, a product, and a rule by which five departments review a new order."""
    firm = customer(cast.engineer, name=CUSTOMER)
    add_contact(by=cast.engineer, customer=firm, name=BUYER, email="zhou@example.com", is_main=True)
    product(code="B-6204", name="深沟球轴承", list_price=Decimal("11.30"), cost=Decimal(6))
    DiscountLimit.objects.filter(post__key=SALES_ENGINEER).update(largest_discount=Decimal("0.02"))
    review_rule("新订单", *REVIEWERS.values(), kind="new", checklist="图纸是否齐全", is_deposit_wanted=False)


def test_an_opportunity_becomes_an_order_that_is_reviewed_and_changed(at_screen, browser, live_server, day, asked_for):
    day(3, 2)
    engineer = at_screen("engineer1", WIDE)
    an_opportunity_is_entered(engineer)
    it_is_quoted(engineer)
    the_manager_approves(at_screen("manager1", PHONE))
    the_quotation_is_mailed(engineer)
    the_customer_accepts_by_the_link(browser, live_server)
    the_order_goes_to_review(engineer)
    for username in REVIEWERS:
        it_is_signed_on_a_telephone(at_screen(username, PHONE), "2026-03-25" if username == "pmc" else "")
    it_is_released_for_the_promised_day(at_screen("service1", WIDE))

    day(3, 9)
    engineer = at_screen("engineer1", WIDE)
    the_customer_wants_more(engineer)
    only_pmc_reviews_the_change(at_screen("pmc", PHONE))
    the_order_is_changed_and_can_be_read_as_it_was(engineer)
    assert verify() == []


def an_opportunity_is_entered(engineer):
    engineer.goes_to("商机")
    engineer.presses("新建")
    engineer.fills(客户=CUSTOMER, 标题="新风机轴承", 预计金额="11000", 预计成交日期="2026-03-31")
    engineer.presses("保存")
    engineer.reads_state("初步接触")


def it_is_quoted(engineer):
    engineer.opens_tab("报价单")
    engineer.presses("新建报价单")
    engineer.fills(联系人=BUYER, 有效期至="2026-04-01")
    engineer.types_line(0, "B-6204", quantity="1000", discount="3%")
    engineer.presses("保存")
    engineer.reads_fact("合计", "10,961.00")
    engineer.presses("提交审批")
    engineer.reads_state("已提交")


def the_manager_approves(manager):
    """On a telephone, where he reads why he is asked and what is offered."""
    manager.opens_waiting("待我会签的意见", "QT-2026-000001")
    manager.reads("第 1 行：折扣 3% 超过 2%。", "10,961.00", "B-6204")
    manager.presses("同意")
    manager.presses("同意")
    manager.reads_state("已同意")


def the_quotation_is_mailed(engineer):
    engineer.page.reload()
    engineer.presses("邮件发送")
    engineer.presses("邮件发送")
    engineer.reads_state("已发送")


def the_customer_accepts_by_the_link(browser, live_server):
    """On a telephone, without an account."""
    letter = OutgoingMail.objects.get(to="zhou@example.com")
    link = re.search(r"https?://[^/\s]+(/offer/\S+)", letter.body)[1]
    telephone = {"viewport": {"width": PHONE, "height": HEIGHTS[PHONE]}, "locale": "zh-CN"}
    page = browser.new_context(base_url=live_server.url, **telephone).new_page()
    page.goto(link)
    page.get_by_label("您的姓名").fill(BUYER)
    page.get_by_role("button", name="接受报价").click()
    page.get_by_text("感谢").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def the_order_goes_to_review(engineer):
    engineer.page.reload()
    engineer.reads_state("已接受")
    engineer.opens_tab("订单")
    engineer.opens("草稿")
    engineer.presses("编辑")
    engineer.fills(客户订单号="RF-118", 要求交期="2026-03-20")
    engineer.presses("保存")
    engineer.presses("提交评审")
    engineer.reads_state("评审中")


def it_is_signed_on_a_telephone(reviewer, promised):
    """With the checklist answered; PMC promises the date."""
    reviewer.opens_waiting("待我会签的意见", ORDER)
    reviewer.presses("同意")
    reviewer.page.get_by_label("图纸是否齐全").select_option(label="是")
    if promised:
        reviewer.fills(承诺日期=promised)
    reviewer.presses("同意")
    reviewer.reads_state("已同意")


def it_is_released_for_the_promised_day(service):
    service.opens_waiting("待下达的已评审订单", ORDER)
    service.reads_fact("确认交期", "2026-03-25")
    service.presses("下达")
    service.reads_state("已下达")


def the_customer_wants_more(engineer):
    engineer.goes_to("销售订单")
    engineer.opens(ORDER)
    engineer.opens_tab("变更")
    engineer.presses("新建订单变更单")
    engineer.fills(原因="客户追加 200 套")
    engineer.cell(0, "line_number").fill("1")
    engineer.cell(0, "quantity").fill("1200")
    engineer.presses("保存")
    engineer.presses("提交评审")
    engineer.reads_state("评审中")


def only_pmc_reviews_the_change(pmc):
    pmc.opens_waiting("待我会签的意见", ORDER)
    pmc.reads("1,200")
    pmc.presses("同意")
    pmc.presses("同意")
    pmc.reads_state("已同意")


def the_order_is_changed_and_can_be_read_as_it_was(engineer):
    engineer.page.reload()
    engineer.reads_state("已同意并执行")
    engineer.opens(ORDER)
    engineer.reads_fact("合计", "13,153.20")
    engineer.presses("查看历史时点")
    engineer.page.locator("input[name=on]").fill("2026-03-05")
    engineer.page.locator("input[name=on]").press("Enter")
    engineer.reads("10,961.00")
