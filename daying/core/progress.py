"""How far something long has come: told by whoever does it, heard by the page, the command line or nobody.

A job's effect is one transaction, and what it writes cannot be read before the commit. So progress goes another way: on
SQLite, where a second writer would wait for the first, into a small file beside the data; on PostgreSQL, where worker
and page may be on different machines, through a connection of its own.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from daying.core.models import JobProgress

BETWEEN_TWO = 0.5
UPSERT = (
    f"INSERT INTO {JobProgress._meta.db_table} (task_id, done, total, sentence) VALUES (%s, %s, %s, %s) "  # noqa: S608
    "ON CONFLICT (task_id) DO UPDATE SET done = excluded.done, total = excluded.total, sentence = excluded.sentence"
)


@dataclass(frozen=True)
class Progress:
    """So many of so many. total 0: not known. sentence: what is being done."""

    done: int
    total: int
    sentence: str = ""


Listener = Callable[[Progress], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def progress(done: int, total: int, sentence: Any = "") -> None:
    """Tell how far the work has come. Cheap enough to be called for every row."""
    listener = _listener.get()
    if listener:
        listener(Progress(done, total, str(sentence)))


@contextmanager
def told_to(listener: Listener, *, pause: float = BETWEEN_TWO) -> Iterator[None]:
    """Whatever is told inside goes to the listener, the first and the last word at once, the others now and then."""
    token = _listener.set(_now_and_then(listener, pause))
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def kept_for(task_id: UUID) -> Iterator[None]:
    """Whatever is told inside can be read by `progress_of` until the work ends."""
    keeper: _File | _Row = _Row(task_id) if connection.vendor == "postgresql" else _File(task_id)
    try:
        with told_to(keeper.write):
            yield
    finally:
        keeper.remove()


def progress_of(task_id: UUID) -> Progress | None:
    """How far a running job is; None when it has told nothing."""
    if connection.vendor == "postgresql":
        row = JobProgress.objects.filter(pk=task_id).values_list("done", "total", "sentence").first()
        return Progress(*row) if row else None
    try:
        return Progress(**json.loads(_path(task_id).read_text()))
    except FileNotFoundError:
        return None


def forget_old_progress(before: float) -> None:
    """Remove what killed workers left behind. before: in seconds since 1970."""
    for path in _path("*").parent.glob("*.json"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def _now_and_then(listener: Listener, pause: float) -> Listener:
    last = 0.0

    def listen(told: Progress) -> None:
        nonlocal last
        if told.done == told.total or time.monotonic() - last >= pause:
            last = time.monotonic()
            listener(told)

    return listen


def _path(task_id: UUID | str) -> Path:
    return Path(settings.DAYING_DATA) / "progress" / f"{task_id}.json"


class _File:
    """Progress in a file that is replaced whole, so that nobody reads half of it."""

    def __init__(self, task_id: UUID) -> None:
        self.path = _path(task_id)

    def write(self, told: Progress) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps(asdict(told)))
        os.replace(part, self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


class _Row:
    """Progress in a row, committed at once through a second connection."""

    def __init__(self, task_id: UUID) -> None:
        self.task_id = task_id
        self.own: Any = None

    def write(self, told: Progress) -> None:
        self.own = self.own or connection.copy()
        with self.own.cursor() as cursor:
            cursor.execute(UPSERT, [self.task_id, told.done, told.total, told.sentence])

    def remove(self) -> None:
        if self.own:
            with self.own.cursor() as cursor:
                cursor.execute(f"DELETE FROM {JobProgress._meta.db_table} WHERE task_id = %s", [self.task_id])  # noqa: S608
            self.own.close()
