"""The product's settings as the tests run them: quick passwords, files of their own, no hashed static files."""

import os
from pathlib import Path

os.environ["DAYING_DATA"] = str(Path(__file__).resolve().parent.parent / "var/test")

from daying.settings import *  # noqa: F403
from daying.settings import DATABASES, DAYING_DATA, INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "daying.desk.tests.sample", "allauth.socialaccount.providers.openid_connect"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Static files are looked for when somebody asks: every client of a test would gather them all otherwise.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads then wait for one another as in earnest. Power cuts are tested elsewhere.
    # Each process has its own, so that two runs may go on at once.
    _database["TEST"] = {"NAME": DAYING_DATA / f"test-{os.getpid()}.sqlite3"}
    _database["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
else:
    # A pool would hold connections while pytest drops the database.
    _database["OPTIONS"].pop("pool", None)
