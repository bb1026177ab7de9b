"""What a visitor of our stand fills in: short, for a telephone, and of no use to a machine that fills in forms."""

import time
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daying.core.sheets import clean
from daying.desk.widgets import dressed
from daying.market.models import Lead
from daying.market.models.prospects import PHONE

SALT = "daying.market.form"
SOONEST_S, LATEST_S = 2, 12 * 60 * 60
LINKS = ("://", "www.", "<a ", "[url")


def seal() -> str:
    """The moment at which the form was handed out, signed."""
    return signing.TimestampSigner(salt=SALT).sign("visit")


class PlainText(forms.CharField):
    """One line or more without control characters and without links: people at a stand leave none."""

    def to_python(self, value: Any) -> str:
        return clean(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if any(link in value.lower() for link in LINKS):
            raise ValidationError(_("Please leave out web addresses."))


class VisitForm(forms.Form):
    """Who visited us, and how to reach them. Two fields are for machines alone: `homepage` and `sealed`."""

    use_required_attribute = False

    company = PlainText(label=gettext_lazy("Company"), max_length=120)
    name = PlainText(label=gettext_lazy("Your name"), max_length=60)
    title = PlainText(label=gettext_lazy("Position"), max_length=60, required=False)
    phone = PlainText(label=gettext_lazy("Phone"), max_length=30, required=False, validators=[PHONE])
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=120, required=False)
    interest = PlainText(
        label=gettext_lazy("What interests you"), max_length=500, required=False, widget=forms.Textarea
    )
    consent = forms.BooleanField(label="")
    homepage = forms.CharField(required=False, max_length=200, label=gettext_lazy("Leave this empty"))
    sealed = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, company_name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: dressed(field) for name, field in self.fields.items()}
        self.fields["consent"].label = _(
            "%(company)s may keep these details and contact me about its products. I can take this back at any time."
        ) % {"company": company_name}
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "tel"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email"}
        self.fields["company"].widget.attrs |= {"autocomplete": "organization"}
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["homepage"].widget.attrs |= {"tabindex": "-1", "autocomplete": "off"}

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that people see."""
        return [self[name] for name in self.fields if name not in ("homepage", "sealed", "consent")]

    @property
    def is_from_a_machine(self) -> bool:
        """Whether the field that nobody sees was filled in. A machine is told the same as everybody."""
        return bool(self.data.get("homepage"))

    @property
    def told(self) -> dict[str, str]:
        """What the visitor said."""
        return {name: self.cleaned_data[name] for name in ("company", "name", "title", "phone", "email", "interest")}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not (told.get("phone") or told.get("email")):
            self.add_error("phone", _("Give a telephone number or an e-mail address."))
        if not self.errors and not _was_read(told.get("sealed", "")):
            raise ValidationError(_("Please look it over and send it once more."))
        return told


def is_there_already(show: Any, told: dict[str, str]) -> bool:
    """Whether the same was sent before: a page that was sent twice."""
    return Lead.objects.filter(show=show, **told).exists()


def _was_read(sealed: str) -> bool:
    """Handed out by us, not a moment ago and not yesterday."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(sealed, max_age=LATEST_S)
        handed_out = signing.b62_decode(sealed.rsplit(":", 2)[1])
    except (signing.BadSignature, ValueError, IndexError):
        return False
    return time.time() - handed_out >= SOONEST_S
