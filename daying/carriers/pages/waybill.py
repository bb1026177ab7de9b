"""How the courier book shows itself: its waybills, a day's entry, and what a waybill tells of cost and way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.carriers import actions, queries, views
from daying.carriers.models import UNDER_WAY, Carrier, Waybill, WaybillState
from daying.carriers.views import ADD, rating_told, way_told
from daying.customers.models import Customer
from daying.desk import cells
from daying.desk.filters import YES, FlagFilter
from daying.desk.gate import asks
from daying.desk.imports.columns import Objection
from daying.desk.resource import Resource, fact, panel, register, resource_for, todo

SECTION = _("Delivery")
Rows = Sequence[Mapping[str, Any]]
ALIASES = {
    "number": [
        "waybill",
        "waybill no",
        "tracking number",
        "tracking no",
        "运单号",
        "运单编号",
        "快递单号",
        "单号",
        "面单号",
    ],
    "carrier": ["courier", "快递公司", "物流公司", "承运商", "快递"],
    "account": ["account no", "月结卡号", "月结账号", "客户编码"],
    "service": ["product", "service", "产品类型", "服务类型", "时效产品"],
    "kind": ["goods", "物品", "寄件类型", "物品类型", "内件"],
    "reference": ["document", "shipment", "出货单号", "发货单号", "关联单号", "订单号"],
    "customer": ["client", "客户", "客户名称"],
    "booked_on": ["date", "shipping date", "日期", "寄件日期", "发货日期", "下单日期"],
    "promised_on": ["promised", "due date", "预计送达", "承诺日期", "时效日期"],
    "receiver_company": ["company", "收件公司", "对方公司", "收货单位", "收件单位"],
    "receiver_name": ["receiver", "consignee", "收件人", "收货人", "联系人"],
    "receiver_phone": ["phone", "mobile", "收件电话", "收件人电话", "联系电话", "手机", "电话"],
    "receiver_address": ["address", "收件地址", "收货地址", "详细地址", "地址"],
    "to_province": ["destination", "目的地", "目的省", "收件省份", "到达省"],
    "to_city": ["destination city", "目的市", "目的城市", "收件城市", "到达城市"],
    "from_province": ["origin", "始发地", "始发省", "寄件省份"],
    "from_city": ["origin city", "始发城市", "寄件城市"],
    "pieces": ["packages", "件数", "包裹数"],
    "actual_weight": ["weight", "kg", "重量", "实际重量", "重量kg", "毛重"],
    "volume": ["cbm", "体积", "方数"],
    "declared_value": ["insured value", "声明价值", "保价金额", "保价"],
    "cod_amount": ["cod", "代收货款", "代收金额"],
    "payer": ["payment", "付款方式", "结算方式"],
    "department": ["cost centre", "部门", "成本中心", "费用部门"],
    "handled_by": ["sender", "经手人", "寄件人", "寄件员"],
    "remarks": ["note", "备注"],
}


class LateFilter(FlagFilter):
    """Under way past the promised day."""

    def q(self) -> Q:
        late = Q(state__in=UNDER_WAY, promised_on__lt=self.today)
        return late if self.values == [YES] else ~late


def book(*, by: Any, **typed: Any) -> Waybill:
    """A waybill as the form has it."""
    return actions.book_waybill(typed, by=by)


def amend(waybill: Waybill, *, by: Any, version: int | None, **typed: Any) -> Waybill:
    """The same, corrected."""
    return actions.amend_waybill(waybill, typed, by=by, version=version)


def book_sheet(*, rows: Rows, by: Any) -> list[Waybill]:
    """The rows of a sheet."""
    return actions.book_waybills([{k: v for k, v in row.items() if k != "lines"} for row in rows], by=by)


def objections(rows: Rows, *, by: Any) -> Iterator[Objection]:
    """What keeps rows of a sheet from being booked, by row and column."""
    return (Objection(*wrong) for wrong in actions.wrong_in([{**row, "lines": None} for row in rows]))


@register(Waybill)
class WaybillPages(Resource):
    """What is handed to carriers, day by day."""

    slug = "waybills"
    icon = "truck-delivery"
    section = SECTION
    columns = ["number", "state", "carrier", "booked_on", "customer", "to_city", "reference", "estimated_cost"]
    columns += ["promised_on"]
    filters = ["state", "carrier", "booked_on", "customer", "kind", "department", "handled_by", "promised_on"]
    filters += [
        "delivered_on",
        "service",
        "account",
        "payer",
        "to_province",
        "cod_amount",
        "estimated_cost",
        "compensation",
    ]
    further_filters = {"is_late": LateFilter}
    search = ["number", "reference", "receiver_name", "receiver_company", "customer__name"]
    form = ["carrier", "number", "booked_on", "kind", "service", "account", "payer", "promised_on", "reference"]
    form += ["customer", "receiver_company", "receiver_name", "receiver_phone", "to_province", "to_city"]
    form += ["receiver_address", "pieces", "actual_weight", "length", "width", "height", "volume", "packing"]
    form += ["is_carried_up", "declared_value", "cod_amount", "from_province", "from_city", "department", "handled_by"]
    form += ["remarks"]
    headings = {
        "carrier": _("Waybill"),
        "customer": _("Receiver"),
        "pieces": _("Consignment"),
        "from_province": _("Sender and cost"),
    }
    facts = ["carrier", "service", "account", "kind", "booked_on", "promised_on", "picked_up_at", "delivered_on"]
    facts += ["received_by", "damage", "compensation", "reference", "customer", "receiver_company", "receiver_name"]
    facts += ["receiver_phone", "receiver_address", "from_province", "from_city", "to_province", "to_city", "pieces"]
    facts += ["actual_weight", "length", "width", "height", "volume", "packing", "is_carried_up", "declared_value"]
    facts += ["cod_amount", "payer", "chargeable_weight", "estimated_cost", "tariff", "department", "handled_by"]
    facts += ["remarks"]
    labels = {"is_late": _("past the promised day")}
    imports = form
    aliases = ALIASES
    objections = staticmethod(objections)
    not_copied = ["number", "promised_on", "cod_amount"]
    open_states = [state for state in WaybillState if state != WaybillState.CANCELLED]
    way = [WaybillState.BOOKED, WaybillState.IN_TRANSIT, WaybillState.DELIVERED]
    ordering = ["-booked_on", "-id"]
    scope = staticmethod(queries.waybills_seen_by)
    create = staticmethod(book)
    change = staticmethod(amend)
    create_many = staticmethod(book_sheet)
    list_links = [
        (_("Enter a day's waybills"), "waybills-day", "keyboard", ADD),
        (_("Carrier's status file"), "waybill-status-import", "file-import", "carriers.track_waybill"),
    ]
    extra_urls = [asks("waybills/day/", views.day, name="waybills-day")]


panel(Customer, _("Waybills"), WaybillPages, by="customer")
panel(Carrier, _("Waybills"), WaybillPages, by="carrier")


@fact(Waybill, _("Carries"), right="carriers.view_waybill")
def document_of(waybill: Waybill, user: Any) -> str:
    """Our document that it carries, where this person sees it. Two queries."""
    document = waybill.subject
    pages = resource_for(type(document)) if document else None
    if document is None or pages is None or not pages.allows(user, "view"):
        return ""
    if not pages.scope(user).filter(pk=document.pk).exists():
        return ""
    return cells.markup('<a href="{}">{}</a>', pages.url("detail", document), document)


@fact(Waybill, _("How the cost comes about"), right="carriers.view_tariff")
def cost_of(waybill: Waybill, user: Any) -> str:
    """The rating line by line. Five queries at most."""
    return rating_told(waybill)


@fact(Waybill, _("What was told on its way"), right="carriers.view_waybill")
def way_of(waybill: Waybill, user: Any) -> str:
    """Each event, the newest first. One query."""
    return way_told(waybill)


@todo(_("Waybills past the promised day"), serves="M6.5", is_urgent=True)
def late_waybills(user: Any, today: date) -> Any:
    """For those who follow them up with the carrier."""
    if not user.has_perm("carriers.track_waybill"):
        return Waybill.objects.none()
    return queries.waybills_seen_by(user).filter(pk__in=queries.overdue(today).values("pk")).order_by("promised_on")
