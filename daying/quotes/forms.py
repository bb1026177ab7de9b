"""What a customer fills in to answer an offer: a name, and for a no what decided it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.core.sheets import clean
from daying.desk.widgets import dressed
from daying.quotes.models import Reason

ACCEPT, DECLINE = "accept", "decline"


class AnswerForm(forms.Form):
    """The answer is the button that was pressed. The reasons are only asked of those who decline."""

    use_required_attribute = False

    name = forms.CharField(label=_("Your name"), max_length=60)
    cause = forms.ChoiceField(label=_("What decided it"), choices=Reason.choices, initial=Reason.PRICE, required=False)
    reason = forms.CharField(label=_("What we should know"), max_length=500, required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {name: dressed(field) for name, field in self.fields.items()}
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        self.fields["reason"].widget.attrs |= {"rows": "2"}

    @property
    def is_yes(self) -> bool:
        """Whether the offer is accepted."""
        return self.data.get("answer") == ACCEPT

    def clean_name(self) -> str:
        return clean(self.cleaned_data["name"]).strip()

    def clean_cause(self) -> str:
        return self.cleaned_data["cause"] or Reason.OTHER

    def clean_reason(self) -> str:
        return clean(self.cleaned_data["reason"]).strip()

    def clean(self) -> dict[str, Any]:
        if self.data.get("answer") not in (ACCEPT, DECLINE):
            raise forms.ValidationError(_("Please accept or decline."))
        return super().clean() or {}
