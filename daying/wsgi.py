"""The application as a WSGI server loads it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daying.settings")

application = get_wsgi_application()

from daying.core.deployment import refuse_unsafe  # noqa: E402 - it asks settings that are there only now

refuse_unsafe()
