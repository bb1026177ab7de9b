"""Writing JIT agreements, putting them into force and ending them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core import changes
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.numbering import next_number
from daying.core.workflow import action, lock, transition
from daying.customers.actions import must_be_active
from daying.stock.models import (
    AgreementState,
    Bearer,
    BillingPeriod,
    JitAgreement,
    JitAgreementLine,
    PriceBasis,
    UsageReport,
    UsageState,
    Warehouse,
    WarehouseKind,
)

KIND = "JA"
Typed = Mapping[str, Any]


@action(right="stock.add_jitagreement", serves="M3.8", label=gettext_lazy("New JIT agreement"))
def draft_agreement(
    *,
    by: Actor,
    warehouse: Warehouse,
    valid_from: date,
    valid_until: date | None = None,
    price_basis: str = PriceBasis.ISSUE,
    billing_period: str = BillingPeriod.MONTH,
    report_day: int = 31,
    lead_days: int = 3,
    max_age_days: int = 180,
    tolerance: Decimal = Decimal(0),
    within_tolerance: str = Bearer.US,
    beyond_tolerance: str = Bearer.CUSTOMER,
    remarks: str = "",
    lines: Sequence[Typed] = (),
) -> JitAgreement:
    """Draft what is agreed for a JIT warehouse. lines: product, min_quantity, max_quantity and perhaps multiple."""
    agreement = JitAgreement(
        warehouse=warehouse,
        customer=warehouse.customer,
        valid_from=valid_from,
        valid_until=valid_until,
        price_basis=price_basis,
        billing_period=billing_period,
        report_day=report_day,
        lead_days=lead_days,
        max_age_days=max_age_days,
        tolerance=tolerance,
        within_tolerance=within_tolerance,
        beyond_tolerance=beyond_tolerance,
        remarks=remarks,
    )
    _must_make_sense(agreement)
    return changes.create(agreement, by=by, lines=_lines(lines))


@action(right="stock.change_jitagreement", serves="M3.8")
def amend_agreement(
    agreement: JitAgreement,
    *,
    by: Actor,
    warehouse: Warehouse,
    valid_from: date,
    version: int | None = None,
    valid_until: date | None = None,
    price_basis: str = PriceBasis.ISSUE,
    billing_period: str = BillingPeriod.MONTH,
    report_day: int = 31,
    lead_days: int = 3,
    max_age_days: int = 180,
    tolerance: Decimal = Decimal(0),
    within_tolerance: str = Bearer.US,
    beyond_tolerance: str = Bearer.CUSTOMER,
    remarks: str = "",
    lines: Sequence[Typed] | None = None,
) -> JitAgreement:
    """Change a draft, or of one in force what it keeps in stock. lines: all as they should be; None leaves them."""
    fresh: JitAgreement = lock(agreement)
    values: dict[str, Any] = {
        "warehouse": warehouse,
        "customer_id": warehouse.customer_id,
        "valid_from": valid_from,
        "valid_until": valid_until,
        "price_basis": price_basis,
        "billing_period": billing_period,
        "report_day": report_day,
        "lead_days": lead_days,
        "max_age_days": max_age_days,
        "tolerance": tolerance,
        "within_tolerance": within_tolerance,
        "beyond_tolerance": beyond_tolerance,
        "remarks": remarks,
    }
    _must_make_sense(JitAgreement(**values))
    _must_keep_terms(fresh, values)
    chosen = None if lines is None else _lines(lines)
    return changes.update(agreement, values, by=by, version=version, lines=chosen)


@transition(
    JitAgreement,
    label=gettext_lazy("Put into force"),
    source=AgreementState.DRAFT,
    target=AgreementState.IN_FORCE,
    right="stock.decide_jitagreement",
    serves="M3.8",
)
def put_in_force(agreement: JitAgreement, *, by: Actor, on: date) -> None:
    """From now on goods may be filled up and billed by it. Refused without a product, and beside another one."""
    customer = agreement.customer
    must_be_active(customer)
    if not agreement.lines.exists():
        raise Refused(_("Say which products are agreed, with the least and the most of each."))
    other = JitAgreement.objects.filter(warehouse=agreement.warehouse, state=AgreementState.IN_FORCE).first()
    if other:
        told = {"warehouse": agreement.warehouse, "other": other}
        raise Refused(_("For %(warehouse)s %(other)s is in force. End that one first.") % told, record=other)
    agreement.number = next_number(KIND, on)


@transition(
    JitAgreement,
    label=gettext_lazy("End the agreement"),
    source=AgreementState.IN_FORCE,
    target=AgreementState.ENDED,
    right="stock.decide_jitagreement",
    serves="M3.8",
    inputs={"reason": gettext_lazy("Reason")},
)
def end_agreement(agreement: JitAgreement, *, by: Actor, on: date, reason: str) -> None:
    """Nothing is filled up any more. Refused while usage that was checked waits to be accepted."""
    waiting = UsageReport.objects.filter(agreement=agreement, state=UsageState.CHECKED).first()
    if waiting:
        raise Refused(_("%(report)s is checked and not accepted yet.") % {"report": waiting}, record=waiting)
    agreement.ended_on, agreement.ended_for = on, reason


def must_be_in_force(agreement: JitAgreement) -> JitAgreement:
    """The agreement as it stands now, for reading. Refused where nothing may be done by it."""
    fresh: JitAgreement = lock(agreement)
    if fresh.state != AgreementState.IN_FORCE:
        raise Refused(_("%(agreement)s is not in force.") % {"agreement": fresh}, field="agreement", record=fresh)
    return fresh


def _must_make_sense(agreement: JitAgreement) -> None:
    if agreement.warehouse.kind != WarehouseKind.JIT:
        told = {"warehouse": agreement.warehouse}
        raise Refused(_("%(warehouse)s is one of our own. Choose a JIT warehouse.") % told, field="warehouse")
    if agreement.valid_until and agreement.valid_until < agreement.valid_from:
        raise Refused(_("An agreement ends after it begins."), field="valid_until")
    if not 1 <= agreement.report_day <= 31:
        raise Refused(_("The report day is a day of the month, 1 to 31."), field="report_day")
    if not 0 <= agreement.tolerance <= 1:
        raise Refused(_("The tolerance is a share between 0 and 1; 0.005 is 5 per thousand."), field="tolerance")
    if agreement.max_age_days < 1:
        raise Refused(_("The longest age is one day or more."), field="max_age_days")


def _must_keep_terms(fresh: JitAgreement, values: Mapping[str, Any]) -> None:
    """What was agreed stays as it is once it is in force: prices and losses are judged by it."""
    if fresh.state == AgreementState.ENDED:
        raise Refused(_("%(agreement)s is ended and cannot be changed.") % {"agreement": fresh})
    fixed = ("warehouse", "valid_from", "price_basis", "tolerance", "within_tolerance", "beyond_tolerance")
    for name in fixed if fresh.state == AgreementState.IN_FORCE else ():
        if getattr(fresh, name) != values[name]:
            told = {"agreement": fresh, "field": getattr(fresh._meta.get_field(name), "verbose_name", name)}
            sentence = _("%(agreement)s is in force: “%(field)s” stays. End it and agree anew.")
            raise Refused(sentence % told, field=name)


def _lines(rows: Sequence[Typed]) -> list[JitAgreementLine]:
    seen: set[int] = set()
    for row in rows:
        product, least, most = row["product"], row["min_quantity"], row["max_quantity"]
        pack = row.get("multiple")
        if product.pk in seen:
            raise Refused(_("%(product)s stands there twice.") % {"product": product}, field="lines")
        seen.add(product.pk)
        if not 0 <= least <= most or most <= 0 or (pack is not None and pack <= 0):
            told = {"product": product}
            sentence = _("%(product)s: at least 0, at most as much or more, and packs of more than nothing.")
            raise Refused(sentence % told, field="lines")
    names = ("product", "min_quantity", "max_quantity", "multiple")
    return [JitAgreementLine(pk=row.get("id"), **{name: row.get(name) for name in names}) for row in rows]
