"""Documents on paper: PDF from a template of typst and plain values, with the fonts we ship.

A template stands beside its package, daying/<package>/print/<name>.typ, and prints what it is given: texts and amounts
come written out in the language of the document. Values go in as JSON, so that nothing in them means anything to typst.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import structlog
from django.http import HttpResponse
from django.utils.http import content_disposition_header

HERE = Path(__file__).resolve().parent
TEMPLATES = HERE.parent
FONTS = HERE / "data/fonts"

log = structlog.get_logger(__name__)


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A document as a file. template: package and name, "quotes/quotation". data: what JSON can say, amounts as text.

    The same values give the same bytes. What typst finds doubtful is in the log.
    """
    content, doubts = compiled(template, data)
    for doubt in doubts:
        log.warning("printing_doubtful", template=template, doubt=doubt)
    return content


def compiled(template: str, data: Mapping[str, Any]) -> tuple[bytes, list[str]]:
    """The file, and what typst finds doubtful about it: an unknown font, say."""
    import typst  # here, because only printing needs its 80 MB

    package, _slash, name = template.partition("/")
    content, warnings = typst.compile_with_warnings(
        str(TEMPLATES / package / "print" / f"{name}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_tags=False,
    )
    return bytes(content), [warning.message for warning in warnings]


def response(content: bytes, name: str) -> HttpResponse:
    """The file as a page shows it: in the browser, kept by nobody else. name: of the file, without its ending."""
    headers = {
        "Content-Disposition": str(content_disposition_header(False, f"{name}.pdf")),
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@cache
def _fonts() -> Any:
    """Ours alone, so that every machine prints the same."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
