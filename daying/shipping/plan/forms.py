"""What a person decides about a product that orders contend for."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daying.core.sheets import clean
from daying.desk.widgets import PlainField, dressed
from daying.shipping.plan.allocating import Decision
from daying.shipping.plan.contests import Claim, Contest


class DecisionForm(forms.Form):
    """A quantity and perhaps another day for each claim, why, and whether the customers are told."""

    use_required_attribute = False

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea({"rows": 2}))
    tells = forms.BooleanField(label=_("Write to the customers who are promised another day"), required=False)

    def __init__(self, contest: Contest, seen: set[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contest = contest
        self.fields["reason"] = dressed(self.fields["reason"])
        self.claims = [claim for claim in contest.claims if claim.line.order.customer_id in seen]
        for claim in self.claims:
            self.fields[f"quantity-{claim.line.pk}"] = _quantity(claim)
            self.fields[f"date-{claim.line.pk}"] = _day(claim)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Every claim in line, with its fields where this person may decide about it."""
        mine = {claim.line.pk for claim in self.claims}
        return [
            {
                "place": place,
                "claim": claim,
                "quantity": self[f"quantity-{claim.line.pk}"] if claim.line.pk in mine else None,
                "date": self[f"date-{claim.line.pk}"] if claim.line.pk in mine else None,
            }
            for place, claim in enumerate(self.contest.claims, start=1)
        ]

    def clean_reason(self) -> str:
        """Without what does not print."""
        return clean(self.cleaned_data["reason"]).strip()

    @property
    def decisions(self) -> list[Decision]:
        """What was decided of each claim. An empty quantity reserves nothing; an empty day leaves the promise."""
        told = self.cleaned_data
        return [
            Decision(
                claim.line.pk,
                told[f"quantity-{claim.line.pk}"] or Decimal(0),
                _other(claim, told[f"date-{claim.line.pk}"]),
            )
            for claim in self.claims
        ]


def _quantity(claim: Claim) -> forms.Field:
    return PlainField(
        label=_("Reserve"), required=False, min_value=0, max_digits=15, decimal_places=3, initial=claim.given
    )


def _day(claim: Claim) -> forms.Field:
    return dressed(forms.DateField(label=_("New date"), required=False, initial=claim.new_date))


def _other(claim: Claim, day: date | None) -> date | None:
    return day if day != claim.line.confirmed_on else None
