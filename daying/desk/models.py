"""What people keep about the front itself: how they like it to look, and the views of lists they saved."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from daying.core.models import Record


class Preference(models.Model):
    """How one person likes the front. It changes nothing for anybody else, so it is not journaled.

    values: density, nav; columns {slug: [names]}; default {slug: view}; pinned [views]; seen [records].
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference")
    values: Any = models.JSONField(_("values"), default=dict)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return f"preferences of {self.person_id}"


class SavedView(Record):
    """A list as somebody likes to see it: filters, order and columns under a name."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("owner"))
    slug = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(_("filters"), blank=True)
    columns: Any = models.JSONField(_("columns"), default=list)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["owner", "slug", "name"], name="one_view_of_a_name_each")]
        indexes = [models.Index(fields=["slug", "is_shared"], name="savedview_by_list")]

    def __str__(self) -> str:
        return self.name


class Comment(Record):
    """What somebody said about a record. It is never edited: others may have answered it."""

    subject_type = models.CharField(_("record type"), max_length=80, editable=False)
    subject_id = models.BigIntegerField(_("record"), editable=False)
    subject_label = models.CharField(_("record name"), max_length=200, editable=False)
    text = models.TextField(_("comment"), max_length=5000)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [models.Index(fields=["subject_type", "subject_id", "-id"], name="comments_by_subject")]

    def __str__(self) -> str:
        return f"{self.text[:60]}…" if len(self.text) > 60 else self.text


class Mention(models.Model):
    """Somebody was named with @ in a comment on a record that they may see."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions", verbose_name=_("comment"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        indexes = [
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="mentions_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="mentioned_once_per_comment")]

    def __str__(self) -> str:
        return f"@{self.person_id}: {self.comment_id}"


from daying.desk.models_imports import ImportRun, ImportState, SavedMapping  # noqa: E402 - a subject of its own

__all__ = ["Comment", "ImportRun", "ImportState", "Mention", "Preference", "SavedMapping", "SavedView"]
