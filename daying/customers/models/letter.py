"""Mail between us and a customer: what we write, and what comes back and is filed to the customer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.models import OutgoingMail, Record
from daying.core.search import searchable
from daying.customers.models.customer import Contact, Customer


class LetterTemplate(Record):
    """A text that letters begin with. {customer}, {contact} and {sender} are filled in when it is chosen."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(
        _("text"), help_text=_("{customer}, {contact} and {sender} are filled in when the template is chosen.")
    )

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LetterState(models.TextChoices):
    """Where a letter stands. The first two are ours, the others came in."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")
    RECEIVED = "received", pgettext_lazy("letter", "New")
    DONE = "done", _("Dealt with")
    UNFILED = "unfiled", _("To be filed")
    DISCARDED = "discarded", _("Not a customer's")


OUR_OWN = [LetterState.DRAFT, LetterState.SENT]
HOMELESS = [LetterState.UNFILED, LetterState.DISCARDED]


class Letter(Record):
    """One e-mail to a customer or from one. Its files are those of the record.

    address: the other side's. mail: the outbox's copy of one that was sent. message_id: of one that came in; once each.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="letters", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    template = models.ForeignKey(
        LetterTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter template")
    )
    address = models.EmailField(pgettext_lazy("letter", "address"), blank=True, help_text=_("Empty: the contact's."))
    sender_name = models.CharField(_("sender"), max_length=100, blank=True, editable=False)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    mail = models.OneToOneField(
        OutgoingMail, models.PROTECT, null=True, editable=False, related_name="letter", verbose_name=_("outgoing mail")
    )
    message_id = models.CharField(_("message id"), max_length=200, blank=True, editable=False)
    answers = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="answered_by", verbose_name=_("answers")
    )
    at = models.DateTimeField(_("sent or received"), null=True, editable=False)
    is_automatic = models.BooleanField(_("written by a machine"), default=False, editable=False)
    is_from_stranger = models.BooleanField(
        _("address not among the contacts"),
        default=False,
        editable=False,
        help_text=_("Anybody can write any name above a mail: be careful with what it asks for."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=LetterState.choices, default=LetterState.DRAFT, editable=False
    )

    class Meta:
        verbose_name = _("e-mail of a customer")
        verbose_name_plural = _("e-mails of customers")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["customer", "-id"], name="letters_of_customer")]
        constraints = [
            models.UniqueConstraint(fields=["message_id"], condition=~Q(message_id=""), name="letter_comes_in_once"),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(state__in=HOMELESS), name="letter_is_a_customers_or_homeless"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(mail__isnull=False, at__isnull=False),
                name="letter_sent_is_in_the_outbox",
            ),
            models.CheckConstraint(condition=Q(answers=None) | ~Q(answers=F("id")), name="letter_answers_another"),
        ]

    def __str__(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def is_ours(self) -> bool:
        """Whether we wrote it."""
        return self.state in OUR_OWN

    @property
    def delivery(self) -> str:
        """How far a letter of ours has come, and why not further."""
        if self.mail is None:
            return ""
        return " · ".join(filter(None, [str(self.mail.get_state_display()), self.mail.failure]))


class LetterBox(models.Model):
    """How far a mailbox has been read. The row is locked while what was read is filed."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


searchable(Letter, title="subject", fields=["address", "sender_name", "text"], via=["customer"])
