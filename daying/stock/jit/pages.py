"""How goods at customers show themselves: agreements, transfers, usage, differences, joint counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.core.lengths import MOST_LINES
from daying.customers.models import Customer
from daying.desk.gate import asks
from daying.desk.resource import Resource, panel, register, todo
from daying.people.queries import acts_for
from daying.stock.jit import agreements, counting, deciding, queries, transfers, usage, views
from daying.stock.models import (
    AgreementState,
    JitAgreement,
    JitAgreementLine,
    JitTransfer,
    JitTransferLine,
    JointCount,
    JointCountLine,
    JointCountState,
    TransferState,
    UsageDifference,
    UsageLine,
    UsageReport,
    UsageState,
    Warehouse,
)

SECTION = _("Stock")


@register(JitAgreement)
class JitAgreementPages(Resource):
    """What is agreed for each JIT warehouse; from its page goods are filled up."""

    slug = "jit-agreements"
    icon = "building-factory-2"
    section = SECTION
    columns = ["number", "customer", "warehouse", "price_basis", "billing_period", "valid_from", "valid_until", "state"]
    filters = ["state", "customer", "customer__owner", "customer__department", "warehouse", "price_basis"]
    filters += ["billing_period", "valid_until"]
    search = ["number", "customer__name"]
    form = ["warehouse", "valid_from", "valid_until", "price_basis", "billing_period", "report_day", "lead_days"]
    form += ["max_age_days", "tolerance", "within_tolerance", "beyond_tolerance", "remarks"]
    headings = {
        "warehouse": _("JIT agreement"),
        "price_basis": _("Price and billing"),
        "lead_days": _("Goods"),
        "tolerance": _("Loss at a joint count"),
        "remarks": _("Remarks"),
    }
    facts = ["customer", *form[:-1], "ended_on", "ended_for", "remarks"]
    lines = (JitAgreementLine, ["product", "min_quantity", "max_quantity", "multiple"])
    line_columns = ["product", "product__unit", "min_quantity", "max_quantity", "multiple"]
    labels = {"lines.product__unit": _("unit")}
    open_states = [AgreementState.DRAFT, AgreementState.IN_FORCE]
    way = [AgreementState.DRAFT, AgreementState.IN_FORCE, AgreementState.ENDED]
    ordering = ["-valid_from", "-id"]
    scope = staticmethod(queries.agreements_seen_by)
    create = staticmethod(agreements.draft_agreement)
    change = staticmethod(agreements.amend_agreement)
    extra_urls = [asks("jit-agreements/<uuid:public_id>/stock/", views.stock, name="jit-stock")]

    def offered(self, user: Any) -> Any:
        """Usage is reported, and goods are moved, under what is in force or was."""
        return self.scope(user).exclude(state=AgreementState.DRAFT)

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """What lies there, and what to send."""
        if record.state == AgreementState.DRAFT:
            return ()
        return [(_("Stock and fill-up"), reverse("jit-stock", args=[record.public_id]), "packages")]


@register(JitTransfer)
class JitTransferPages(Resource):
    """Goods filled up, picked up again, and returned."""

    slug = "jit-transfers"
    icon = "switch-horizontal"
    section = SECTION
    columns = ["number", "kind", "customer", "planned_on", "shipped_on", "received_on", "carrier", "waybill_number"]
    columns += ["state"]
    filters = ["state", "kind", "customer", "customer__owner", "agreement", "warehouse", "planned_on", "received_on"]
    search = ["number", "waybill_number", "customer__name"]
    form = ["kind", "agreement", "warehouse", "planned_on", "carrier", "waybill_number", "reason", "remarks"]
    headings = {"kind": _("JIT transfer"), "carrier": _("Delivery"), "reason": _("Remarks")}
    facts = ["kind", "customer", "agreement", "warehouse", "planned_on", "shipped_on", "received_on", "carrier"]
    facts += ["waybill_number", "reason", "cancelled_for", "remarks"]
    lines = (JitTransferLine, ["product", "quantity", "lot"])
    line_columns = ["product", "product__unit", "quantity", "lot", "stocked_on", "received_quantity", "unit_price"]
    labels = {"lines.product__unit": _("unit")}
    step_pages = {"receive_transfer": "jit-transfer-receive"}
    open_states = [TransferState.PLANNED]
    way = [TransferState.PLANNED, TransferState.SHIPPED, TransferState.RECEIVED]
    ordering = ["-planned_on", "-id"]
    scope = staticmethod(queries.transfers_seen_by)
    create = staticmethod(transfers.plan_transfer)
    change = staticmethod(transfers.amend_transfer)
    extra_urls = [asks("jit-transfers/<uuid:public_id>/receive/", views.receive, name="jit-transfer-receive")]


@register(UsageReport)
class UsageReportPages(Resource):
    """What customers report to have used, from draft to billing."""

    slug = "usage-reports"
    icon = "report-analytics"
    section = SECTION
    columns = ["number", "customer", "agreement", "from_on", "until_on", "reference", "line_count"]
    columns += ["difference_count", "accepted_on", "state"]
    filters = ["state", "customer", "customer__owner", "customer__department", "agreement", "until_on", "accepted_on"]
    search = ["number", "reference", "customer__name"]
    form = ["agreement", "from_on", "until_on", "reference", "remarks"]
    facts = ["customer", *form[:-1], "line_count", "difference_count", "accepted_on", "dropped_for", "remarks"]
    lines = (UsageLine, ["product", "part_number", "quantity", "used_on", "lot", "customer_order"])
    line_columns = ["product", "part_number", "quantity", "used_on", "lot", "customer_order", "settled_quantity"]
    open_states = [UsageState.DRAFT]
    past_states = [UsageState.DROPPED]
    way = [UsageState.DRAFT, UsageState.CHECKED, UsageState.ACCEPTED]
    ordering = ["-until_on", "-id"]
    list_links = [(_("Customer's usage file"), "customer-usage-import", "file-import", "stock.import_usagereport")]
    scope = staticmethod(queries.usage_reports_seen_by)
    create = staticmethod(usage.record_usage)
    change = staticmethod(usage.amend_usage)
    create_many = staticmethod(usage.record_many)

    def may_edit(self, record: Any, user: Any) -> bool:
        """A form carries so many lines; a longer report is dropped and its file brought again."""
        return record.line_count <= MOST_LINES and super().may_edit(record, user)


@register(UsageDifference)
class UsageDifferencePages(Resource):
    """What differs between customers' reports and our books, each to be decided."""

    slug = "usage-differences"
    icon = "alert-circle"
    section = SECTION
    is_aside = True
    columns = ["row", "part", "reason", "detail", "quantity", "report", "customer", "decision", "state"]
    filters = ["state", "reason", "customer", "report"]
    search = ["part", "detail"]
    facts = ["report", "customer", "row", "part", "reason", "detail", "quantity", "decision"]
    ordering = ["-report", "row"]
    scope = staticmethod(queries.differences_seen_by)


