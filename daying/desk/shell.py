"""What stands around every page: navigation, pinned views, language, theme. Computed once per page, only when shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from daying.core.reports import reports_for
from daying.desk.cells import markup
from daying.desk.comments import mentions_of
from daying.desk.models import SavedView
from daying.desk.preferences import IN_COOKIES, THEMES, Preferences
from daying.desk.resource import Resource, links, resources
from daying.desk.templatetags.desk import icon

LINE = '<li><a class="nav-entry{}" href="{}" title="{}"{}{}>{}<span class="nav-word">{}</span></a></li>'
HERE = SafeString(' aria-current="page"')
THEME_NAMES = {"auto": _("As the system"), "light": _("Light"), "dark": _("Dark")}
THEME_ICONS = {"auto": "device-desktop", "light": "sun", "dark": "moon"}


@dataclass(frozen=True)
class Entry:
    """One line of the navigation. key: the letter that follows g on the keyboard."""

    label: Any
    url: str
    icon: str
    key: str = ""
    is_here: bool = False
    is_aside: bool = False


@dataclass
class Section:
    """A group of the navigation."""

    label: Any
    entries: list[Entry] = field(default_factory=list)

    @property
    def lines(self) -> SafeString:
        """Its lines, ready made as the rows of a list are."""
        return SafeString("".join(_line(entry) for entry in self.entries if not entry.is_aside))

    @property
    def lines_aside(self) -> SafeString:
        """Those under “More”."""
        return SafeString("".join(_line(entry) for entry in self.entries if entry.is_aside))

    @property
    def is_open(self) -> bool:
        """Whether the page that is shown stands under “More”."""
        return any(entry.is_here and entry.is_aside for entry in self.entries)


@dataclass(frozen=True)
class Place:
    """What the navigation may lead to. slug: of a list; empty for a page of another kind."""

    section: str
    label: str
    url: str
    icon: str
    right: str
    is_aside: bool
    slug: str = ""


class Shell:
    """Everything base.html asks for."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.user = request.user

    @cached_property
    def preferences(self) -> Preferences:
        preferences: Preferences = self.request.preferences
        return preferences

    @cached_property
    def theme(self) -> str:
        """auto, light or dark: the person's choice, or the one this browser last made."""
        chosen = getattr(self.user, "theme", "") or self.request.COOKIES.get(IN_COOKIES["theme"], "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def is_narrow(self) -> bool:
        return bool(self.preferences["nav"] == "narrow")

    @property
    def themes(self) -> list[tuple[str, Any, str]]:
        return [(theme, THEME_NAMES[theme], THEME_ICONS[theme]) for theme in THEMES]

    @property
    def languages(self) -> list[tuple[str, str]]:
        return list(settings.LANGUAGES)

    @property
    def language(self) -> str | None:
        return get_language()

    @cached_property
    def sections(self) -> list[Section]:
        """The rooms this person may enter, grouped, the organisation's own last."""
        groups: dict[str, Section] = {}
        for label, entry in self._entries():
            groups.setdefault(label, Section(label)).entries.append(entry)
        return list(groups.values())

    def _entries(self) -> Iterator[tuple[str, Entry]]:
        entered, taken = places(get_language(), get_script_prefix()), {"h", "r"}
        # /posts/rights/ is a page of its own, and no record of /posts/.
        here = max((place.url for place in entered if self.request.path.startswith(place.url)), key=len, default="")
        may = self.user.has_perm
        for place in entered:
            if place.right and not may(place.right):
                continue
            key = _letter(place.slug, taken) if place.slug else ""
            yield place.section, Entry(place.label, place.url, place.icon, key, place.url == here, place.is_aside)

    @property
    def account(self) -> list[Entry]:
        """The pages about the person: those that stand in no group of the navigation."""
        return [Entry(link.label, reverse(link.url_name), link.icon) for link in links() if not link.section]

    @property
    def initial(self) -> str:
        """What stands in the circle for the person: the last character of a Chinese name, the first of another."""
        name = str(self.user).strip() or "?"
        return name[-1] if name[-1] > "\u2e7f" else name[0].upper()

    @cached_property
    def has_reports(self) -> bool:
        return bool(reports_for(self.user))

    @cached_property
    def pinned(self) -> list[Entry]:
        """The saved views this person pinned, in the order of pinning."""
        ids = self.preferences["pinned"] or []
        if not ids:
            return []
        views = {str(view.public_id): view for view in SavedView.objects.filter(public_id__in=ids)}
        mine = [views[key] for key in ids if key in views and (views[key].is_shared or self._owns(views[key]))]
        seen = {resource.slug: resource for resource in shown_to(self.user)}
        here = self.request.GET.get("view", "")
        return [
            Entry(view.name, view_url(seen[view.slug], view), seen[view.slug].icon, "", str(view.public_id) == here)
            for view in mine
            if view.slug in seen
        ]

    def _owns(self, view: SavedView) -> bool:
        return bool(view.owner_id == self.user.pk)

    @cached_property
    def creatable(self) -> list[Entry]:
        """What this person may start anew, the organisation's own last, for home, the palette and the phone's +."""
        return [
            Entry(pgettext("start a new record", "New %(thing)s") % {"thing": r.singular}, r.url("new"), r.icon)
            for r in sorted(shown_to(self.user), key=_is_of_the_house)
            if r.form and r.allows(self.user, "add")
        ]

    @cached_property
    def unread(self) -> int:
        """How many mentions wait to be read."""
        return len(mentions_of(self.request))


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"shell": Shell(request)} if hasattr(request, "user") else {}


def shown_to(user: Any) -> list[Resource]:
    """The declarations with pages that stand in this person's navigation."""
    return [resource for resource in resources() if resource.section and resource.allows(user, "view")]


def view_url(resource: Resource, view: SavedView) -> str:
    """The list as this view has it."""
    query = f"{view.query}&" if view.query else ""
    return f"{resource.url()}?{query}view={view.public_id}"


@cache
def places(language: str | None, prefix: str) -> list[Place]:
    """All there are, in one language. Which of them a person may enter is asked for each page."""
    lists = sorted((resource for resource in resources() if resource.section), key=_is_of_the_house)
    return [
        *(
            Place(str(r.section), capfirst(str(r.title)), r.url(), r.icon, r.right("view"), r.is_aside, r.slug)
            for r in lists
        ),
        *(
            Place(str(o.section), str(o.label), reverse(o.url_name), o.icon, o.right, o.is_aside)
            for o in links()
            if o.section
        ),
    ]


@lru_cache(maxsize=1000)
def _line(entry: Entry) -> SafeString:
    key = markup(' data-key="{}"', entry.key) if entry.key else ""
    css, here = (" is-here", HERE) if entry.is_here else ("", "")
    return markup(LINE, css, entry.url, entry.label, key, here, icon(entry.icon), entry.label)


def _is_of_the_house(resource: Resource) -> bool:
    return resource.model._meta.app_label in ("people", "core", "desk")


def _letter(slug: str, taken: set[str]) -> str:
    """The first letter of the word that no other list has."""
    free = next((letter for letter in slug if letter.isalpha() and letter not in taken), "")
    taken.add(free)
    return free
