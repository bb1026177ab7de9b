"""What is filled in on a phone when goods arrive."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.sheets import clean
from daying.desk.widgets import PlainField, dressed
from daying.shipping.models import Counted, Shipment, ShipmentLine


class PhotosInput(forms.ClearableFileInput):
    """Several pictures; a phone offers its camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """A list of files, empty where none was chosen."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each judged as Django judges one."""
        return [super(PhotosField, self).clean(one, initial) for one in (data or [])]


class ProofForm(forms.Form):
    """Who received the goods, when, what it shows, and how much of each line."""

    use_required_attribute = False

    received_by = forms.CharField(label=_("Received by"), max_length=60)
    received_at = forms.DateTimeField(
        label=_("Received at"),
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "form-control"}, format="%Y-%m-%dT%H:%M"),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Of the signed delivery note, or of the goods."),
        widget=PhotosInput({"accept": "image/*", "multiple": True, "class": "form-control"}),
    )
    signature = forms.CharField(required=False, widget=forms.HiddenInput)
    remarks = forms.CharField(label=_("Remarks"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}))

    def __init__(self, shipment: Shipment, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(ShipmentLine.objects.filter(shipment=shipment).select_related("product").order_by("position"))
        for name in ("received_by", "remarks"):
            self.fields[name] = dressed(self.fields[name])
        self.fields["received_by"].widget.attrs |= {"autocomplete": "off"}
        if not self.is_bound:
            self.initial.setdefault("received_at", timezone.localtime().replace(second=0, microsecond=0))
        for line in self.lines:
            self.fields[f"quantity-{line.pk}"] = _quantity(line)
            self.fields[f"note-{line.pk}"] = dressed(forms.CharField(label=_("Note"), required=False, max_length=200))

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The lines with their two fields, for the page."""
        return [
            {"line": line, "quantity": self[f"quantity-{line.pk}"], "note": self[f"note-{line.pk}"]}
            for line in self.lines
        ]

    def clean_received_by(self) -> str:
        """Without what does not print."""
        return clean(self.cleaned_data["received_by"]).strip()

    @property
    def counted(self) -> dict[int, Counted]:
        """What was counted, by line. An empty quantity is what was sent."""
        told = self.cleaned_data
        found = {}
        for line in self.lines:
            quantity: Decimal | None = told.get(f"quantity-{line.pk}")
            note = clean(told.get(f"note-{line.pk}") or "").strip()
            found[line.pk] = Counted(line.quantity if quantity is None else quantity, note)
        return found


def _quantity(line: ShipmentLine) -> forms.Field:
    limits: dict[str, Any] = {"min_value": 0, "max_digits": 15, "decimal_places": 3}
    return PlainField(label=_("Quantity received"), required=False, initial=line.quantity, **limits)
