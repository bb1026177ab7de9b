"""Numbers and days as people read them, on screens and on paper: 1,234.50 and 2026-03-31."""

from datetime import date
from decimal import Decimal

from daying.core.money import CENT


def money(value: Decimal) -> str:
    """1,234.50"""
    return f"{value:,.2f}"


def price(value: Decimal) -> str:
    """At least two places, and the further ones where they are used."""
    return f"{value:,.2f}" if value == value.quantize(CENT) else f"{value.normalize():,f}"


def quantity(value: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{value.normalize():,f}"


def rate(value: Decimal) -> str:
    """0.135 is 13.5%."""
    return f"{round(value * 100, 2).normalize():f}%"


def day(value: date) -> str:
    """2026-03-31"""
    return value.isoformat()[:10]
