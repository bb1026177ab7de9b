"""Figures about carriers, by subject."""

from daying.carriers.comparing import reports as comparing
from daying.carriers.reports import book

__all__ = ["book", "comparing"]
