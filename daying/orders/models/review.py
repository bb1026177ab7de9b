"""Who reviews which orders, as rules that an administrator keeps."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField, RateField
from daying.customers.models import Grade, Terms
from daying.orders.models.order import OrderKind
from daying.people.models import Department
from daying.work.models import Mode


class ReviewRule(Record):
    """Who reviews which orders. Of the rules that are in use, the first that fits an order counts, by rank.

    amount_from: of the order's total in its own currency. is_short: only for orders without a red line. lowest_margin:
    below it a line is a red line, as is an order of a new customer without prepayment where is_deposit_wanted.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=100, help_text=_("The first that fits counts."))
    is_active = models.BooleanField(_("in use"), default=True)
    kind = models.CharField(
        _("kind of order"), max_length=10, choices=OrderKind.choices, blank=True, help_text=_("Empty: any.")
    )
    amount_from = MoneyField(_("total from"), default=ZERO, validators=[MinValueValidator(0)])
    grade = models.CharField(
        _("customer's grade"), max_length=1, choices=Grade.choices, blank=True, help_text=_("Empty: any.")
    )
    terms = models.CharField(
        _("terms of payment"), max_length=20, choices=Terms.choices, blank=True, help_text=_("Empty: any.")
    )
    mode = models.CharField(_("asked"), max_length=10, choices=Mode.choices, default=Mode.PARALLEL)
    workdays = models.PositiveSmallIntegerField(_("working days to answer"), default=2)
    is_short = models.BooleanField(
        _("short form"), default=False, help_text=_("Only for orders without a red line; others go by the next rule.")
    )
    lowest_margin = RateField(
        _("lowest margin"), null=True, blank=True, help_text=_("0.15 is 15 %. Empty: margins are not looked at.")
    )
    is_deposit_wanted = models.BooleanField(_("new customers pay in advance"), default=True)

    class Meta:
        verbose_name = _("review rule")
        verbose_name_plural = _("review rules")
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_from__gte=0), name="review_rule_amount_not_below_0"),
            models.CheckConstraint(
                condition=Q(lowest_margin=None) | Q(lowest_margin__gte=0, lowest_margin__lt=1),
                name="lowest_margin_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewSigner(Line):
    """A department that a rule asks. step: counts where they are asked one after the other."""

    rule = models.ForeignKey(ReviewRule, models.CASCADE, related_name="signers", verbose_name=_("review rule"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name=_("department"))
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    duty = models.CharField(_("asked to look at"), max_length=200)
    checklist = models.TextField(_("checklist"), blank=True, help_text=_("One question in each line."))

    class Meta(Line.Meta):
        verbose_name = _("department that signs")
        verbose_name_plural = _("departments that sign")

    def __str__(self) -> str:
        return f"{self.step}. {self.department}"
