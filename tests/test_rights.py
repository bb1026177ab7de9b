"""Who may do what, kept as two tables for people to read: right × posts, and address × method × role.

In the second a row tells what the methods of one address answer to everybody, in their order: 200 302 is a page, and
then the way back from it. What is not among the methods answers 405, before anybody is asked who they are.

DAYING_UPDATE_SNAPSHOTS=1 writes them anew; what differs is then reviewed like code.
"""

import csv
import io
import logging
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from daying.core.rights import all_rights
from daying.core.workflow import VERBS
from tests import records
from tests.addresses import Address, addresses, addresses_of_others, endpoints
from tests.fingerprint import fingerprint
from tests.roles import STRANGER, Answers, roles
from tests.test_every_page import UPDATE

pytestmark = pytest.mark.django_db
SNAPSHOTS = Path(__file__).parent / "snapshots"
ACCESS = SNAPSHOTS / "access.csv"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
DENIED = {"login", "401", "403", "404", "405"}
WRITES = ("INSERT", "UPDATE", "DELETE")


def walked() -> list[Address]:
    """Every address. That of the API as a whole is tried as its endpoints."""
    return [*(address for address in addresses() if address.name != "api-call"), *endpoints()]


ROOMS = sorted({address.room for address in walked()})


@pytest.fixture
def plain(monkeypatch):
    """Only the doors matter here: pages stay blank, nothing is logged, and who sees what is looked up once."""
    monkeypatch.setattr(records, "out_of_sight", cache(records.out_of_sight))
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_, **__: "")
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def test_posts_hold_the_rights_that_are_kept(house):
    from daying.people.models import PostRight

    held = defaultdict(list)
    for post, code in PostRight.objects.filter(post__in=_posts()).values_list("post__key", "code"):
        held[code].append(post)
    # Rights of the sample come with its tests, in whatever order those run.
    rows = [(code, " ".join(sorted(posts))) for code, posts in sorted(held.items()) if code in all_rights()]

    _compare(SNAPSHOTS / "rights.csv", [("right", "posts"), *rows])


def _posts():
    from daying.people.models import Post
    from daying.people.posts import EVERYONE

    return Post.objects.filter(key__in=EVERYONE)


def _compare(path, rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    if UPDATE:
        path.write_text(out.getvalue())
    assert path.read_text().splitlines() == out.getvalue().splitlines()


def test_every_right_that_is_asked_for_is_declared():
    declared = set(all_rights())
    asked = {verb.right for verb in VERBS.values() if verb.right and ".sample." not in verb.function.__module__}
    for resource in records.pages():
        asked |= {resource.right("view"), *resource.guarded.values()}
        asked |= {resource.right(verb) for verb in ("add", "change") if resource.form}
        asked |= {resource.right("import")} if resource.imports else set()

    assert asked <= declared


def test_nobody_holds_a_right_that_nobody_declares(house):
    from daying.people.models import PostRight

    assert set(PostRight.objects.values_list("code", flat=True)) <= set(all_rights())


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("room", ROOMS)
def test_addresses_are_open_to_those_who_are_kept(house, plain, room):
    """A denied request leaves the database as it was."""
    people = roles(house)

    told = [_row(address, _methods(address, house), people) for address in walked() if address.room == room]

    _compare_access(people, told)


@pytest.mark.slow
@pytest.mark.one_database
def test_addresses_of_others_are_open_to_those_who_are_kept(house, plain):
    people = roles(house)

    told = [_row(address, ["GET"], people) for address in addresses_of_others()]

    _compare_access(people, told)


def test_strangers_change_nothing_anywhere():
    """Read from the kept table: without a sign-in no method that writes succeeds."""
    heading, *rows = _kept()
    to_strangers = {row[1]: row[heading.index(STRANGER)].split() for row in rows}

    assert len(to_strangers) > 500
    assert {name for name, said in to_strangers.items() if any(one[0] == "2" for one in said[1:])} == set()


def _row(address: Address, methods, people):
    """What an address answers: its room, its name, its methods, and for each role the status of every method."""
    answers = {method: Answers() for method in methods}
    said = [" ".join(_answer(address, method, role, answers[method]) for method in methods) for role in people]
    return [address.room, address.name, " ".join(methods), *said]


def _answer(address: Address, method, role, answers: Answers) -> str:
    path = address.path(role.person)
    return answers.to(role, address.is_in_sight_of(role.person), lambda: _status(role.client, method, path))


def _methods(address: Address, house):
    """The methods that an address knows. Every other is answered 405."""
    stranger, path = Client(), address.path(house.director)
    refusal = stranger.put(path)
    known = [method for method in METHODS if method in refusal.headers.get("Allow", "")]
    others = {method: getattr(stranger, method.lower())(path).status_code for method in METHODS if method not in known}
    assert set(others.values()) == {405}, others
    return known


def _status(client, method, path) -> str:
    said, wrote = _asked(client, method, path)
    if said in DENIED and wrote:  # perhaps taken back: look closely
        before = fingerprint("core.journalentry")
        with transaction.atomic():
            getattr(client, method.lower())(path)
            assert fingerprint("core.journalentry") == before, path
            transaction.set_rollback(True)
    return said


def _asked(client, method, path):
    wrote = []

    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(WRITES) and "session" not in sql and '"cache"' not in sql:
            wrote.append(sql)
        return execute(sql, params, many, context)

    cookies = dict(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(watch):
        answer = getattr(client, method.lower())(path)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        return "login", wrote
    return str(answer.status_code), wrote


def _compare_access(people, told):
    heading = ["room", "address", "methods", *(role.name for role in people)]
    rooms = {row[0] for row in told}
    if UPDATE:
        _keep(rooms, heading, told)
    kept = _kept()
    assert kept[0] == heading
    assert [row for row in kept[1:] if row[0] in rooms] == sorted(told), "DAYING_UPDATE_SNAPSHOTS=1 keeps them anew."


def _kept():
    return list(csv.reader(ACCESS.read_text().splitlines())) if ACCESS.exists() else [[]]


def _keep(rooms, heading, told):
    others = [row for row in _kept()[1:] if row[0] not in rooms]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([heading, *sorted([*others, *told])])
    ACCESS.write_text(out.getvalue())
