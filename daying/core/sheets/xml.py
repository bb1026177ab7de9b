"""Walks through XML piece by piece. It knows no entities and reads nothing but UTF-8."""

from collections.abc import Iterator
from typing import IO, Protocol
from xml.parsers import expat

CHUNK = 64 * 1024


class Handler(Protocol):
    """Hears what the parser meets. Tags come without their prefix."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def text(self, piece: str) -> None: ...


def parse(stream: IO[bytes], handler: Handler) -> Iterator[None]:
    """Feed the handler; stops after each piece, so that what was read can be taken away."""
    parser = _parser(handler)
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)
        yield
    parser.Parse(b"", True)
    yield


def elements(stream: IO[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element's tag and attributes, in order; texts are passed over."""
    heard = _Elements()
    for _ in parse(stream, heard):
        yield from heard.found
        heard.found = []


class _Elements:
    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.found.append((tag, attributes))

    def end(self, tag: str) -> None:
        pass

    def text(self, piece: str) -> None:
        pass


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.CharacterDataHandler = handler.text
    parser.StartElementHandler = lambda tag, attributes: _begin(parser, handler, tag, attributes)
    parser.StartDoctypeDeclHandler = _refuse_declaration
    return parser


def _begin(parser: expat.XMLParserType, handler: Handler, tag: str, attributes: dict[str, str]) -> None:
    """The first element tells whether its maker puts a prefix before every tag, as some do."""
    size = tag.find(":") + 1
    if size:
        parser.StartElementHandler = lambda tag, attributes: handler.start(tag[size:], attributes)
        parser.EndElementHandler = lambda tag: handler.end(tag[size:])
    else:
        parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    handler.start(tag[size:], attributes)


def _refuse_declaration(*declaration: object) -> None:
    raise ValueError("a workbook declares no document type")
