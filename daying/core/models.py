"""The tables of the kit, and what every record of the house is made of."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from daying.core.append_only import AppendOnly
from daying.core.ids import uuid7
from daying.core.making import Row


class Record(Row):
    """Something people work on: it has a public id for links, a version for two who edit at once, and an author."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("created by"),
    )

    named_by: tuple[str, ...] = ()  # the relations that its name is made of: read with it when it is locked
    named_from: tuple[str, ...] = ()  # its own fields of which alone its name is made; empty where there is more to it

    class Meta:
        abstract = True


class Line(Row):
    """A line of a document. It is written together with its document and journaled inside its entry."""

    position = models.PositiveIntegerField(_("no."), default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def typed(self, name: str) -> Any:
        """A value as a form shows it and takes it."""
        return getattr(self, name)


class Counter(models.Model):
    """The last number given of one kind of document in one year."""

    kind = models.CharField(max_length=20)
    year = models.PositiveIntegerField()
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="one_counter_per_kind_and_year")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class JournalEntry(AppendOnly):
    """Who did what to which record, when, and what it changed."""

    action_id = models.UUIDField(_("action"), editable=False)
    at = models.DateTimeField(_("at"), db_default=Now())
    on = models.DateField(_("business date"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for")
    )
    verb = models.CharField(_("verb"), max_length=80)
    subject_type = models.CharField(_("record type"), max_length=80)
    subject_id = models.BigIntegerField(_("record"), null=True)
    subject_label = models.CharField(_("record name"), max_length=200, blank=True)
    changes: Any = models.JSONField(_("changes"), default=dict)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="journal_by_subject"),
            models.Index(fields=["verb", "on"], name="journal_by_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_label}"


class JournalSeal(AppendOnly):
    """One link of the keyed chain over the journal: it proves its entry and all links before it."""

    entry_id = models.BigIntegerField(unique=True)
    digest = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("journal seal")

    def __str__(self) -> str:
        return f"seal {self.pk} of entry {self.entry_id}"


# They are made of what stands above.
from daying.core.models_attachment import OPENED, Attachment, FileKind  # noqa: E402
from daying.core.models_calendar import CalendarDay, WorkingWeek  # noqa: E402
from daying.core.models_search import SearchEntry  # noqa: E402
from daying.core.models_services import (  # noqa: E402
    IdempotentRequest,
    JobProgress,
    JobRun,
    MailState,
    MailText,
    OutgoingMail,
    ScheduledJob,
)

__all__ = [
    "OPENED",
    "Attachment",
    "CalendarDay",
    "Counter",
    "FileKind",
    "IdempotentRequest",
    "JobProgress",
    "JobRun",
    "JournalEntry",
    "JournalSeal",
    "Line",
    "MailState",
    "MailText",
    "OutgoingMail",
    "Record",
    "ScheduledJob",
    "SearchEntry",
    "WorkingWeek",
]
