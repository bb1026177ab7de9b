"""Pages of their own: the record of a review, on the screen and on paper."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from daying.core import printing
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.desk.sight import seen
from daying.orders import review_paper
from daying.orders.contracts.wording import LANGUAGES
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.review_record import askings, askings_of_changes


@signed_in
def review_record(request: Any, public_id: UUID) -> HttpResponse:
    """Who was asked about an order, with which red lines and questions, and what each answered when."""
    pages: Any = resource_for(SalesOrder)
    order = _order(request, public_id)
    context = {
        "order": order,
        "lines": OrderLine.objects.filter(order=order).select_related("product"),
        "askings": [*askings(order, request.user), *askings_of_changes(order, request.user)],
        "resource": pages,
        "list_url": pages.url(),
        "back": pages.url("detail", order),
    }
    return render(request, "orders/review_record.html", context)


@signed_in
def review_record_pdf(request: Any, public_id: UUID, language: str) -> HttpResponse:
    """The same as a file, for an auditor."""
    if language not in LANGUAGES:
        raise Http404
    order = _order(request, public_id)
    name = f"{_('Review record')} {order}"
    return printing.response(review_paper.pdf(order, request.user, language), name)


def _order(request: Any, public_id: UUID) -> SalesOrder:
    pages: Any = resource_for(SalesOrder)
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    order: SalesOrder = seen(pages, request.user, public_id, ["customer", "owner"])
    return order
