"""From the plan to the door: two orders want one stock, PMC decides; booked, signed for, followed (M5.6, M5.7)."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from daying.carriers.factories import carrier
from daying.core.verify import verify
from daying.customers.factories import customer
from daying.orders.factories import released_order
from daying.products.factories import product
from daying.shipping import links
from daying.shipping.models import ProofOfDelivery, Reservation, Shipment
from daying.stock.factories import stocked, warehouse
from tests.browser.pages import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
D = Decimal


@pytest.fixture
def orders(cast, day):
    """Seven and six of a product of which ten lie in the warehouse, both promised for 20 March."""
    day(3, 10)
    goods = product(code="6204", unit="套")
    stocked(warehouse(code="CP", name="成品仓", is_main=True), goods, 10)
    carrier()
    firms = [
        customer(cast.engineer, name=f"{name}电机有限公司", grade=grade) for name, grade in (("甲", "A"), ("乙", "C"))
    ]
    return [
        released_order(firm, lines=[{"product": goods, "quantity": D(count)}], delivery_address="江苏省苏州市1号")
        for firm, count in zip(firms, (7, 6), strict=True)
    ]


def test_from_the_plan_to_the_door(orders, at_screen, cast, browser):
    first, second = orders
    pmc = at_screen("pmc", WIDE)
    pmc_decides(pmc, second)
    service_plans(at_screen("service1", WIDE), first)
    shipment = Shipment.objects.get()
    keeper = at_screen("warehouse", PHONE)
    the_keeper_packs_books_and_sends(keeper, shipment)
    somebody_signs(keeper, shipment)
    the_customer_follows(browser, keeper, shipment)
    pmc_looks_at_the_calendar(pmc, shipment)

    assert verify() == []


def pmc_decides(pmc, second):
    pmc.opens_waiting("争用同一库存的订单", str(second))
    pmc.goes_to("出货计划")
    pmc.opens("6204 轴承")
    pmc.reads("短缺 3", "规则")
    pmc.page.locator(f"[name=date-{second.lines.get().pk}]").fill("2026-03-27")
    pmc.presses("按此决定")
    pmc.reads("已决定", "请电话通知")
    assert sorted(Reservation.objects.values_list("quantity", flat=True)) == [D(3), D(7)]


def service_plans(service, order):
    service.goes_to("出货单")
    service.presses("新建")
    service.fills(销售订单=str(order), 计划出货日期="2026-03-10")
    service.presses("保存")
    service.reads_state("已计划")


def the_keeper_packs_books_and_sends(keeper, shipment):
    keeper.page.goto(f"/shipments/{shipment.public_id}/")
    keeper.presses("拣货")
    keeper.fills(**{"件数": "2", "毛重（kg）": "12.5"})
    keeper.presses("拣货")
    keeper.reads_state("已拣货")
    keeper.presses("交承运商并登记运单")
    keeper.page.locator("dialog[open] [name=number]").fill("SF1234567890")
    carriers = keeper.page.locator("dialog[open] .ts-control").first
    carriers.click()
    keeper.page.locator(".ts-dropdown .option", has_text="SF").first.click()
    keeper.presses("交承运商并登记运单")
    keeper.reads("SF1234567890")
    keeper.presses("出货")
    keeper.presses("出货")
    keeper.reads_state("已出货")


def somebody_signs(keeper, shipment):
    """With a finger, on the telephone at the door."""
    keeper.page.goto(f"/shipments/{shipment.public_id}/proof/")
    keeper.fills(签收人="王师傅")
    canvas = keeper.page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    keeper.page.mouse.move(box["x"] + 20, box["y"] + 20)
    keeper.page.mouse.down()
    keeper.page.mouse.move(box["x"] + 120, box["y"] + 60, steps=8)
    keeper.page.mouse.up()
    expect(keeper.page.locator("[name=signature]")).not_to_have_value("")
    keeper.presses("确认签收")
    keeper.reads_state("已签收")
    assert ProofOfDelivery.objects.get().has_signature


def the_customer_follows(browser, keeper, shipment):
    """On a telephone of their own, without signing in."""
    shipment.refresh_from_db()
    address = keeper.page.url.split("/shipments/")[0] + f"/track/{links.token_for(shipment)}/"
    context = browser.new_context(viewport={"width": PHONE, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    expect(page.locator("main")).to_contain_text("SF1234567890")
    expect(page.locator("main")).to_contain_text("王师傅")
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room
    context.close()


def pmc_looks_at_the_calendar(pmc, shipment):
    pmc.goes_to("出货计划")
    pmc.presses("日历")
    expect(pmc.page.locator("#plan-calendar")).to_contain_text(str(shipment))
    expect(pmc.page.locator("#plan-calendar")).to_contain_text("2026年3月")
