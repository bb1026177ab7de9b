"""The tables of the customer file, by subject."""

from daying.customers.models.customer import Contact, Customer, CustomerState, Zone, name_key
from daying.customers.models.grades import Grade
from daying.customers.models.pool import (
    AssignmentRule,
    AssignmentShare,
    Cause,
    EntryState,
    Method,
    OwnerChange,
    Pool,
    PoolEntry,
    PoolMember,
    ReclaimRule,
)
from daying.customers.models.terms import Currency, PaymentTerms, Terms, due_on

__all__ = [
    "AssignmentRule",
    "AssignmentShare",
    "Cause",
    "Contact",
    "Currency",
    "Customer",
    "CustomerState",
    "EntryState",
    "Grade",
    "Method",
    "OwnerChange",
    "PaymentTerms",
    "Pool",
    "PoolEntry",
    "PoolMember",
    "ReclaimRule",
    "Terms",
    "Zone",
    "due_on",
    "name_key",
]
