"""A review on telephones, with every word that users know: 同意 驳回 转办 加签 会签 或签 抄送 撤回 催办 (M5.4)."""

from datetime import date

import pytest

from daying.core.models import OutgoingMail
from daying.core.verify import verify
from daying.core.worker import work_off
from daying.customers.factories import customer
from daying.orders.actions import submit
from daying.orders.factories import draft_order, review_rule
from daying.orders.models import ReviewRule, SalesOrder
from daying.people.models import Employee
from daying.people.setup import DEMO_PASSWORD
from daying.work.models import Countersignature, Mode
from tests.browser.pages import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WAITING = "待我会签的意见"
ON = date(2026, 3, 2)


@pytest.fixture
def order(cast, day):
    """Put before PMC, with two questions, and before Finance."""
    day(3, 2)
    Employee.objects.filter(username="pmc").update(email="pmc@example.com")
    review_rule("一般", "PMC", "FIN", checklist="产能够吗\n材料够吗")
    order = draft_order(customer(cast.engineer, name="鑫淼电子有限公司"), (10, 5))
    submit(order, by=cast.engineer, on=ON)
    work_off()
    return SalesOrder.objects.get(pk=order.pk)


@pytest.fixture
def sits_down(at_screen):
    return lambda username: at_screen(username, PHONE)


def test_every_word_of_a_review_works_on_a_telephone(order, sits_down, cast):
    engineer = sits_down("engineer1")
    who_asked_urges_and_sends_a_copy(engineer, order)
    pmc = sits_down("pmc")
    pmc_asks_engineering_first(pmc)
    engineering_passes_on(sits_down("engineering"))
    research_agrees(sits_down("rnd"))
    pmc_answers_the_checklist_and_thinks_again(pmc)
    the_copy_is_read(sits_down("purchasing"))
    finance_refuses(sits_down("finance"))
    the_engineer_asks_anew_whoever_answers_first(engineer)
    finance_is_enough(sits_down("finance"))
    pmc_comes_too_late(pmc)

    assert verify() == []


def test_the_link_in_the_mail_leads_to_the_opinion_after_signing_in(order, sits_down):
    body = OutgoingMail.objects.get(to="pmc@example.com").body
    address = next(word for word in body.split() if "/opinions/" in word)
    pmc = sits_down("pmc")
    pmc.page.context.clear_cookies()

    pmc.page.goto(address[address.index("/opinions/") :])
    pmc.page.get_by_label("用户名").fill("pmc")
    pmc.page.get_by_label("密码").fill(DEMO_PASSWORD)
    pmc.page.get_by_role("button", name="登录", exact=True).click()

    pmc.looks()
    pmc.reads("鑫淼电子有限公司", "产能够吗")
    pmc.presses("同意")


def who_asked_urges_and_sends_a_copy(engineer, order):
    engineer.page.goto(f"/sales-orders/{order.public_id}/")
    engineer.opens_tab("订单评审")
    engineer.opens(f"订单评审：{order}")
    engineer.opens(f"订单评审：{order}")
    engineer.presses("抄送")
    engineer.fills(抄送给="袁桂芳", 备注="请备料")
    engineer.presses("抄送")
    engineer.opens_tab("会签意见")
    engineer.page.locator("#record-panel tr", has_text="生产计划部").get_by_role("link").first.click()
    for _time in range(2):
        engineer.presses("催办")
        engineer.fills(催办留言="客户在催")
        engineer.presses("催办")
    engineer.presses("催办")
    engineer.presses("催办")
    engineer.is_told("今天")
    engineer.presses("关闭")


def pmc_asks_engineering_first(pmc):
    pmc.opens_waiting(WAITING, "订单评审")
    pmc.presses("加签")
    pmc.fills(会签次序="在我之前（前加签）", 部门="工程部", 会签事项="图纸")
    pmc.presses("加签")
    pmc.reads_state("未到顺序")


def engineering_passes_on(engineering):
    engineering.opens_waiting(WAITING, "订单评审")
    engineering.presses("转办")
    engineering.fills(部门="研发部", 原因="新结构")
    engineering.presses("转办")
    engineering.reads_state("已转办")


def research_agrees(rnd):
    rnd.opens_waiting(WAITING, "订单评审")
    rnd.presses("同意")
    rnd.fills(意见="可以")
    rnd.presses("同意")
    rnd.reads_state("已同意")


def pmc_answers_the_checklist_and_thinks_again(pmc):
    for _time in range(2):
        pmc.opens_waiting(WAITING, "订单评审")
        pmc.presses("同意")
        dialog = pmc.page.locator("dialog[open]")
        for question in ("产能够吗", "材料够吗"):
            dialog.get_by_label(question).select_option(label="是")
        pmc.fills(承诺日期="2026-03-25")
        pmc.presses("同意")
        pmc.reads_state("已同意")
        if not _time:
            pmc.presses("撤回意见")


def the_copy_is_read(purchasing):
    purchasing.opens_waiting("抄送给我的待阅", "订单评审")
    purchasing.reads("鑫淼电子有限公司")


def finance_refuses(finance):
    finance.opens_waiting(WAITING, "订单评审")
    finance.presses("驳回")
    finance.fills(原因="逾期货款未清")
    finance.presses("驳回")
    finance.reads_state("不同意")


def the_engineer_asks_anew_whoever_answers_first(engineer):
    """The engineer takes one asking back before, and asks again."""
    engineer.opens_waiting("我被评审驳回的订单", "SO-2026-000001")
    engineer.presses("提交评审")
    engineer.presses("撤回")
    engineer.reads_state("草稿")
    ReviewRule.objects.update(mode=Mode.ANY_ONE)
    engineer.presses("提交评审")
    assert Countersignature.objects.latest("pk").mode == Mode.ANY_ONE


def finance_is_enough(finance):
    finance.opens_waiting(WAITING, "订单评审")
    finance.presses("同意")
    dialog = finance.page.locator("dialog[open]")
    for question in ("产能够吗", "材料够吗"):
        dialog.get_by_label(question).select_option(label="不适用")
    finance.presses("同意")
    finance.opens("SO-2026-000001")
    finance.reads_state("已评审")


def pmc_comes_too_late(pmc):
    """The page was opened before; what is sent from it is answered with a sentence."""
    opinion = Countersignature.objects.latest("pk").opinions.get(department__code="PMC")
    pmc.page.goto(f"/opinions/{opinion.public_id}/do/agree/")
    pmc.presses("同意")
    pmc.reads("无需答复")
