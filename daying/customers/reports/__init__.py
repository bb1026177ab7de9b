"""Figures about customers, by subject."""

from daying.customers.reports import contact, need, reception

__all__ = [
    "contact",
    "need",
    "reception",
]
