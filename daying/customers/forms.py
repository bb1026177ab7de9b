"""What is typed where a page of its own asks for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer, CustomerState
from daying.customers.queries import customers_seen_by
from daying.desk.widgets import dressed


class MergeForm(forms.Form):
    """Into which customer, and why."""

    winner = forms.ModelChoiceField(Customer.objects.none(), label=_("The customer that stays"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, user: Any, loser: Customer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["winner"]
        others.queryset = customers_seen_by(user).filter(state=CustomerState.ACTIVE).exclude(pk=loser.pk)
        self.fields = {name: dressed(field) for name, field in self.fields.items()}

    def clean(self) -> dict[str, Any]:
        """The reason is asked when it is done, not when it is looked at."""
        told: dict[str, Any] = super().clean() or {}
        if self.is_final and not told.get("reason"):
            self.add_error("reason", forms.Field.default_error_messages["required"])
        return told

    @property
    def is_final(self) -> bool:
        """Whether it was sent to be done."""
        return "do" in self.data
