"""A mail that came in, taken apart. Whatever stands in it, the result is plain: text, ids, files as bytes.

Nothing of a mail is trusted: headers may lie or be broken, a part may claim any charset or none, the text may be HTML.
HTML is read as text and never shown as such; files are judged by their bytes where they are kept (core.attachments).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from daying.core.sheets import clean

LONGEST_ID, LONGEST_SUBJECT, LONGEST_TEXT, LONGEST_HTML = 200, 200, 50_000, 500_000
MOST_FILES, MOST_PARTS, MOST_ANSWERED = 20, 200, 50
ID = re.compile(r"<[^<>\s]{3,198}>")
HIDDEN = {"script", "style", "head", "title"}
BREAKS = {"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "blockquote"}
BY_MACHINE = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")


@dataclass(frozen=True)
class File:
    """What was attached, by the name the sender gave it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Incoming:
    """One mail. answers: the ids of the mails it says it answers, the nearest first. sender: empty when it is none."""

    message_id: str
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    text: str = ""
    sent_at: datetime | None = None
    answers: tuple[str, ...] = ()
    is_automatic: bool = False
    is_readable: bool = True
    is_whole: bool = True
    files: tuple[File, ...] = field(default=(), repr=False)


def parse(raw: bytes, *, is_whole: bool = True) -> Incoming:
    """Take a mail apart. It never fails: one that cannot be read is kept whole, as a file.

    is_whole: False where these are its headers alone, because it is too large.
    """
    try:
        return replace(_read(message_from_bytes(raw, policy=policy.compat32), raw), is_whole=is_whole)
    except Exception:  # whatever the library makes of hostile bytes, the mail is kept and the others go on
        return Incoming(message_id=_made_id(raw), is_readable=False, files=(File("mail.eml", raw),))


def _read(message: "Message[Any, Any]", raw: bytes) -> Incoming:
    name, address = parseaddr(_header(message, "From"))
    texts, pages, files = _taken_apart(message)
    found = ID.search(_header(message, "Message-ID"))
    is_automatic = _is_automatic(message, address)
    return Incoming(
        message_id=found[0] if found else _made_id(raw),
        sender=_address(address),
        sender_name=name[:100],
        subject=" ".join(_header(message, "Subject").split())[:LONGEST_SUBJECT],
        text=clean("\n\n".join(texts) or "\n\n".join(map(_plain, pages)))[:LONGEST_TEXT],
        sent_at=_moment(_header(message, "Date")),
        answers=_answers(message, raw if is_automatic else b""),
        is_automatic=is_automatic,
        files=tuple(files),
    )


def _taken_apart(message: "Message[Any, Any]") -> tuple[list[str], list[str], list[File]]:
    """Texts, HTML pages and files, in their order."""
    texts: list[str] = []
    pages: list[str] = []
    files: list[File] = []
    for count, part in enumerate(_parts(message), start=1):
        kind, name = part.get_content_type(), _file_name(part)
        if name or kind not in ("text/plain", "text/html"):
            files.append(File(name or f"{count}", _content(part)))
        elif kind == "text/plain":
            texts.append(_text(part))
        else:
            pages.append(_text(part)[:LONGEST_HTML])
    return texts, pages, files[:MOST_FILES]


def _parts(message: "Message[Any, Any]") -> Iterator["Message[Any, Any]"]:
    """What is no container. A mail inside the mail is one part, not taken apart further."""
    waiting, seen = [message], 0
    while waiting and seen < MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        inside: Any = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            waiting[:0] = inside
        else:
            yield part


def _content(part: "Message[Any, Any]") -> bytes:
    inside: Any = part.get_payload()
    if isinstance(inside, list):
        return b"\n".join(one.as_bytes() for one in inside)
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _text(part: "Message[Any, Any]") -> str:
    """The text in the charset it claims, else in those of our customers. All of GB is read as its superset."""
    content, claimed = _content(part), (part.get_content_charset() or "utf-8").lower()
    for charset in ("gb18030" if claimed.startswith(("gb", "x-gb", "hz")) else claimed, "utf-8", "gb18030"):
        try:
            return content.decode(charset)
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _file_name(part: "Message[Any, Any]") -> str:
    try:
        name = _unfolded(part.get_filename() or "")
    except Exception:  # a name that is no name
        name = "file"
    is_attached = part.get_content_disposition() == "attachment"
    return clean(name) or ("file" if is_attached else "")


def _header(message: "Message[Any, Any]", name: str) -> str:
    """A header as text; empty where it is missing or broken."""
    try:
        found = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return clean(_unfolded(str(found)))
    except Exception:  # a broken header is as good as none
        return ""


def _unfolded(text: str) -> str:
    """=?utf-8?B?…?= as it reads. Bytes that no charset claims are tried as UTF-8 and GB."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        plain = raw.decode()
    except UnicodeDecodeError:
        plain = raw.decode("gb18030", "replace")
    try:
        return str(make_header(decode_header(plain)))
    except (LookupError, ValueError):
        return plain


def _answers(message: "Message[Any, Any]", report: bytes) -> tuple[str, ...]:
    """The ids it names. report: what a machine wrote, which tells of our mail by enclosing its headers."""
    told = ID.findall(_header(message, "In-Reply-To")) + ID.findall(_header(message, "References"))[::-1]
    told += ID.findall(report[:LONGEST_HTML].decode("latin-1"))
    return tuple(dict.fromkeys(told))[:MOST_ANSWERED]


def _is_automatic(message: "Message[Any, Any]", sender: str) -> bool:
    """Written by a machine: an absence note, a report that a mail was not delivered, a newsletter."""
    auto = _header(message, "Auto-Submitted").lower()
    return bool(
        (auto and auto != "no")
        or _header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply")
        or message.get_content_type() == "multipart/report"
        or sender.lower().startswith(BY_MACHINE)
        or _header(message, "Return-Path") == "<>"
    )


def _moment(text: str) -> datetime | None:
    """When it says it was sent, where that can be."""
    try:
        at = parsedate_to_datetime(text)
        at = at if at.tzinfo else timezone.make_aware(at)
        return at if at.year > 1990 and at <= timezone.now() else None
    except (TypeError, ValueError, OverflowError):
        return None


def _address(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text[:254]


def _made_id(raw: bytes) -> str:
    """An id for a mail that has none: the same for the same bytes."""
    return f"<{hashlib.sha256(raw).hexdigest()}@daying.invalid>"


class _Reader(HTMLParser):
    """The words of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in HIDDEN
        if tag in BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(" ".join(data.split()) + " " if data.strip() else " ")


def _plain(page: str) -> str:
    reader = _Reader()
    reader.feed(page)
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
