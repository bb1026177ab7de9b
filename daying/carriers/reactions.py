"""What the courier book does when a tariff comes into force."""

from daying.carriers import actions
from daying.carriers.events import TariffApproved
from daying.carriers.models import Tariff
from daying.core.events import on
from daying.people.queries import actor


@on(TariffApproved)
def rate_what_was_booked(event: TariffApproved) -> None:
    """Waybills booked on its days before it was approved get their cost, or the one by which they are billed now."""
    actions.rate_open(Tariff.objects.get(pk=event.tariff_id), by=actor(event.approved_by_id))
