"""What an agreed bill costs whom: by department and customer, by kind of cost, added up by the database."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from daying.carriers.models import BillDifference, BilledWaybill, CarrierBill, DifferenceState, Reason
from daying.core.actor import Actor
from daying.core.money import ZERO, MoneyField
from daying.customers.models import Currency
from daying.expenses import actions as expenses
from daying.expenses.models import Category, CostEntry

PARTS = {
    "freight": Category.FREIGHT,
    "insurance": Category.INSURANCE,
    "packing": Category.PACKING,
    "cod_fee": Category.COD_FEE,
    "surcharge": Category.SURCHARGE,
}
Bearer = tuple[int | None, int | None]  # keys of department and customer
Costs = dict[tuple[Bearer, str], Decimal]


def book(bill: CarrierBill, *, by: Actor, on: date) -> list[CostEntry]:
    """Book it. A waybill's department bears it, else its customer's, else the bill's. Six statements."""
    return expenses.book_all([*_rows(bill, on)], by=by, document=bill)


def costs(bill: CarrierBill) -> Costs:
    """What each department bears for each customer, by category; they add up to what is agreed. Two queries."""
    found: Costs = {}
    billed = BilledWaybill.objects.filter(bill=bill)
    for row in _grouped(billed, **{part: _sum(part) for part in PARTS}, off=_sum("discount")):
        for part, category in PARTS.items():
            _add(found, row, category, row[part])
        _add(found, row, Category.FREIGHT, -row["off"])
    given_back = billed.filter(differences__state=DifferenceState.GRANTED)
    for row in _grouped(given_back, "differences__reason", given=_sum("differences__granted_amount")):
        is_surcharge = row["differences__reason"] == Reason.SURCHARGE
        _add(found, row, Category.SURCHARGE if is_surcharge else Category.FREIGHT, -row["given"])
    return found


def granted(bill: CarrierBill) -> Decimal:
    """What the carrier took back. One query."""
    return added(BillDifference.objects.filter(bill=bill, state=DifferenceState.GRANTED), "granted_amount")


def added(rows: QuerySet[BillDifference], name: str) -> Decimal:
    """The sum of a column."""
    found: Decimal = rows.aggregate(added=_sum(name))["added"]
    return found


def _rows(bill: CarrierBill, on: date) -> Iterator[dict[str, Any]]:
    for ((department, customer), category), amount in costs(bill).items():
        yield {
            "department_id": department or bill.department_id,
            "customer_id": customer,
            "category": category,
            "amount": amount,
            "currency": Currency.CNY,
            "month": bill.month,
            "booked_on": on,
        }


def _grouped(rows: QuerySet[BilledWaybill], *by: str, **sums: Any) -> QuerySet[BilledWaybill, dict[str, Any]]:
    bearer = Coalesce(F("waybill__department"), F("waybill__customer__department"))
    return rows.order_by().annotate(bearer=bearer).values("bearer", "waybill__customer", *by).annotate(**sums)


def _add(found: Costs, row: dict[str, Any], category: str, amount: Decimal) -> None:
    key = (row["bearer"], row["waybill__customer"]), category
    found[key] = found.get(key, ZERO) + amount


def _sum(name: str) -> Any:
    return Coalesce(Sum(name), ZERO, output_field=MoneyField())
