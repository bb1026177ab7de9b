"""Posts with their rights and establishment, who holds them, and who stands in for whom (M0.2, M0.4, M0.5)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record
from daying.people.models.organisation import Department
from daying.people.models.shared import Dated, Named


class Scope(models.TextChoices):
    """How far a post sees: which customers, and with them their documents."""

    OWN = "own", _("Own customers")
    DEPARTMENT = "department", _("The department and all below it")
    CENTRE = "centre", _("The Marketing Centre")
    COMPANY = "company", _("The company")


class Post(Named, Record):
    """A post of the company. Rights belong to it, never to a person."""

    key = models.SlugField(_("key"), unique=True)
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subordinates", verbose_name=_("superior")
    )
    scope = models.CharField(_("sees"), max_length=12, choices=Scope.choices, default=Scope.OWN)

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(superior=None) | ~Q(superior=F("id")), name="post_not_its_own_superior")
        ]


class PostRight(models.Model):
    """A post holds a right."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="rights")
    code = models.CharField(_("right"), max_length=100)

    class Meta:
        verbose_name = _("right of a post")
        verbose_name_plural = _("rights of posts")
        constraints = [models.UniqueConstraint(fields=["post", "code"], name="post_holds_a_right_once")]

    def __str__(self) -> str:
        return self.code


class KnownRight(models.Model):
    """A right that has been given out once. What an upgrade brings is not here yet."""

    code = models.CharField(_("right"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("right given out")
        verbose_name_plural = _("rights given out")

    def __str__(self) -> str:
        return self.code


class Establishment(Record):
    """How many places a post has in a department and all below it; open when places is empty."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="establishment", verbose_name=_("post"))
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name=_("department"))
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishment")
        constraints = [models.UniqueConstraint(fields=["post", "department"], name="one_establishment_per_place")]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.department_id}: {self.places}"


class Holding(Dated, Record):
    """A person holds a post in a department."""

    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="holdings", verbose_name=_("employee")
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))
    department = models.ForeignKey(Department, models.PROTECT, related_name="holdings", verbose_name=_("department"))

    class Meta(Dated.Meta):
        verbose_name = _("holding of a post")
        verbose_name_plural = _("holdings of posts")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["employee", "post", "department"], condition=Q(until_on=None), name="post_held_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id}/{self.employee_id}"


class Delegation(Dated, Record):
    """While somebody is away, another acts with the rights of their posts and sees what they see.

    What was delegated to the giver is not passed on.
    """

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, blank=True, related_name="delegations_given", verbose_name=_("away")
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="delegations_taken", verbose_name=_("stands in")
    )
    until_on = models.DateField(_("back on"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-from_on", "-pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.giver_id} → {self.taker_id}"
