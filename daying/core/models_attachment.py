"""The table of attachments: any file on any record."""

from django.apps import apps
from django.db import models
from django.db.models import F, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from daying.core.models import JournalEntry, Record
from daying.core.search import searchable

OPENED = "opened"
OPENINGS_TOLD = 20


class FileKind(models.TextChoices):
    """What a file is to us."""

    CONTRACT = "contract", _("Contract")
    SEALED = "sealed", _("Sealed copy, scanned")
    AGREEMENT = "agreement", _("Agreement (quality, secrecy)")
    LICENCE = "licence", _("Business licence")
    CERTIFICATE = "certificate", _("Certificate")
    DRAWING = "drawing", _("Drawing or specification")
    LETTER = "letter", _("Letter")
    REPORT = "report", _("Report")
    PHOTO = "photo", _("Photo")
    OTHER = "other", _("Other")


class Attachment(Record):
    """A file that belongs to a record. The bytes stand once in the store, under their own SHA-256.

    edition: 1 for the first version; a later one says which it replaces. is_current: no other replaces it.
    retain_until: the first day on which it may be taken off. subject_label: the record's name when it was attached.
    """

    subject_type = models.CharField(max_length=80, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    subject_label = models.CharField(_("belongs to"), max_length=200, blank=True, default="", editable=False)
    name = models.CharField(_("file name"), max_length=200)
    kind = models.CharField(_("kind of file"), max_length=12, choices=FileKind.choices, default=FileKind.OTHER)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    is_current = models.BooleanField(_("latest edition"), default=True, editable=False)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    retain_until = models.DateField(_("to be kept until"), null=True, blank=True)
    content_type = models.CharField(_("type"), max_length=100, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False, db_index=True)
    path = models.CharField(max_length=200, editable=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="attachments_by_subject"),
            models.Index(fields=["expires_on"], condition=Q(is_current=True), name="attachments_that_expire"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(edition=1, replaces=None) | Q(edition__gt=1, replaces__isnull=False),
                name="later_edition_replaces_one",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")), name="attachment_not_in_place_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def size_told(self) -> str:
        """1.2 MB"""
        return filesizeformat(self.size)

    @property
    def subject(self) -> models.Model | None:
        """The record it belongs to; None where it is gone. One query."""
        model = apps.get_model(self.subject_type)
        found: models.Model | None = model._default_manager.filter(pk=self.subject_id).first()
        return found

    @property
    def has_expired(self) -> bool:
        """Whether its day has passed."""
        return self.expires_on is not None and self.expires_on < timezone.localdate()

    @property
    def openings(self) -> str:
        """Who opened it last, a line for each. One query."""
        entries = JournalEntry.objects.filter(verb=OPENED, changes__opened__1=self.pk).select_related("by")
        told = entries.filter(subject_type=self.subject_type, subject_id=self.subject_id).order_by("-id")[
            :OPENINGS_TOLD
        ]
        return "\n".join(f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M} {entry.by}" for entry in told)


searchable(Attachment, title="name", fields=["note", "subject_label"])
