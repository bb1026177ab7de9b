"""Reading the products."""

from typing import Any

from django.db.models import QuerySet

from daying.products.models import Category, Product


def products_seen_by(user: Any) -> QuerySet[Product]:
    """All products: what we sell is no secret within the house. Costs are, and have a right of their own."""
    return Product.objects.all()


def categories_seen_by(user: Any) -> QuerySet[Category]:
    """All categories."""
    return Category.objects.all()
