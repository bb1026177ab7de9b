"""What every test may use, and which tests this machine can run. On a build server (CI=true) all of them must."""

import os

import pytest

from tests.machine import CHROMIUM_FLAGS, IN_CI, NO_CHROMIUM, chromium

pytest_plugins = ["tests.cast"]


def pytest_configure() -> None:
    from daying.core.testing import let_flush_empty_guarded_tables

    let_flush_empty_guarded_tables()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    on_postgres = os.environ.get("DAYING_DATABASE", "").startswith("postgres")
    for item in items:
        if item.get_closest_marker("postgres") and not on_postgres:
            item.add_marker(pytest.mark.skip(reason="runs in the pass on PostgreSQL"))
        if item.get_closest_marker("browser") and not chromium() and not IN_CI:
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database, on SQLite begun with a copy of a migrated one."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    from daying.core.testing import begin_ids_high
    from tests import migrated

    is_file = connection.vendor == "sqlite"
    with django_db_blocker.unblock():
        is_copy = is_file and migrated.copied_to(str(connection.settings_dict["TEST"]["NAME"]))
        made = setup_databases(verbosity=0, interactive=False, keepdb=is_copy, serialized_aliases=[])
        if is_file and not is_copy:
            migrated.keep()
        begin_ids_high(connection)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def browser():
    """A Chromium, shared by the session; each test opens a context of its own."""
    if not chromium():
        pytest.fail(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread; the tests' database calls beside it are plain ones all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield chrome
        chrome.close()
