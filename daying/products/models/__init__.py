"""The tables of this room, and what a sales document and its lines are made of."""

from daying.products.models.adjustment import AdjustmentState, PriceAdjustment, PriceAdjustmentLine
from daying.products.models.part import CustomerPart
from daying.products.models.price import (
    CustomerPrice,
    PriceInForce,
    PriceList,
    PriceListCustomer,
    PriceListLine,
    PriceSource,
)
from daying.products.models.pricing import OfferedLine, PricedDocument, PricedLine
from daying.products.models.product import Category, Product
from daying.products.models.unit import ExchangeRate, ProductUnit

__all__ = [
    "AdjustmentState",
    "Category",
    "CustomerPart",
    "CustomerPrice",
    "ExchangeRate",
    "OfferedLine",
    "PriceAdjustment",
    "PriceAdjustmentLine",
    "PriceInForce",
    "PriceList",
    "PriceListCustomer",
    "PriceListLine",
    "PriceSource",
    "PricedDocument",
    "PricedLine",
    "Product",
    "ProductUnit",
]
