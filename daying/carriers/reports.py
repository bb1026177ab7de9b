"""Figures about carriers, by subject."""

from daying.carriers.comparing import reports as comparing

__all__ = ["comparing"]
