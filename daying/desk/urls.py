"""One set of addresses for each declaration; what does not fit stands in its extra_urls."""

from django.urls import URLPattern, URLResolver, path

from daying.desk import (
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
from daying.desk.imports import views as import_views
from daying.desk.imports.columns import IMPORTERS
from daying.desk.resource import Resource, resources

Patterns = list[URLPattern | URLResolver]


def of(resource: Resource) -> Patterns:
    """The addresses of one resource. Its own ones come first, so that they may stand where a record would."""
    return [
        *resource.extra_urls,
        *_of_list(resource),
        *(_of_import(resource.slug) if resource.imports else []),
        *(_of_board(resource) if resource.board else []),
        *_of_record(resource),
    ]


def _of_list(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    return [
        path(f"{slug}/", lists.show, told, name=f"{slug}-list"),
        path(f"{slug}/filter/<str:name>/", lists.filter_box, told, name=f"{slug}-filter"),
        path(f"{slug}/columns/", columns.choose, told, name=f"{slug}-columns"),
        path(f"{slug}/view/", saved_views.edit, told, name=f"{slug}-view"),
        path(f"{slug}/view/<uuid:public_id>/delete/", saved_views.delete, told, name=f"{slug}-view-delete"),
        path(f"{slug}/bulk/", bulk.serve, told, name=f"{slug}-bulk"),
        path(f"{slug}/export/", export_views.show, told, name=f"{slug}-export"),
        path(f"{slug}/export/<uuid:task_id>/", export_views.progress, told, name=f"{slug}-export-job"),
        path(f"{slug}/export/<uuid:task_id>/file/", export_views.fetch, told, name=f"{slug}-export-file"),
    ]


def _of_import(slug: str) -> Patterns:
    """The addresses of what a sheet can be imported into."""
    told, run = {"slug": slug}, f"{slug}/import/<uuid:run_id>"
    return [
        path(f"{slug}/import/", import_views.bring, told, name=f"{slug}-import"),
        path(f"{slug}/import/template/", import_views.template, told, name=f"{slug}-import-template"),
        path(f"{run}/", import_views.show, told, name=f"{slug}-import-run"),
        path(f"{run}/check/", import_views.check, told, name=f"{slug}-import-check"),
        path(f"{run}/take/", import_views.take, told, name=f"{slug}-import-take"),
        path(f"{run}/undo/", import_views.undo, told, name=f"{slug}-import-undo"),
        path(f"{run}/rejected/", import_views.rejected, told, name=f"{slug}-import-rejected"),
    ]


def _of_board(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    return [
        path(f"{slug}/board/", boards.show, told, name=f"{slug}-board"),
        path(f"{slug}/board/move/", boards.move, told, name=f"{slug}-move"),
        path(f"{slug}/board/moves/<uuid:public_id>/", boards.moves, told, name=f"{slug}-moves"),
    ]


def _of_record(resource: Resource) -> Patterns:
    slug, told = resource.slug, {"resource": resource}
    record = f"{slug}/<uuid:public_id>"
    return [
        path(f"{slug}/new/", editing.new, told, name=f"{slug}-new"),
        path(f"{slug}/lookup/", lookups.lookup, told, name=f"{slug}-lookup"),
        path(f"{record}/", records.show, told, name=f"{slug}-detail"),
        path(f"{record}/edit/", editing.edit, told, name=f"{slug}-edit"),
        path(f"{record}/do/<slug:action>/", steps.do, told, name=f"{slug}-do"),
        path(f"{record}/panels/", panels.show_tabs, told, name=f"{slug}-panels"),
        path(f"{record}/panels/<slug:key>/", panels.show, told, name=f"{slug}-panel"),
        path(f"{record}/files/", files.serve, told, name=f"{slug}-files"),
        path(f"{record}/files/<uuid:file>/", files.download, told, name=f"{slug}-file"),
        path(f"{record}/files/<uuid:file>/remove/", files.remove, told, name=f"{slug}-file-remove"),
        path(f"{record}/timeline/", timeline.show, told, name=f"{slug}-timeline"),
        path(f"{record}/comment/", talk.post, told, name=f"{slug}-comment"),
        path(f"{record}/read/", talk.read, told, name=f"{slug}-read"),
    ]


FRONT: Patterns = [
    path("", home.show, name="desk-home"),
    path("home/todo/<str:key>/", home.rest, name="desk-todo"),
    path("home/account/", home.account, name="desk-account"),
    path("home/new/", home.new, name="desk-new"),
    path("home/keys/", home.keys, name="desk-keys"),
    path("home/bell/", home.bell, name="desk-bell"),
    path("home/bell/read/", home.read_all, name="desk-bell-read"),
    path("colleagues/", talk.colleagues, name="desk-colleagues"),
    path("settings/choose/", preferences.choose, name="desk-choose"),
    path("search/", search_views.show, name="desk-search"),
    path("reports/", figures.index, name="desk-reports"),
    path("reports/filter/<str:name>/", figures.filter_box, name="desk-report-filter"),
    path("reports/cards/", figures.cards, name="desk-figures"),
    path("reports/<str:name>/", figures.show, name="desk-report"),
    path("reports/<str:name>/trend/", figures.trend, name="desk-report-trend"),
    path("reports/<str:name>/export/", figures.export, name="desk-report-export"),
    path("reports/<str:name>/records/<str:part>/", figures.records, name="desk-report-records"),
]

urlpatterns: Patterns = [
    *FRONT,
    *(pattern for slug in IMPORTERS for pattern in _of_import(slug)),
    *(pattern for resource in resources() for pattern in of(resource)),
]
