"""The list of a resource: what one person may see of it, searched, filtered, sorted, in the columns they chose.

A page costs a fixed number of statements, whatever the number of rows. Counting stops at MOST, and so does turning
pages: whoever looks for one row among more than that filters or searches.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import Sum
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from daying.core.workflow import transitions_of
from daying.desk import cells, filters, gate, saved_views
from daying.desk.cells import Column, escaped, markup
from daying.desk.filters import Filter
from daying.desk.resource import Resource
from daying.desk.searching import found

MOST = 10_000
SIZES = (25, 50, 100, 200)
USUAL_SIZE = 50

BOX = '<td class="c-box"><input type="checkbox" class="form-check-input" name="id" value="{}" aria-label="{}"></td>'
FIRST = '<td class="c-first {}"><a href="{}{}/">{}</a></td>'
CELL = '<td class="{}" data-l="{}">'


@dataclass(frozen=True)
class Heading:
    """The head of a column. sort: the query that sorts by it, empty where the database cannot. order: as it is now."""

    label: str
    css: str
    sort: str
    order: str


@dataclass(frozen=True)
class Chip:
    """An active filter, and the query without it."""

    label: str
    text: str
    without: str


class Listing:
    """A list as one URL asks for it."""

    def __init__(
        self, resource: Resource, user: Any, params: QueryDict, today: date, columns: Iterable[str] = ()
    ) -> None:
        self.resource, self.user, self.params, self.today = resource, user, params, today
        self.names = [name for name in columns if name in choosable(resource)] or list(resource.columns)

    # ---- which rows

    @cached_property
    def filters(self) -> list[Filter]:
        return filters.filters(self.resource, self.user, self.params, self.today)

    @cached_property
    def words(self) -> str:
        """What is searched for."""
        return filters.clean(self.params.get("q", ""))

    @cached_property
    def queryset(self) -> models.QuerySet[Any]:
        """The rows of the list, unsorted: what a total or an export counts."""
        rows = filters.applied(self._standing, self.filters)
        return found(rows, self.resource, self.words) if self.words else rows

    @property
    def _standing(self) -> models.QuerySet[Any]:
        """All in sight, without what is past unless states are asked for."""
        rows, past = self.resource.scope(self.user), self.resource.past_states
        is_asked = any(one.name == "state" and one.is_active for one in self.filters)
        return rows if is_asked or not past else rows.exclude(state__in=past)

    @cached_property
    def is_narrowed(self) -> bool:
        return bool(self.words) or any(one.is_active for one in self.filters)

    @property
    def faults(self) -> list[str]:
        """What the URL said that was no value."""
        return [fault for one in self.filters for fault in one.faults]

    # ---- in which order, with which columns

    @cached_property
    def columns(self) -> list[Column]:
        return cells.columns(self.resource, self.names, self.user)

    @cached_property
    def sort(self) -> str:
        """The column sorted by, with - before it when downwards; empty for the usual order."""
        wanted = filters.clean(self.params.get("sort", ""))
        may = wanted.lstrip("-") in {column.name for column in self.columns if column.path}
        return wanted if may and not wanted.startswith("--") else ""

    @property
    def ordering(self) -> list[str]:
        if not self.sort:
            return list(self.resource.ordering)
        down = "-" if self.sort.startswith("-") else ""
        return [down + cells.sort_path(self.resource.model, self.sort.lstrip("-")), "-pk"]

    @cached_property
    def records(self) -> models.QuerySet[Any]:
        """All rows in their order, with the related records that the columns show."""
        rows = self.queryset.order_by(*self.ordering)
        return rows.select_related(*self._related) if self._related else rows

    @cached_property
    def _related(self) -> list[str]:
        related = {cells.select_of(cells.path_of(self.resource.model, column.name)) for column in self.columns}
        return sorted(related - {""})

    # ---- how many

    @cached_property
    def count(self) -> int:
        """The number of rows, but no more than MOST + 1. One query."""
        return self.queryset.order_by()[: MOST + 1].count()

    @property
    def is_beyond(self) -> bool:
        return self.count > MOST

    @property
    def most(self) -> int:
        return MOST

    @cached_property
    def totals(self) -> list[dict[str, Any]]:
        """For each currency, the sum of every money column. One query; of very long lists only when asked for."""
        names = [column.name for column in self.columns if column.total]
        if not names or not self.count or (self.is_beyond and self.params.get("totals") != filters.YES):
            return []
        sums = {f"sum_{name}": Sum(name) for name in names}
        if not cells.has_currency(self.resource.model):
            return [{"currency": "", **self.queryset.order_by().aggregate(**sums)}]
        return list(self.queryset.order_by().values("currency").annotate(**sums).order_by("currency"))

    # ---- one page of it

    @cached_property
    def size(self) -> int:
        wanted = self.params.get("size", "")
        return int(wanted) if wanted in map(str, SIZES) else USUAL_SIZE

    @property
    def last_page(self) -> int:
        return max(1, -(-min(self.count, MOST) // self.size))

    @cached_property
    def page(self) -> int:
        wanted = self.params.get("page", "1")
        number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
        return min(max(number, 1), self.last_page)

    @cached_property
    def shown(self) -> list[Any]:
        """The records of this page. One query."""
        start = (self.page - 1) * self.size
        read = cells.read_for(self.resource.model, [column.name for column in self.columns])
        rows = self.records
        if read:  # what the scope relates for columns that are not shown would be read in vain
            rows = rows.select_related(None)
            rows = rows.select_related(*self._related) if self._related else rows
        return list(rows.only(*read)[start : min(start + self.size, MOST)])

    @property
    def rows(self) -> SafeString:
        """The lines of the table, ready made: a template would take most of the page's time over their cells."""
        first, *others = self.columns
        base, box = self.resource.url(), BOX if self.has_bulk else ""
        opened = [(markup(CELL, column.css, column.label), column.html) for column in others]
        lines = []
        for record in self.shown:
            key, label = record.public_id, str(record)
            head = markup(box, key, label) + markup(FIRST, first.css, base, key, first.text(record) or label)
            rest = "".join([f"{start}{escaped(html(record))}</td>" for start, html in opened])
            lines.append(f"<tr>{head}{rest}</tr>")
        return SafeString("\n".join(lines))

    @cached_property
    def has_bulk(self) -> bool:
        """Whether rows can be selected: where there are steps to take with them."""
        return bool(transitions_of(self.resource.model))

    # ---- what stands around it

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(column) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        order = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        turned = column.name if order != "ascending" else f"-{column.name}"
        return Heading(column.label, column.css, self.query(sort=turned) if column.path else "", order)

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(one.label, one.shown(), self.query(**dict.fromkeys(one.names)))
            for one in self.filters
            if one.is_active
        ]

    @property
    def feet(self) -> list[dict[str, Any]]:
        """The rows of totals: a cell for each column."""
        return [
            {
                "currency": total["currency"],
                "cells": [cells.text(total.get(f"sum_{c.name}"), "money") if c.total else "" for c in self.columns],
            }
            for total in self.totals
        ]

    @property
    def may_be_added_up(self) -> bool:
        """Whether totals are to be had for the asking."""
        return self.is_beyond and not self.totals and any(column.total for column in self.columns)

    def query(self, **changed: str | None) -> str:
        """This list's query with some parameters changed, or dropped where None; back on its first page."""
        return query(self.params, page=None, **changed)

    @property
    def pages(self) -> list[tuple[int, str]]:
        """The page numbers worth showing, each with its query; 0 stands for a gap."""
        near = {1, self.last_page, *range(self.page - 2, self.page + 3)}
        numbers: list[int] = []
        for number in sorted(n for n in near if 1 <= n <= self.last_page):
            if numbers and number > numbers[-1] + 1:
                numbers.append(0)
            numbers.append(number)
        return [(number, query(self.params, page=str(number))) for number in numbers]

    @property
    def first_row(self) -> int:
        return (self.page - 1) * self.size + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.shown) - 1


