"""What a post may grant alone, who else approves what, and how long an offer stands, as an administrator keeps them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.compiled import Compiled
from daying.core.models import Line, Record
from daying.core.money import MoneyField, RateField
from daying.people.models import Post

A_SHARE = [MinValueValidator(0), MaxValueValidator(1)]
LONGEST_VALIDITY = 366


def _share(label: Any, help_text: Any = "", **kwargs: Any) -> Any:
    return RateField(label, validators=A_SHARE, help_text=help_text, **kwargs)


class DiscountLimit(Record):
    """What a post may grant a customer without asking anybody.

    largest_discount: on every line, against the price found for the customer. lowest_margin: of the whole, with no line
    below cost; None: any margin, even lines below cost.
    """

    post = models.OneToOneField(
        Post,
        models.PROTECT,
        related_name="+",
        verbose_name=_("post"),
        error_messages={"unique": _("This post has a limit already.")},
    )
    largest_discount = _share(_("largest discount"), _("Of each line against the price found. 0.05 is 5 %."))
    lowest_margin = _share(
        _("lowest margin"), _("0.15 is 15 %. Empty: any margin, even below cost."), null=True, blank=True
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Out of use, the post decides nothing alone and is passed over.")
    )

    class Meta:
        verbose_name = _("discount limit")
        verbose_name_plural = _("discount limits")
        ordering = ["largest_discount", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(largest_discount__gte=0, largest_discount__lte=1), name="largest_discount_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(lowest_margin=None) | Q(lowest_margin__gte=0, lowest_margin__lte=1),
                name="lowest_margin_of_a_post_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return str(self.post)


class ApprovalRule(Record):
    """Whose approval a quotation needs besides, whoever hands it in. Every rule that fits counts.

    A condition that is empty is not asked for. amount_from: of the total, in the company's own currency.
    """

    name = models.CharField(_("name"), max_length=60, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    amount_from = MoneyField(
        _("total from, RMB"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: any. Of another currency, by the rate of the day."),
    )
    discount_over = _share(_("discount over"), _("0.2 is 20 %. Empty: any."), null=True, blank=True)
    margin_under = _share(_("margin under"), _("0.1 is 10 %. Empty: any."), null=True, blank=True)

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        ordering = ["amount_from", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_from__isnull=False) | Q(discount_over__isnull=False) | Q(margin_under__isnull=False),
                name="approval_rule_asks_for_something",
                violation_error_message=_("Say from which total, over which discount or under which margin."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalPost(Line):
    """A post whose approval a rule asks for. Lower posts are asked before higher ones."""

    rule = models.ForeignKey(ApprovalRule, models.CASCADE, related_name="posts", verbose_name=_("approval rule"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))

    class Meta(Line.Meta):
        verbose_name = _("post that approves")
        verbose_name_plural = _("posts that approve")
        constraints = [models.UniqueConstraint(fields=["rule", "post"], name="post_of_an_approval_rule_once")]

    def __str__(self) -> str:
        return str(self.post)


class QuotationPolicy(Record):
    """The figures by which quotations and opportunities go. There is one row.

    The chances are those of an opportunity in each stage, unless somebody knows better.
    """

    valid_days = models.PositiveSmallIntegerField(
        _("offers stand, days"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_VALIDITY)],
        help_text=_("What a new quotation proposes."),
    )
    approval_workdays = models.PositiveSmallIntegerField(
        _("working days to approve"), default=2, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    chance_at_contact = _share(_("chance at first contact"), default=Decimal("0.1"))
    chance_with_needs = _share(_("chance with needs confirmed"), default=Decimal("0.3"))
    chance_with_proposal = _share(_("chance with a proposal or samples"), default=Decimal("0.5"))
    chance_in_negotiation = _share(_("chance when quoted and negotiating"), default=Decimal("0.7"))

    class Meta:
        verbose_name = _("quotation policy")
        verbose_name_plural = _("quotation policy")
        constraints = [
            models.CheckConstraint(condition=Q(valid_days__gte=1), name="offers_stand_a_day_at_least"),
        ]

    def __str__(self) -> str:
        return str(_("Quotation policy"))

    @classmethod
    def now(cls) -> "QuotationPolicy":
        """The policy in force; before anybody wrote one, the usual figures. One query."""
        return next(iter(POLICY()), None) or cls()


POLICY = Compiled(lambda: QuotationPolicy.objects.order_by("pk")[:1])


def end_of_validity(on: date | None = None) -> date:
    """What a new quotation proposes: the last day on which it may be accepted."""
    return (on or timezone.localdate()) + timedelta(days=QuotationPolicy.now().valid_days)
