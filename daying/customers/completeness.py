"""How much of a customer's file is filled: what counts, declared once and worked out by the database (M3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, OuterRef, PositiveSmallIntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from daying.core.compiled import CompiledUpdate
from daying.core.derived import follows
from daying.customers.models import AddressKind, Contact, Customer, CustomerAddress

SCORED_AT_ONCE = 500


@dataclass(frozen=True)
class Part:
    """Something a file should have. weight: what it is worth of a hundred."""

    name: str
    label: Any
    weight: int
    is_there: Any


def _filled(name: str) -> Q:
    return ~Q(**{name: ""})


_reachable = Contact.objects.filter(Q(_filled("phone") | _filled("email")), customer=OuterRef("pk"))
_delivery = CustomerAddress.objects.filter(customer=OuterRef("pk"), kind=AddressKind.DELIVERY)

PARTS = [
    Part("identity", _("credit code or tax number"), 15, _filled("credit_code") | _filled("tax_number")),
    Part("short_name", _("short name"), 5, _filled("short_name")),
    Part("phone", _("phone"), 10, _filled("phone")),
    Part("address", _("address"), 10, _filled("address")),
    Part("city", _("city"), 5, _filled("city")),
    Part("zone", _("zone"), 5, Q(zone__isnull=False)),
    Part("industry", _("industry"), 10, _filled("industry")),
    Part("bank", _("bank and account"), 10, _filled("bank_name") & _filled("bank_account")),
    Part("credit_limit", _("credit limit"), 5, Q(credit_limit__isnull=False)),
    Part("contact", _("a contact with phone or e-mail"), 15, Exists(_reachable)),
    Part("delivery", _("a delivery address"), 10, Exists(_delivery)),
]


def _worth(part: Part) -> Any:
    return Case(
        When(part.is_there, then=Value(part.weight)), default=Value(0), output_field=PositiveSmallIntegerField()
    )


def score() -> Any:
    """The sum of what is there, for the database to work out."""
    first, *others = (_worth(part) for part in PARTS)
    return sum(others, first)


def missing(customer: Customer) -> list[Part]:
    """What the file still lacks, the weightiest first. One query."""
    told = Customer.objects.filter(pk=customer.pk).values_list(*[_worth(part) for part in PARTS]).order_by()
    lacking = [part for part, worth in zip(PARTS, told[0], strict=True) if not worth]
    return sorted(lacking, key=lambda part: -part.weight)


RESCORE = CompiledUpdate(lambda key: Customer.objects.filter(pk=key), lambda _key: {"completeness": score()})
RESCORE_RUN = CompiledUpdate(
    lambda first, last: Customer.objects.filter(pk__range=(first, last)),
    lambda _first, _last: {"completeness": score()},
)


def rescore(customers: Sequence[int]) -> None:
    """Work the scores of these customers, in ascending order, out again. One statement for every 500.

    New ones mostly follow one another: they are named by the first and the last.
    """
    if len(customers) == 1:
        RESCORE(customers[0])
        return
    if customers and customers[-1] - customers[0] == len(customers) - 1:
        RESCORE_RUN(customers[0], customers[-1])
        return
    for start in range(0, len(customers), SCORED_AT_ONCE):
        Customer.objects.filter(pk__in=customers[start : start + SCORED_AT_ONCE]).update(completeness=score())


follows(rescore, {Customer: "pk", Contact: "customer_id", CustomerAddress: "customer_id"})
