"""What is kept of imports: mappings by name, and each upload with what became of it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from daying.core.ids import uuid7
from daying.core.models import Record


class SavedMapping(Record):
    """Which column of somebody's sheet fills which of ours, for the next sheet of the same make."""

    slug = models.CharField(_("imported into"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    mapping: Any = models.JSONField(_("mapping"), default=dict)

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["slug", "name"]
        constraints = [models.UniqueConstraint(fields=["slug", "name"], name="one_mapping_of_a_name_each")]

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", _("Uploaded")
    CHECKED = "checked", _("Checked")
    DONE = "done", _("Taken")
    UNDONE = "undone", _("Undone")


class ImportRun(models.Model):
    """One sheet that somebody brought, and how far it has come. What it writes is journaled, the run itself is not.

    headings: of the sheet. is_long: too many rows to be judged while somebody waits.
    outcome: counts and the first faults, of the last check or of the taking itself.
    action_id: of the journal entries that it made. rejected: the rows not taken, each with the reason.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    created_at = models.DateTimeField(_("brought"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    slug = models.CharField(_("imported into"), max_length=60)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED, editable=False
    )
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to="imports/%Y/%m")
    second_name = models.CharField(_("file of the lines"), max_length=200, blank=True)
    second_file = models.FileField(upload_to="imports/%Y/%m", blank=True)
    headings: Any = models.JSONField(_("headings"), default=list)
    is_long = models.BooleanField(default=False)
    mapping: Any = models.JSONField(_("mapping"), default=dict)
    outcome: Any = models.JSONField(_("outcome"), default=dict)
    rejected = models.FileField(upload_to="imports/%Y/%m", blank=True)
    action_id = models.UUIDField(null=True, editable=False)
    task_id = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["created_by", "-id"], name="imports_by_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_settled(self) -> bool:
        """Whether it was taken, and perhaps undone: then nothing of it changes any more."""
        return self.state in (ImportState.DONE, ImportState.UNDONE)
