"""What was done with a customer, and what was agreed to come next."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.search import searchable
from daying.customers.models.customer import Contact, Customer


class FollowUpKind(models.TextChoices):
    """How we met or spoke."""

    VISIT = "visit", _("Visit")
    CALL = "call", _("Call")
    MESSAGE = "message", _("Message")
    EMAIL = "email", _("E-mail")
    RETURN_VISIT = "return_visit", _("Return visit")


class FollowUpState(models.TextChoices):
    """Whether what was agreed is still to be done."""

    OPEN = "open", _("Next step open")
    DONE = "done", _("Done")


class FollowUp(Record):
    """One contact with a customer by its author, and perhaps a next step with a day.

    The next step is open until another follow-up answers it: one on its day or later, or one that agrees anew.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="follow_ups", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=FollowUpKind.choices, default=FollowUpKind.CALL)
    done_on = models.DateField(_("followed up on"), default=timezone.localdate)
    summary = models.TextField(_("what was said"))
    next_on = models.DateField(_("next follow-up on"), null=True, blank=True)
    next_what = models.CharField(_("next step"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FollowUpState.choices, default=FollowUpState.DONE, editable=False
    )
    answered_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="answers",
        verbose_name=_("next step done by"),
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-done_on", "-pk"]
        indexes = [
            models.Index(fields=["customer", "-done_on"], name="follow_ups_of_customer"),
            models.Index(fields=["next_on"], condition=Q(state="open"), name="follow_ups_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=F("done_on")),
                name="follow_up_goes_forward",
                violation_error_message=_("The next follow-up is not before this one."),
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(next_on__isnull=False, answered_by=None), name="follow_up_open_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("id")), name="follow_up_answered_by_another"
            ),
        ]

    def __str__(self) -> str:
        return " ".join((self.next_what or self.summary).split())[:60]


searchable(FollowUp, title="summary", fields=["next_what"], via=["customer"])
