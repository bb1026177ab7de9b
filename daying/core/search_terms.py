"""From text to the terms it is found by, and from what somebody types to a query over them.

A Chinese text is found by its pairs of characters and by each character alone, for there are no gaps between words;
a name also by its pinyin from any syllable on. A number is found with and without its leading zeros, a code with and
without its hyphens. Latin words are found by their beginning.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from daying.core.pinyin import is_chinese, readings

LONGEST_TEXT = 2000  # characters of a text that are read
LONGEST_NAME = 60  # characters, up to which a text counts as a name and gets pinyin
SPELLED_CHARACTERS = 12
LONGEST_TERM = 64
MOST_WORDS = 8  # of what somebody types
MOST_TERMS = 30  # of one word

RUN = re.compile(r"[^\W_]+")
BOUNDARY = re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d])(?=\d)")

Terms = list[tuple[str, ...]]  # all of them must be there, of each one of the alternatives


def fold(text: str) -> str:
    """Lower case, full width as half width, without accents: Ｍünster and munster are one."""
    if text.isascii():
        return text[:LONGEST_TEXT].lower()
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST_TEXT]).casefold()
    if not any(map(unicodedata.combining, decomposed)):
        return decomposed
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def terms_of(text: str) -> list[str]:
    """Every term that a text is found by."""
    found = list[str]()
    for word in fold(text).split():
        runs = list(_runs(word))
        for run in runs:
            found += _chinese_terms(run) if is_chinese(run[0]) else _latin_terms(run)
        if len(runs) > 1 and not any(is_chinese(run[0]) for run in runs):
            found.append("".join(runs)[:LONGEST_TERM])
    if len(text) <= LONGEST_NAME and not text.isascii():
        found += _spellings(text)
    return found


def words_of(query: str) -> list[str]:
    """What somebody types, word by word. Each must be found, in any order."""
    return [word for word in fold(query).split() if RUN.search(word)][:MOST_WORDS]


def wanted(word: str) -> Terms:
    """The terms that a record must have for a word. One that ends in * is the beginning of a term."""
    found: Terms = []
    for run in _runs(word):
        if is_chinese(run[0]):
            found += [(pair,) for pair in _pairs(run)]
        else:
            run = run[:LONGEST_TERM]
            plain = run.lstrip("0") if run.isdecimal() else run
            found.append((f"{run}*", f"{plain}*") if plain not in ("", run) else (f"{run}*",))
    return found[:MOST_TERMS]


def sqlite_query(terms: Terms) -> str:
    """As FTS5 reads it. Every term is quoted, so that nothing somebody types is an operator."""
    return " AND ".join("(" + " OR ".join(_quoted(term, '"{}"', "*") for term in one) + ")" for one in terms)


def postgres_query(terms: Terms) -> str:
    """As tsquery reads it."""
    return " & ".join("(" + " | ".join(_quoted(term, "'{}'", ":*") for term in one) + ")" for one in terms)


def _quoted(term: str, quotes: str, prefix: str) -> str:
    return quotes.format(term.removesuffix("*")) + (prefix if term.endswith("*") else "")


def _runs(word: str) -> Iterator[str]:
    """The stretches of letters and digits, Chinese ones apart from others."""
    for match in RUN.finditer(word):
        if match[0].isascii():
            yield match[0]
        else:
            yield from ("".join(run) for _is_chinese, run in groupby(match[0], is_chinese))


def _chinese_terms(run: str) -> list[str]:
    return [*run, *_pairs(run)]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def _latin_terms(run: str) -> list[str]:
    """The run and, where letters meet digits, the rest from there on: 6205zz of dy6205zz."""
    is_even = run.isdecimal() or run.isalpha()
    found = list[str]()
    for start in [0] if is_even else [0, *(match.start() for match in BOUNDARY.finditer(run))]:
        rest = run[start : start + LONGEST_TERM]
        found.append(rest)
        if rest[0] == "0" and rest.lstrip("0"):
            found.append(rest.lstrip("0"))
    return found


def _spellings(name: str) -> list[str]:
    """The pinyin of a name, whole and by initials, from each syllable on: tianjinhuatai, jinhuatai, …, tjht, jht, …"""
    found = list[str]()
    for reading in readings(name):
        syllables = reading[:SPELLED_CHARACTERS]
        spelled, initials = "".join(syllables), "".join([syllable[0] for syllable in syllables])
        for place, syllable in enumerate(syllables):
            found += (spelled, initials[place:])
            spelled = spelled[len(syllable) :]
    return found
