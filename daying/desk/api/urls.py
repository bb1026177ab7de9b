"""Where the API stands."""

from django.urls import path

from daying.desk.api import views
from daying.desk.gate import shows

urlpatterns = [
    shows("help/api/", views.manual, name="api-manual"),
    shows("api/v1/openapi.json", views.openapi, name="api-openapi"),
    path("api/v1/<path:rest>", views.call, name="api-call"),
]
