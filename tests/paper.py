"""Reading the text of a PDF that we have printed: one font, of which each character is two bytes."""

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"endobj|stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
RANGE = re.compile(rb"<(\w+)> <(\w+)> <(\w+)>")
SINGLE = re.compile(rb"^<(\w+)> <(\w+)>$", re.MULTILINE)
TOKEN = re.compile(rb"\\.|[()]|<([0-9A-F]+)>", re.DOTALL)
ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """All that stands on its pages, without the gaps between words and lines."""
    streams = list(_streams(pdf))
    characters = dict(pair for one in streams if b"begincmap" in one for pair in _characters(one))
    pages = [one for one in streams if b"BT" in one and b"Tf" in one]
    return "".join(_said(page, characters) for page in pages)


def _streams(pdf: bytes) -> Iterator[bytes]:
    for found in OBJECT.finditer(pdf):
        if found[1]:
            try:  # a last byte that looks like the end of a line is no loss: it belongs to the checksum
                yield zlib.decompressobj().decompress(found[1])
            except zlib.error:
                continue


def _characters(cmap: bytes) -> Iterator[tuple[int, str]]:
    for first, last, text in RANGE.findall(cmap.split(b"endcodespacerange")[-1]):
        start = int(text, 16)
        for code in range(int(first, 16), int(last, 16) + 1):
            yield code, chr(start + code - int(first, 16))
    for code, text in SINGLE.findall(cmap.split(b"endcodespacerange")[-1]):
        yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")


def _said(page: bytes, characters: dict[int, str]) -> str:
    codes = [int.from_bytes(one[at : at + 2]) for one in _strings(page) for at in range(0, len(one), 2)]
    return "".join(characters.get(code, "") for code in codes).replace(" ", "")


def _strings(page: bytes) -> Iterator[bytes]:
    """What stands in round brackets, in which others may stand in pairs as they are; or in figures in pointed ones."""
    depth = start = 0
    for found in TOKEN.finditer(page):
        if found[1] and not depth:
            yield bytes.fromhex(found[1].decode())
        elif found[0] == b"(":
            depth += 1
            start = found.end() if depth == 1 else start
        elif found[0] == b")":
            depth -= 1
            if depth == 0:
                yield _plain(page[start : found.start()])


def _plain(raw: bytes) -> bytes:
    def meant(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign[:1].isdigit() else LETTERS.get(sign, b"" if b"\n" in sign else sign)

    return ESCAPED.sub(meant, raw)
