"""The declaration of a model's pages, and the register of all of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.urls import get_script_prefix, reverse
from django.utils.module_loading import autodiscover_modules

from daying.core.rights import code_for
from daying.core.workflow import Verb

Scope = Callable[[Any], models.QuerySet[Any]]


@dataclass(frozen=True)
class Table:
    """A table on the page of a record, below its lines. headings: label and class. rows: cells, as text or markup.

    url: where its rows are written, empty where that is not offered. empty: what it says without rows.
    """

    title: Any
    headings: Sequence[tuple[Any, str]]
    rows: Sequence[Sequence[Any]]
    url: str = ""
    empty: Any = ""

    @property
    def cells(self) -> Iterable[list[tuple[Any, str, Any]]]:
        """Each row as label, class and what stands there."""
        for row in self.rows:
            yield [(label, css, text) for (label, css), text in zip(self.headings, row, strict=True)]


class Resource:
    """How one model shows itself. Subclass it in pages.py and register the class.

    Names of fields may span relations (customer__name). Rows are addressed by their public_id.
    """

    model: type[models.Model]
    slug = ""  # the word in the URL, plural: quotations
    icon = "file-text"  # a file of static/desk/vendor/icons
    section: Any = ""  # the navigation group; empty: not in the navigation
    is_aside = False  # stands under “More” of its group: set up once, or reached from other records
    columns: Sequence[str] = ()  # of the list; the first one links to the record
    filters: Sequence[str] = ()
    further_filters: Mapping[str, Any] = {}  # classes of filters of one's own, by the name they have in the URL
    search: Sequence[str] = ()  # fields of this model, or of a related one that is searchable itself
    form: Sequence[str] = ()  # what a person may type; never the state
    facts: Sequence[str] = ()  # of the detail page; the form's fields when empty
    lines: tuple[type[models.Model], Sequence[str]] | None = None
    parts: Mapping[str, tuple[type[models.Model], Sequence[str]]] = {}  # rows of several kinds, each as `lines`; the
    # kinds' names are those of the relations, and the API reads and writes them
    write_part: Callable[..., Any] | None = None  # staticmethod(action): record, name of the kind, all its rows, by=
    imports: Sequence[str] = ()  # columns a sheet may bring; makes drafts only
    import_fields: Mapping[str, Any] = {}  # form fields of further columns of a sheet, which create_many understands
    aliases: Mapping[str, Sequence[str]] = {}  # other headings that sheets have for a column
    find_duplicates: Callable[..., Any] | None = None  # staticmethod(query): rows of an import -> {index: why}
    objections: Callable[..., Any] | None = None  # staticmethod: documents of an import, by= -> [imports.Objection]
    alike_by: Sequence[str] = ()  # fields of the form by which one typed is compared with those that are there
    alike: Callable[..., Any] | None = None  # staticmethod(query): values, user=, apart_from= -> [(sentence, record)]
    step_pages: Mapping[str, str] = {}  # steps with a page of their own instead of a dialog: {verb's key: its URL name}
    labels: Mapping[str, Any] = {}  # headings of names that are no fields, or whose field says it in other words
    guarded: Mapping[str, str] = {}  # names that only holders of a right are shown, wherever: {"margin": right}
    not_added: Sequence[
        str
    ] = ()  # amounts that make no sum, of which no total is shown; `lines.paid` for one of a line
    within = ""  # a field by which a form narrows the choice: of the contacts, those of the customer it names
    headings: Mapping[str, Any] = {}  # of the form's groups: {the field that begins one: its heading}
    called_by = ""  # a field beside it whose record has names of its own for these: the customer, for products
    also_called: Callable[..., Any] | None = None  # staticmethod(query): user, {record or its public id: texts} ->
    # {the same: {text: record}}
    not_copied: Sequence[str] = ()  # fields of the form that a copy leaves out; `lines.requested_on` for one of a line
    line_columns: Sequence[str] = ()  # of the lines on the detail page; those typed and the amount when empty
    way: Sequence[str] = ()  # the states of the ordinary course, in order; all but ends aside when empty
    bounds_figures = False  # True for the one whose rows every report counts: the customers
    board = ""  # a field with choices, whose values become the columns of a board
    ordering: Sequence[str] = ("-id",)
    past_states: Sequence[str] = ()  # whose rows the list leaves out, until the filter by state asks for them
    open_states: Sequence[str] = ()  # states in which the form may be used; empty: always
    create: Callable[..., Any] | None = None  # staticmethod(action): takes by=, the form's fields, lines=
    change: Callable[..., Any] | None = None  # staticmethod(action): takes the record, by=, version=, fields, lines=
    create_many: Callable[..., Any] | None = None  # staticmethod(action): rows=[{field: value, "lines": [...]}], by=
    form_class: Any = None  # a ModelForm of one's own
    list_links: Sequence[tuple[Any, str, str, str]] = ()  # beside “New”: label, URL name, icon, right
    extra_urls: Sequence[Any] = ()

    @staticmethod
    def scope(user: Any) -> models.QuerySet[Any]:
        """The rows this person may see: a query of the package, as staticmethod."""
        raise NotImplementedError

    def right(self, verb: str) -> str:
        """The code of an ordinary right: view, add, change, export, import."""
        return code_for(self.model, verb)

    def allows(self, user: Any, verb: str) -> bool:
        """Whether this person's post may do it at all."""
        return bool(user.has_perm(self.right(verb)))

    def shows(self, user: Any, name: str) -> bool:
        """Whether this person is shown what stands under the name."""
        return name not in self.guarded or bool(user.has_perm(self.guarded[name]))

    def offered(self, user: Any) -> models.QuerySet[Any]:
        """The rows this person may choose for a field of another record: those in sight, where not fewer."""
        return self.scope(user)

    def defaults(self, records: Sequence[Any], user: Any, around: Mapping[str, str]) -> list[dict[str, Any]]:
        """What choosing each of these records puts into empty fields beside it: {"unit_price": 12.5}.

        around: the other fields as they stand in the form, related records by their public id.
        """
        return [{} for _ in records]

    def further(self, record: Any, user: Any) -> Sequence[tuple[Any, str, str]]:
        """Pages of one's own about a record, for its menu: label, address, icon. A print, a statement."""
        return ()

    def matter(self, record: Any) -> Any:
        """Another record that this one is about, to be read on its page; None where there is none."""
        return None

    def told_of_lines(self, record: Any) -> Mapping[int, Sequence[str]]:
        """What the page says below lines of a record, by their keys: sentences. One query at most."""
        return {}

    def tables(self, record: Any, user: Any) -> Sequence[Table]:
        """What else belongs to a record and is read as tables: rows of several kinds, or what is worked out."""
        return ()

    def dress_step(self, verb: Verb, record: Any, form: Any) -> None:
        """Told before the form of a step is shown or read, to fit its fields to the record."""

    def opened(self, record: Any, user: Any) -> None:
        """Told before a person is shown a record, on its page or over the API. PermissionDenied keeps it shut."""

    def past(self, record: Any) -> Sequence[int]:
        """The keys of records of this model whose history is a part of this one's."""
        return ()

    def url(self, page: str = "list", record: Any = None, **kwargs: Any) -> str:
        """The address of a page: list, new, export, import; with a record detail, edit, do."""
        if record is not None:
            kwargs["public_id"] = record.public_id
        name = f"{self.slug}-{page}"
        return reverse(name, kwargs=kwargs) if kwargs else _address(name, get_script_prefix())

    def may_edit(self, record: Any, user: Any) -> bool:
        """Whether the form is offered for this record as it stands."""
        is_open = not self.open_states or record.state in self.open_states
        return is_open and bool(self.form) and self.allows(user, "change")

    @property
    def title(self) -> Any:
        """The plural shown in the navigation and as the list's heading."""
        return self.model._meta.verbose_name_plural

    @property
    def singular(self) -> Any:
        """One of them."""
        return self.model._meta.verbose_name


