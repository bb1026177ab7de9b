"""The few fields of the pages about goods at customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.desk.widgets import dressed
from daying.stock.models import JitTransfer
from daying.stock.queries import own_warehouses

LARGEST_SIGNATURE = 300_000  # letters of a picture of a signature


class FillUpForm(forms.Form):
    """When a fill-up goes, and from where."""

    use_required_attribute = False

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        places = own_warehouses().filter(is_active=True)
        field: Any = JitTransfer._meta.get_field("planned_on")
        self.fields["planned_on"] = dressed(field.formfield(), field)
        choice = forms.ModelChoiceField(
            places, required=False, label=pgettext_lazy("of goods", "From"), empty_label=_("The main warehouse")
        )
        choice.widget.attrs["class"] = "form-select"
        self.fields["warehouse"] = choice


class ArrivalForm(forms.Form):
    """On which day goods arrived."""

    use_required_attribute = False

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        field: Any = JitTransfer._meta.get_field("planned_on")
        self.fields["on"] = dressed(forms.DateField(label=_("Received on")), field)


class SignatureForm(forms.Form):
    """Who signs for the customer, and perhaps the drawing itself."""

    use_required_attribute = False
    signed_by = forms.CharField(max_length=60, label=_("Signed for the customer by"))
    signature = forms.CharField(required=False, max_length=LARGEST_SIGNATURE, widget=forms.HiddenInput)

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["signed_by"].widget.attrs |= {"class": "form-control", "autocomplete": "off"}
