"""How late what is owed is, in stretches of days. Source: conventions section 4."""

from datetime import date

from django.utils.translation import gettext_lazy as _

# The last day of lateness of each bucket, and the field of the account that holds it; later ones are `older`.
BUCKETS = {30: "days_30", 60: "days_60", 90: "days_90", 180: "days_180", 365: "days_365"}
NOT_DUE, OLDER = "not_due", "older"
BUCKET_NAMES = (NOT_DUE, *BUCKETS.values(), OLDER)
BUCKET_LABELS = {
    "not_due": _("Not due"),
    "days_30": _("1–30 days"),
    "days_60": _("31–60 days"),
    "days_90": _("61–90 days"),
    "days_180": _("91–180 days"),
    "days_365": _("181–365 days"),
    "older": _("Over 365 days"),
}


def bucket(due_on: date, as_at: date) -> str:
    """The ageing bucket of what is due on a day. On that very day it is not late yet. Source: conventions section 4."""
    late = (as_at - due_on).days
    if late <= 0:
        return NOT_DUE
    return next((name for limit, name in BUCKETS.items() if late <= limit), OLDER)
