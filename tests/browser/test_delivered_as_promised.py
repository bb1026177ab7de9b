"""Delivered as promised, paid as agreed, in a real Chromium, in Chinese: from a released order to the courier's cost.

PMC decides who gets the stock, the warehouse ships in two parts on a telephone, the customer follows the link of the
mail, customer service has the delivery signed for, and the courier's bill is checked (M5.6, M5.7, M6.5).
"""

import re
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from daying.carriers.factories import carrier, tariff
from daying.core.models import OutgoingMail
from daying.core.verify import verify
from daying.customers.actions import add_contact
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.stock.factories import stocked, warehouse
from tests.browser.pages import HEIGHTS, PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FIRST, SECOND, BUYER = "锐风风机有限公司", "鑫淼电子有限公司", "周敏"
ORDERS = ["T-GRADE-A", "T-GRADE-C"]
BILL = """运单号,日期,始发地,目的地,产品类型,计费重量,费用(元),应付金额,付款方式
SF1001,2026-03-18,江苏苏州,上海,标快,3,20.00,20.00,寄付月结
SF1002,2026-03-20,江苏苏州,上海,标快,3,14.00,14.00,寄付月结
合计,,,,,,34.00,34.00,
"""


@pytest.fixture
def goods(cast):
    """Twenty on hand, and two orders promised for one day that want fifteen each; a courier with a tariff."""
    day = date(2026, 3, 20)
    item = product(code="B-6204", name="深沟球轴承", unit="套")
    stocked(warehouse(code="CP", name="成品仓", is_main=True, address="江苏省苏州市虎丘区8号"), item, 20)
    courier = carrier("SF", name="顺丰速运")
    tariff(courier)
    wanted = ((FIRST, "A", "上海市嘉定区1号"), (SECOND, "C", "苏州市工业园区2号"))
    for number, (name, grade, address) in zip(ORDERS, wanted, strict=True):
        firm = customer(cast.engineer, name=name, grade=grade)
        add_contact(by=cast.engineer, customer=firm, name=BUYER, email=f"{grade.lower()}@example.com", is_main=True)
        lines = [{"product": item, "quantity": Decimal(15)}]
        released_order(firm, number=number, lines=lines, requested_on=day, carrier=courier, delivery_address=address)


def test_a_released_order_is_delivered_and_its_courier_paid(at_screen, browser, live_server, day, goods, tmp_path):
    day(3, 10)
    pmc_decides_who_gets_the_stock(at_screen("pmc", WIDE))
    service = at_screen("service1", WIDE)
    ten_are_planned(service)

    day(3, 18)
    it_leaves_with_the_courier(at_screen("warehouse", PHONE), at_screen("service1", WIDE), "SF1001")
    the_rest_is_planned(at_screen("service1", WIDE))

    day(3, 20)
    service = at_screen("service1", WIDE)
    it_leaves_with_the_courier(at_screen("warehouse", PHONE), service, "SF1002")
    the_customer_is_told(service)
    the_customer_follows_the_link(browser, live_server)
    it_is_signed_for_on_a_telephone(at_screen("service1", PHONE))
    it_stands_in_the_calendar(service)

    day(4, 2)
    manager = at_screen("cs-manager", WIDE)
    the_bill_is_brought_and_checked(manager, tmp_path)
    what_is_too_much_is_claimed(manager)
    the_cost_is_booked(manager)
    assert verify() == []


def pmc_decides_who_gets_the_stock(pmc):
    """As the rule proposes: the customer of the higher grade gets all of it, the other what is left, and is told."""
    pmc.opens_home()
    pmc.reads("争用同一库存的订单")
    pmc.goes_to("出货计划")
    pmc.opens(re.compile("B-6204"))
    pmc.reads(FIRST, SECOND, "30", "20")
    pmc.page.get_by_label("新日期").last.fill("2026-03-27")
    pmc.presses("按此决定")
    pmc.reads("已决定", SECOND)
    assert "2026-03-27" in OutgoingMail.objects.get(to="c@example.com").body


