"""Search over everything: the palette (Ctrl+K) and the page of all results."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from daying.core.pinyin import initials, spelled
from daying.core.reports import reports_for
from daying.core.search import SEARCHABLES, everywhere
from daying.desk import filters
from daying.desk.gate import signed_in
from daying.desk.resource import resources
from daying.desk.shell import Entry, Shell

FEW, MANY = 5, 20


@dataclass
class Group:
    """Hits of one kind. more: the list with the same words, where there are more."""

    label: Any
    hits: list[Entry] = field(default_factory=list)
    more: str = ""


@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """The hits: pages and things to start first, then records of every kind this person may see."""
    words = filters.clean(request.GET.get("q", ""))
    is_palette = bool(request.htmx)  # type: ignore[attr-defined]
    groups = [group for group in _groups(request, words, FEW if is_palette else MANY) if group.hits]
    template = "desk/_palette_hits.html" if is_palette else "desk/search.html"
    return render(request, template, {"groups": groups, "words": words})


def _groups(request: HttpRequest, words: str, most: int) -> Iterator[Group]:
    shell = Shell(request)
    yield Group(_("Go to"), [entry for entry in _pages(shell) if _fits(entry, words)][:most])
    yield Group(_("Start"), [entry for entry in shell.creatable if _fits(entry, words)][:most])
    if words:
        yield from _records(request.user, words, most)


def _records(user: Any, words: str, most: int) -> Iterator[Group]:
    """The best hits among all records of this person's sight, by kind, the kind of the best hit first."""
    mine = [r for r in resources() if r.search and r.model in SEARCHABLES and r.allows(user, "view")]
    groups = {resource.model: Group(resource.title) for resource in mine}
    pages = {resource.model: resource for resource in mine}
    hits = everywhere(words, [resource.scope(user) for resource in mine], limit=most * 4)
    for record in hits:
        resource = pages[type(record)]
        entry = Entry(str(record), resource.url("detail", record), resource.icon)
        groups[type(record)].hits.append(entry)
    for model in dict.fromkeys(type(record) for record in hits):
        group, base = groups[model], pages[model].url()
        more = f"{base}?{urlencode({'q': words})}" if len(group.hits) > most else ""
        yield Group(group.label, group.hits[:most], more)


def _pages(shell: Shell) -> Iterator[Entry]:
    yield Entry(_("Home"), reverse("desk-home"), "home")
    yield from shell.pinned
    for section in shell.sections:
        yield from section.entries
    for report in reports_for(shell.user):
        yield Entry(report.title, reverse("desk-report", args=[report.name]), "chart-bar")
    yield from shell.account


def _fits(entry: Entry, words: str) -> bool:
    """Whether the words begin or stand in its name, or are the initials or the pinyin of it."""
    label, wanted = str(entry.label).casefold(), words.casefold()
    return wanted in label or initials(label).startswith(wanted) or spelled(label).startswith(wanted)
