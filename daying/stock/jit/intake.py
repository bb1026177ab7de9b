"""Where a customer's own usage file comes in: its columns are known the next time (M3.8)."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MinValueValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.desk import fields
from daying.desk.imports.columns import LINES, Objection, importer
from daying.desk.resource import REGISTRY, further_page
from daying.desk.widgets import dressed
from daying.stock.jit import queries, usage
from daying.stock.jit.usage import MOST_ROWS
from daying.stock.models import JitAgreement, UsageLine, UsageReport, Warehouse, WarehouseKind
from daying.stock.queries import warehouses_seen_by

SLUG = "customer-usage"
RIGHT = "stock.import_usagereport"
LINE = ["part_number", "quantity", "used_on", "lot", "customer_order"]
LEAST = Decimal("0.001")
Rows = Sequence[Mapping[str, Any]]
ALIASES = {
    "reference": ["report no", "settlement no", "用量单号", "结算单号", "消耗单号", "领料单号"],
    "from_on": ["from", "period from", "开始日期", "期间起"],
    "until_on": ["to", "until", "period to", "结束日期", "期间止"],
    "lines.part_number": [
        "part no",
        "part",
        "item",
        "item no",
        "material",
        "料号",
        "物料编码",
        "物料号",
        "客户料号",
        "品号",
    ],
    "lines.quantity": ["qty", "used", "consumed", "数量", "用量", "使用数量", "消耗数量", "领用数量", "结算数量"],
    "lines.used_on": ["date", "usage date", "posting date", "日期", "使用日期", "领用日期", "消耗日期", "过账日期"],
    "lines.lot": ["batch", "lot no", "批次", "批号", "生产批号"],
    "lines.customer_order": ["order", "production order", "work order", "订单号", "工单", "工单号", "生产订单"],
}


def columns(user: Any) -> Mapping[str, forms.Field]:
    """What a customer's file may say. The part number is theirs, or else our product's code."""
    owners = customers_seen_by(user).filter(pk__in=queries.in_force().values("customer"))
    places = warehouses_seen_by(user).filter(kind=WarehouseKind.JIT)
    own = fields.of_model(UsageReport, ["reference", "from_on", "until_on"], user)
    for name in ("from_on", "until_on"):
        own[name].required = False
    lines = fields.of_model(UsageLine, LINE, user)
    lines["part_number"].required = True
    lines["quantity"].validators.append(MinValueValidator(LEAST, _("A quantity above zero.")))
    customer = forms.ModelChoiceField(owners, label=_("Customer"))
    return {
        "customer": dressed(customer, UsageReport._meta.get_field("customer")),
        "warehouse": forms.ModelChoiceField(places, required=False, label=_("JIT warehouse")),
        **own,
        **{LINES + name: field for name, field in lines.items()},
    }


def objections(rows: Rows, *, by: Any) -> Iterator[Objection]:
    """Customers whose warehouse is not clear, files too long, periods that end before they begin.

    Unknown parts are told when the report is checked: a file is not sent back for them.
    """
    for at, row in enumerate(rows):
        if row.get("customer") and _agreement(row) is None:
            yield Objection(
                at, "customer", gettext("Which JIT warehouse? The customer has none, or several, in force.")
            )
        if len(row.get("lines", ())) > MOST_ROWS:
            told = {"most": MOST_ROWS, "count": len(row["lines"])}
            sentence = gettext("A report has at most %(most)d rows, and this one has %(count)d.") % told
            yield Objection(at, "reference", sentence)
        if row.get("from_on") and row.get("until_on") and row["until_on"] < row["from_on"]:
            yield Objection(at, "until_on", gettext("A period ends after it begins."))


@importer(
    SLUG,
    _("Customer's usage file"),
    columns=columns,
    right=RIGHT,
    serves="M3.8",
    aliases=ALIASES,
    pages=REGISTRY.get(UsageReport),
    objections=objections,
    per="customer",
    gathers="reference",
)
def take_over_file(rows: Rows, *, by: Any) -> list[UsageReport]:
    """Draft the reports of a customer's file, one for each report number; all rows are one where there is none."""
    return usage.record_many([_whole(row) for row in rows], by=by)


def _whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """With its agreement, and the period that most of its rows are of where the file names none."""
    agreement = _agreement(row)
    assert agreement
    first, last = agreement.period_of(_usual_day(row, agreement))
    told = {"agreement": agreement, "from_on": row.get("from_on") or first, "until_on": row.get("until_on") or last}
    return {**row, **told}


def _usual_day(row: Mapping[str, Any], agreement: JitAgreement) -> date:
    days = Counter(agreement.period_of(line["used_on"]) for line in row["lines"] if line.get("used_on"))
    if days:
        return days.most_common(1)[0][0][0]
    return agreement.closed_period(timezone.localdate())[0]


def _agreement(row: Mapping[str, Any]) -> JitAgreement | None:
    """The one in force with the customer, of the warehouse where one is named; None where that is not clear."""
    warehouse: Warehouse | None = row.get("warehouse")
    found = list(queries.of_customer(row["customer"], warehouse)[:2])
    return found[0] if len(found) == 1 else None


def usage_file_of(customer: Customer) -> str:
    """The page of the file, with the customer chosen."""
    query = urlencode({"customer": str(customer.public_id)})
    return f"{reverse(f'{SLUG}-import')}?{query}"


further_page(Customer, _("Take over the customer's usage file"), usage_file_of, icon="file-import", right=RIGHT)
