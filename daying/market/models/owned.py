"""What belongs to somebody: the person who looks after it, and the department that decides who else sees it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.people.models import Department


class Owned(models.Model):
    """department is the owner's, kept here because it decides who sees what."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, editable=False, related_name="+", verbose_name=_("department")
    )

    class Meta:
        abstract = True


class Approved(models.Model):
    """Handed in by one person and approved by another. rejected_for: why it came back to its author."""

    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    rejected_for = models.TextField(_("sent back because"), blank=True, editable=False)

    class Meta:
        abstract = True
