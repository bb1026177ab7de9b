"""Pages of their own: the record of a review, to be printed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.desk.sight import seen
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.review_record import askings


@signed_in
def review_record(request: Any, public_id: UUID) -> HttpResponse:
    """Who was asked about an order, with which red lines and questions, and what each answered when."""
    pages: Any = resource_for(SalesOrder)
    if not pages.allows(request.user, "view"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    order = seen(pages, request.user, public_id, ["customer", "owner"])
    context = {
        "order": order,
        "lines": OrderLine.objects.filter(order=order).select_related("product"),
        "askings": askings(order, request.user),
        "resource": pages,
        "list_url": pages.url(),
        "back": pages.url("detail", order),
    }
    return render(request, "orders/review_record.html", context)
