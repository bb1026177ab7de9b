"""What people say about a record. Whoever is named with @ and may see the record is told."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from daying.core import journal, mail
from daying.core.actor import Actor
from daying.core.compiled import Compiled
from daying.core.models import JournalEntry
from daying.core.workflow import action
from daying.desk.models import Comment, Mention

COMMENTED = "desk.say"
MOST_NAMED = 20
AFTER_AT = re.compile(r"@([\w.+\-]{2,60})")


@dataclass(frozen=True)
class Part:
    """A piece of a comment: plain words, or a colleague's name."""

    text: str
    is_name: bool = False


@action(right=None, serves="M3.1")
def say(record: Any, *, by: Actor, text: str, told: Sequence[Any] = (), url: str = "") -> Comment:
    """Comment on a record; whoever sees it may. told: the people named who may see it too. url: of its page."""
    comment = Comment.objects.create(
        subject_type=record._meta.label_lower,
        subject_id=record.pk,
        subject_label=str(record)[:200],
        text=text,
        created_by_id=by.pk,
    )
    others = [person for person in told if person.pk != by.pk]
    Mention.objects.bulk_create([Mention(comment=comment, person=person) for person in others])
    for person in others:
        _write_to(person, comment, by, url)
    journal.write(record, COMMENTED, by=by, changes={"comment": [None, comment.pk]})
    return comment


def comments_of(entries: Iterable[JournalEntry]) -> dict[int, list[Part]]:
    """The comments that these journal entries tell of, by id. Two queries, none when there are none."""
    keys = [entry.changes["comment"][1] for entry in entries if entry.verb == COMMENTED]
    if not keys:
        return {}
    comments = Comment.objects.filter(pk__in=keys).prefetch_related("mentions__person")
    return {comment.pk: _parts(comment) for comment in comments}


def named_in(text: str) -> list[Any]:
    """The colleagues whose user name or name stands after an @, with or without a blank behind it. One query."""
    words = list(dict.fromkeys(AFTER_AT.findall(text)))[:MOST_NAMED]
    if not words:
        return []
    begun = {start for word in words for start in _starts(word)}
    people = list(colleagues().filter(Q(username__in=begun) | Q(name__in=begun) | Q(english_name__in=begun)))
    return list(dict.fromkeys(person for word in words for person in _meant(word, people)))


def mentions_of(request: Any) -> list[Mention]:
    """Where comments name this person that were not read yet. One query for each request, whoever asks."""
    if not hasattr(request, "mentions"):
        request.mentions = UNREAD(request.user.pk)
    mentions: list[Mention] = request.mentions
    return mentions


def is_named(request: Any, record: Any) -> bool:
    """Whether one of them is about a record."""
    about = (record._meta.label_lower, record.pk)
    return any((one.comment.subject_type, one.comment.subject_id) == about for one in mentions_of(request))


UNREAD = Compiled(
    lambda person: (
        Mention.objects.filter(person=person, read_at=None)
        .select_related("comment")
        .only("comment__subject_type", "comment__subject_id")
    )
)


def unread(record: Any, user: Any) -> QuerySet[Mention]:
    """Where comments on this record name this person and were not read yet."""
    return Mention.objects.filter(
        person_id=user.pk,
        read_at=None,
        comment__subject_type=record._meta.label_lower,
        comment__subject_id=record.pk,
    )


def colleagues() -> QuerySet[Any]:
    """Those who work here now."""
    return get_user_model()._default_manager.filter(is_active=True)


def _write_to(person: Any, comment: Comment, by: Actor, url: str) -> None:
    """By mail too, to those who have an address. The mail is no part of the record's timeline: the comment is."""
    if person.email:
        words = {"author": str(by), "record": comment.subject_label, "text": comment.text, "url": url}
        mail.send(person, _("You were named in a comment"), "desk/mail/mentioned", words, by=by)


def _starts(word: str) -> list[str]:
    """What of a word may be a name, the longest first: Chinese goes on without a blank, Latin letters do not."""
    ends = (end for end in range(len(word), 0, -1) if end == len(word) or not (word[end - 1] + word[end]).isascii())
    return [word[:end] for end in ends if end > 1]


def _meant(word: str, people: Sequence[Any]) -> list[Any]:
    """Whom a word means: the user of that name, else the one who is called so; of two of one name, nobody."""
    for start in _starts(word):
        by_user_name = [person for person in people if person.username == start]
        by_name = [person for person in people if start in (person.name, person.english_name)]
        if by_user_name or by_name:
            return by_user_name or (by_name if len(by_name) == 1 else [])
    return []


def _parts(comment: Comment) -> list[Part]:
    """The text cut at the names of those who were told."""
    names = sorted({name for m in comment.mentions.all() for name in _names_of(m.person)}, key=len, reverse=True)
    if not names:
        return [Part(comment.text)]
    pieces = re.split("(@(?:" + "|".join(map(re.escape, names)) + "))", comment.text)
    return [Part(piece, is_name=at % 2 == 1) for at, piece in enumerate(pieces) if piece]


def _names_of(person: Any) -> set[str]:
    return {person.username, person.name, person.english_name} - {""}
