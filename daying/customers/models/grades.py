"""How much a customer matters."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Grade(models.TextChoices):
    """How much a customer matters to us."""

    A = "A", _("A (key)")
    B = "B", _("B (important)")
    C = "C", _("C (ordinary)")
    D = "D", _("D (small)")
