"""The record of a hand-over: who gave what to whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.people.handing_over import choices


class HandOver(Record):
    """Somebody left, or changed posts, and everything in hand went to others. closes_account: they sign in no more."""

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handed_over", verbose_name=_("who hands over")
    )
    on = models.DateField(_("date"))
    reason = models.TextField(_("reason"))
    closes_account = models.BooleanField(_("the sign-in was closed"), default=False)
    count = models.PositiveIntegerField(_("handed over"), default=0)

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.giver} {self.on:%Y-%m-%d}"


class HandOverLine(Line):
    """What of one kind went to one person. names: of each record, as they were that day."""

    hand_over = models.ForeignKey(HandOver, models.CASCADE, related_name="lines", verbose_name=_("hand-over"))
    kind = models.CharField(_("what"), max_length=30, choices=choices)
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="taken_over", verbose_name=_("who takes it")
    )
    count = models.PositiveIntegerField(_("how many"))
    names = models.TextField(_("which"))

    class Meta(Line.Meta):
        verbose_name = _("line of a hand-over")
        verbose_name_plural = _("lines of a hand-over")
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "kind"], name="each_kind_is_handed_over_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="something_is_handed_over"),
        ]