@register(JointCount)
class JointCountPages(Resource):
    """Counts with customers. Left without lines, a new one lists every lot that should lie there."""

    slug = "joint-counts"
    icon = "clipboard-check"
    section = SECTION
    columns = ["number", "customer", "agreement", "counted_on", "signed_on", "signed_by", "state"]
    filters = ["state", "customer", "customer__owner", "agreement", "counted_on"]
    search = ["number", "customer__name"]
    form = ["agreement", "counted_on", "remarks"]
    facts = ["customer", "agreement", "counted_on", "signed_by", "signed_on", "dropped_for", "remarks"]
    lines = (JointCountLine, ["product", "lot", "stocked_on", "counted", "note"])
    line_columns = ["product", "lot", "stocked_on", "book_quantity", "counted", "difference", "borne_by_us"]
    line_columns += ["borne_by_customer", "unit_price", "note"]
    labels = {"lines.difference": _("difference")}
    step_pages = {"sign_joint_count": "joint-count-sign"}
    open_states = [JointCountState.DRAFT]
    past_states = [JointCountState.DROPPED]
    way = [JointCountState.DRAFT, JointCountState.SIGNED]
    ordering = ["-counted_on", "-id"]
    scope = staticmethod(queries.joint_counts_seen_by)
    create = staticmethod(counting.open_joint_count)
    change = staticmethod(counting.amend_joint_count)
    extra_urls = [asks("joint-counts/<uuid:public_id>/sign/", views.sign, name="joint-count-sign")]


