"""What is done with tariff comparisons: they are worked out, and kept as they were then."""

from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.carriers.comparing.paid import we_pay
from daying.carriers.comparing.rating_again import Again, money_of, rate_again
from daying.carriers.models import CarrierPolicy, ComparedTariff, TariffComparison, Waybill, WaybillState
from daying.carriers.ratebook import ratebooks
from daying.core import changes, compiled, journal
from daying.core.actor import Actor
from daying.core.errors import Refused
from daying.core.workflow import action
from daying.people.first_rows import begins_with

CHANGE = "carriers.change_tariffcomparison"
MOST_TARIFFS = 12
RESULT = ("waybills", "weight", "paid", "worked_at", "lanes")


def waybills_of(comparison: TariffComparison) -> QuerySet[Waybill]:
    """Those compared: booked from day to day, paid by us, of the carrier where one is named."""
    found = Waybill.objects.filter(booked_on__range=(comparison.from_on, comparison.until_on))
    found = found.exclude(state=WaybillState.CANCELLED)
    return we_pay(found.filter(carrier=comparison.carrier_id) if comparison.carrier_id else found)


def rated(comparison: TariffComparison) -> Again:
    """Rate every one of them under every one of the tariffs. It takes a while, and writes nothing."""
    lines = list(comparison.lines.select_related("tariff__carrier"))
    if not 0 < len(lines) <= MOST_TARIFFS:
        raise Refused(_("Name the tariffs to compare, twelve at most."))
    books = ratebooks([line.tariff for line in lines])
    return rate_again(waybills_of(comparison), [books[line.tariff_id] for line in lines])


@action(right=CHANGE, serves="M5.8", label=gettext_lazy("Work out a tariff comparison"))
def work_out(comparison: TariffComparison, *, by: Actor, again: Again | None = None) -> TariffComparison:
    """Write what came of it. again: what `rated` gave; worked out now when not given."""
    again = again or rated(comparison)
    comparison = changes.locked(TariffComparison, comparison.pk)
    lines = list(comparison.lines.all())
    if len(lines) != len(again.under):
        raise Refused(_("Its tariffs were changed meanwhile. Work it out again."))
    for line, under in zip(lines, again.under, strict=True):
        line.rated, line.unrated = under.rated, under.unrated
        line.paid, line.total = money_of(under.paid), money_of(under.fen)
    ComparedTariff.objects.bulk_update(lines, ["rated", "unrated", "paid", "total"])
    comparison.waybills, comparison.weight = again.count, Decimal(again.grams).scaleb(-3)
    comparison.paid, comparison.worked_at = money_of(again.paid), timezone.now()
    lanes = sorted(again.lanes.values(), key=lambda lane: (-lane.paid, -lane.count, lane.start, lane.end))
    comparison.lanes = [lane.as_json() for lane in lanes]
    compiled.update(comparison, [*RESULT])
    return changes.save(comparison, journal.snapshot(comparison), verb="carriers.work_out", by=by)


@begins_with(CarrierPolicy)
def write_first_policy(by: Actor) -> None:
    """The one row."""
    changes.create(CarrierPolicy(), by=by)
