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
