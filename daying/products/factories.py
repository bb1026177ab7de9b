"""Products for tests and samples."""

from decimal import Decimal
from itertools import count
from typing import Any

from daying.core import changes
from daying.core.actor import SYSTEM
from daying.products.models import Product

_serial = count(1)


def product(**values: Any) -> Product:
    """A product at 100.00 without tax inside, that costs us 60.00."""
    usual = {"code": f"P-{next(_serial)}", "name": "轴承", "list_price": Decimal(100), "cost": Decimal(60)}
    return changes.create(Product(**{**usual, **values}), by=SYSTEM)
