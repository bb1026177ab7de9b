"""How products and prices show themselves, by subject."""

from daying.products.pages import price, product

__all__ = ["price", "product"]
