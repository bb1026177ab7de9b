"""Forms of the courier book."""

from typing import Any

from django import forms

from daying.carriers.models import Waybill
from daying.desk import fields

OF_A_DAY = ["carrier", "booked_on", "service", "account", "payer", "department"]


class DayForm(forms.Form):
    """What the waybills of one day have in common."""

    use_required_attribute = False

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields.of_model(Waybill, OF_A_DAY, user))
