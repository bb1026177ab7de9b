"""The pages on which one reads which price held when."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core import written
from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.desk import cells
from daying.desk.gate import signed_in
from daying.desk.resource import resource_for
from daying.desk.tables import point
from daying.products import queries
from daying.products.models import CustomerPrice, Product
from daying.products.queries import PastPrice

DRAWN = 8  # so many lines can still be told apart
LISTED, AGREED = "products.view_pricelistline", "products.view_customerprice"


@signed_in
def of_product(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The prices of a product, on the lists and as agreed with the customers whom one sees."""
    user: Any = request.user
    if not (user.has_perm("products.view_product") and (user.has_perm(LISTED) or user.has_perm(AGREED))):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    product = get_object_or_404(queries.products_seen_by(user), public_id=public_id)
    prices = queries.prices_of_product(product, user, timezone.localdate())
    return _page(request, product, prices)


@signed_in
def of_customer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The prices of a customer: agreed, and on the list of their own."""
    user: Any = request.user
    if not (user.has_perm("customers.view_customer") and user.has_perm(AGREED)):
        raise PermissionDenied(_("Your post does not have the right to do this."))
    customer = get_object_or_404(customers_seen_by(user), public_id=public_id)
    prices = queries.prices_of_customer(customer, user, timezone.localdate())
    return _page(request, customer, prices)


def _page(request: HttpRequest, subject: Product | Customer, prices: Sequence[PastPrice]) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    is_product = isinstance(subject, Product)
    pages: Any = resource_for(type(subject))
    context = {
        "subject": subject,
        "is_product": is_product,
        "list_url": pages.url(),
        "back": pages.url("detail", subject),
        "title": pages.title,
        "shows_margin": user.has_perm("products.view_cost"),
        "rows": [_row(price, is_product, user, today) for price in prices],
        "chart": _chart(prices, is_product, today),
    }
    return render(request, "products/price_history.html", context)


def _row(price: PastPrice, is_product: bool, user: Any, today: date) -> dict[str, Any]:
    row = price.row
    return {
        "of": cells.record_link(price.place if is_product else row.product, user),
        "source": _source(price),
        "origin": cells.record_link(price.adjustment, user) if price.adjustment else _agreement(price),
        "quantity": written.quantity(row.quantity_from) if row.quantity_from else "",
        "unit": str(row.unit or row.product.unit),
        "price": f"{price.currency} {written.price(row.price)}",
        "tax": _("Yes") if price.includes_tax else _("No"),
        "from": row.valid_from,
        "until": price.until,
        "state": _badge(price, today),
        "margin": "" if price.margin is None else written.rate(price.margin),
    }


def _badge(price: PastPrice, today: date) -> str:
    if price.row.valid_from > today:
        return cells.badge("planned", _("To come"))
    return cells.badge("active", _("In force")) if price.holds(today) else ""


def _source(price: PastPrice) -> str:
    return _("Agreed with the customer") if isinstance(price.row, CustomerPrice) else _("Price list")


def _agreement(price: PastPrice) -> str:
    return price.row.agreement if isinstance(price.row, CustomerPrice) else ""


def _chart(prices: Sequence[PastPrice], is_product: bool, today: date) -> dict[str, Any] | None:
    """The prices from the lowest quantity on as lines, in the currency of most of them; None where none has changed."""
    currencies = [price.currency for price in prices]
    usual = max(dict.fromkeys(currencies), key=currencies.count, default="")
    lines = [found for found in queries.lists_of(prices).values() if found[0].currency == usual and len(found) > 1]
    lines = sorted(lines, key=lambda found: (found[0].row.least, found[0].row.product_id))[:DRAWN]
    days = sorted({price.row.valid_from for found in lines for price in found} | {today}) if lines else []
    drawn = [[point(_on(found, day)) for day in days] for found in lines]
    series = [
        {"name": _named(found[0], is_product), "values": values} for found, values in zip(lines, drawn, strict=True)
    ]
    names = [written.day(day) for day in days]
    return {"kind": "line", "unit": "", "names": names, "series": series} if lines else None


def _named(price: PastPrice, is_product: bool) -> str:
    name = str(price.place if is_product else price.row.product)
    least = price.row.quantity_from
    return f"{name} ≥ {written.quantity(least)}" if least else name


def _on(prices: Sequence[PastPrice], day: date) -> Decimal | None:
    return next((price.row.of_one for price in prices if price.holds(day)), None)


def address(record: Product | Customer) -> str:
    """Where the prices of a product or a customer are read."""
    name = "product-prices" if isinstance(record, Product) else "customer-prices"
    return reverse(name, args=[record.public_id])
