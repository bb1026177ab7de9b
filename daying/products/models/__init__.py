"""The tables of this room, and what a sales document and its lines are made of."""

from daying.products.models.pricing import PricedDocument, PricedLine
from daying.products.models.product import Category, Product

__all__ = ["Category", "PricedDocument", "PricedLine", "Product"]
