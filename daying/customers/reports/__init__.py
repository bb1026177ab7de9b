"""Figures about customers, by subject."""

from daying.customers.reports import contact, need

__all__ = ["contact", "need"]