@cache
def _address(name: str, prefix: str) -> str:
    """Where a page without further words in its address stands, below the prefix of the server."""
    return reverse(name)


@dataclass(frozen=True)
class Panel:
    """A tab on the detail page of a model below: the records that point to it by a field, or that a function finds."""

    on: type[models.Model]
    title: Any
    pages: type[Resource]
    by: str
    find: Callable[[Any], Mapping[str, Any]] | None

    @property
    def key(self) -> str:
        """Its word in the URL."""
        return f"{self.pages.slug}-by-{self.by.replace('_', '-')}" if self.by else self.pages.slug

    def filter(self, record: Any) -> Mapping[str, Any]:
        """What the records shown have in common."""
        return self.find(record) if self.find else {self.by: record}


@dataclass(frozen=True)
class FurtherFact:
    """A fact on the detail page of a model below. find(record, user) gives its text; empty: it is left out."""

    on: type[models.Model]
    key: str
    label: Any
    right: str
    find: Callable[[Any, Any], str]


@dataclass(frozen=True)
class FurtherPage:
    """A page about a record of a model below, linked from its detail page. find(record) gives its address."""

    on: type[models.Model]
    label: Any
    icon: str
    right: str
    find: Callable[[Any], str]


@dataclass(frozen=True)
class Link:
    """A line of the navigation that is no list, say the organisation chart. Without a section, of the person's menu."""

    label: Any
    url_name: str
    icon: str
    section: Any
    right: str
    is_aside: bool


