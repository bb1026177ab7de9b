"""How stock shows itself, by subject."""

from daying.stock.jit import pages as jit

__all__ = ["jit"]
