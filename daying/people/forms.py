"""What people type about themselves."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.desk.widgets import dressed
from daying.people.handing_over import Kind
from daying.people.models import Employee, TokenScope

USUAL_DAYS = 90


@cache
def zones() -> list[tuple[str, str]]:
    """The time zones to choose from. Asked once, when the form is first shown: it looks into hundreds of files."""
    return [(zone, zone) for zone in sorted(available_timezones())]


class ProfileForm(forms.ModelForm):
    """How to reach somebody, and what time it is where they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    class Meta:
        model = Employee
        fields = ["email", "phone", "timezone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name in self.Meta.fields:
            self.fields[name] = dressed(self.fields[name])


class AddPasskeyForm(AddWebAuthnForm):
    """allauth's own, with a name for the field of the name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class TokenForm(forms.Form):
    """A new API token."""

    name = dressed(forms.CharField(label=_("Used for"), max_length=100, help_text=_("The program that will use it.")))
    scope = dressed(forms.ChoiceField(label=_("May"), choices=TokenScope.choices))
    expires_on = dressed(forms.DateField(label=_("Expires on")))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expires_on", timezone.localdate() + timedelta(USUAL_DAYS))


class HelpForm(forms.Form):
    """Whom to help to sign in, and how."""

    WAYS = [
        ("password", _("Give a new password")),
        ("second_factor", _("Remove the second factor, for a lost telephone")),
        ("sessions", _("End all open sessions")),
    ]
    employee = forms.ModelChoiceField(Employee.objects.filter(is_active=True), label=_("Employee"))
    what = dressed(forms.ChoiceField(label=_("What to do"), choices=WAYS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employee"].widget.attrs["class"] = "form-select"


class HandOverForm(forms.Form):
    """Who takes what somebody has in hand: one person for all of it, or another for each kind."""

    taker = forms.ModelChoiceField(Employee.objects.none(), label=_("Everything goes to"), required=False)
    on = forms.DateField(label=_("Date"))
    reason = forms.CharField(label=_("Reason"), max_length=200)
    closes_account = forms.BooleanField(label=_("Close the sign-in too"), required=False)

    def __init__(self, kinds: Iterable[Kind], giver: Employee, may_close: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        self.fields["on"].initial = timezone.localdate()
        others = Employee.objects.filter(is_active=True).exclude(pk=giver.pk)
        for kind in self.kinds:
            self.fields[f"taker_{kind.key}"] = forms.ModelChoiceField(others, label=kind.label, required=False)
        self.fields["taker"].queryset = others  # type: ignore[attr-defined]
        if not may_close:
            del self.fields["closes_account"]
        self.fields = {name: dressed(field) for name, field in self.fields.items()}

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: a kind for which nobody is named goes where everything goes."""
        told = self.cleaned_data
        takers = {kind.key: told.get(f"taker_{kind.key}") or told.get("taker") for kind in self.kinds}
        return {
            "on": told["on"],
            "reason": told["reason"],
            "closes_account": bool(told.get("closes_account")),
            "takers": {key: taker for key, taker in takers.items() if taker},
        }
