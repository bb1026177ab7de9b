"""Where a carrier tells us of its consignments by itself, and what it told already."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from daying.carriers.models.carrier import Carrier
from daying.core.models import Record


class CarrierHook(Record):
    """The address to which one carrier sends signed messages. The secret is not kept: it is worked out (`hooks`).

    turn: how many secrets it has had; the next one makes the last worthless.
    """

    carrier = models.OneToOneField(Carrier, models.PROTECT, related_name="hook", verbose_name=_("carrier"))
    turn = models.PositiveIntegerField(_("secrets given"), default=0, editable=False)
    is_active = models.BooleanField(_("takes messages"), default=True)
    last_used_at = models.DateTimeField(_("last message"), null=True, editable=False)

    class Meta:
        verbose_name = _("carrier's messages")
        verbose_name_plural = _("carriers' messages")
        ordering = ["carrier"]

    named_by = ("carrier",)

    def __str__(self) -> str:
        return str(self.carrier)


class HookMessage(models.Model):
    """The signature of a message that was taken, so that it is not taken again. Forgotten once its time is over."""

    hook = models.ForeignKey(CarrierHook, models.CASCADE, db_index=False, related_name="messages")
    signature = models.CharField(max_length=64)
    taken_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "signature"], name="hook_message_taken_once")]

    def __str__(self) -> str:
        return self.signature
