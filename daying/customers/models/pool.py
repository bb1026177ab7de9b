"""Public pools: customers that nobody looks after, who may take them, and every change of owner."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core.append_only import AppendOnly
from daying.core.models import Line, Record
from daying.customers.models.grades import Grade
from daying.people.models import Department


def _days(label: Any, help_text: Any = "") -> Any:
    """A number of days, or none."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(1)], help_text=help_text
    )


class Pool(Record):
    """Where the customers of a department, and of all below it without a pool of their own, lie without an owner.

    holding_cap: customers without a deal that one person may have. rest_days: before anybody may claim what came in.
    barred_days: before the former owner may.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    department = models.OneToOneField(
        Department,
        models.PROTECT,
        related_name="+",
        verbose_name=_("department"),
        help_text=_("Its customers fall into this pool, and those of departments below it without a pool."),
        error_messages={"unique": _("This department has a pool already.")},
    )
    is_active = models.BooleanField(
        pgettext_lazy("pool", "in use"), default=True, help_text=_("Out of use, nothing more falls into it.")
    )
    holding_cap = models.PositiveSmallIntegerField(
        _("customers per person"),
        null=True,
        blank=True,
        help_text=_("How many customers without a deal one may have and still claim more. Empty: any number."),
    )
    daily_claim_cap = models.PositiveSmallIntegerField(
        _("claims per day"), null=True, blank=True, help_text=_("Of one person. Empty: any number.")
    )
    daily_view_cap = models.PositiveSmallIntegerField(
        _("customers looked at per day"),
        null=True,
        blank=True,
        help_text=_("How many of the pool's customers one may open in a day. Empty: any number."),
    )
    protected_cap = models.PositiveSmallIntegerField(
        _("protected customers per person"), null=True, blank=True, help_text=_("Empty: any number.")
    )
    barred_days = models.PositiveSmallIntegerField(
        _("former owner barred, days"), default=30, help_text=_("Before the former owner may claim it again.")
    )
    rest_days = models.PositiveSmallIntegerField(
        _("rest, days"), default=0, help_text=_("Before anybody may claim what has come in.")
    )

    class Meta:
        verbose_name = _("pool")
        verbose_name_plural = _("pools")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ReclaimRule(Line):
    """After how many days customers of a grade fall into the pool. No grade: those that no other rule names.

    The first two count for customers without a deal, the third for those with one. None: never for that reason.
    """

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="rules", verbose_name=_("pool"))
    grade = models.CharField(_("grade"), max_length=1, choices=Grade.choices, blank=True)
    days_without_follow_up = _days(_("days without follow-up"))
    days_without_deal = _days(_("days without a deal"))
    days_after_deal = _days(_("days since the last deal"), _("Of customers that have ordered before."))
    warn_days = models.PositiveSmallIntegerField(_("warned days before"), default=7)

    class Meta(Line.Meta):
        verbose_name = _("reclaim rule")
        verbose_name_plural = _("reclaim rules")
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "grade"],
                name="one_reclaim_rule_per_grade",
                violation_error_message=_("There is a rule for this grade already."),
            ),
            models.CheckConstraint(
                condition=(Q(days_without_follow_up=None) | Q(days_without_follow_up__gte=1))
                & (Q(days_without_deal=None) | Q(days_without_deal__gte=1))
                & (Q(days_after_deal=None) | Q(days_after_deal__gte=1)),
                name="reclaim_after_a_day_at_least",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_grade_display()) if self.grade else str(_("Other grades"))


class PoolMember(Record):
    """Somebody who may claim customers of a pool. is_admin: who gives them out too, if the post allows it."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="members", verbose_name=_("pool"))
    employee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pool_memberships", verbose_name=_("employee")
    )
    is_admin = models.BooleanField(_("administers the pool"), default=False)
    is_active = models.BooleanField(pgettext_lazy("member", "takes part"), default=True)
    holding_cap = models.PositiveSmallIntegerField(
        _("own limit of customers"), null=True, blank=True, help_text=_("Empty: as the pool says.")
    )

    class Meta:
        verbose_name = _("member of a pool")
        verbose_name_plural = _("members of pools")
        ordering = ["pool", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "employee"],
                name="member_of_a_pool_once",
                violation_error_message=_("This person is a member already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employee} ({self.pool})"


class Cause(models.TextChoices):
    """By what way a customer came to another owner, or into a pool."""

    ENTERED = "entered", _("Entered without an owner")
    ASSIGNED = "assigned", _("Given over")
    CLAIMED = "claimed", pgettext_lazy("customer", "Claimed")
    HANDED_OUT = "handed_out", _("Given out of the pool")
    BY_RULE = "by_rule", _("Assigned by rule")
    RELEASED = "released", _("Put into the pool")
    RECLAIMED = "reclaimed", _("Fallen into the pool")
    OWNER_LEFT = "owner_left", _("Owner has left")
    MOVED = "moved", _("Moved to another pool")
    HANDED_OVER = "handed_over", _("Handed over")


# Why a rule takes a customer from its owner: kept as a code with its figures, told in each reader's language.
WHY = {
    "no_follow_up": _("not followed up for %(days)d days"),
    "no_first_deal": _("no first deal within %(days)d days"),
    "no_deal": _("no deal for %(days)d days"),
    "owner_left": _("the owner has left"),
}


def told_why(why: Mapping[str, Any]) -> str:
    """A reason of the rules in words. One that nobody knows any more is told by its code."""
    return str(WHY.get(why["code"], why["code"])) % why


class Reasoned(models.Model):
    """Something that happened for a reason: typed by somebody, or found by a rule ({"code": …, "days": …})."""

    reason = models.TextField(_("reason"), blank=True)
    why = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def reason_told(self) -> str:
        """The reason in the reader's language, as far as it was not typed."""
        return told_why(self.why) if self.why else self.reason


class EntryState(models.TextChoices):
    """Whether a customer still lies in the pool."""

    WAITING = "waiting", pgettext_lazy("pool", "In the pool")
    TAKEN = "taken", pgettext_lazy("pool", "Taken out")


class PoolEntry(Reasoned, Record):
    """A customer's stay in a pool: all that the pool's members see of it."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="entries", verbose_name=_("pool"))
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="pool_entries", verbose_name=_("customer")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=EntryState.choices, default=EntryState.WAITING, editable=False
    )
    cause = models.CharField(_("came by"), max_length=12, choices=Cause.choices)
    entered_on = models.DateField(_("in the pool since"))
    former_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("former owner")
    )
    left_on = models.DateField(_("taken on"), null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )

    class Meta:
        verbose_name = _("customer in the pool")
        verbose_name_plural = _("customers in the pools")
        indexes = [models.Index(fields=["pool", "state", "entered_on"], name="pool_entries_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state=EntryState.WAITING), name="in_one_pool_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=EntryState.WAITING, left_on=None, taken_by=None)
                | Q(state=EntryState.TAKEN, left_on__isnull=False),
                name="taken_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("entered_on")), name="leaves_the_pool_after_entering"
            ),
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def name(self) -> str:
        """The customer's full name, for those who do not see its file."""
        return self.customer.name


class PoolLook(models.Model):
    """Somebody opened a customer of a pool on a day. It counts towards what one may open in a day."""

    entry = models.ForeignKey(PoolEntry, models.CASCADE, related_name="looks", verbose_name=_("customer in the pool"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("look into the pool")
        verbose_name_plural = _("looks into the pools")
        constraints = [
            models.UniqueConstraint(fields=["person", "on", "entry"], name="one_look_a_day_is_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class Method(models.TextChoices):
    """Whose turn it is."""

    LOOP = "loop", _("One after the other")
    RATIO = "ratio", _("By shares")
    LOAD = "load", _("Whoever has the fewest customers")


class AssignmentRule(Record):
    """Who gets new customers, or those that wait in a pool. The first rule that fits counts."""

    name = models.CharField(_("name"), max_length=60)
    rank = models.PositiveSmallIntegerField(_("rank"), default=10, help_text=_("The lowest that fits counts."))
    is_active = models.BooleanField(pgettext_lazy("rule", "in use"), default=True)
    zone = models.ForeignKey(
        "customers.Zone",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zone"),
        help_text=_("With all zones in it. Empty: any."),
    )
    industry = models.CharField(_("industry"), max_length=50, blank=True, help_text=_("Empty: any."))
    pool = models.ForeignKey(
        Pool,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignment_rules",
        verbose_name=_("pool"),
        help_text=_("Gives out what waits in this pool. Empty: new customers."),
    )
    after_days = models.PositiveSmallIntegerField(
        _("after days in the pool"), default=0, help_text=_("So long everybody may claim it first.")
    )
    method = models.CharField(
        pgettext_lazy("of a rule", "method"), max_length=10, choices=Method.choices, default=Method.LOOP
    )

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["rank", "pk"]

    def __str__(self) -> str:
        return self.name


class AssignmentShare(Line):
    """A person to whom a rule gives customers. given, last_turn: kept by the rule itself."""

    rule = models.ForeignKey(AssignmentRule, models.CASCADE, related_name="shares", verbose_name=_("rule"))
    employee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("employee"))
    weight = models.PositiveSmallIntegerField(
        pgettext_lazy("of a rule", "share"), default=1, validators=[MinValueValidator(1)]
    )
    given = models.PositiveIntegerField(_("given so far"), default=0, editable=False)
    last_turn = models.PositiveIntegerField(default=0, editable=False)

    class Meta(Line.Meta):
        verbose_name = _("share of a rule")
        verbose_name_plural = _("shares of a rule")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "employee"],
                name="one_share_per_person",
                violation_error_message=_("This person has a share already."),
            ),
            models.CheckConstraint(condition=Q(weight__gte=1), name="share_above_zero"),
        ]

    def __str__(self) -> str:
        return str(self.employee)


class OwnerChange(Reasoned, AppendOnly, Record):
    """A customer came from somebody, or a pool, to somebody else, or a pool: when, why, and by whom (created_by)."""

    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, related_name="owner_changes", verbose_name=_("customer")
    )
    on = models.DateField(_("date"))
    cause = models.CharField(_("how"), max_length=12, choices=Cause.choices)
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("from")
    )
    from_pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("from pool"))
    to_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("to")
    )
    to_pool = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="+", verbose_name=_("to pool"))

    class Meta:
        verbose_name = _("change of owner")
        verbose_name_plural = _("changes of owner")
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["to_owner", "cause", "on"], name="claims_by_day"),
            models.Index(fields=["on"], name="owner_changes_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_owner=None, to_pool__isnull=False) | Q(to_owner__isnull=False, to_pool=None),
                name="comes_to_somebody_or_into_a_pool",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.get_cause_display()}"
