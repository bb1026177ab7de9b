"""Campaigns, and among them the promotion of new products."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Line, Record
from daying.core.money import ZERO, MoneyField
from daying.core.search import searchable
from daying.customers.models import Segment
from daying.market.models.asking import Asking
from daying.market.models.owned import Owned
from daying.products.models import Product
from daying.work.models import Approved


class CampaignKind(models.TextChoices):
    """What is promoted."""

    GENERAL = "general", _("Marketing campaign")
    NEW_PRODUCT = "new_product", _("New-product promotion")


class CampaignState(models.TextChoices):
    """How far a campaign has come."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RUNNING = "running", _("Running")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Campaign(Asking, Owned, Approved, Record):
    """Whom we want to reach with what, what is done for it, what it cost in RMB and what came of it."""

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        pgettext_lazy("sort of", "kind"), max_length=12, choices=CampaignKind.choices, default=CampaignKind.GENERAL
    )
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("new product")
    )
    segment = models.ForeignKey(
        Segment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment of customers"),
        help_text=_("Whoever its rule finds belongs to the audience, today and later."),
    )
    audience = models.TextField(
        _("audience"), blank=True, help_text=_("Which customers or prospects it is for, or who else.")
    )
    material = models.TextField(_("material"), blank=True, help_text=_("What they are shown or sent."))
    goal = models.TextField(_("goal"), blank=True)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    budget = MoneyField(_("budget in RMB"), default=ZERO, validators=[MinValueValidator(0)])
    cost = MoneyField(_("cost in RMB"), default=ZERO, editable=False)
    results = models.TextField(_("results"), blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=CampaignState.choices, default=CampaignState.DRAFT, editable=False
    )

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-begins_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")),
                name="campaign_ends_after_it_begins",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="new_product") | Q(product__isnull=False),
                name="promotion_names_its_product",
                violation_error_message=_("A new-product promotion names the product."),
            ),
            models.CheckConstraint(
                condition=~Q(audience="") | Q(segment__isnull=False),
                name="campaign_is_for_somebody",
                violation_error_message=_("Say for whom it is: name a segment, describe the audience, or both."),
            ),
            models.CheckConstraint(condition=Q(budget__gte=0, cost__gte=0), name="campaign_money_not_below_0"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(number__isnull=False),
                name="submitted_campaign_has_a_number",
            ),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(results=""), name="closed_campaign_has_results"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> Q:
        """The filter for what is asked about it, and about its samples and trials."""
        of_trials = Q(subject_type="market.producttrial", subject_id__in=self.trials.order_by().values("pk"))
        return super().asked | of_trials


class CampaignStep(Line):
    """One thing that is done for a campaign, by whom and by when, and what came of it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="lines", verbose_name=_("campaign"))
    title = models.CharField(_("what is done"), max_length=150)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)

    class Meta(Line.Meta):
        verbose_name = _("campaign step")
        verbose_name_plural = _("campaign steps")

    def __str__(self) -> str:
        return self.title


searchable(Campaign, title="name", fields=["number", "audience"], via=["product"])
