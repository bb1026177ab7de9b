"""The map of the site: sign-in, then whatever the rooms declare."""

from django.contrib import admin
from django.urls import include, path

from daying.desk.urls import urlpatterns as desk_urls

handler400 = "daying.desk.uploads.unreadable"

urlpatterns = [
    path("accounts/", include("daying.people.urls")),
    path("admin/", admin.site.urls),
    path("", include("daying.desk.api.urls")),
    *desk_urls,
]