@gate.page("view")
def show(request: Any, resource: Resource) -> HttpResponse:
    """The list page; htmx gets the table alone."""
    views = saved_views.Views(request, resource)
    if not request.GET and views.default:
        return HttpResponseRedirect(views.default.url)
    listing = Listing(resource, request.user, request.GET, timezone.localdate(), views.columns)
    context = {"listing": listing, "resource": resource, "views": views, **around(request, resource), **_urls(resource)}
    return render(request, "desk/_list.html" if gate.is_part(request, "list") else "desk/list.html", context)


@gate.page("view")
def filter_box(request: Any, resource: Resource, name: str) -> HttpResponse:
    """What opens under the name of a filter that is not used yet; those in use come with the page."""
    offered = filters.filters(resource, request.user, QueryDict(), timezone.localdate())
    return render(request, "desk/_filter_box.html", {"filter": named(offered, name)})


def named(offered: Iterable[Filter], name: str) -> Filter:
    """The filter of this name. 404 where none is offered."""
    for one in offered:
        if one.name == name:
            return one
    raise Http404


def _urls(resource: Resource) -> dict[str, str]:
    """The addresses that the page leads to."""
    pages = {"new": resource.form, "import": resource.imports, "board": resource.board}
    has = ["list", "export", "bulk", "columns", "view", *(page for page, declared in pages.items() if declared)]
    return {f"{page}_url": resource.url(page) for page in has}


def choosable(resource: Resource) -> list[str]:
    """The names from which a person chooses columns."""
    return list(dict.fromkeys([*resource.columns, *resource.facts, *resource.form]))


def query(params: QueryDict, **changed: str | None) -> str:
    """A query string with some parameters changed, or dropped where None."""
    told = {**dict(params.lists()), **{name: [value] for name, value in changed.items()}}
    return urlencode({name: values for name, values in told.items() if values != [None]}, doseq=True)


def around(request: Any, resource: Resource) -> Mapping[str, Any]:
    """What this person may do beside looking, and how the filters are asked."""
    may = {verb: resource.allows(request.user, verb) for verb in ("add", "export", "import")}
    return {
        "may_add": may["add"] and bool(resource.form),
        "may_export": may["export"],
        "may_import": may["import"] and bool(resource.imports),
        "links": [
            (label, reverse(name), icon)
            for label, name, icon, right in resource.list_links
            if request.user.has_perm(right)
        ],
        "density": request.preferences["density"] or "cosy",
        "filter_url": resource.url(),
        "box_url": f"{resource.url()}filter/",
        "filter_target": "#list",
    }
