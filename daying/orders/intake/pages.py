"""Where a customer's own order file comes in: from the customer's page, and from the list of orders."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.desk import fields
from daying.desk.imports.columns import LINES, importer
from daying.desk.resource import REGISTRY, further_page
from daying.orders import actions
from daying.orders.intake.judging import objections_to_file
from daying.orders.models import OrderLine, SalesOrder

SLUG = "customer-orders"
RIGHT = "orders.import_salesorder"
HEAD = ["customer", "customer_po", "ordered_on", "delivery_name", "delivery_address", "remarks"]
LINE = ["product", "quantity", "unit", "unit_price", "requested_on", "description"]
ALIASES = {
    "customer_po": [
        "PO",
        "PO no",
        "PO number",
        "order no",
        "order number",
        "订单号",
        "采购单号",
        "采购订单号",
        "订单编号",
    ],
    "ordered_on": ["PO date", "order date", "订单日期", "下单日期", "采购日期"],
    "delivery_address": ["ship to", "收货地址", "送货地址"],
    "lines.product": [
        "part no",
        "part number",
        "item",
        "item no",
        "料号",
        "物料编码",
        "物料号",
        "客户料号",
        "品号",
        "产品编码",
    ],
    "lines.quantity": ["qty", "order qty", "数量", "订单数量", "采购数量", "订购数量"],
    "lines.unit": ["uom", "单位"],
    "lines.unit_price": ["price", "unit price", "单价", "含税单价"],
    "lines.requested_on": [
        "due date",
        "delivery date",
        "need by",
        "交期",
        "交货日期",
        "要求交期",
        "需求日期",
        "到货日期",
    ],
    "lines.description": ["description", "品名", "物料名称", "品名规格"],
}


def columns(user: Any) -> Mapping[str, forms.Field]:
    """What a customer's file may say. The day goods are wanted stands with each line."""
    head = fields.typed(REGISTRY[SalesOrder], user, HEAD)
    lines = fields.of_model(OrderLine, LINE, user)
    return {**head, **{LINES + name: field for name, field in lines.items()}}


@importer(
    SLUG,
    _("Customer's order file"),
    columns=columns,
    right=RIGHT,
    serves="M5.3",
    aliases=ALIASES,
    pages=REGISTRY[SalesOrder],
    objections=objections_to_file,
    per="customer",
    gathers="customer_po",
    differs=_("Prices that differ from ours"),
)
def take_over_file(rows: Sequence[Mapping[str, Any]], *, by: Any) -> list[SalesOrder]:
    """Draft the orders of a customer's file. An order is wanted on the last day that one of its lines is."""
    return actions.open_orders([_whole(row) for row in rows], by=by)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    wanted = max(line["requested_on"] for line in row["lines"])
    return {"ordered_on": timezone.localdate(), "requested_on": wanted, **row}


def order_file_of(customer: Customer) -> str:
    """The page of the file, with the customer chosen."""
    query = urlencode({"customer": str(customer.public_id)})
    return f"{reverse(f'{SLUG}-import')}?{query}"


further_page(Customer, _("Take over the customer's order file"), order_file_of, icon="file-import", right=RIGHT)
