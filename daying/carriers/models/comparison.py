"""What past waybills would cost under other tariffs, kept as a record to negotiate by; and how carriers are scored."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.carriers.models.carrier import Carrier
from daying.carriers.models.tariff import Tariff
from daying.core.compiled import Compiled
from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, QuantityField

SHARE = [MaxValueValidator(1000)]


def worked_out(field: Any) -> Any:
    """A field that follows from waybills and tariffs: the journal tells that it was worked out, not what came of it."""
    field.follows = None
    return field


class TariffComparison(Record):
    """The waybills of a stretch of days, rated again under some tariffs or offers.

    carrier: whose waybills; None for those of all. The figures are as they were when it was worked out: worked_at.
    lanes: from where to where, with count, weight, what was paid and each tariff's amount, the largest first.
    """

    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=60)
    carrier = models.ForeignKey(
        Carrier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="comparisons",
        verbose_name=_("waybills of"),
        help_text=_("Empty: of all carriers."),
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"))
    remarks = models.TextField(_("remarks"), blank=True)
    task_id = models.UUIDField(null=True, editable=False)
    worked_at = worked_out(models.DateTimeField(_("worked out at"), null=True, editable=False))
    waybills = worked_out(models.PositiveIntegerField(pgettext_lazy("count", "waybills"), default=0, editable=False))
    weight = worked_out(QuantityField(_("weight, kg"), default=ZERO, editable=False))
    paid = worked_out(MoneyField(_("now"), default=ZERO, editable=False))
    lanes = worked_out(models.JSONField(default=list, editable=False))

    class Meta:
        verbose_name = _("tariff comparison")
        verbose_name_plural = _("tariff comparisons")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")),
                name="compared_days_go_forward",
                violation_error_message=_("The last day is not before the first."),
            )
        ]

    named_from = ("name",)

    def __str__(self) -> str:
        return self.name


class ComparedTariff(Line):
    """One of the tariffs compared. total and paid are of the waybills that it could rate; the others are counted."""

    comparison = models.ForeignKey(
        TariffComparison, models.CASCADE, related_name="lines", verbose_name=_("tariff comparison")
    )
    tariff = models.ForeignKey(Tariff, models.PROTECT, related_name="compared", verbose_name=_("tariff"))
    rated = worked_out(models.PositiveIntegerField(_("waybills rated"), default=0, editable=False))
    unrated = worked_out(models.PositiveIntegerField(_("not rated"), default=0, editable=False))
    paid = worked_out(MoneyField(_("now"), default=ZERO, editable=False))
    total = worked_out(MoneyField(_("under this tariff"), default=ZERO, editable=False))

    class Meta(Line.Meta):
        verbose_name = _("compared tariff")
        verbose_name_plural = _("compared tariffs")
        constraints = [models.UniqueConstraint(fields=["comparison", "tariff"], name="tariff_compared_once")]

    def __str__(self) -> str:
        return str(self.tariff)

    @property
    def saving(self) -> Decimal:
        """What it would have saved, of the waybills that it could rate."""
        saved: Decimal = self.paid - self.total
        return saved


class CarrierPolicy(Record):
    """By how much what counts when carriers are scored, and what is too little to quarrel about.

    The weights are in points of each other: 40 beside 20 counts twice. tolerance: differences up to it are passed.
    """

    on_time = models.PositiveSmallIntegerField(_("weight of delivered on time"), default=30, validators=SHARE)
    pick_up = models.PositiveSmallIntegerField(_("weight of picked up on time"), default=10, validators=SHARE)
    speed = models.PositiveSmallIntegerField(_("weight of speed"), default=15, validators=SHARE)
    care = models.PositiveSmallIntegerField(_("weight of care"), default=20, validators=SHARE)
    bills = models.PositiveSmallIntegerField(_("weight of right bills"), default=10, validators=SHARE)
    price = models.PositiveSmallIntegerField(_("weight of price"), default=15, validators=SHARE)
    tolerance = MoneyField(_("differences passed up to, RMB"), default=ZERO)

    class Meta:
        verbose_name = _("policy for carriers")
        verbose_name_plural = _("policy for carriers")

    def __str__(self) -> str:
        return str(_("Policy for carriers"))

    @classmethod
    def now(cls) -> "CarrierPolicy":
        """The policy in force; before anybody wrote one, the usual figures. One query."""
        return next(iter(POLICY()), None) or cls()


POLICY = Compiled(lambda: CarrierPolicy.objects.order_by("pk")[:1])
