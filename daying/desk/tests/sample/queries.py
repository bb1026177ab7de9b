"""Who sees what."""

from typing import Any

from django.db.models import QuerySet

from daying.desk.tests.sample.models import Deal, Firm, Item


def firms_seen_by(user: Any) -> QuerySet[Firm]:
    """One's own, or all with the right to see all."""
    return Firm.objects.all() if user.has_perm("sample.see_all") else Firm.objects.filter(owner_id=user.pk)


def deals_seen_by(user: Any) -> QuerySet[Deal]:
    """Those with the firms one sees."""
    deals = Deal.objects.all()
    return deals if user.has_perm("sample.see_all") else deals.filter(firm__owner_id=user.pk)


def items_seen_by(user: Any) -> QuerySet[Item]:
    """Everybody sees them."""
    return Item.objects.all()
