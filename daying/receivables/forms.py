"""What is typed to change the ledger by hand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.desk.widgets import dressed
from daying.receivables.models import Billing, EntryKind

WAYS = [(EntryKind.ADJUSTMENT, _("Adjustment")), (EntryKind.OPENING, _("Opening balance"))]


class AdjustmentForm(forms.Form):
    """What a customer owes more, or less, and why."""

    kind = forms.ChoiceField(label=_("What it is"), choices=WAYS)
    customer = forms.ModelChoiceField(Customer.objects.none(), label=_("Customer"))
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=17, decimal_places=2, help_text=_("Above zero it is owed, below zero credited.")
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[("", _("The customer's")), *Billing._meta.get_field("currency").flatchoices],
        required=False,
    )
    on = forms.DateField(label=_("Business date"))
    due = forms.DateField(
        label=_("Due"), required=False, help_text=_("Of an opening balance; empty: by the customer's terms.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        customers: Any = self.fields["customer"]
        customers.queryset = customers_seen_by(user)
        self.fields["on"].initial = timezone.localdate()
        self.fields = {name: dressed(field) for name, field in self.fields.items()}

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: an adjustment is due at once."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "kind"}
        if self.cleaned_data["kind"] == EntryKind.ADJUSTMENT:
            told.pop("due")
        return told


class TakeBackForm(forms.Form):
    """Why an allocation is taken back, and when."""

    on = forms.DateField(label=_("Business date"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.fields = {name: dressed(field) for name, field in self.fields.items()}