def ten_are_planned(service):
    service.opens_waiting("已下达未安排出货的订单", ORDERS[0])
    service.opens_tab("出货单")
    service.presses("新建出货单")
    service.fills(计划出货日期="2026-03-18")
    service.pastes(0, "product", "B-6204\t10\n")
    service.presses("保存")
    service.reads_state("已计划")


def the_rest_is_planned(service):
    """Left without lines, a shipment takes all that is open."""
    service.opens_waiting("已下达未安排出货的订单", ORDERS[0])
    service.opens_tab("出货单")
    service.presses("新建出货单")
    service.fills(计划出货日期="2026-03-20")
    service.presses("保存")
    service.reads_state("已计划")


def it_leaves_with_the_courier(warehouse, service, waybill):
    """Picked and packed on a telephone, booked with the courier at a desk, and sent."""
    warehouse.opens_waiting("今日待拣货的出货单", "SH-2026")
    warehouse.presses("拣货")
    warehouse.page.locator("dialog[open]").get_by_label("毛重").fill("2.6")
    warehouse.presses("拣货")
    warehouse.reads_state("已拣货")
    service.page.goto(warehouse.page.url)
    service.presses("交承运商并登记运单")
    service.fills(运单号=waybill)
    service.presses("交承运商并登记运单")
    service.reads_fact("运单号", waybill)
    warehouse.page.reload()
    warehouse.presses("出货")
    warehouse.presses("出货")
    warehouse.reads_state("已出货")


def the_customer_is_told(service):
    service.page.reload()
    service.presses("发送发货通知")
    service.presses("发送发货通知")
    service.reads_fact("通知发往", "a@example.com")


def the_customer_follows_the_link(browser, live_server):
    """On a telephone, without an account."""
    letter = OutgoingMail.objects.filter(to="a@example.com").latest("pk")
    link = re.search(r"https?://[^/\s]+(/track/\S+)", letter.body)[1]
    telephone = {"viewport": {"width": PHONE, "height": HEIGHTS[PHONE]}, "locale": "zh-CN"}
    page = browser.new_context(base_url=live_server.url, **telephone).new_page()
    page.goto(link)
    for text in ("SH-2026-000002", "SF1002", "深沟球轴承"):
        page.get_by_text(text).first.wait_for()
    assert SECOND not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def it_is_signed_for_on_a_telephone(service):
    service.opens_waiting("已出货未签收", "SH-2026-000002")
    service.presses("签收凭证")
    service.page.get_by_label("签收人").fill("王师傅")
    canvas = service.page.locator("canvas")
    box = canvas.bounding_box()
    service.page.mouse.move(box["x"] + 40, box["y"] + 40)
    service.page.mouse.down()
    service.page.mouse.move(box["x"] + 140, box["y"] + 80, steps=5)
    service.page.mouse.up()
    service.presses("确认签收")
    service.reads_state("已签收")


def it_stands_in_the_calendar(service):
    service.goes_to("出货计划")
    service.presses("日历")
    expect(service.page.locator("#plan-calendar")).to_contain_text("已发出 1 单")


def the_bill_is_brought_and_checked(manager, folder):
    """The courier asks four yuan more than the tariff has for the first waybill."""
    file = folder / "账单.csv"
    file.write_text(BILL, encoding="utf-8")
    manager.goes_to("快递账单")
    manager.presses("导入快递账单")
    manager.fills(**{"快递/物流公司": "顺丰", "月份": "2026-03", "其余费用承担部门": "客服部"})
    manager.page.locator("#main input[name=file]").set_input_files(file)
    manager.presses("继续")
    manager.presses("读取并核对")


def what_is_too_much_is_claimed(manager):
    """And the courier takes it back."""
    manager.reads("价格不符", "6.00")
    manager.presses("申诉")
    manager.presses("打开账单")
    manager.presses("提交申诉")
    manager.reads_state("申诉中")
    manager.presses("对账差异")
    manager.presses("同意")
    manager.presses("打开账单")


def the_cost_is_booked(manager):
    """Thirty-four billed less six taken back."""
    manager.presses("确认账单")
    manager.reads_state("已确认")
    manager.goes_to("费用记录")
    manager.reads("28.00")
