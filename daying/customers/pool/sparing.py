"""Whom the reclaim spares: rooms above name the customers with whom something is still going on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from daying.customers.models import Customer

Find = Callable[[date], QuerySet[Any]]


@dataclass(frozen=True)
class Spare:
    """One reason to leave a customer with its owner. find(today): records that have a customer."""

    label: Any
    find: Find


SPARES: list[Spare] = []


def spares(label: Any) -> Callable[[Find], Find]:
    """Register a query of a day: customers of the records it gives are not reclaimed, and label tells people why."""

    def declare(find: Find) -> Find:
        SPARES.append(Spare(label, find))
        return find

    return declare


def with_spares(customers: QuerySet[Customer], today: date) -> QuerySet[Customer]:
    """The customers, each with what spares it as spare_0, spare_1, … No further query."""
    return customers.annotate(**{f"spare_{at}": _of(spare, today) for at, spare in enumerate(SPARES)})


def spared(customer: Any) -> list[str]:
    """Why this customer, read by with_spares, stays with its owner."""
    return [str(spare.label) for at, spare in enumerate(SPARES) if getattr(customer, f"spare_{at}", False)]


def reasons_to_keep(customer: Customer, today: date) -> list[str]:
    """The same for a single customer. One query."""
    return spared(with_spares(Customer.objects.filter(pk=customer.pk), today).get())


def unspared(customers: QuerySet[Customer], today: date) -> QuerySet[Customer]:
    """Those that nothing spares."""
    for spare in SPARES:
        customers = customers.exclude(_of(spare, today))
    return customers


def _of(spare: Spare, today: date) -> Exists:
    return Exists(spare.find(today).order_by().filter(customer=OuterRef("pk")))
