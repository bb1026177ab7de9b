"""The table of attachments: any file on any record."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.core.search import searchable


class Attachment(Record):
    """A file that belongs to a record. The bytes stand once in the store, under their own SHA-256."""

    subject_type = models.CharField(max_length=80, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    path = models.CharField(max_length=200, editable=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachments_by_subject")]

    def __str__(self) -> str:
        return self.name


searchable(Attachment, title="name", fields=["note"])
