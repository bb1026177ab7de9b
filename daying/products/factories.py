"""Products for tests and samples."""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.customers.models import Customer
from daying.products.models import CustomerPrice, PriceList, PriceListLine, Product

_serial = count(1)


def product(**values: Any) -> Product:
    """A product at 100.00 without tax inside, that costs us 60.00."""
    usual = {"code": f"P-{next(_serial)}", "name": "轴承", "list_price": Decimal(100), "cost": Decimal(60)}
    return changes.create(Product(**{**usual, **values}), by=SYSTEM)


def price_list(**values: Any) -> PriceList:
    """A list in RMB, with tax."""
    number = next(_serial)
    return changes.create(PriceList(**{"code": f"L-{number}", "name": f"价格表{number}", **values}), by=SYSTEM)


def listed_price(on_list: PriceList, item: Product, price: Decimal, **values: Any) -> PriceListLine:
    """What a product costs on a list, from the beginning of 2026."""
    usual = {"valid_from": date(2026, 1, 1), **values}
    return changes.create(PriceListLine(price_list=on_list, product=item, price=price, **usual), by=SYSTEM)


def agreed_price(customer: Customer, item: Product, price: Decimal, **values: Any) -> CustomerPrice:
    """What is agreed with a customer, with tax, from the beginning of 2026."""
    usual = {"valid_from": date(2026, 1, 1), **values}
    return changes.create(CustomerPrice(customer=customer, product=item, price=price, **usual), by=SYSTEM)
