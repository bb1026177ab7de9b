"""Segments: customers who have something in common, kept as a rule and found anew each time."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from daying.core.models import Record
from daying.customers.segments import rules
from daying.people.models import Department


def everybody() -> dict[str, Any]:
    """The rule of a new segment: no condition yet."""
    return {"match": "all", "items": []}


class Segment(Record):
    """Customers chosen by a rule.

    rule: a group {"match": "all" or "any", "items": […]} of conditions {"by", "op", "value"} and of groups. scoring:
    conditions that each bring points; a customer's target score is their sum. target_score: from here on a customer
    stands on the target list. is_shared: whether colleagues see the segment too; the customers in it each sees only as
    far as their own sight goes.
    """

    name = models.CharField(_("name"), max_length=80)
    purpose = models.TextField(_("purpose"), blank=True)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    target_score = models.PositiveSmallIntegerField(
        _("target score"),
        default=0,
        validators=[MaxValueValidator(1000)],
        help_text=_("Customers of at least so many points stand on the target list. 0: all of the segment."),
    )
    rule: Any = models.JSONField(_("rule"), default=everybody, editable=False)
    scoring: Any = models.JSONField(_("points"), default=list, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="segment_named_once_by_each",
                violation_error_message=_("You have a segment of this name already."),
            ),
            models.CheckConstraint(condition=Q(target_score__lte=1000), name="target_score_within_reach"),
            models.CheckConstraint(condition=~Q(name=""), name="segment_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_words(self) -> str:
        """The rule as people read it."""
        return rules.told(self.rule)

    @property
    def scoring_in_words(self) -> str:
        """What brings how many points."""
        told = [f"{rules.told_condition(one)}: {one['points']}" for one in self.scoring]
        return pgettext("a list in words", ", ").join(told)
