"""How the customer file shows itself, by subject."""

from daying.customers.pages import contact, customer, need, reception

__all__ = [
    "contact",
    "customer",
    "need",
    "reception",
]
