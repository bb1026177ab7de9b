"""How the customer file shows itself, by subject."""

from daying.customers.pages import contact, customer

__all__ = ["contact", "customer"]
