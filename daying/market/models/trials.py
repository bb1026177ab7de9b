"""Samples and trials: what a customer or prospect tries, and what they say of it."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.money import QuantityField
from daying.core.search import searchable
from daying.customers.models import Customer
from daying.market.models.asking import Asking
from daying.market.models.campaigns import Campaign
from daying.market.models.owned import Owned
from daying.market.models.prospects import Prospect
from daying.products.models import Product


class TrialKind(models.TextChoices):
    """Whether they look at it or work with it."""

    SAMPLE = "sample", _("Sample")
    TRIAL = "trial", _("Trial")


class TrialState(models.TextChoices):
    """How far a sample or trial has come. Overdue is computed."""

    PLANNED = "planned", _("Planned")
    SENT = "sent", _("Sent")
    ANSWERED = "answered", _("Feedback received")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class Verdict(models.TextChoices):
    """What they make of it."""

    GOOD = "good", _("Good")
    CONDITIONAL = "conditional", _("Good on conditions")
    BAD = "bad", _("Not good")


class ProductTrial(Asking, Owned, Record):
    """A product that somebody tries. What they say goes to departments: as a customer's need, else as a task."""

    number = models.CharField(_("number"), max_length=30, null=True, unique=True, editable=False)
    kind = models.CharField(
        pgettext_lazy("sort of", "kind"), max_length=10, choices=TrialKind.choices, default=TrialKind.SAMPLE
    )
    product = models.ForeignKey(Product, models.PROTECT, related_name="trials", verbose_name=_("product"))
    quantity = QuantityField(_("quantity"), validators=[MinValueValidator(0)])
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="trials", verbose_name=_("customer")
    )
    prospect = models.ForeignKey(
        Prospect, models.PROTECT, null=True, blank=True, related_name="trials", verbose_name=_("prospect")
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="trials", verbose_name=_("campaign")
    )
    purpose = models.TextField(_("what is tried"), blank=True)
    answer_due_on = models.DateField(_("answer expected by"), null=True, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, editable=False)
    answered_on = models.DateField(pgettext_lazy("of a trial", "answered on"), null=True, editable=False)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict.choices, blank=True, editable=False)
    feedback = models.TextField(_("feedback"), blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=TrialState.choices, default=TrialState.PLANNED, editable=False
    )

    class Meta:
        verbose_name = _("sample or trial")
        verbose_name_plural = _("samples and trials")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "answer_due_on"], name="trials_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False, prospect=None) | Q(customer=None, prospect__isnull=False),
                name="trial_is_at_one_place",
                violation_error_message=_("Name the customer or the prospect who tries it, one of them."),
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="trial_quantity_above_0"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(number__isnull=False, sent_on__isnull=False),
                name="sent_trial_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"]) | (~Q(verdict="") & Q(answered_on__isnull=False)),
                name="answered_trial_has_a_verdict",
            ),
        ]

    def __str__(self) -> str:
        return self.number or _("Planned trial %(id)s") % {"id": self.pk or ""}


searchable(ProductTrial, title="number", fields=["purpose", "feedback"], via=["product"])
