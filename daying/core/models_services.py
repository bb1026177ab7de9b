"""The tables of the services: jobs and their timetable, outgoing mail, requests that must count once."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from daying.core.ids import uuid7
from daying.core.models import Record


class JobRun(models.Model):
    """One job asked for. `done_at` is set in the transaction of the job's effect, so that the effect happens once."""

    task_id = models.UUIDField(unique=True, editable=False)
    name = models.CharField(_("job"), max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    asked_at = models.DateTimeField(_("asked for"), db_default=Now())
    done_at = models.DateTimeField(_("done"), null=True)
    result: Any = models.JSONField(_("result"), null=True, encoder=DjangoJSONEncoder)
    failure = models.TextField(_("what went wrong"), blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["by", "-id"], name="jobs_by_person")]

    def __str__(self) -> str:
        return self.name


class JobProgress(models.Model):
    """How far a running job is, where several machines share one PostgreSQL; see core/progress.py."""

    task_id = models.UUIDField(primary_key=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    sentence = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


class ScheduledJob(models.Model):
    """When a job of the timetable is due next. Whichever worker locks the row first asks for the job."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.due_at}"


class IdempotentRequest(models.Model):
    """A request that was carried out, and what was answered. The same key from the same person gets the same answer."""

    key = models.CharField(max_length=200)
    actor = models.BigIntegerField()  # 0 is the system: a key without value would not be held unique
    fingerprint = models.CharField(max_length=64)
    response: Any = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    answered_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_request_per_actor_and_key")]
        indexes = [models.Index(fields=["created_at"], name="requests_by_age")]

    def __str__(self) -> str:
        return self.key


class MailState(models.TextChoices):
    """How far a mail has come. A failed one is tried again for a day."""

    QUEUED = "queued", _("Waiting to be sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")


class OutgoingMail(models.Model):
    """A mail in the outbox, written in the transaction of the business it tells about."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    attachments: Any = models.JSONField(_("attachments"), default=list)
    answers = models.CharField(_("answers"), max_length=200, blank=True)  # the message id of somebody else's mail
    about_type = models.CharField(max_length=80, blank=True)
    about_id = models.BigIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    failure = models.TextField(_("what went wrong"), blank=True)
    created_at = models.DateTimeField(_("written"), db_default=Now())
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mail")
        indexes = [models.Index(fields=["about_type", "about_id"], name="mail_by_subject")]

    def __str__(self) -> str:
        return self.subject


class MailText(Record):
    """A company's own wording of a mail. {words} in braces are filled in; everything else is sent as it stands."""

    template = models.CharField(_("mail"), max_length=80)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("mail wording")
        verbose_name_plural = _("mail wordings")
        constraints = [models.UniqueConstraint(fields=["template", "language"], name="one_wording_per_language")]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"
