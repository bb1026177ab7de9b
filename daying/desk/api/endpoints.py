"""The endpoints' addresses, below /api/v1/."""

from daying.desk.api.site import api

urlpatterns = api().urls[0]
