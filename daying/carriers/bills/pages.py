"""How carriers' bills and what of them differs show themselves."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daying.carriers.bills import actions, queries, views
from daying.carriers.models import (
    BillDifference,
    BilledWaybill,
    BillState,
    Carrier,
    CarrierBill,
    DifferenceState,
    Waybill,
)
from daying.desk.gate import asks, does, shows
from daying.desk.resource import REGISTRY, Resource, panel, register, todo
from daying.expenses.models import CostEntry

SECTION = _("Delivery")


@register(CarrierBill)
class CarrierBillPages(Resource):
    """What carriers ask for a month."""

    slug = "carrier-bills"
    icon = "file-invoice"
    section = SECTION
    columns = ["carrier", "month", "account", "number", "waybills", "billed_amount", "tariff_amount", "claimed_amount"]
    columns += ["agreed_amount", "state"]
    filters = ["state", "carrier", "account", "month", "department", "billed_amount"]
    search = ["number", "month", "account", "carrier__name"]
    form = ["carrier", "month", "account", "number", "department", "remarks"]
    facts = ["carrier", "month", "account", "number", "department", "rows", "skipped", "waybills", "told_total"]
    facts += ["billed_amount", "tariff_amount", "checked_at", "claimed_on", "claimed_amount", "granted_amount"]
    facts += ["agreed_on", "agreed_amount", "paid_on", "payment", "remarks"]
    open_states = [BillState.DRAWN_UP]
    way = [BillState.DRAWN_UP, BillState.CHECKED, BillState.CLAIMED, BillState.AGREED, BillState.SETTLED]
    ordering = ["-month", "-id"]
    scope = staticmethod(queries.bills_seen_by)
    create = staticmethod(actions.draw_up)
    step_pages = {"check": "carrier-bill-check"}
    list_links = [(_("Bring a carrier's file"), "carrier-bill-bring", "file-import", views.ADD)]
    extra_urls = [
        asks("carrier-bills/bring/", views.bring, name="carrier-bill-bring"),
        asks("carrier-bills/<uuid:public_id>/file/", views.file, name="carrier-bill-file"),
        does("carrier-bills/<uuid:public_id>/file/replace/", views.replace, name="carrier-bill-replace"),
        asks("carrier-bills/<uuid:public_id>/check/", views.check, name="carrier-bill-check"),
        does("carrier-bills/<uuid:public_id>/decide/", views.decide, name="carrier-bill-decide"),
        shows("carrier-bills/<uuid:public_id>/claims.<str:kind>", views.claims, name="carrier-bill-claims"),
    ]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """What differs, the file, and what is claimed."""
        found = [(_("What differs"), reverse("carrier-bill-check", args=[record.public_id]), "scale")]
        if record.state in actions.UNREAD and user.has_perm(actions.CHANGE):
            found.append((_("Carrier's file"), reverse("carrier-bill-file", args=[record.public_id]), "file-import"))
        if record.claimed_on and user.has_perm("carriers.export_carrierbill"):
            claims = reverse("carrier-bill-claims", args=[record.public_id, "xlsx"])
            found.append((_("Claim file"), claims, "file-spreadsheet"))
        return found


@register(BilledWaybill)
class BilledWaybillPages(Resource):
    """What carriers ask for each waybill, and what it comes to by the tariff."""

    slug = "billed-waybills"
    icon = "list"
    columns = ["number", "bill", "amount", "own_amount", "excess", "weight", "own_weight", "service", "to_place"]
    columns += ["billed_on", "waybill"]
    filters = ["bill", "bill__carrier", "bill__month", "billed_on", "service", "amount", "excess", "waybill__customer"]
    search = ["number", "receiver"]
    facts = ["bill", "row", "waybill", "billed_on", "account", "payer", "from_place", "to_place", "receiver", "service"]
    facts += ["pieces", "weight", "freight", "insurance", "packing", "cod_fee", "surcharge", "discount", "amount"]
    facts += ["repeated", "tariff", "own_weight", "own_amount", "excess", "worked_told", "cost_centre", "remarks"]
    labels = {"worked_told": _("How we come to it")}
    ordering = ["-bill", "row"]
    scope = staticmethod(queries.billed_seen_by)


@register(BillDifference)
class BillDifferencePages(Resource):
    """Where a carrier asks something else than we expect, and what was decided."""

    slug = "bill-differences"
    icon = "scale"
    section = SECTION
    is_aside = True
    columns = ["billed", "bill", "reason", "state", "amount", "granted_amount", "theirs", "ours", "decided_for"]
    filters = ["bill", "bill__carrier", "bill__month", "reason", "state", "amount", "decided_by"]
    search = ["billed__number"]
    facts = ["billed", "bill", "reason", "theirs", "ours", "amount", "billed__amount", "billed__own_amount"]
    facts += ["billed__waybill", "decided_by", "decided_on", "decided_for", "granted_amount", "answered_on", "answer"]
    way = [DifferenceState.OPEN, DifferenceState.CLAIMED, DifferenceState.GRANTED]
    ordering = ["-bill", "billed__row", "id"]
    scope = staticmethod(queries.differences_seen_by)

    def matter(self, record: Any) -> Any:
        """The waybill as it is billed."""
        return record.billed


def costs_of(bill: CarrierBill) -> dict[str, Any]:
    """What was booked for it."""
    return {"subject_type": bill._meta.label_lower, "subject_id": bill.pk}


panel(CarrierBill, _("Differences"), BillDifferencePages, by="bill")
panel(CarrierBill, _("Billed waybills"), BilledWaybillPages, by="bill")
panel(CarrierBill, _("Costs"), type(REGISTRY[CostEntry]), find=costs_of)
panel(BilledWaybill, _("Differences"), BillDifferencePages, by="billed")
panel(Waybill, _("Billed by the carrier"), BilledWaybillPages, by="waybill")
panel(Carrier, _("Bills"), CarrierBillPages, by="carrier")


@todo(_("Carriers' bills with differences to decide"), serves="M6.5")
def to_decide(user: Any, today: date) -> Any:
    """For those who may decide."""
    if not user.has_perm(actions.DECIDE):
        return CarrierBill.objects.none()
    open_ones = BillDifference.objects.filter(state=DifferenceState.OPEN).order_by().values("bill")
    return CarrierBill.objects.filter(state=BillState.CHECKED, pk__in=open_ones)
