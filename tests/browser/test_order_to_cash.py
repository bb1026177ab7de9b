"""The main job in a real Chromium, in Chinese, at a desk and on a telephone: from a new customer to the money."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from daying.core.verify import verify
from daying.people.posts import SALES_ENGINEER
from daying.products.factories import product
from daying.quotes.models import DiscountLimit
from tests.browser.pages import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
D = Decimal
CUSTOMER = "鑫淼电子有限公司"


@pytest.fixture
def price_list(cast):
    product(code="B-6204", name="深沟球轴承", list_price=D("11.30"), cost=D(6))
    product(code="H-204", name="轴承座", list_price=D("45.20"), cost=D(25))
    product(code="S-30", name="密封圈", list_price=D("2.26"), cost=D(1))
    DiscountLimit.objects.filter(post__key=SALES_ENGINEER).update(largest_discount=D("0.03"))


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_an_enquiry_becomes_money(width, at_screen, day, price_list):
    def sits_down(username):
        return at_screen(username, width)

    day(3, 2)
    engineer = sits_down("engineer1")
    a_customer_is_entered(engineer)
    a_quotation_is_written(engineer)
    the_manager_approves(sits_down("manager1"))
    the_customer_accepts(engineer)
    the_order_goes_to_review(engineer)
    finance_answers(sits_down("finance"))
    pmc_answers(sits_down("pmc"))
    service = sits_down("service1")
    customer_service_releases(service)
    all_but_400_bearings_are_planned(service)

    day(3, 25)
    the_warehouse_sends(sits_down("warehouse"), "SF1001")
    the_rest_is_planned(sits_down("service1"))

    day(3, 29)
    the_warehouse_sends(sits_down("warehouse"), "SF1002")

    day(4, 28)
    finance = sits_down("finance")
    both_shipments_are_owed(finance)
    a_payment_is_recorded_and_allocated(finance)
    manager = sits_down("manager1")
    two_of_three_lines_were_on_time(manager)
    what_left_in_march_is_the_months_sales(manager)
    nine_tenths_of_what_fell_due_came_in(manager)

    assert verify() == []


def a_customer_is_entered(engineer):
    engineer.goes_to("客户")
    engineer.presses("新建")
    engineer.fills(名称=CUSTOMER, 统一社会信用代码="91350100M000100Y43", 电话="022-23456789")
    engineer.presses("保存")
    engineer.reads("已保存", CUSTOMER)
    engineer.opens_tab("联系人")
    engineer.presses("新建联系人")
    engineer.fills(姓名="王丽", 主要联系人="是")
    engineer.presses("保存")
    engineer.reads("王丽")


def a_quotation_is_written(engineer):
    """The first line is typed; the other two come from the customer's own sheet."""
    engineer.goes_to("报价单")
    engineer.presses("新建")
    engineer.fills(客户=CUSTOMER, 有效期至="2026-04-01")
    engineer.types_line(0, "B-6204", quantity="1000", discount="5%")
    engineer.presses("添加明细")
    engineer.pastes(1, "product", "H-204\t\t200\nS-30\t\t100\n")
    expect(engineer.page.locator("[data-total]")).to_have_text("20,001.00")
    engineer.presses("保存")

    # 1,000 × 11.30 less 5 % is 10,735.00; 200 × 45.20 is 9,040.00; 100 × 2.26 is 226.00; 13 % tax is inside
    engineer.reads_fact("合计", "20,001.00")
    engineer.reads_fact("不含税合计", "17,700.00")
    engineer.presses("提交审批")
    engineer.reads_state("已提交")
    engineer.reads("销售经理 李明辉")


def the_manager_approves(manager):
    manager.opens_waiting("待我会签的意见", "QT-2026-000001")
    manager.reads("5%", "深沟球轴承")
    manager.presses("同意")
    manager.presses("同意")
    manager.reads_state("已同意")


def the_customer_accepts(engineer):
    engineer.page.reload()
    engineer.presses("标记为已发送")
    engineer.presses("客户接受")
    engineer.presses("客户接受")
    engineer.reads_state("已接受")
    engineer.opens_tab("订单")
    engineer.opens("草稿")


def the_order_goes_to_review(engineer):
    engineer.reads_fact("合计", "20,001.00")
    engineer.presses("编辑")
    engineer.fills(客户订单号="XM-2026-118", 要求交期="2026-03-20")
    engineer.presses("保存")
    engineer.presses("提交评审")
    engineer.reads_state("评审中")
    engineer.reads("财务部", "生产计划部")


