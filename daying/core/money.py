"""Amounts, prices, quantities and rates: whole numbers in the table, Decimal in Python.

SQLite keeps a DecimalField as a float and gets cents wrong; an integer is exact on every database and adds up exactly.
"""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

CENT = Decimal("0.01")
FOUR_PLACES = Decimal("0.0001")
ZERO = Decimal("0.00")
SMALL = 10**12  # a value below it is within the range of every field
LARGEST = 10**17  # keeps a sum of many within 64 bits


def round_money(value: Decimal) -> Decimal:
    """To the cent, halves away from zero, as invoices do it."""
    return value.quantize(CENT, ROUND_HALF_UP)


class ScaledField(models.BigIntegerField):  # type: ignore[type-arg]
    """A decimal number with a fixed count of places, stored as an integer of its smallest unit."""

    places = 0
    unit = Decimal(1)
    # What the type checker knows of the attribute: it is given and gives Decimal.
    _pyi_private_set_type: "Decimal | int | Combinable"  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        return self.exactly(self.as_decimal(value))

    def as_decimal(self, value: Any) -> Decimal:
        if isinstance(value, float):
            raise TypeError(f"{self.name} takes Decimal, not float")
        try:
            return value if isinstance(value, Decimal) else Decimal(str(value))
        except InvalidOperation:
            raise ValidationError(_("“%(value)s” is not a number."), params={"value": value}) from None

    def exactly(self, value: Decimal) -> Decimal:
        """The value itself, refused when it has more places than the field or is beyond its range."""
        if not value.is_finite() or abs(value.scaleb(self.places)) > LARGEST:
            raise ValidationError(_("The number is too large."))
        kept = value.quantize(self.unit)
        if kept != value:
            raise ValidationError(_("At most %(places)d decimal places."), params={"places": self.places})
        return kept

    def is_as_kept(self, value: Any) -> bool:
        """Whether it has the field's places and is within its range already."""
        return isinstance(value, Decimal) and value.same_quantum(self.unit) and abs(value) < SMALL

    def get_prep_value(self, value: Any) -> Any:
        if value is None or hasattr(value, "resolve_expression"):
            return value
        number = value if self.is_as_kept(value) else self.to_python(value)
        return None if number is None else int(number.scaleb(self.places))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        return self.get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        options = {"form_class": forms.DecimalField, "decimal_places": self.places, "max_digits": 17, **kwargs}
        return models.Field.formfield(self, **options)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class MoneyField(ScaledField):
    """An amount in minor units; the currency stands beside it."""

    places = 2
    unit = CENT
    description = _("Amount")


class UnitPriceField(ScaledField):
    """A unit price in ten-thousandths."""

    places = 4
    unit = FOUR_PLACES
    description = _("Unit price")


class QuantityField(ScaledField):
    """A quantity in thousandths."""

    places = 3
    unit = Decimal("0.001")
    description = _("Quantity")


class RateField(ScaledField):
    """A share: 0.13 is 13 %."""

    places = 4
    unit = FOUR_PLACES
    description = _("Rate")
