"""What must always hold of prices."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.verify import Row, invariant, numbered
from daying.products.models import CustomerPrice, PriceAdjustment, PriceListLine, Product

numbered(PriceAdjustment, "PA")


@invariant("products with prices", _("A product that a price list or an agreement names is known to have prices."))
def unmarked_products() -> Iterable[Row]:
    """Products whose listed or agreed prices nobody would look for."""
    named = Q(pk__in=PriceListLine.objects.values("product")) | Q(pk__in=CustomerPrice.objects.values("product"))
    return Product.objects.filter(named, has_prices=False).values("id", "code")