def finance_answers(finance):
    finance.opens_waiting("待我会签的意见", "SO-2026-000001")
    finance.presses("同意")
    finance.fills(意见="账期正常")
    finance.presses("同意")
    finance.reads_state("已同意")


def pmc_answers(pmc):
    pmc.opens_waiting("待我会签的意见", "SO-2026-000001")
    pmc.presses("同意")
    pmc.fills(承诺日期="2026-03-25")
    pmc.presses("同意")
    pmc.reads_state("已同意")
    pmc.opens("SO-2026-000001")
    pmc.reads_state("已评审")


def customer_service_releases(service):
    service.opens_waiting("待下达的已评审订单", "SO-2026-000001")
    service.reads_fact("确认交期", "2026-03-25")
    service.presses("下达")
    service.reads_state("已下达")


def all_but_400_bearings_are_planned(service):
    service.opens_waiting("已下达未安排出货的订单", "SO-2026-000001")
    service.opens_tab("出货单")
    service.presses("新建出货单")
    service.fills(计划出货日期="2026-03-25")
    service.pastes(0, "product", "B-6204\t600\nH-204\t200\nS-30\t100\n")
    service.presses("保存")
    service.reads_state("已计划")
    service.reads("SH-2026-000001", "600")


def the_rest_is_planned(service):
    """Left without lines, a shipment takes all that is open."""
    service.opens_waiting("已下达未安排出货的订单", "SO-2026-000001")
    service.opens_tab("出货单")
    service.presses("新建出货单")
    service.fills(计划出货日期="2026-03-29")
    service.presses("保存")
    service.reads_state("已计划")
    service.reads("B-6204", "400")


def the_warehouse_sends(warehouse, waybill):
    warehouse.opens_waiting("今日待拣货的出货单", "SH-2026")
    warehouse.presses("拣货")
    warehouse.presses("拣货")
    warehouse.reads_state("已拣货")
    warehouse.presses("出货")
    warehouse.fills(运单号=waybill)
    warehouse.presses("出货")
    warehouse.reads_state("已出货")
    warehouse.reads_fact("运单号", waybill)


def both_shipments_are_owed(finance):
    """600 × 11.30 less 5 % is 6,441.00, with 9,266.00 of the rest 15,707.00; then 400 × 11.30 less 5 % is 4,294.00."""
    finance.goes_to("台账")
    finance.reads("BL-2026-000001", "15,707.00", "BL-2026-000002", "4,294.00")
    finance.opens("BL-2026-000002")
    finance.reads("2026-04-30")


def a_payment_is_recorded_and_allocated(finance):
    finance.goes_to("收款")
    finance.presses("新建")
    finance.fills(客户=CUSTOMER, 金额="18000.90", 银行流水号="20260428001")
    finance.presses("保存")
    finance.presses("入账")
    finance.reads_state("已入账")
    finance.opens_waiting("未全部核销的收款", "RC-2026-000001")
    finance.presses("按账龄先后核销")
    finance.reads_fact("待核销金额", "0.00")
    finance.opens_tab("核销")
    finance.reads("15,707.00", "2,293.90")
    finance.goes_to("应收单")
    finance.reads("2,000.10")


def two_of_three_lines_were_on_time(manager):
    """The housings and the seals left on the promised day, the last bearings four days after it."""
    manager.goes_to("报表")
    manager.opens("订单准交率")
    manager.presses("上一期")
    manager.reads("2026年03月", "66.7%")
    manager.opens("2")
    manager.reads("H-204", "S-30")
    manager.opens("SO-2026-000001")
    manager.reads_state("已出货")


def what_left_in_march_is_the_months_sales(manager):
    """Without tax: 13,900.00 on the 25th and 3,800.00 on the 29th."""
    manager.goes_to("报表")
    manager.opens("销售额")
    manager.presses("上一期")
    manager.reads("17,700.00")
    manager.opens("计入的记录")
    manager.opens("SH-2026-000002")
    manager.opens("SO-2026-000001")
    manager.reads_state("已出货")


def nine_tenths_of_what_fell_due_came_in(manager):
    """18,000.90 of the 20,001.00 that fell due in April."""
    manager.goes_to("报表")
    manager.opens("货款回收率")
    manager.reads("2026年04月", "90.0%")
    manager.opens("20,001.00")
    manager.opens("BL-2026-000001")
    manager.opens("SO-2026-000001")
    manager.reads(CUSTOMER)
