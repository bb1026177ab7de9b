"""The company and its departments, with who stood under whom on any past day (M0.1)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daying.core import search
from daying.core.models import Record
from daying.people.models.shared import Dated, Named


class Company(Named, Record):
    """The one company of this database. Groups of companies have a schema each."""

    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=50, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=50, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    cut_off_day = models.PositiveSmallIntegerField(
        _("cut-off day"), default=31, help_text=_("The last day of a month's period; 31 means the end of the month.")
    )

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("company")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_company"),
            models.CheckConstraint(condition=Q(cut_off_day__range=(1, 31)), name="cut_off_day_is_a_day"),
        ]


class Department(Named, Record):
    """A box of the organisation chart. `parent` is where it stands now; DepartmentPlace keeps where it stood."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    is_centre = models.BooleanField(
        _("is the Marketing Centre"),
        default=False,
        help_text=_("Posts that see the whole centre see this department and all below it."),
    )

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="department_not_under_itself")
        ]


class DepartmentPlace(Dated):
    """Under which department another one stood, and when."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="places")
    parent = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")

    class Meta(Dated.Meta):
        verbose_name = _("place in the organisation")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["department"], condition=Q(until_on=None), name="department_stands_in_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department_id} < {self.parent_id}"


search.searchable(Department, title="name", fields=["english_name", "code"])
