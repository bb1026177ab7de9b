"""W2's preparation: who is signed in, and which pages are asked for."""

from typing import Any

from django.conf import settings
from django.test import Client

from bench.process import Figures
from daying.desk.models import SavedView
from daying.orders.models import SalesOrder
from daying.people.models import Employee


def prepare() -> Figures:
    """The cookies of a director and of the manager of one department, and the pages' addresses."""
    director, manager = (Employee.objects.get(username=name) for name in ("director", "manager1"))
    kept = {"owner": director, "slug": "sales-orders", "name": "bench"}
    view, _is_new = SavedView.objects.get_or_create(**kept, defaults={"query": "state=released&sort=-total"})
    order = SalesOrder.objects.filter(state="shipped").order_by("-pk").select_related("customer")[0]
    return {
        "director": _signed_in(director),
        "manager": _signed_in(manager),
        "search": order.customer.name,
        "number": order.number,
        "view": f"{view.query}&view={view.public_id}",
        "detail": str(order.public_id),
    }


def _signed_in(person: Any) -> str:
    client = Client(HTTP_HOST="localhost")
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
