"""How stock shows itself, by subject."""

from daying.stock.pages import document, place, safety

__all__ = ["document", "place", "safety"]
