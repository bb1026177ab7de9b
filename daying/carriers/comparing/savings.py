"""What a new tariff has saved: what its waybills would have cost under the one before, less what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from daying.carriers.comparing.rating_again import Under, money_of, rate_again
from daying.carriers.models import IN_FORCE, Tariff, Waybill
from daying.carriers.ratebook import ratebooks

SAME = ("carrier_id", "account", "name")


@dataclass(frozen=True)
class Saved:
    """A tariff, the one that it replaced, and the waybills rated by it since."""

    tariff: Tariff
    before: Tariff
    under: Under

    @property
    def old(self) -> Decimal:
        """What they would have cost."""
        return money_of(self.under.fen)

    @property
    def paid(self) -> Decimal:
        """What was paid for them."""
        return money_of(self.under.paid)

    @property
    def saved(self) -> Decimal:
        """Below zero where it became dearer."""
        return self.old - self.paid


def realised(waybills: QuerySet[Waybill]) -> list[Saved]:
    """For each tariff of these waybills that replaced another, what it saved. Three queries, and one for each."""
    used = set(waybills.order_by().values_list("tariff", flat=True).distinct()) - {None}
    tariffs = list(Tariff.objects.filter(pk__in=used).select_related("carrier").order_by("carrier", "pk"))
    editions = _editions(tariffs)
    before = {tariff.pk: found for tariff in tariffs if (found := predecessor(tariff, editions))}
    books = ratebooks([*{one.pk: one for one in before.values()}.values()]) if before else {}
    saved = []
    for tariff in tariffs:
        if tariff.pk in before:
            again = rate_again(waybills.filter(tariff=tariff), [books[before[tariff.pk].pk]])
            saved.append(Saved(tariff, before[tariff.pk], again.under[0]))
    return saved


def predecessor(tariff: Tariff, editions: Sequence[Tariff]) -> Tariff | None:
    """The edition of the same tariff that held before this one; None where it is the first."""
    same = [one for one in editions if all(getattr(one, name) == getattr(tariff, name) for name in SAME)]
    earlier = [one for one in same if one.edition < tariff.edition]
    return max(earlier, key=lambda one: one.edition, default=None)


def _editions(tariffs: Sequence[Tariff]) -> list[Tariff]:
    carriers = {tariff.carrier_id for tariff in tariffs}
    rows = Tariff.objects.filter(carrier__in=carriers, state__in=IN_FORCE, is_offered=False)
    return list(rows.select_related("carrier"))
