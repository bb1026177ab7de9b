"""How stock shows itself, by subject."""

from daying.stock.jit import pages as jit
from daying.stock.pages import document, place, safety

__all__ = ["document", "jit", "place", "safety"]
