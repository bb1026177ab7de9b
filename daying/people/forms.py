"""What people type about themselves."""

from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.desk.widgets import dressed
from daying.people.models import Employee, TokenScope

USUAL_DAYS = 90


class ProfileForm(forms.ModelForm):
    """How to reach somebody, and what time it is where they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    timezone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in sorted(available_timezones())])

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
