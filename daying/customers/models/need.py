"""What customers need of us, or have trouble with, and how a department of ours answers it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import Record
from daying.core.search import searchable
from daying.customers.models.customer import Contact, Customer
from daying.customers.models.followup import FollowUpKind
from daying.people.models import Department, Employee
from daying.work.models import AboutAnything


class NeedKind(models.TextChoices):
    """What sort of need it is."""

    NEED = "need", _("Need")
    PROBLEM = "problem", _("Problem")
    SUGGESTION = "suggestion", _("Suggestion")


class NeedState(models.TextChoices):
    """Where a need stands."""

    RAISED = "raised", _("Raised")
    ROUTED = "routed", _("With a department")
    REPLIED = "replied", _("Replied")
    TOLD = "told", _("Customer told")
    CLOSED = "closed", _("Closed")
    DROPPED = "dropped", _("Dropped")


ASKED = [NeedState.ROUTED, NeedState.REPLIED, NeedState.TOLD, NeedState.CLOSED]
ANSWERED = [NeedState.REPLIED, NeedState.TOLD, NeedState.CLOSED]


class Need(AboutAnything, Record):
    """A need or problem of a customer, on its way through a department and back. Days are counted in working days.

    subject: what it comes from, say a trial whose feedback it is; mostly none.
    """

    number = models.CharField(_("number"), max_length=30, unique=True, editable=False)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="needs", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=NeedKind.choices, default=NeedKind.NEED)
    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("department asked"),
        help_text=_("Named here, it is asked at once; left empty, somebody looks at it first."),
    )
    person = models.ForeignKey(
        Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("asked in person")
    )
    raised_on = models.DateField(_("raised on"), default=timezone.localdate, editable=False)
    due_on = models.DateField(_("reply due on"), null=True, editable=False)
    analysis = models.TextField(_("analysis"), blank=True, editable=False)
    reply = models.TextField(_("reply"), blank=True, editable=False)
    replied_on = models.DateField(_("replied on"), null=True, editable=False)
    replied_by = models.ForeignKey(
        Employee, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("replied by")
    )
    told_on = models.DateField(_("customer told on"), null=True, editable=False)
    told_by_way_of = models.CharField(
        _("customer told by"), max_length=12, choices=FollowUpKind.choices, blank=True, editable=False
    )
    closed_on = models.DateField(_("closed on"), null=True, editable=False)
    closing_workdays = models.PositiveIntegerField(_("working days to close"), null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=NeedState.choices, default=NeedState.RAISED, editable=False
    )

    class Meta:
        verbose_name = _("customer's need")
        verbose_name_plural = _("customers' needs")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["customer", "-id"], name="needs_of_customer"),
            models.Index(fields=["department", "state", "due_on"], name="needs_by_department"),
            models.Index(fields=["subject_type", "subject_id"], condition=~Q(subject_type=""), name="needs_by_subject"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=ASKED) | Q(department__isnull=False, due_on__isnull=False),
                name="need_with_a_department_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ANSWERED) | (Q(replied_on__isnull=False) & ~Q(reply="")),
                name="need_replied_has_a_reply",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(closed_on__gte=F("raised_on"), closing_workdays__isnull=False, told_on__isnull=False),
                name="need_closed_is_measured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


searchable(Need, title="title", fields=["number", "description", "reply"], via=["customer"])
