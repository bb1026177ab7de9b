"""Reading comparisons of tariffs and the policy for carriers."""

from typing import Any

from django.db.models import QuerySet

from daying.carriers.models import CarrierPolicy, TariffComparison


def comparisons_seen_by(user: Any) -> QuerySet[TariffComparison]:
    """All of them."""
    return TariffComparison.objects.all()


def policies_seen_by(user: Any) -> QuerySet[CarrierPolicy]:
    """The one there is."""
    return CarrierPolicy.objects.all()
