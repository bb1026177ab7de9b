"""What is asked for a new edition of a tariff, and for what a consignment would cost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daying.carriers.models import Tariff, TariffState
from daying.carriers.parcels import FEN, GRAMS, Parcel, volume_of
from daying.carriers.places import Place, place_named
from daying.desk.resource import REGISTRY
from daying.desk.widgets import PlainField, ShareField, dressed

LARGEST: dict[str, Any] = {"max_digits": 12, "min_value": 0}


class EditionForm(forms.Form):
    """From when the new edition holds, and by how much its fares go up or down."""

    use_required_attribute = False
    valid_from = forms.DateField(label=_("valid from"))
    raised_by = ShareField(
        label=_("prices change by"),
        required=False,
        decimal_places=4,
        max_digits=7,
        min_value=Decimal(-1),
        help_text=_("5% makes all its fares dearer by so much, -5% cheaper; empty copies them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: dressed(field) for name, field in self.fields.items()}
        self.fields["raised_by"].widget.attrs["inputmode"] = "text"


def _size(label: Any) -> PlainField:
    return PlainField(label=label, required=False, decimal_places=1, **LARGEST)


def _amount(label: Any) -> PlainField:
    return PlainField(label=label, required=False, decimal_places=2, **LARGEST)


class TryForm(forms.Form):
    """A consignment as it is told on the telephone. tariff: a draft or an offer, rated beside those in force."""

    use_required_attribute = False
    weight = PlainField(label=_("Weight, kg"), decimal_places=3, **LARGEST)
    to = forms.CharField(
        label=_("Goes to place"), max_length=100, help_text=_("Province and city, or an address: 广东深圳")
    )
    start = forms.CharField(label=_("Comes from place"), max_length=100)
    length = _size(_("Length, cm"))
    width = _size(_("Width, cm"))
    height = _size(_("Height, cm"))
    pieces = forms.IntegerField(label=_("Pieces"), required=False, min_value=1, max_value=9999)
    declared = _amount(_("Declared value"))
    cod = _amount(_("COD amount"))
    packing = forms.CharField(label=_("Packing asked for"), max_length=40, required=False)
    is_carried_up = forms.BooleanField(label=_("Carried upstairs"), required=False)
    on = forms.DateField(label=_("Sent on"), required=False)
    tariff = forms.ModelChoiceField(Tariff.objects.none(), label=_("Also a draft or an offer"), required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drafts = REGISTRY[Tariff].scope(user).filter(state__in=[TariffState.DRAFT, TariffState.SUBMITTED])
        choice: Any = self.fields["tariff"]
        choice.queryset = drafts.order_by("carrier", "name")
        choice.to_field_name = "public_id"
        choice.widget.attrs["class"] = "form-select"
        self.fields = {name: field if name == "tariff" else dressed(field) for name, field in self.fields.items()}

    def clean_to(self) -> Place:
        """Where it goes."""
        return _place(self.cleaned_data["to"])

    def clean_start(self) -> Place:
        """Where it comes from."""
        return _place(self.cleaned_data["start"])

    def clean_on(self) -> Any:
        """Today where no day is given."""
        return self.cleaned_data["on"] or timezone.localdate()

    @property
    def has_extras(self) -> bool:
        """Whether something stands in the part of the page that is folded."""
        return any(self.data.get(name) for name in ("declared", "cod", "packing", "is_carried_up", "on", "tariff"))

    @property
    def parcel(self) -> Parcel:
        """The consignment, of no service product in particular."""
        told = self.cleaned_data
        pieces = told["pieces"] or 1
        start, end = told["start"], told["to"]
        sizes = (told["length"], told["width"], told["height"])
        return Parcel(
            "",
            start.province,
            start.city,
            end.province,
            end.city,
            int(told["weight"] * GRAMS),
            volume_of(None, sizes, pieces),
            pieces,
            int((told["declared"] or 0) * FEN),
            int((told["cod"] or 0) * FEN),
            told["packing"],
            told["is_carried_up"],
        )


def _place(text: str) -> Place:
    found = place_named(*text.replace("，", " ").replace(",", " ").split(maxsplit=1))
    if not found.province:
        raise ValidationError(
            gettext("“%(place)s” is not a province or city that we know. Write 江苏 or 苏州.") % {"place": text}
        )
    return found
