"""W1: an order of many lines is opened in its form, and saved with every line changed and worked out anew."""

from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from bench.process import Figures, django_cpu
from daying.customers.models import Customer
from daying.orders.actions import amend, open_order
from daying.orders.models import OrderLine, SalesOrder
from daying.products.models import Product

UNHASHED = "django.contrib.staticfiles.storage.StaticFilesStorage"  # nothing was collected for this process


def run(few: int, many: int, times: int) -> Figures:
    """CPU of the form and of a save with many lines, and the statements of both with few and with many."""
    small, large = _draft(few), _draft(many)
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": UNHASHED}}):
        for order in (small, large):  # what the process then remembers
            _open(order)
            _save(order)
        told = {"few": _statements(small), "many": _statements(large)}
        return {
            **told,
            "open": django_cpu(lambda: _open(large), times),
            "save": django_cpu(lambda: _save(large), times),
        }


def _draft(lines: int) -> SalesOrder:
    today, products = timezone.localdate(), list(Product.objects.order_by("pk")[:50])
    buyer = Customer.objects.filter(pool=None).select_related("owner").order_by("pk")[0]
    typed = [{"product": products[n % len(products)], "quantity": Decimal(n + 1)} for n in range(lines)]
    return open_order(by=buyer.owner, customer=buyer, ordered_on=today, requested_on=today, lines=typed)


def _open(order: SalesOrder) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(order.owner)
    assert client.get(f"/sales-orders/{order.public_id}/edit/").status_code == 200


def _save(order: SalesOrder) -> None:
    """One more of every line."""
    fresh = SalesOrder.objects.select_related("customer").get(pk=order.pk)
    kept = OrderLine.objects.filter(order=order).select_related("product")
    lines = [{"id": line.pk, "product": line.product, "quantity": line.quantity + 1} for line in kept]
    head = {"customer": fresh.customer, "ordered_on": fresh.ordered_on, "requested_on": fresh.requested_on}
    amend(fresh, by=order.owner, **head, lines=lines)


def _statements(order: SalesOrder) -> int:
    with CaptureQueriesContext(connection) as asked:
        _open(order)
        _save(order)
    return len(asked)
