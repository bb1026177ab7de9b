"""Who may do what, kept as two tables for people to read: post × right, and address × role × method.

DAYING_UPDATE_SNAPSHOTS=1 writes them anew; what differs is then reviewed like code.
"""

import csv
import io
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection, transaction

from daying.core.rights import all_rights
from daying.core.workflow import VERBS
from tests import records
from tests.addresses import IN_FULL, Address, addresses_of_others, tried
from tests.fingerprint import fingerprint
from tests.test_every_page import UPDATE, signed_in

pytestmark = pytest.mark.django_db
SNAPSHOTS = Path(__file__).parent / "snapshots"
ACCESS = SNAPSHOTS / "access.csv"
# What the other posts may do follows from their rights, in the first table: all pages ask by the same door.
ROLES = ["anonymous", "engineer", "director", "warehouse"]
USUAL, UNUSUAL = ("get", "post"), ("put", "patch", "delete")
DENIED = {"login", "401", "403", "404", "405"}
WRITES = ("INSERT", "UPDATE", "DELETE")
ROOMS = sorted({address.room for address in tried()})


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
@pytest.mark.parametrize("room", ROOMS)
def test_addresses_are_open_to_those_who_are_kept(house, room):
    """A denied request leaves the database as it was."""
    clients = _clients(house)
    rows = [row for address in tried() if address.room == room for row in _answers(address, clients, house)]

    kept = [row for row in _kept() if row[0] == room]
    if UPDATE:
        _keep(room, rows)
    else:
        assert kept, f"{room} is not in {ACCESS.name}: DAYING_UPDATE_SNAPSHOTS=1 adds it."
        assert rows == kept


def test_addresses_of_others_are_open_to_those_who_are_kept(house):
    clients = _clients(house)
    told = defaultdict(set)
    for address in addresses_of_others():
        for role, client in clients.items():
            told[address.room, role].add(_status(client, "get", address, _person(house, role)))
    rows = [[f"{room} of others", room, role, "/".join(sorted(said)), *"----"] for (room, role), said in told.items()]

    if UPDATE:
        for name in {row[0] for row in rows}:
            _keep(name, sorted(row for row in rows if row[0] == name))
    else:
        assert sorted(rows) == sorted(row for row in _kept() if row[0].endswith(" of others"))


def test_strangers_change_nothing_anywhere():
    """Read from the kept table: without a sign-in no method that writes succeeds."""
    open_to_all = {row[1] for row in _kept() if "anonymous" in row[2].split() for said in row[4:] if said[:1] == "2"}

    assert open_to_all <= set()


def _clients(house):
    return {role: signed_in(_person(house, role)) if role != "anonymous" else _stranger() for role in ROLES}


def _stranger():
    from django.test import Client

    return Client(raise_request_exception=False)


def _person(house, role):
    return getattr(house, "engineer" if role == "anonymous" else role)


def _answers(address: Address, clients, house):
    """A row for all roles that are answered alike: room, address, roles, status of each method."""
    alike = defaultdict(list)
    for role, client in clients.items():
        person = _person(house, role)
        methods = (*USUAL, *UNUSUAL) if role == "anonymous" or _is_tried_in_full(address, role) else USUAL
        said = [_status(client, method, address, person) for method in methods]
        alike[tuple(said)].append(role)
    return sorted([address.room, address.name, " ".join(roles), *said] for said, roles in alike.items())


def _is_tried_in_full(address: Address, role) -> bool:
    """The pages of all models are the same functions: methods that browsers do not send are tried on one of them."""
    is_model = any(resource.slug == address.room for resource in records.pages())
    return role == "director" and (address.room == IN_FULL or not is_model)


def _status(client, method, address, person) -> str:
    path = address.path(person)
    said, wrote = _asked(client, method, path)
    if said in DENIED and wrote:  # perhaps taken back: look closely
        before = fingerprint("core.journalentry")
        with transaction.atomic():
            getattr(client, method)(path)
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
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(cookies)
    if answer.status_code == 302 and "/accounts/login/" in answer["Location"]:
        return "login", wrote
    return str(answer.status_code), wrote


def _kept():
    return list(csv.reader(ACCESS.read_text().splitlines()))[1:] if ACCESS.exists() else []


def _keep(room, rows):
    others = [row for row in _kept() if row[0] != room]
    out = io.StringIO()
    heading = ["room", "address", "roles", "GET", "POST", "PUT", "PATCH", "DELETE"]
    csv.writer(out, lineterminator="\n").writerows([heading, *sorted([*others, *rows])])
    ACCESS.write_text(out.getvalue())
