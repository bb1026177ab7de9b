"""What this machine offers the tests, and what to say when it does not."""

import os
import shutil
from functools import cache

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
POSTGRES_HERE = "postgresql://daying:daying@localhost:5432/daying"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

NO_CHROMIUM = "no Chromium on this machine (apt install chromium, or DAYING_CHROMIUM=/path/to/it)"
NO_POSTGRES = (
    "no PostgreSQL for the tests: start one with a user daying, password daying, that may create databases, "
    "or name another with DAYING_TEST_POSTGRES=postgresql://user:password@host:port/name"
)


@cache
def chromium() -> str | None:
    """Where a Chromium stands, or None."""
    named = os.environ.get("DAYING_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@cache
def postgres() -> str | None:
    """The address of a PostgreSQL that answers, or None."""
    import psycopg

    url = os.environ.get("DAYING_TEST_POSTGRES", POSTGRES_HERE)
    server = url.rsplit("/", 1)[0] + "/postgres"
    try:
        psycopg.connect(server, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return url
