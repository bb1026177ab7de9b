"""How products and prices show themselves, by subject."""

from daying.products.pages import part, price, product

__all__ = ["part", "price", "product"]
