"""One set of addresses for each declaration; what does not fit stands in its extra_urls."""

from django.urls import URLPattern, URLResolver

from daying.desk.resource import Resource, resources


def of(resource: Resource) -> list[URLPattern | URLResolver]:
    """The addresses of one resource."""
    return [*resource.extra_urls]


urlpatterns: list[URLPattern | URLResolver] = [pattern for resource in resources() for pattern in of(resource)]
