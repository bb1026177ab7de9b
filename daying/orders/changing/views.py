"""The page of an order as it stood on a day."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.desk.gate import signed_in
from daying.desk.widgets import dressed
from daying.orders.changing.queries import Values, as_of
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.queries import orders_seen_by
from daying.products.models import Product

HEAD: tuple[str, ...] = (
    "number",
    "state",
    "revision",
    "customer_po",
    "ordered_on",
    "requested_on",
    "confirmed_on",
    "currency",
    "total",
)
HEAD += ("payment_days", "delivery_name", "delivery_address", "remarks")
LINE = ("description", "quantity", "unit_price", "discount", "amount", "requested_on", "shipped_quantity")


class DayForm(forms.Form):
    """Which day."""

    use_required_attribute = False
    on = forms.DateField(label=gettext_lazy("As it stood on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dressed(self.fields["on"])


@signed_in
def stood(request: Any, public_id: UUID) -> HttpResponse:
    """An order as it stood at the end of a day."""
    if not request.user.has_perm("orders.view_salesorder"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    order = get_object_or_404(orders_seen_by(request.user), public_id=public_id)
    form = DayForm(request.GET if "on" in request.GET else {"on": timezone.localdate().isoformat()})
    found = as_of(order, form.cleaned_data["on"]) if form.is_valid() else None
    context = {"order": order, "form": form, **(_told(found) if found else {})}
    return render(request, "orders/as_of.html", context, status=200 if form.is_valid() else 422)


def _told(found: tuple[Values, list[Values]]) -> dict[str, Any]:
    head, lines = found
    names = Product.objects.in_bulk([line["product_id"] for line in lines])
    return {
        "facts": [
            (_label(SalesOrder, name), _said(SalesOrder, name, head.get(name))) for name in HEAD if head.get(name)
        ],
        "columns": [_label(OrderLine, name) for name in LINE],
        "rows": [
            [
                line["position"],
                names.get(line["product_id"]),
                *(_said(OrderLine, name, line.get(name)) for name in LINE),
            ]
            for line in lines
        ],
    }


def _label(model: Any, name: str) -> str:
    return str(capfirst(model._meta.get_field(name).verbose_name))


def _said(model: Any, name: str, value: Any) -> Any:
    choices = dict(model._meta.get_field(name).flatchoices)
    return "" if value is None else choices.get(value, value)
