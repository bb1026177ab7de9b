"""What is asked when a carrier's bill comes in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import CarrierBill, DifferenceState, Reason
from daying.desk import fields
from daying.desk.resource import REGISTRY
from daying.desk.widgets import dressed

HEAD = ["carrier", "month", "account", "number", "department", "remarks"]


class BringForm(forms.Form):
    """Whose bill it is, of which month, and the file."""

    use_required_attribute = False

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = forms.FileField(label=_("Carrier's file (XLSX or CSV)"))
        file.widget.attrs.update({"class": "form-control", "accept": ".xlsx,.xlsm,.csv,.txt,text/csv"})
        self.fields = {**fields.typed(REGISTRY[CarrierBill], user, HEAD), "file": file}


class DecideForm(forms.Form):
    """What is decided of many differences at once; reason: empty for all."""

    reason = forms.ChoiceField(choices=[("", ""), *Reason.choices], required=False)
    decision = forms.ChoiceField(choices=[(state, state) for state in ("accepted", "claimed", "granted", "refused")])
    because = forms.CharField(label=_("Because"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"] = dressed(self.fields["because"])

    @property
    def is_answer(self) -> bool:
        """Whether the carrier said it, not we."""
        return self.cleaned_data["decision"] in (DifferenceState.GRANTED, DifferenceState.REFUSED)
