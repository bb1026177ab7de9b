"""Reading price adjustments."""

from typing import Any

from django.db.models import QuerySet

from daying.people.queries import limit
from daying.products.models import PriceAdjustment


def adjustments_seen_by(user: Any) -> QuerySet[PriceAdjustment]:
    """Those of price lists, and those of customers whom this person sees."""
    of_lists = PriceAdjustment.objects.filter(customer=None)
    return of_lists | limit(PriceAdjustment.objects.all(), user)