panel(Customer, _("JIT agreements"), JitAgreementPages, by="customer")
panel(Customer, _("JIT transfers"), JitTransferPages, by="customer")
panel(Customer, _("Usage reports"), UsageReportPages, by="customer")
panel(Warehouse, _("JIT agreements"), JitAgreementPages, by="warehouse")
panel(JitAgreement, _("JIT transfers"), JitTransferPages, by="agreement")
panel(JitAgreement, _("Usage reports"), UsageReportPages, by="agreement")
panel(JitAgreement, _("Joint counts"), JointCountPages, by="agreement")
panel(UsageReport, _("Differences"), UsageDifferencePages, by="report")


@todo(_("JIT warehouses below what is agreed"), serves="M3.8", is_urgent=True)
def to_fill_up(user: Any, today: date) -> Any:
    """For those who plan fill-ups."""
    if not user.has_perm("stock.add_jittransfer"):
        return JitAgreement.objects.none()
    return queries.agreements_seen_by(user).filter(pk__in=queries.low().values("pk"))


@todo(_("JIT transfers to ship"), serves="M3.8")
def to_ship(user: Any, today: date) -> Any:
    """What is planned for today or was before, for the warehouse."""
    if not user.has_perm("stock.ship_jittransfer"):
        return JitTransfer.objects.none()
    return queries.transfers_seen_by(user).filter(state=TransferState.PLANNED, planned_on__lte=today)


@todo(_("JIT transfers on their way to my customers"), serves="M3.8")
def to_receive(user: Any, today: date) -> Any:
    """Shipped, and nobody has confirmed that they arrived."""
    mine = queries.transfers_seen_by(user).filter(customer__owner__in=acts_for(user))
    return mine.filter(state=TransferState.SHIPPED)


@todo(_("Usage that my customers have not reported"), serves="M3.8", is_urgent=True)
def without_report(user: Any, today: date) -> Any:
    """JIT agreements whose last period is over and that nobody has reported for."""
    mine = queries.agreements_seen_by(user).filter(customer__owner__in=acts_for(user), state=AgreementState.IN_FORCE)
    return mine.filter(pk__in=queries.without_report(today)) if mine.exists() else mine


@todo(_("Usage reports to check or accept"), serves="M3.8")
def to_accept(user: Any, today: date) -> Any:
    """For those who accept them."""
    if not user.has_perm("stock.accept_usagereport"):
        return UsageReport.objects.none()
    return queries.usage_reports_seen_by(user).filter(state__in=[UsageState.DRAFT, UsageState.CHECKED])


@todo(_("Usage differences to decide on"), serves="M3.8")
def to_decide(user: Any, today: date) -> Any:
    """For those who decide."""
    if not user.has_perm(deciding.RIGHT):
        return UsageDifference.objects.none()
    return queries.differences_seen_by(user).filter(pk__in=queries.to_decide().values("pk"))


@todo(_("JIT warehouses of my customers with goods too old"), serves="M3.8")
def too_old(user: Any, today: date) -> Any:
    """Older than agreed."""
    mine = queries.agreements_seen_by(user).filter(customer__owner__in=acts_for(user), state=AgreementState.IN_FORCE)
    return mine.filter(pk__in=queries.with_old_goods(today)) if mine.exists() else mine


# Its imports can be undone on the pages above.
from daying.stock.jit import intake  # noqa: E402, F401 - it registers itself
