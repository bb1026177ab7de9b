"""Keep the translations: collect the words of the product, derive traditional Chinese, compile. `make messages`.

English stands in the source; simplified Chinese is written by people in zh_Hans/LC_MESSAGES/django.po; traditional
Chinese is converted from it and never edited. The compiled files are committed, so that nothing need be compiled where
the product is installed. With --check nothing is written: what is missing or out of date is listed.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "daying/locale"
WRITTEN, CONVERTED = "zh_Hans", "zh_Hant"

PLURAL, CONTEXT, BOTH = (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": PLURAL, "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT, "pgettext_lazy": CONTEXT,
    "npgettext": BOTH, "npgettext_lazy": BOTH,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Collect, convert and compile the translations.")
    parser.add_argument("--check", action="store_true", help="only say what is missing or out of date")
    if parser.parse_args().check:
        faults = list(all_faults())
        sys.exit("\n".join(faults) + f"\n{len(faults)} faults; `make messages` collects and compiles." if faults else 0)
    written = collected()
    save(WRITTEN, written)
    save(CONVERTED, converted(written))
    print(f"{len(entries(written))} texts, {len(list(untranslated(written)))} still without Chinese")


def all_faults() -> Iterator[str]:
    kept, fresh = catalogue(WRITTEN), collected()
    if words(kept) != words(fresh):
        yield f"{WRITTEN}: texts of the source are not collected, or are gone from it"
    for entry in untranslated(fresh):
        yield f"{WRITTEN}: no Chinese for “{entry.msgid}” ({entry.occurrences[0][0]})"
    for entry in entries(fresh):
        if entry.translated() and placeholders(entry.msgid, entry.msgid_plural) != placeholders(*texts(entry)):
            yield f"{WRITTEN}: other placeholders in the Chinese of “{entry.msgid}”"
    if str(catalogue(CONVERTED)) != str(converted(kept)):
        yield f"{CONVERTED}: not converted since {WRITTEN} was changed"
    for language in (WRITTEN, CONVERTED):
        compiled = path(language).with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != catalogue(language).to_binary():
            yield f"{language}: not compiled since it was changed"


# Collecting


def collected() -> polib.POFile:
    """The catalogue people translate, brought up to the source; translations no longer used stay at its end."""
    found = polib.POFile()
    for source in sources():
        for message, context in messages(source):
            add(found, message, context, str(source.relative_to(ROOT)))
    written = catalogue(WRITTEN)
    written.merge(found)
    order = {key(entry): position for position, entry in enumerate(found)}
    written.sort(key=lambda entry: (order.get(key(entry), len(order)), entry.msgid))
    return written


def sources() -> list[Path]:
    """Python files and templates of the product, in a steady order."""
    python = [p for p in (ROOT / "daying").rglob("*.py") if not {"tests", "migrations"} & set(p.parts)]
    templates = [p for p in (ROOT / "daying").rglob("templates/**/*") if p.suffix in {".html", ".txt"}]
    return sorted([*python, *templates])


def messages(source: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    text = source.read_text()
    if source.suffix == ".py":
        yield from ((objection, None) for objection in objections(text))
    else:
        text = calls_in_template(text, source.name)
    for _line, message, _comments, context in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield message, context


def objections(text: str) -> Iterator[str]:
    """Why a step is not for somebody: the first line of the function that a transition names with `when=`."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in judges() and node.args.args[-1].arg == "by":
            yield (ast.get_docstring(node) or "").partition("\n")[0]


@cache
def judges() -> frozenset[str]:
    return frozenset(name for source in sources() for name in re.findall(r"\bwhen=(\w+)", source.read_text()))


def calls_in_template(text: str, name: str) -> str:
    """A template's texts as gettext calls, one line each: what Django hands to xgettext, without the filler."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    lines = (line.strip() for line in templatize(text, origin=name).splitlines())
    calls = re.compile(r"""(?:n?p?gettext|_)\((?:[^()'"]|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")*\)""")
    return "\n".join(call for line in lines for call in calls.findall(line))


def add(found: polib.POFile, message: str | tuple[str, ...], context: str | None, place: str) -> None:
    single, plural = (message, "") if isinstance(message, str) else (message[0], message[1])
    entry = found.find(single, msgctxt=context)
    if entry is None:
        entry = polib.POEntry(msgid=single, msgctxt=context)
        found.append(entry)
    if plural:
        entry.msgid_plural, entry.msgstr_plural = plural, {0: ""}
    if (place, "") not in entry.occurrences:
        entry.occurrences.append((place, ""))


# Converting


def converted(written: polib.POFile) -> polib.POFile:
    """The same catalogue in traditional Chinese, in the words of Taiwan where they differ."""
    result = empty(CONVERTED)
    for entry in entries(written):
        result.append(
            polib.POEntry(
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgctxt=entry.msgctxt,
                msgstr=traditional(entry.msgstr),
                msgstr_plural={n: traditional(text) for n, text in entry.msgstr_plural.items()},
            )
        )
    return result


def traditional(text: str) -> str:
    return converter().convert(text) if text else ""


@cache
def converter():
    from opencc import OpenCC

    return OpenCC("s2twp")


# The catalogues


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(path(language)), wrapwidth=110) if path(language).exists() else empty(language)


def empty(language: str) -> polib.POFile:
    result = polib.POFile(wrapwidth=110)
    result.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return result


def save(language: str, texts: polib.POFile) -> None:
    path(language).parent.mkdir(parents=True, exist_ok=True)
    texts.save(str(path(language)))
    texts.save_as_mofile(str(path(language).with_suffix(".mo")))


def path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES/django.po"


def entries(texts: polib.POFile) -> list[polib.POEntry]:
    return [entry for entry in texts if not entry.obsolete]


def untranslated(texts: polib.POFile) -> Iterator[polib.POEntry]:
    return (entry for entry in entries(texts) if not entry.translated())


def words(texts: polib.POFile) -> set[tuple]:
    return {key(entry) for entry in entries(texts)}


def key(entry: polib.POEntry) -> tuple:
    return entry.msgid, entry.msgid_plural, entry.msgctxt


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


if __name__ == "__main__":
    main()
