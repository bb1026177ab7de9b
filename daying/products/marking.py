"""Which products have listed or agreed prices: kept, so that a document of the others asks nothing."""

from collections.abc import Sequence
from typing import Any

from daying.core.derived import follows
from daying.products.models import CustomerPrice, PriceListLine, Product


@follows(PriceListLine, CustomerPrice)
def mark_products(prices: Sequence[Any]) -> None:
    """Note that these products have prices of their own. One statement."""
    named = {price.product_id for price in prices}
    Product.objects.filter(pk__in=named, has_prices=False).update(has_prices=True)
