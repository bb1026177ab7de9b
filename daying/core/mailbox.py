"""Reading a mailbox over IMAP. It is only read: nothing there is moved, marked or deleted.

Where we are is the highest UID read and the mailbox's UIDVALIDITY (RFC 3501): when the latter changes, the UIDs mean
other mails, and it is read from the beginning; whoever keeps the mails knows them again by their Message-ID.
"""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4, IMAP4_SSL
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"imap": 143, "imap+tls": 143, "imaps": 993}
TIMEOUT_S = 20
LARGEST = 40 * 1024 * 1024
MOST_AT_ONCE, MOST_BYTES = 100, 80 * 1024 * 1024
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
Place = tuple[int, int]


@dataclass(frozen=True)
class Mail:
    """A mail as it lies there. raw: only its headers where it is larger than 40 MB."""

    uid: int
    raw: bytes
    is_whole: bool = True


class MailboxError(Exception):
    """The server says no: wrong password, no such folder."""


class Mailbox:
    """A folder on a server, opened for reading."""

    def __init__(self, connection: IMAP4, validity: int) -> None:
        self.connection, self.validity = connection, validity

    def after(self, place: Place) -> Iterator[Mail]:
        """The mails that came after a place (UIDVALIDITY, last UID), in their order; not more than fit in memory."""
        last = place[1] if place[0] == self.validity else 0
        size = 0
        for uid in self._uids(last)[:MOST_AT_ONCE]:
            mail = self._fetch(uid)
            size += len(mail.raw)
            yield mail
            if size > MOST_BYTES:
                return

    def _uids(self, last: int) -> list[int]:
        # “n:*” always names the last mail too, even when its UID is below n.
        found = self._told(self.connection.uid("SEARCH", "UID", f"{last + 1}:*"))
        words = b" ".join(one for one in found if isinstance(one, bytes)).split()
        return sorted(uid for uid in map(int, words) if uid > last)

    def _fetch(self, uid: int) -> Mail:
        sizes = b" ".join(_bytes(self._told(self.connection.uid("FETCH", str(uid), "(RFC822.SIZE)"))))
        told = SIZE.search(sizes)
        is_whole = told is not None and int(told[1]) <= LARGEST
        part = "BODY.PEEK[]" if is_whole else "BODY.PEEK[HEADER]"
        answer = self._told(self.connection.uid("FETCH", str(uid), f"({part})"))
        return Mail(uid, next((one[1] for one in answer if isinstance(one, tuple)), b""), is_whole)

    def _told(self, answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise MailboxError(str(answer[1]))
        return answer[1]


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox at `imaps://user:password@host:port/folder`, `imap+tls://` (STARTTLS) or `imap://`; INBOX by default.

    Raises MailboxError or OSError.
    """
    connection = _connected(url)
    try:
        parts = urlsplit(url)
        connection.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.lstrip("/")) or "INBOX"
        answer, told = connection.select(f'"{folder}"', readonly=True)
        if answer != "OK":
            raise MailboxError(str(told))
        yield Mailbox(connection, _validity(connection))
    except IMAP4.error as error:
        raise MailboxError(str(error)) from error
    finally:
        _leave(connection)


def name_of(url: str) -> str:
    """Which mailbox it is, without the password."""
    parts = urlsplit(url)
    return f"{unquote(parts.username or '')}@{parts.hostname}{parts.path}"[:200]


def _connected(url: str) -> IMAP4:
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        raise MailboxError(f"{parts.scheme}:// is not known; use imaps://, imap+tls:// or imap://")
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    if parts.scheme == "imaps":
        return IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_S)
    connection = IMAP4(host, port, timeout=TIMEOUT_S)
    if parts.scheme == "imap+tls":
        connection.starttls(ssl_context=ssl.create_default_context())
    return connection


def _validity(connection: IMAP4) -> int:
    told = [one for one in connection.response("UIDVALIDITY")[1] if one]
    return int(told[0]) if told else 0


def _bytes(answer: list[Any]) -> Iterator[bytes]:
    for one in answer:
        yield from one if isinstance(one, tuple) else [one] if isinstance(one, bytes) else []


def _leave(connection: IMAP4) -> None:
    try:
        connection.logout()
    except (OSError, IMAP4.error):
        pass
