"""Figures about customers, by subject."""

from daying.customers.reports import contact

__all__ = ["contact"]
