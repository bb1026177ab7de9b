"""An unsafe production start is refused (T61)."""

import pytest

from daying.core import deployment
from daying.core.deployment import UnsafeError, host_faults, key_faults, postgres_faults, refuse_unsafe, sqlite_faults

LONG, OTHER = "abcdefghij" * 5, "0123456789" * 5
SAFE_KEYS = {"DAYING_SECRET_KEY": LONG, "DAYING_JOURNAL_KEY": OTHER}
SAFE_SQLITE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
SAFE_POSTGRES = dict.fromkeys(deployment.POSTGRES_SETTINGS, "on")


def ids(faults):
    return [fault.id.removeprefix("daying.") for fault in faults]


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        (SAFE_KEYS, []),
        ({}, ["E002", "E002"]),
        ({"DAYING_SECRET_KEY": LONG}, ["E002"]),
        ({**SAFE_KEYS, "DAYING_JOURNAL_KEY": "short"}, ["E003"]),
        ({**SAFE_KEYS, "DAYING_JOURNAL_KEY": "x" * 80}, ["E003"]),
        ({"DAYING_SECRET_KEY": LONG, "DAYING_JOURNAL_KEY": LONG}, ["E004"]),
    ],
)
def test_keys_are_given_long_and_different(environment, found):
    assert ids(key_faults(environment)) == found


@pytest.mark.parametrize(
    ("hosts", "url", "found"),
    [
        ("daying.example.com", "https://daying.example.com", []),
        ("", "https://daying.example.com", ["E005"]),
        ("*", "https://daying.example.com", ["E005"]),
        ("daying.example.com", "http://daying.example.com", ["E006"]),
    ],
)
def test_hosts_are_named_and_encrypted(settings, hosts, url, found):
    settings.ALLOWED_HOSTS = hosts.split(",")
    settings.DAYING_URL = url

    assert ids(host_faults({"DAYING_HOSTS": hosts})) == found


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"journal_mode": "delete"}, ["E008"]),
        ({"synchronous": 1}, ["E009"]),
        ({"foreign_keys": 0}, ["E010"]),
    ],
)
def test_sqlite_keeps_what_it_acknowledged(changed, found):
    assert ids(sqlite_faults({**SAFE_SQLITE, **changed}.get)) == found


@pytest.mark.parametrize("name", deployment.POSTGRES_SETTINGS)
def test_postgres_keeps_what_it_acknowledged(name):
    assert ids(postgres_faults(SAFE_POSTGRES)) == []
    assert ids(postgres_faults({**SAFE_POSTGRES, name: "off"})) == ["E011"]


@pytest.mark.django_db
def test_the_database_at_hand_is_asked():
    found = ids(deployment.database_faults())

    assert set(found) <= {"E009", "E011"}  # what tests leave out on purpose


def test_debug_is_not_for_production(settings):
    settings.DEBUG = True

    assert ids(deployment.debug_faults()) == ["E001"]


@pytest.mark.django_db
def test_a_production_start_is_refused_with_every_reason(settings, monkeypatch):
    settings.DAYING_PRODUCTION = True
    for name in deployment.KEYS:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(UnsafeError) as refused:
        refuse_unsafe()

    assert "DAYING_SECRET_KEY is not given" in str(refused.value)
    assert "DAYING_URL does not begin with https" in str(refused.value)


def test_a_start_on_this_machine_alone_is_not_judged(settings):
    settings.DAYING_PRODUCTION = False

    refuse_unsafe()
