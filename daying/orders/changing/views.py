"""The page of an order as it stood on a day."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.desk.gate import signed_in
from daying.desk.records import Detail, Fact, Lines
from daying.desk.resource import resource_for
from daying.desk.widgets import dressed
from daying.orders.changing.queries import Values, as_of
from daying.orders.models import OrderLine, SalesOrder
from daying.orders.queries import orders_seen_by
from daying.products.models import Product


class DayForm(forms.Form):
    """Which day."""

    use_required_attribute = False
    on = forms.DateField(label=gettext_lazy("Date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = dressed(self.fields["on"])


@signed_in
def stood(request: Any, public_id: UUID) -> HttpResponse:
    """An order as it stood at the end of a day."""
    if not request.user.has_perm("orders.view_salesorder"):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    order = get_object_or_404(orders_seen_by(request.user), public_id=public_id)
    form = DayForm(request.GET if "on" in request.GET else {"on": timezone.localdate().isoformat()})
    found = as_of(order, form.cleaned_data["on"]) if form.is_valid() else None
    context = {"order": order, "form": form, "stood": Stood(*found, request.user) if found else None}
    return render(request, "orders/as_of.html", context, status=200 if form.is_valid() else 422)


class Stood(Detail):
    """The order's page once more, from what the journal tells."""

    def __init__(self, head: Values, lines: Sequence[Values], user: Any) -> None:
        resource = resource_for(SalesOrder)
        assert resource
        super().__init__(resource, _as_record(SalesOrder, head), user)
        self._lines = lines

    @cached_property
    def lines(self) -> Lines:
        """As they stood then. One query, for the products."""
        products = Product.objects.in_bulk([line["product_id"] for line in self._lines])
        then = [_as_record(OrderLine, line) for line in self._lines]
        for line in then:
            line.order, line.product = self.record, products[line.product_id]
        return Lines(self.resource, then, self.user)

    def _further_facts(self) -> list[Fact]:
        """Nothing: what other rooms know is of today."""
        return []


def _as_record(model: type[Any], values: Values) -> Any:
    """The values of the journal as a record that is not in the database."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: fields[name].to_python(value) for name, value in values.items() if name in fields})
