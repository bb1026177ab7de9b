"""The plain project's pages: a list with search and paging, and one order with its lines, for whoever is signed in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path

from bench.plain.models import Order

PER_PAGE = 50


@login_required
def orders(request: Any) -> HttpResponse:
    """The newest first; q: in the number, the customer's number or name; state: of a saved view."""
    rows = Order.objects.select_related("customer").order_by("-ordered_on", "-pk")
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    if words:
        rows = rows.filter(
            Q(number__contains=words) | Q(customer_po__contains=words) | Q(customer__name__contains=words)
        )
    if state:
        rows = rows.filter(state=state)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plain/orders.html", {"page": page, "words": words})


@login_required
def order(request: Any, key: int) -> HttpResponse:
    """One order."""
    found = get_object_or_404(Order.objects.select_related("customer"), pk=key)
    return render(request, "plain/order.html", {"order": found, "lines": found.lines.select_related("product")})


def hello(request: Any) -> HttpResponse:
    """Answers whoever asks."""
    return render(request, "plain/base.html")


urlpatterns = [
    path("", hello),
    path("orders/", orders, name="orders"),
    path("orders/<int:key>/", order, name="order"),
]
