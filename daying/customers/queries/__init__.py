"""Reading the customer file, by subject."""

from daying.customers.queries.customer import (
    Duplicate,
    by_public_id,
    contacts_seen_by,
    customers_seen_by,
    duplicates_in,
    duplicates_of,
    told_duplicates,
    zones_seen_by,
)

__all__ = [
    "Duplicate",
    "by_public_id",
    "contacts_seen_by",
    "customers_seen_by",
    "duplicates_in",
    "duplicates_of",
    "told_duplicates",
    "zones_seen_by",
]
