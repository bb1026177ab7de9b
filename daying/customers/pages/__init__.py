"""How the customer file shows itself, by subject."""

from daying.customers.pages import customer

__all__ = ["customer"]
