"""The journal's keyed hash chain: whoever changes, removes, swaps or forges an entry later is found out.

Each sealed entry's digest is an HMAC over the digest before it and the entry itself. The key stands outside the
database, and so does the day's head of the chain, so that even somebody with full power over the database cannot cut
off its end unseen. A job seals every minute: a chain inside the business transaction would make all writers queue.
"""

import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from daying.core.models import Counter, JournalEntry, JournalSeal

FIELDS = (
    "id", "action_id", "at", "on", "by_id", "acting_for_id",
    "verb", "subject_type", "subject_id", "subject_label", "changes", "note",
)  # fmt: skip
BEFORE_THE_FIRST = bytes(32)
BATCH = 5_000
READ_AT_ONCE = 900
# Ids are given before they are committed, so an entry may appear below one that is sealed already.
LOOKBACK = 10_000
COUNTER: dict[str, Any] = {"kind": "journal seal", "year": 0}
_text = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode


def seal() -> int:
    """Seal every entry not sealed yet, and return how many there were."""
    total = 0
    while sealed := _seal_batch():
        total += sealed
    return total


def head() -> tuple[int, bytes]:
    """The length of the chain and its last digest."""
    last = JournalSeal.objects.order_by("-pk").values_list("pk", "digest").first()
    return (last[0], bytes(last[1])) if last else (0, BEFORE_THE_FIRST)


def export_head() -> None:
    """Write the head of the chain to a file outside the database: nothing before it can disappear unseen any more."""
    length, digest = head()
    heads_file().parent.mkdir(parents=True, exist_ok=True)
    with heads_file().open("a") as file:
        file.write(json.dumps({"on": str(timezone.localdate()), "length": length, "digest": digest.hex()}) + "\n")


def heads_file() -> Path:
    """Where the heads stand, one line a day."""
    return Path(settings.DAYING_DATA) / "journal-heads.jsonl"


def faults() -> Iterator[str]:
    """A sentence for everything that shows the journal was tampered with. Reads the whole journal."""
    heads = _exported_heads()
    length, digest = 0, BEFORE_THE_FIRST
    for position, entry_id, kept, row in _links():
        if position != length + 1:
            yield _("Seals %(first)d to %(last)d of the journal are missing.") % {
                "first": length + 1,
                "last": position - 1,
            }
        if row is None:
            yield _("Journal entry %(id)d was deleted.") % {"id": entry_id}
        elif not hmac.compare_digest(_digest(digest, row), kept):
            yield _("Journal entry %(id)d is not the one that was sealed.") % {"id": entry_id}
        length, digest = position, kept
        if heads.pop(position, kept) != kept:
            yield _("The seal of journal entry %(id)d is not the one that was exported.") % {"id": entry_id}
    yield from _faults_at_the_end(length, heads)


def _faults_at_the_end(length: int, heads: dict[int, bytes]) -> Iterator[str]:
    given = Counter.objects.filter(**COUNTER).values_list("last", flat=True).first() or 0
    longest = max([given, *heads])
    if longest > length:
        yield _("Seals %(first)d to %(last)d of the journal are missing.") % {"first": length + 1, "last": longest}
    for entry_id in _unsealed().filter(pk__lte=_last_sealed() - LOOKBACK).values_list("pk", flat=True)[:100]:
        yield _("Journal entry %(id)d was added behind the seals.") % {"id": entry_id}


@transaction.atomic
def _seal_batch() -> int:
    Counter.objects.get_or_create(**COUNTER)
    counter = Counter.objects.select_for_update().get(**COUNTER)  # one worker seals at a time
    digest = _digest_at(counter.last)
    rows = list(_unsealed().filter(pk__gt=_last_sealed() - LOOKBACK).order_by("pk").values_list(*FIELDS)[:BATCH])
    seals = []
    for position, row in enumerate(rows, start=counter.last + 1):
        digest = _digest(digest, row)
        seals.append(JournalSeal(pk=position, entry_id=row[0], digest=digest))
    JournalSeal.objects.bulk_create(seals)
    counter.last += len(seals)
    counter.save(update_fields=["last"])
    return len(seals)


def _unsealed() -> Any:
    return JournalEntry.objects.filter(~Exists(JournalSeal.objects.filter(entry_id=OuterRef("pk"))))


def _last_sealed() -> int:
    return JournalSeal.objects.aggregate(last=Max("entry_id"))["last"] or 0


def _digest_at(position: int) -> bytes:
    kept = JournalSeal.objects.filter(pk=position).values_list("digest", flat=True).first()
    return BEFORE_THE_FIRST if kept is None else bytes(kept)


def _digest(previous: bytes, row: tuple[Any, ...]) -> bytes:
    """The same on every database: dates in ISO form and UTC, the changes with their keys in order."""
    return hmac.digest(settings.JOURNAL_KEY.encode(), previous + _text(row).encode(), "sha256")


def _links() -> Iterator[tuple[int, int, bytes, tuple[Any, ...] | None]]:
    """The chain in order: position, entry, digest kept, and the entry as it stands now or None."""
    position = 0
    while seals := list(_seals_after(position)):
        rows = {row[0]: row for row in _entries([entry_id for _position, entry_id, _digest in seals])}
        for position, entry_id, digest in seals:
            yield position, entry_id, bytes(digest), rows.get(entry_id)


def _entries(ids: list[int]) -> Any:
    """The entries of these ids, and perhaps others among them: a stretch of ids is read quicker than a list of them."""
    lowest, highest = min(ids), max(ids)
    is_dense = highest - lowest < 2 * READ_AT_ONCE
    wanted = {"pk__range": (lowest, highest)} if is_dense else {"pk__in": ids}
    return JournalEntry.objects.filter(**wanted).values_list(*FIELDS).iterator(READ_AT_ONCE)


def _seals_after(position: int) -> Any:
    seals = JournalSeal.objects.filter(pk__gt=position).order_by("pk")
    return seals.values_list("pk", "entry_id", "digest")[:READ_AT_ONCE]


def _exported_heads() -> dict[int, bytes]:
    if not heads_file().exists():
        return {}
    lines = [json.loads(line) for line in heads_file().read_text().splitlines()]
    return {line["length"]: bytes.fromhex(line["digest"]) for line in lines if line["length"]}
