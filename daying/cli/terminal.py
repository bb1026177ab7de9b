"""How commands speak: sentences and progress on stderr, tables and JSON on stdout."""

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from daying.core.actor import SYSTEM, Actor
from daying.core.errors import Refused
from daying.core.progress import Progress, told_to


def say(sentence: Any) -> None:
    """A line for people."""
    print(sentence, file=sys.stderr, flush=True)


def in_language_of_the_shell() -> Any:
    """Chinese where the shell speaks Chinese, English otherwise."""
    named = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    is_traditional = named.startswith(("zh_TW", "zh_HK"))
    return override("zh-hant" if is_traditional else "zh-hans" if named.startswith("zh") else "en")


def database_is_away(error: OperationalError) -> str:
    """What to tell when the database does not answer."""
    host = connection.settings_dict.get("HOST") or connection.settings_dict["NAME"]
    return _("The database (%(host)s) does not answer: %(error)s") % {"host": host, "error": error}


@contextmanager
def progress_shown() -> Iterator[None]:
    """Progress told inside is shown: on one line that changes, or now and then a line in a log."""
    is_terminal = sys.stderr.isatty()

    def show(told: Progress) -> None:
        share = f"{100 * told.done // told.total:3d} %  " if told.total else ""
        print(f"\r\x1b[K{share}{told.sentence}" if is_terminal else f"{share}{told.sentence}",
              end="" if is_terminal else "\n", file=sys.stderr, flush=True)  # fmt: skip

    with told_to(show, pause=0.2 if is_terminal else 10):
        yield
    if is_terminal:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def actor(username: str | None) -> Actor:
    """The person of that user name, or the system itself."""
    if username is None:
        return SYSTEM
    from django.contrib.auth import get_user_model

    person = get_user_model()._default_manager.filter(username=username, is_active=True).first()
    if person is None:
        raise Refused(_("There is nobody with the user name “%(name)s”.") % {"name": username})
    return person


def table(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> None:
    """Print rows in columns, numbers to the right. Chinese characters are two wide."""
    lines = [[str(cell) for cell in headings], *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(map(width, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(_padded(cell, size) for cell, size in zip(line, widths, strict=True)).rstrip())


def width(text: str) -> int:
    """How many places a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _shown(cell: Any) -> str:
    return "–" if cell is None else str(cell)


def _padded(cell: str, size: int) -> str:
    blank = " " * (size - width(cell))
    return blank + cell if cell.lstrip("-")[:1].isdigit() else cell + blank
