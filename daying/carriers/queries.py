"""Reading the carriers."""

from typing import Any

from django.db.models import QuerySet

from daying.carriers.models import Carrier


def carriers_seen_by(user: Any) -> QuerySet[Carrier]:
    """All of them."""
    return Carrier.objects.all()
