"""W2's preparation in the plain project."""

from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from bench.plain.models import Order
from bench.process import Figures


def prepare() -> Figures:
    """The cookie of somebody signed in, and what to search for."""
    client = Client()
    client.force_login(User.objects.get())
    order = Order.objects.select_related("customer").latest("pk")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "search": order.customer.name, "detail": order.pk}
