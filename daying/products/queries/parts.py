"""Products by the numbers that customers have for them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.people.queries import limit
from daying.products.models import CustomerPart, Product

AT_ONCE = 5000


def parts_seen_by(user: Any) -> QuerySet[CustomerPart]:
    """Those of customers whom this person sees."""
    return limit(CustomerPart.objects.select_related("customer", "product"), user)


def by_customer_part(customer: Customer, codes: Collection[str]) -> dict[str, Product]:
    """The product for each part number of a customer that is known and sold, in whatever case. One query for 5,000."""
    return _by_parts({customer.pk: codes}).get(customer.pk, {})


def by_parts_of(user: Any, asked: Mapping[Any, Collection[str]]) -> dict[Any, dict[str, Product]]:
    """For each customer the products that their part numbers mean. Two queries however many they are.

    asked: by customer, or by the public id of one whom this person sees.
    """
    named = {key: UUID(key) for key in asked if isinstance(key, str)}
    seen = customers_seen_by(user).filter(public_id__in=named.values()).order_by() if named else ()
    by_id = {customer.public_id: customer.pk for customer in seen}
    keys = {key: key.pk if isinstance(key, Customer) else by_id.get(named[key], 0) for key in asked}
    found = _by_parts({keys[key]: codes for key, codes in asked.items()})
    return {key: found.get(pk, {}) for key, pk in keys.items()}


def _by_parts(asked: Mapping[int, Collection[str]]) -> dict[int, dict[str, Product]]:
    wanted = sorted({form for codes in asked.values() for code in codes for form in _spelled(code)})
    known: dict[int, dict[str, Product]] = defaultdict(dict)
    theirs = CustomerPart.objects.filter(customer__in=asked, product__is_active=True).select_related("product")
    for start in range(0, len(wanted), AT_ONCE):
        for part in theirs.filter(code__in=wanted[start : start + AT_ONCE]).order_by():
            known[part.customer_id][part.code.casefold()] = part.product
    return {
        customer: {code: known[customer][key] for code in codes if (key := code.strip().casefold()) in known[customer]}
        for customer, codes in asked.items()
    }


def _spelled(code: str) -> set[str]:
    return {code.strip(), code.strip().upper(), code.strip().lower()} - {""}
