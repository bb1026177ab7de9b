"""What is typed to take a cost back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.desk.widgets import dressed


class ReverseForm(forms.Form):
    """Why a cost is reversed, and when."""

    on = forms.DateField(label=_("Business date"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.fields = {name: dressed(field) for name, field in self.fields.items()}
