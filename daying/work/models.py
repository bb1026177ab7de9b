"""Countersignatures with the opinions asked for, and tasks. Both may be about any record."""

from django.apps import apps
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from daying.core import search
from daying.core.models import Record
from daying.people.models import Department, Post


class AboutAnything(models.Model):
    """What a row is about: any record, by its type and key, with the name it had then."""

    subject_type = models.CharField(_("record type"), max_length=80, blank=True, editable=False)
    subject_id = models.BigIntegerField(_("record"), null=True, editable=False)
    subject_label = models.CharField(_("about"), max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def subject(self) -> models.Model | None:
        """The record itself; None where it is gone, or where it is about none. One query."""
        if not self.subject_type:
            return None
        found: models.Model | None = (
            apps.get_model(self.subject_type)._default_manager.filter(pk=self.subject_id).first()
        )
        return found

    def tell_about(self, subject: models.Model) -> None:
        """Write down what this is about."""
        self.subject_type, self.subject_id = subject._meta.label_lower, subject.pk
        self.subject_label = str(subject)[:200]


class Mode(models.TextChoices):
    """In which order the departments are asked, and how many must agree."""

    PARALLEL = "parallel", _("All at once")
    STEPS = "steps", _("One step after the other")
    ANY_ONE = "any_one", _("Whoever answers first")


class CountersignatureState(models.TextChoices):
    """Where the asking stands."""

    OPEN = "open", _("Open")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


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


class Countersignature(AboutAnything, Record):
    """Departments are asked whether they agree to something. The author is who asked.

    warnings: what the rules themselves object to, one sentence in each line; details: what it is about, in words, old
    and new of a change. Both are for those asked to read. owner: whose matter it is, where that is told; they answer it
    no more than who asked.
    """

    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=200)
    mode = models.CharField(_("asked"), max_length=10, choices=Mode.choices, default=Mode.PARALLEL)
    due_on = models.DateField(_("due on"), null=True)
    warnings = models.TextField(_("red lines"), blank=True, editable=False)
    details = models.TextField(_("in detail"), blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("owner")
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CountersignatureState.choices,
        default=CountersignatureState.OPEN,
        editable=False,
    )

    class Meta:
        verbose_name = _("countersignature")
        verbose_name_plural = _("countersignatures")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="countersignature_by_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id"], condition=Q(state="open"), name="one_open_countersignature"
            )
        ]

    def __str__(self) -> str:
        return self.title


class OpinionState(models.TextChoices):
    """Where one department's answer stands."""

    WAITING = "waiting", _("Not asked yet")
    OPEN = "open", _("Asked")
    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Refused")
    PASSED_ON = "passed_on", _("Passed on")
    LAPSED = "lapsed", _("No longer needed")


class Opinion(Record):
    """What one department is asked, and what it answers.

    comes_from: the opinion whose holder passed it on or added this signer. after: the one that must agree before this
    one is asked; without it, a waiting opinion waits for its step. checklist: the questions, one in each line; checked:
    the same with their answers. post: whoever holds it in the department answers, the first of them for all.
    """

    countersignature = models.ForeignKey(
        Countersignature,
        models.CASCADE,
        related_name="opinions",
        verbose_name=_("countersignature"),
        editable=False,
    )
    step = models.PositiveSmallIntegerField(_("step"), default=1, editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="+", verbose_name=_("department"), editable=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("asked in person"),
        editable=False,
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", verbose_name=_("post"), editable=False)
    duty = models.CharField(_("asked to look at"), max_length=200, editable=False)
    due_on = models.DateField(_("due on"), null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=OpinionState.choices, default=OpinionState.OPEN, editable=False
    )
    checklist = models.TextField(_("checklist"), blank=True, editable=False)
    checked = models.TextField(_("checked"), blank=True, editable=False)
    text = models.TextField(_("opinion"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    promised_on = models.DateField(_("promised date"), null=True, blank=True)
    comes_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("added or passed on by")
    )
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="followers", verbose_name=_("asked after")
    )
    urged_on = models.DateField(_("last urged on"), null=True, editable=False)
    urged_times = models.PositiveSmallIntegerField(_("times urged that day"), default=0, editable=False)
    decided_at = models.DateTimeField(_("answered at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
        editable=False,
    )

    named_by = ("countersignature", "department")

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["step", "pk"]
        indexes = [models.Index(fields=["department", "state", "due_on"], name="opinion_by_department")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["agreed", "refused"], decided_at__isnull=False)
                | Q(state__in=["waiting", "open", "passed_on", "lapsed"], decided_at=None),
                name="opinion_decided_when_answered",
            )
        ]

    @property
    def asked(self) -> str:
        """Who is to answer: the person, where one was named, whoever holds the post, else the department."""
        return str(self.person or self.post or self.department)

    def __str__(self) -> str:
        return f"{self.countersignature.title}: {self.post or self.department}"


class Copy(models.Model):
    """Somebody is to read what was asked and answered, without being asked."""

    countersignature = models.ForeignKey(
        Countersignature, models.CASCADE, related_name="copies", verbose_name=_("countersignature")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("copy to"), db_index=False
    )
    note = models.TextField(_("note"), blank=True)
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        verbose_name = _("copy of a countersignature")
        verbose_name_plural = _("copies of countersignatures")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "countersignature"], name="one_copy_of_a_countersignature_each")
        ]

    def __str__(self) -> str:
        return f"{self.countersignature}: {self.person}"


class SigningRules(Record):
    """What holds of every asking, for an administrator to say. There is one row."""

    urged_a_day = models.PositiveSmallIntegerField(
        _("may be urged a day"),
        default=2,
        validators=[MinValueValidator(1)],
        help_text=_("How many times a day one opinion may be urged."),
    )

    class Meta:
        verbose_name = _("rules of countersigning")
        verbose_name_plural = _("rules of countersigning")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="there_is_one_row_of_signing_rules"),
            models.CheckConstraint(condition=Q(urged_a_day__gte=1), name="may_be_urged_once_a_day"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class TaskState(models.TextChoices):
    """Where a task stands. Late is computed."""

    OPEN = "open", _("Open")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")
    ACCEPTED = "accepted", _("Accepted")


class Task(AboutAnything, Record):
    """Something somebody is to do. The author is who asked for it, and who accepts it."""

    title = models.CharField(pgettext_lazy("of a matter", "title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("who does it"),
    )
    department = models.ForeignKey(
        Department, models.PROTECT, blank=True, related_name="+", verbose_name=_("department")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=TaskState.choices, default=TaskState.OPEN, editable=False
    )
    source = models.CharField(_("comes from"), max_length=80, blank=True, editable=False)
    result = models.TextField(_("result"), blank=True, editable=False)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["assignee", "state"], name="task_by_assignee"),
            models.Index(fields=["department", "state"], name="task_by_department"),
        ]

    def __str__(self) -> str:
        return self.title


search.searchable(Countersignature, title="title", fields=["subject_label"])
search.searchable(Task, title="title", fields=["subject_label", "note"])
