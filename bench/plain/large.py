"""W1 in plain Django: one more of every line of a long order, read and written in bulk, with a journal entry."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from bench.plain.models import Customer, Journal, Order, OrderLine, Product
from bench.process import Figures, django_cpu


def run(many: int, times: int) -> Figures:
    """CPU of a save."""
    order, products = _order(), list(Product.objects.all()[:50])
    OrderLine.objects.bulk_create([_line(order, products[n % len(products)], n + 1) for n in range(many)])
    return {"save": django_cpu(lambda: _save(order), times)}


def _order() -> Order:
    told = {"customer_po": "", "state": "draft", "ordered_on": date(2026, 6, 30), "total": 0}
    number = f"SO-L{Order.objects.count()}"  # the books are kept for the next run
    return Order.objects.create(number=number, customer=Customer.objects.all()[0], **told)


def _line(order: Order, product: Product, quantity: int) -> OrderLine:
    told = {"quantity": quantity, "unit_price": product.price, "amount": product.price * quantity}
    return OrderLine(order=order, product=product, **told)


@transaction.atomic
def _save(order: Order) -> None:
    lines = list(OrderLine.objects.filter(order=order).select_related("product"))
    for line in lines:
        line.quantity += 1
        line.amount = line.unit_price * line.quantity
    OrderLine.objects.bulk_update(lines, ["quantity", "amount"], batch_size=500)
    order.total = sum((Decimal(line.amount) for line in lines), Decimal(0))
    order.save()
    Journal.objects.create(by="engineer1", verb="amend", subject_type="plain.order", subject_id=order.pk, changes={})
