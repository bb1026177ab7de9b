"""The figures by which stock is watched."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.compiled import Compiled
from daying.core.models import Record
from daying.core.money import RateField

UNTIL_LOW = (MinValueValidator(0), MaxValueValidator(60))
DAYS = (MinValueValidator(1), MaxValueValidator(3650))


class StockPolicy(Record):
    """When goods are too old or too slow, when a month is closed, how safety stock is worked out. There is one row."""

    too_old_days = models.PositiveSmallIntegerField(
        _("too old after, days"), default=180, validators=DAYS, help_text=_("Since the goods came.")
    )
    slow_days = models.PositiveSmallIntegerField(
        _("slow-moving after, days"), default=90, validators=DAYS, help_text=_("Since a customer last took some.")
    )
    closing_days = models.PositiveSmallIntegerField(
        _("a month is closed after, days"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(300)],
        help_text=_("So long after its end things may still be entered into it."),
    )
    service_level = RateField(
        _("service level"),
        default=Decimal("0.95"),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(Decimal("0.999"))],
        help_text=_("0.95: of 100 replenishments 95 come before the stock is gone."),
    )
    weeks = models.PositiveSmallIntegerField(
        _("weeks of demand"), default=52, validators=[MinValueValidator(8), MaxValueValidator(156)]
    )
    review_workdays = models.PositiveSmallIntegerField(
        _("working days until low stock is seen"), default=5, validators=UNTIL_LOW
    )
    approval_workdays = models.PositiveSmallIntegerField(
        _("working days to agree to a proposal"), default=3, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        verbose_name = _("stock policy")
        verbose_name_plural = _("stock policy")

    def __str__(self) -> str:
        return str(_("Stock policy"))

    @classmethod
    def now(cls) -> "StockPolicy":
        """The policy in force; before anybody wrote one, the usual figures. One query."""
        return next(iter(POLICY()), None) or cls()


POLICY = Compiled(lambda: StockPolicy.objects.order_by("pk")[:1])
