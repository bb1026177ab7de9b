"""The database before a command uses it: is it set up, and for this version of the product?"""

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from daying.cli.terminal import say
from daying.core.errors import Refused
from daying.people.first_rows import write_first_rows
from daying.people.setup import grant_new_rights


def bring_up_to_date() -> None:
    """Create or migrate the tables where that is needed. In the ordinary case two small queries."""
    if not is_up_to_date():
        say(_("Setting up the database …"))
        call_command("migrate", interactive=False, verbosity=0)
    if "cache" not in connection.introspection.table_names():
        call_command("createcachetable")
    grant_new_rights()
    write_first_rows()


def require() -> None:
    """Refuse a command whose tables are not there yet."""
    if not is_up_to_date():
        raise Refused(_("The database is not set up for this version. Start `daying serve`, which does it."))


def is_up_to_date() -> bool:
    """Whether every migration has been applied. It goes by the files' names: loading them takes half a second."""
    if "django_migrations" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    return all((app.label, name) in applied for app in apps.get_app_configs() for name in _migrations(app.path))


def _migrations(path: str) -> list[str]:
    from pathlib import Path

    return [file.stem for file in Path(path, "migrations").glob("[0-9]*.py")]
