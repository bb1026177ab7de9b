"""Which products have listed or agreed prices: kept, so that a document of the others asks nothing."""

from collections.abc import Sequence

from daying.core.derived import follows
from daying.products.models import CustomerPrice, PriceListLine, Product


def mark_products(products: Sequence[int]) -> None:
    """Note that these products have prices of their own. One statement."""
    Product.objects.filter(pk__in=products, has_prices=False).update(has_prices=True)


follows(mark_products, {PriceListLine: "product_id", CustomerPrice: "product_id"})