@dataclass(frozen=True)
class Todo:
    """A line of the home page. find(user, today) gives the records that wait for this person."""

    key: str
    label: Any
    find: Callable[[Any, Any], models.QuerySet[Any]]
    serves: str
    is_urgent: bool


REGISTRY: dict[type[models.Model], Resource] = {}
PANELS: list[Panel] = []
FACTS: list[FurtherFact] = []
TODOS: list[Todo] = []
LINKS: list[Link] = []
FURTHER: list[FurtherPage] = []


class Part(Resource):
    """One kind of rows of a record, declared as if they were its only lines."""

    def __init__(self, whole: Resource, name: str) -> None:
        self.model, self.lines = whole.model, whole.parts[name]


def register(model: type[models.Model]) -> Callable[[type[Resource]], type[Resource]]:
    """Give a model its pages."""

    def decorate(pages: type[Resource]) -> type[Resource]:
        pages.model = model
        REGISTRY[model] = pages()
        return pages

    return decorate


def panel(
    on: type[models.Model],
    title: Any,
    pages: type[Resource],
    *,
    by: str = "",
    find: Callable[[Any], Mapping[str, Any]] | None = None,
) -> None:
    """Add a tab to a page that this package does not own.

    by: the field that points there. find: where none does, the filter that a record gives, such as its type and key.
    """
    PANELS.append(Panel(on, title, pages, by, find))


def fact(on: type[models.Model], label: Any, *, right: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Add a fact to a page that this package does not own, for those who hold the right."""

    def decorate(find: Callable[..., str]) -> Callable[..., str]:
        FACTS.append(FurtherFact(on, find.__name__, label, right, find))
        return find

    return decorate


def further_page(on: type[models.Model], label: Any, find: Callable[[Any], str], *, icon: str, right: str) -> None:
    """Link a page from the detail page of a record that this package does not own, for those who hold the right."""
    FURTHER.append(FurtherPage(on, label, icon, right, find))


def link(label: Any, url_name: str, *, icon: str, section: Any, right: str = "", is_aside: bool = False) -> None:
    """Put a page of one's own into the navigation, or with an empty section into the menu under the person's name.

    right: empty where everybody may open it. is_aside: it stands under “More” of its group.
    """
    LINKS.append(Link(label, url_name, icon, section, right, is_aside))


def todo(label: Any, *, serves: str, is_urgent: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add a line to the home page "what needs me now"."""

    def decorate(find: Callable[..., Any]) -> Callable[..., Any]:
        TODOS.append(Todo(f"{find.__module__.split('.')[1]}.{find.__name__}", label, find, serves, is_urgent))
        return find

    return decorate


def resources() -> Iterable[Resource]:
    """All declarations, in order of registration."""
    return REGISTRY.values()


def links() -> Iterable[Link]:
    """The pages of the navigation that are no lists."""
    return LINKS


def resource_for(model: type[models.Model]) -> Resource | None:
    """The declaration of a model, if it has pages."""
    return REGISTRY.get(model)


def by_slug(slug: str) -> Resource:
    """The declaration behind a URL word. KeyError when there is none."""
    return next(resource for resource in REGISTRY.values() if resource.slug == slug)


def discover() -> None:
    """Load every package's pages.py and reactions.py."""
    autodiscover_modules("pages", "reactions")
