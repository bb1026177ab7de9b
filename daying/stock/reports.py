"""Figures about stock."""

from daying.stock.jit import reports as of_jit  # noqa: F401 - they register themselves
