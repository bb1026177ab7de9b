"""The record of an order's review on paper, in Chinese or English: what an auditor asks for (ISO 9001, 8.2.3.2)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from daying.core import printing, written
from daying.customers.models import Terms
from daying.orders.contracts.wording import LANGUAGES, name_of
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.review_record import Asking, askings, askings_of_changes
from daying.people.queries import company
from daying.work.models import Opinion

Pairs = list[tuple[str, str]]


def pdf(order: SalesOrder, user: Any, language: str) -> bytes:
    """The record as a file, with the opinions that this person may see. language: zh or en."""
    return printing.pdf("orders/review", told(order, user, language))


def told(order: SalesOrder, user: Any, language: str) -> dict[str, Any]:
    """What the template prints, written out in the language of the document. Five queries."""
    ours = company()
    lines = OrderLine.objects.filter(order=order).select_related("product")
    found = [*askings(order, user), *askings_of_changes(order, user)]
    with override(LANGUAGES[language]):
        return {
            "language": language,
            "title": _("Order review record"),
            "number": str(order),
            "page_of": _("Page {page} of {pages}"),
            "company": {"name": name_of(ours, language), "lines": [ours.address] if ours.address else []},
            "facts": _facts(order, language),
            "requirements": _("What the customer requires"),
            "heads": ["#", _("Product"), _("Quantity"), _("Unit"), _("Requested delivery"), _("Confirmed date")],
            "rows": [_row(line) for line in lines],
            "askings": [_asking(one) for one in found],
            "nobody": _("Nobody was asked about this order yet."),
        }


def _facts(order: SalesOrder, language: str) -> Pairs:
    told = [
        (_("Customer"), name_of(order.customer, language)),
        (_("Customer's order number"), order.customer_po),
        (_("Kind of order"), str(order.get_kind_display() if order.kind else "")),
        (_("Owner"), str(order.owner)),
        (_("Ordered on"), written.day(order.ordered_on)),
        (_("Requested delivery"), written.day(order.requested_on)),
        (_("Confirmed date"), written.day(order.confirmed_on) if order.confirmed_on else ""),
        (_("Terms of payment"), f"{Terms(order.terms).label}, {order.payment_days}"),
        (_("Total"), f"{order.currency} {written.money(order.total)}"),
        (_("Delivery address"), order.delivery_address),
        (_("State"), str(order.get_state_display())),
        (_("Revision"), str(order.revision)),
        (_("Remarks"), order.remarks),
        (_("Printed on"), written.day(timezone.localdate())),
    ]
    return [(label, value or "—") for label, value in told]


def _row(line: OrderLine) -> list[str]:
    what = "  ".join(word for word in (line.product.code, line.description, line.product.specification) if word)
    days = [written.day(day) if day else "—" for day in (line.requested_on, line.confirmed_on)]
    amount = written.quantity(line.quantity) if line.quantity else _("taken out")
    return [str(line.position), what, amount, line.product.unit, *days]


def _asking(asking: Asking) -> dict[str, Any]:
    sign = asking.countersignature
    facts = [
        (_("Asked by"), f"{sign.created_by or '—'}, {_moment(sign.created_at)}"),
        (_("Conclusion"), str(sign.get_state_display())),
        (_("How they are asked"), str(sign.get_mode_display())),
        (_("Due on"), written.day(sign.due_on) if sign.due_on else "—"),
    ]
    return {
        "title": sign.title,
        "facts": facts,
        "warnings": list(asking.warnings),
        "details": sign.details,
        "opinions": [_opinion(one) for one in asking.opinions],
    }


def _opinion(opinion: Opinion) -> dict[str, Any]:
    who = " ".join(str(one) for one in (f"{opinion.step}.", opinion.department, opinion.person) if one)
    return {"who": who, "answer": str(opinion.get_state_display()), "said": _said(opinion)}


def _said(opinion: Opinion) -> Sequence[tuple[str, str]]:
    by = f"{opinion.decided_by or '—'}, {_moment(opinion.decided_at)}" if opinion.decided_at else ""
    told = [
        (_("Asked to look at"), opinion.duty),
        (_("Checklist"), opinion.checked or opinion.checklist),
        (_("Opinion"), opinion.text),
        (_("Conditions"), opinion.conditions),
        (_("Promised date"), written.day(opinion.promised_on) if opinion.promised_on else ""),
        (_("Answered by"), by),
    ]
    return [(label, value) for label, value in told if value]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
