"""One set of addresses for each declaration; what does not fit stands in its extra_urls.

They hang under the declaration's word, so that an address is looked for among some dozens and not among a thousand.
"""

from django.urls import URLPattern, URLResolver, include, path

from daying.desk import (
    alike,
    boards,
    bulk,
    columns,
    editing,
    export_views,
    figures,
    files,
    home,
    lists,
    lookups,
    panels,
    preferences,
    records,
    saved_views,
    search_views,
    steps,
    talk,
    timeline,
)
from daying.desk.gate import asks, does, shows
from daying.desk.imports import views as import_views
from daying.desk.imports.columns import IMPORTERS
from daying.desk.resource import Resource, resources

Patterns = list[URLPattern | URLResolver]


def of(resource: Resource) -> URLResolver:
    """The addresses of one resource."""
    patterns = [
        *_of_list(resource),
        *(_of_import(resource.slug) if resource.imports else []),
        *(_of_board(resource) if resource.board else []),
        *(_of_typing(resource) if resource.alike else []),
        *_of_record(resource),
    ]
    return path(f"{resource.slug}/", include(patterns))


def _of_list(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    return [
        shows("", lists.show, told, name=f"{slug}-list"),
        shows("filter/<str:name>/", lists.filter_box, told, name=f"{slug}-filter"),
        asks("columns/", columns.choose, told, name=f"{slug}-columns"),
        asks("view/", saved_views.edit, told, name=f"{slug}-view"),
        does("view/<uuid:public_id>/delete/", saved_views.delete, told, name=f"{slug}-view-delete"),
        asks("bulk/", bulk.serve, told, name=f"{slug}-bulk"),
        shows("export/", export_views.show, told, name=f"{slug}-export"),
        shows("export/<uuid:task_id>/", export_views.progress, told, name=f"{slug}-export-job"),
        shows("export/<uuid:task_id>/file/", export_views.fetch, told, name=f"{slug}-export-file"),
    ]


def _of_import(slug: str) -> Patterns:
    """The addresses of what a sheet can be imported into."""
    told, run = {"slug": slug}, "import/<uuid:run_id>"
    return [
        asks("import/", import_views.bring, told, name=f"{slug}-import"),
        shows("import/template/", import_views.template, told, name=f"{slug}-import-template"),
        shows(f"{run}/", import_views.show, told, name=f"{slug}-import-run"),
        does(f"{run}/check/", import_views.check, told, name=f"{slug}-import-check"),
        does(f"{run}/take/", import_views.take, told, name=f"{slug}-import-take"),
        does(f"{run}/undo/", import_views.undo, told, name=f"{slug}-import-undo"),
        shows(f"{run}/rejected/", import_views.rejected, told, name=f"{slug}-import-rejected"),
    ]


def _of_board(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    return [
        shows("board/", boards.show, told, name=f"{slug}-board"),
        does("board/move/", boards.move, told, name=f"{slug}-move"),
        shows("board/moves/<uuid:public_id>/", boards.moves, told, name=f"{slug}-moves"),
    ]


def _of_typing(resource: Resource) -> Patterns:
    slug = resource.slug
    return [shows("alike/", alike.show, {"resource": resource}, name=f"{slug}-alike")]


def _of_record(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    record = "<uuid:public_id>"
    return [
        asks("new/", editing.new, told, name=f"{slug}-new"),
        asks("lookup/", lookups.lookup, told, name=f"{slug}-lookup"),
        shows(f"{record}/", records.show, told, name=f"{slug}-detail"),
        asks(f"{record}/edit/", editing.edit, told, name=f"{slug}-edit"),
        asks(f"{record}/do/<slug:action>/", steps.do, told, name=f"{slug}-do"),
        shows(f"{record}/panels/", panels.show_tabs, told, name=f"{slug}-panels"),
        shows(f"{record}/panels/<slug:key>/", panels.show, told, name=f"{slug}-panel"),
        asks(f"{record}/files/", files.serve, told, name=f"{slug}-files"),
        shows(f"{record}/files/<uuid:file>/", files.download, told, name=f"{slug}-file"),
        does(f"{record}/files/<uuid:file>/remove/", files.remove, told, name=f"{slug}-file-remove"),
        shows(f"{record}/timeline/", timeline.show, told, name=f"{slug}-timeline"),
        does(f"{record}/comment/", talk.post, told, name=f"{slug}-comment"),
        does(f"{record}/read/", talk.read, told, name=f"{slug}-read"),
    ]


FRONT: Patterns = [
    shows("", home.show, name="desk-home"),
    shows("home/todo/<str:key>/", home.rest, name="desk-todo"),
    shows("home/account/", home.account, name="desk-account"),
    shows("home/new/", home.new, name="desk-new"),
    shows("home/keys/", home.keys, name="desk-keys"),
    shows("home/bell/", home.bell, name="desk-bell"),
    does("home/bell/read/", home.read_all, name="desk-bell-read"),
    shows("colleagues/", talk.colleagues, name="desk-colleagues"),
    does("settings/choose/", preferences.choose, name="desk-choose"),
    shows("search/", search_views.show, name="desk-search"),
    shows("reports/", figures.index, name="desk-reports"),
    shows("reports/filter/<str:name>/", figures.filter_box, name="desk-report-filter"),
    shows("reports/cards/", figures.cards, name="desk-figures"),
    shows("reports/<str:name>/", figures.show, name="desk-report"),
    shows("reports/<str:name>/trend/", figures.trend, name="desk-report-trend"),
    shows("reports/<str:name>/export/", figures.export, name="desk-report-export"),
    shows("reports/<str:name>/records/<str:part>/", figures.records, name="desk-report-records"),
]

urlpatterns: Patterns = [
    *FRONT,
    # Those of a package's own come before the records, so that they may stand where a record would.
    *(pattern for resource in resources() for pattern in resource.extra_urls),
    *(path(f"{slug}/", include(_of_import(slug))) for slug in IMPORTERS),
    *map(of, resources()),
]
