"""Reading products and prices, by subject."""

from daying.products.queries.adjustments import adjustments_seen_by
from daying.products.queries.catalogue import categories_seen_by, products_seen_by
from daying.products.queries.history import PastPrice, lists_of, prices_of_customer, prices_of_product
from daying.products.queries.parts import by_customer_part, by_parts_of, parts_seen_by
from daying.products.queries.prices import (
    PriceBook,
    agreed_prices_seen_by,
    listed_prices_seen_by,
    lists_of_customers_seen_by,
    margin,
    price_for,
    price_lists_seen_by,
    rate_on,
    rates_seen_by,
    units_seen_by,
    worth_in,
)
from daying.products.queries.units import in_own_units, own_quantity, unit_named, units_of

__all__ = [
    "PastPrice",
    "PriceBook",
    "adjustments_seen_by",
    "agreed_prices_seen_by",
    "by_customer_part",
    "by_parts_of",
    "categories_seen_by",
    "in_own_units",
    "listed_prices_seen_by",
    "lists_of",
    "lists_of_customers_seen_by",
    "margin",
    "own_quantity",
    "parts_seen_by",
    "price_for",
    "price_lists_seen_by",
    "prices_of_customer",
    "prices_of_product",
    "products_seen_by",
    "rate_on",
    "rates_seen_by",
    "unit_named",
    "units_of",
    "units_seen_by",
    "worth_in",
]
