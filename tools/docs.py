"""Writes docs/generated anew from the declarations: states, rights, events, figures and the API.

`--check` writes nothing and fails when a page is not what the code says. Texts are in English.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs/generated"
NOTE = "<!-- Written by `make docs`; do not edit. -->\n"


def main(asked: list[str]) -> int:
    """Write or check every page; returns the exit code."""
    stale = [path for path, text in pages() if not path.exists() or path.read_text() != text]
    if "--check" in asked:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is not what the code says: run `make docs`.")
        return int(bool(stale))
    OUT.mkdir(parents=True, exist_ok=True)
    for path, text in pages():
        path.write_text(text)
    return 0


def pages() -> Iterator[tuple[Path, str]]:
    """Each generated page and its text."""
    for name, lines in {"states": states(), "rights": rights(), "events": events(), "figures": figures()}.items():
        yield OUT / f"{name}.md", NOTE + "\n".join(lines) + "\n"
    yield OUT / "openapi.json", openapi()


def states() -> Iterator[str]:
    """A diagram for each model with transitions, and who may take each step."""
    from daying.core.workflow import TRANSITIONS

    yield "\n# Documents and their states"
    for model, verbs in sorted(TRANSITIONS.items(), key=lambda item: item[0]._meta.label):
        yield f"\n## {str(model._meta.verbose_name).capitalize()}\n\n```mermaid\nstateDiagram-v2"
        for verb in verbs:
            yield from (f"    {source} --> {verb.target or source}: {verb.label}" for source in verb.source)
        yield "```\n\n| step | from | right | mission |\n|---|---|---|---|"
        for verb in verbs:
            yield f"| {verb.label} | {', '.join(verb.source)} | `{verb.right}` | {', '.join(verb.serves)} |"


def rights() -> Iterator[str]:
    """Which post holds which right when a company is set up."""
    from daying.core.rights import KINDS, all_rights

    yield "\n# Rights\n\nPosts of a newly set-up company. An administrator may change them.\n"
    yield "| right | what it allows | kind | posts |\n|---|---|---|---|"
    for code, right in sorted(all_rights().items()):
        yield f"| `{code}` | {right.label} | {KINDS[right.kind]} | {', '.join(sorted(right.posts))} |"


def events() -> Iterator[str]:
    """What the rooms tell, and who listens."""
    from daying.core.events import Event, reactions

    yield "\n# Events\n\n| told by | event | carries | who reacts |\n|---|---|---|---|"
    heard = reactions()
    for event in sorted(Event.__subclasses__(), key=lambda kind: (kind.__module__, kind.__name__)):
        if ".tests." not in event.__module__:
            carried = ", ".join(field.name for field in fields(event))
            listeners = ", ".join(f"{_room(reaction)}.{reaction.__name__}" for reaction in heard.get(event, []))
            yield f"| {_room(event)} | {event.__name__} | {carried} | {listeners or '–'} |"


def figures() -> Iterator[str]:
    """Every registered figure with its formula."""
    from daying.core.reports import all_reports

    yield "\n# Figures\n\n| name | title | unit | formula | right | mission |\n|---|---|---|---|---|---|"
    for report in sorted(all_reports().values(), key=lambda one: one.name):
        formula = " ".join(str(report.formula).split())
        serves = ", ".join(report.serves)
        yield f"| `{report.name}` | {report.title} | {report.unit} | {formula} | `{report.right}` | {serves} |"


def openapi() -> str:
    """The API's description, as `/api/v1/openapi.json` of a running Daying gives it."""
    from daying.desk.api.site import schema

    told = "\n".join(_lines(schema(), deep=3)) + "\n"
    # Python names two answers in the words of RFC 9110 from 3.13 on; the page is the same by any.
    for old, new in (("Unprocessable Entity", "Unprocessable Content"), ("Request Entity Too", "Content Too")):
        told = told.replace(f'"description": "{old}', f'"description": "{new}')
    return told


def _lines(told: dict[str, Any], deep: int) -> Iterator[str]:
    """JSON with a line for each path and each schema: what has changed is read, and the file stays small."""
    yield "{"
    for at, (key, value) in enumerate(sorted(told.items()), 1):
        comma = "," if at < len(told) else ""
        if deep > 1 and isinstance(value, dict):
            first, *rest = _lines(value, deep - 1)
            yield f"{json.dumps(key)}: {first}"
            yield from rest[:-1]
            yield f"{rest[-1]}{comma}"
        else:
            yield f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False, sort_keys=True)}{comma}"
    yield "}"


def _room(thing: object) -> str:
    return str(getattr(thing, "__module__", "")).split(".")[1]


def set_up() -> None:
    """Load the rooms, speaking English."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daying.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate("en")


if __name__ == "__main__":
    set_up()
    sys.exit(main(sys.argv[1:]))
