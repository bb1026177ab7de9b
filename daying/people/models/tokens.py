"""Keys with which a program signs in to the API in a person's name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record


class TokenScope(models.TextChoices):
    """How much of its owner's rights a token carries."""

    READ = "read", _("Read only")
    WRITE = "write", _("Read and write")


class ApiToken(Record):
    """A key that only its owner has seen: what is kept is a prefix to find it by and the SHA-256 of the rest."""

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("employee")
    )
    name = models.CharField(_("used for"), max_length=100)
    prefix = models.CharField(_("begins with"), max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    scope = models.CharField(_("may"), max_length=5, choices=TokenScope.choices, default=TokenScope.READ)
    expires_on = models.DateField(_("expires on"))
    last_used_on = models.DateField(_("last used on"), null=True, editable=False)
    is_revoked = models.BooleanField(_("revoked"), default=False, editable=False)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
