"""How products and prices show themselves, by subject."""

from daying.products.pages import adjustment, part, price, product

__all__ = ["adjustment", "part", "price", "product"]
