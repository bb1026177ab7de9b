"""Figures about the organisation."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.periods import Period
from daying.core.reports import Column, Rows, report
from daying.people import queries


@report(
    "posts-filled",
    title=_("Establishment and filled posts"),
    unit=_("people"),
    right="people.view_establishment",
    columns=(
        Column("post", pgettext_lazy("position", "Post"), "record"),
        Column("department", _("Department"), "record"),
        Column("places", _("Establishment"), "number"),
        Column("filled", _("Filled"), "number"),
        Column("vacant", _("Vacant"), "number"),
        Column("above", _("Above establishment"), "number"),
    ),
    serves="M0.2",
    formula=_("People who hold the post in the department or below it on the last day of the period. Open: no limit."),
)
def posts_filled(period: Period, scope: Any) -> Rows:
    """Every establishment against the people who hold its posts. Four queries. Source: M0.2."""
    return [_row(strength) for strength in queries.establishment(period.last)]


def _row(strength: queries.Strength) -> dict[str, Any]:
    planned, difference = strength.establishment, strength.difference or 0
    return {
        "post": planned.post,
        "department": planned.department,
        "places": planned.places,
        "filled": strength.filled,
        "vacant": max(-difference, 0) or None,
        "above": max(difference, 0) or None,
    }
