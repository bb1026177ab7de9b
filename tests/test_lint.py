"""What no file of the product may contain, with the few exceptions and their reasons."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "daying"
LONGEST = 400

# pattern -> why it is forbidden, in which files, and where it is allowed nevertheless.
FORBIDDEN = {
    r"\|\s*safe\b": ("escaping is never turned off", "*.html", {}),
    r"\bmark_safe\(": ("escaping is never turned off", "*.py", {}),
    r"fields\s*=\s*[\"']__all__[\"']": ("forms and schemas name their fields", "*.py", {}),
    r"\*\*\s*request\.": ("what a request brings names no fields", "*.py", {}),
    r"\.raw\(": ("no SQL of our own around the ORM", "*.py", {}),
    r"\bRawSQL\b": ("no SQL of our own around the ORM", "*.py", {}),
    r"\.extra\(": ("no SQL of our own around the ORM", "*.py", {}),
    r"<[^>]*\sstyle\s*=": ("the content security policy allows no inline styles", "*.html", {}),
    r"<[^>]*\son[a-z]+\s*=": ("the content security policy allows no inline handlers", "*.html", {}),
    r"<script(?![^>]*\bsrc=)[^>]*>\s*\S": ("the content security policy allows no inline scripts", "*.html", {}),
    r"/(?:work|home|root|Users)/[a-z]": ("no file knows the machine it was written on", "*.*", {}),
}
MONEY = ("quotes", "orders", "shipping", "receivables", "products", "customers", "performance", "expenses")
# Files that may be longer, each with its reason.
LONG: dict[str, str] = {}


def files(kind: str) -> list[Path]:
    """Of the product's own making: no tests, migrations, translations or libraries of others."""
    apart = {"tests", "migrations", "vendor", "locale", "node_modules", "__pycache__"}
    found = (path for path in HOUSE.rglob(kind) if path.is_file() and not apart & set(path.relative_to(HOUSE).parts))
    return [path for path in found if path.suffix in {".py", ".html", ".js", ".css", ".txt", ".json", ".md", ".typ"}]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_file_contains_what_is_forbidden(pattern):
    why, kind, allowed = FORBIDDEN[pattern]

    found = {
        f"{name(path)}:{text.count(chr(10), 0, hit.start()) + 1}"
        for path in files(kind)
        if name(path) not in allowed and (text := path.read_text())
        for hit in re.finditer(pattern, text)
    }

    assert not found, f"{why}: {sorted(found)}"


def test_the_patterns_find_what_they_forbid():
    """The twin: each of them bites."""
    bad = [
        "{{ x|safe }}",
        "mark_safe(x)",
        'fields = "__all__"',
        "filter(**request.GET)",
        "x.raw(1)",
        "RawSQL",
        "q.extra(1)",
        '<p style="a">',
        '<a onclick="a">',
        "<script>alert(1)</script>",
        "/home/" + "somebody",
    ]

    assert all(re.search(pattern, text) for pattern, text in zip(FORBIDDEN, bad, strict=True))


def test_texts_are_marked_by_names_that_the_collector_knows():
    """Under another name than `_`, a text would never be asked for in Chinese."""
    alias = re.compile(r"import \w*gettext\w* as (?!_$)\w+", re.MULTILINE)

    assert not [name(path) for path in files("*.py") if alias.search(path.read_text())]


def test_money_is_no_float():
    """In the packages that count money. A figure that is drawn, not counted, is made a float in the front."""
    found = {
        f"{name(path)}:{node.lineno}"
        for package in MONEY
        for path in files("*.py")
        if path.is_relative_to(HOUSE / package)
        for node in ast.walk(ast.parse(path.read_text()))
        if getattr(node, "id", "") == "float" or type(getattr(node, "value", None)) is float
    }

    assert not found


def test_every_module_says_what_it_is_for():
    """Empty ones only make a folder a package, and apps.py says it on its class."""
    texts = {name(path): path.read_text() for path in files("*.py") if path.name != "apps.py"}

    silent = [path for path, text in texts.items() if text.strip() and not ast.get_docstring(ast.parse(text))]

    assert not silent


def test_no_file_is_too_long_to_read():
    long = {name(path) for path in files("*.py") if len(path.read_text().splitlines()) > LONGEST}

    assert long == set(LONG), "Split it by subject; an exception no longer needed is taken off the list."
