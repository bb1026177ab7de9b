"""How the customer file shows itself, by subject."""

from daying.customers.pages import contact, customer, letter, need, reception

__all__ = [
    "contact",
    "customer",
    "letter",
    "need",
    "reception",
]
