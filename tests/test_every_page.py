"""What every model's pages can do, walked over the register: a new package is tried without a word (M0.5)."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch
from django.utils import timezone

from daying.desk import filters, panels
from daying.desk.resource import Resource
from tests import records
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).parent / "snapshots/queries.json"
UPDATE = bool(os.environ.get("DAYING_UPDATE_SNAPSHOTS"))
MISSING = "01900000-0000-7000-8000-000000000000"
NASTY = [
    *("'", '"', "';--", "' OR '1'='1", "1); DROP TABLE x;--", "%", "_", "\\", "%s", "%(a)s", "{}", "{0.__class__}"),
    *("<script>alert(1)</script>", "../../etc/passwd", "id", "-id", "--id", "pk", "owner__password", "customer__owner"),
    *("created_by__password", "0", "-1", "1.5", "1e309", "NaN", "99999999999999999999", "2026-13-40", "0000-00-00"),
    *(
        "none",
        "null",
        "true",
        "[]",
        "a,b",
        "\x00",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
        "\u202e",
    ),
    *("轴承" * 200, "x" * 5000, "\n\r\t", MISSING, "01900000", "id__in", "extra", "🙂", "İ", "ß", "１２"),
]


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def may(resource: Resource, verb: str, cast: Cast):
    """Somebody who may do this, and sees as much as anybody."""
    for person in (cast.director, cast.gm, cast.admin, cast.finance, cast.hr, cast.auditor, *vars(cast).values()):
        if resource.allows(person, verb) and resource.scope(person).exists():
            return person
    return None


def may_not(resource: Resource, verb: str, cast: Cast):
    return next((person for person in vars(cast).values() if not resource.allows(person, verb)), None)


def pytest_generate_tests(metafunc):
    if "resource" in metafunc.fixturenames:
        metafunc.parametrize("resource", records.pages(), ids=lambda resource: resource.slug)


def values_for(one: filters.Filter, resource: Resource) -> list[dict[str, str]]:
    """A good answer to a filter."""
    chosen = {
        "choice": lambda: [{one.name: str(value)} for value, _label in one.field.flatchoices],
        "flag": lambda: [{one.name: "yes"}, {one.name: "no"}],
        "text": lambda: [{one.name: "a"}],
    }.get(one.kind)
    if chosen:
        return chosen()
    if one.kind == "record":
        return [{one.name: "me"}, {one.name: "none"}]
    return [{name: "2026-03-10"} for name in one.names] + [{name: "1"} for name in one.names]


def test_the_list_answers_with_the_rows_in_sight(resource, house):
    person = may(resource, "view", house)
    assert person, f"Nobody of the cast sees one of {resource.slug}: tests/records.py is to make some."

    page = signed_in(person).get(resource.url())

    assert page.status_code == 200
    assert page.context["listing"].count == resource.scope(person).count()


def test_each_filter_answers(resource, house):
    person = may(resource, "view", house)
    client = signed_in(person)

    for one in filters.filters(resource, person, page_params(), timezone.localdate()):
        for asked in values_for(one, resource):
            page = client.get(resource.url(), asked)
            assert page.status_code == 200, (one.name, asked)
            assert page.context["listing"].count <= resource.scope(person).count()
        assert client.get(f"{resource.url()}filter/{one.name}/").status_code == 200, one.name


def page_params():
    from django.http import QueryDict

    return QueryDict()


def test_the_search_answers_and_finds_nothing_for_nonsense(resource, house):
    client = signed_in(may(resource, "view", house))

    found = [client.get(resource.url(), {"q": words}) for words in ("a", "zhoucheng", "轴承", "qqxxyyzz")]

    assert [page.status_code for page in found] == [200] * 4
    assert not resource.search or found[-1].context["listing"].count == 0


def test_the_export_has_the_rows_and_columns_of_the_list(resource, house):
    person = may(resource, "export", house)
    if person is None:
        pytest.skip("nobody may export these")
    client = signed_in(person)
    listing = client.get(resource.url()).context["listing"]

    sent = client.get(resource.url("export"), {"format": "csv"})
    text = b"".join(sent.streaming_content if sent.streaming else [sent.content]).decode("utf-8-sig")
    headings, *rows = list(csv.reader(io.StringIO(text)))

    assert headings == [column.label for column in listing.columns]
    assert len(rows) == listing.count
    key = next((i for i, c in enumerate(listing.columns) if c.name in ("number", "code", "name")), 0)
    shown = [listing.columns[key].text(record) for record in listing.records]
    assert [row[key] for row in rows] == shown


def test_an_export_is_offered_to_those_who_may_and_to_nobody_else(resource, house):
    for person in (house.engineer, house.manager, house.finance):
        if resource.allows(person, "view") and resource.scope(person).exists():
            offered = resource.url("export") in signed_in(person).get(resource.url()).content.decode()
            assert offered == resource.allows(person, "export")


def test_the_record_answers(resource, house):
    person = may(resource, "view", house)

    page = signed_in(person).get(resource.url("detail", records.in_sight(resource, person)))

    assert page.status_code == 200


def test_each_panel_of_the_record_answers(resource, house):
    person = may(resource, "view", house)
    client, record = signed_in(person), records.in_sight(resource, person)

    answers = {tab.url: client.get(tab.url).status_code for tab in panels.tabs(resource, record, person)}

    assert set(answers.values()) == {200}, answers


def test_the_form_answers(resource, house):
    person = may(resource, "add", house)
    if not resource.form or person is None:
        pytest.skip("nobody enters these")
    client = signed_in(person)

    assert client.get(resource.url("new")).status_code == 200
    editor = may(resource, "change", house)
    if editor:
        edited = signed_in(editor).get(resource.url("edit", records.in_sight(resource, editor)))
        assert edited.status_code in (200, 302, 409), "a closed record says so, or sends back"


@pytest.mark.parametrize(
    ("verb", "page"), [("view", "list"), ("add", "new"), ("export", "export"), ("import", "import")]
)
def test_without_the_right_the_page_is_forbidden(resource, house, verb, page):
    person = may_not(resource, verb, house)
    if person is None:
        pytest.skip("everybody may")
    try:
        url = resource.url(page)
    except NoReverseMatch:
        pytest.skip("there is no such page")

    assert signed_in(person).get(url).status_code == 403


@pytest.mark.parametrize("page", ["detail", "edit", "files", "timeline", "panels"])
def test_what_is_out_of_sight_is_not_there(resource, house, page):
    for person in (house.engineer, house.tianjin_manager):
        foreign = records.out_of_sight(resource, person)
        if foreign is None or not resource.allows(person, "view"):
            continue
        client = signed_in(person)
        theirs = client.get(resource.url(page, foreign))
        missing = client.get(resource.url(page, type("Nothing", (), {"public_id": MISSING})))
        assert theirs.status_code in (403, 404)
        assert theirs.status_code == missing.status_code
        assert plain(theirs) == plain(missing), "The answer tells that there is something."


def plain(answer) -> str:
    """A page without what differs in every answer."""
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "", answer.content.decode())
    return re.sub(r'(value|content|data-csrf|nonce)="[^"]{20,}"|[A-Za-z0-9]{64}', "", text)


def test_what_is_out_of_sight_stands_in_no_list_search_lookup_or_export(resource, house):
    person = house.engineer
    foreign = records.out_of_sight(resource, person)
    if foreign is None or not resource.allows(person, "view"):
        pytest.skip("everybody sees all of these")
    client = signed_in(person)
    asked = [resource.url(), f"{resource.url()}lookup/", resource.url("export") + "?format=csv"]
    name = str(getattr(foreign, "number", None) or getattr(foreign, "code", None) or foreign)

    for url in [*asked, f"{resource.url()}?q={name}", f"{resource.url()}lookup/?q={name}"]:
        answer = client.get(url)
        sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert str(foreign.public_id).encode() not in sent, url


def test_the_api_gives_what_the_page_gives(resource, house):
    person = may(resource, "view", house)
    client = signed_in(person)
    listing = client.get(resource.url()).context["listing"]

    answer = client.get(f"/api/v1/{resource.slug}")

    if answer.status_code == 404 and client.get("/api/v1/openapi.json").status_code == 404:
        pytest.skip("the API is not on the map yet")
    assert answer.status_code == 200
    told = answer.json()
    rows = told if isinstance(told, list) else next(value for value in told.values() if isinstance(value, list))
    keys = {str(row.get("public_id") or row.get("id")) for row in rows}
    assert keys == {str(record.public_id) for record in listing.shown}


def test_nasty_parameters_are_never_a_failure(resource, house):
    """Whatever stands in the address of a list, it answers, and shows nothing beyond what is in sight."""
    person = house.engineer if resource.allows(house.engineer, "view") else may(resource, "view", house)
    client, most = signed_in(person), resource.scope(person).count()
    offered = filters.filters(resource, person, page_params(), timezone.localdate())
    names = ["q", "sort", "page", "size", "columns", "totals", *(name for one in offered for name in one.names)]

    for number, value in enumerate(NASTY):
        page = client.get(
            resource.url(), dict.fromkeys(names, value), headers={"HX-Request": "true", "HX-Target": "list"}
        )
        assert page.status_code in (200, 400), (number, value[:40])
        if page.status_code == 200:
            assert page.context["listing"].count <= most


def test_pages_need_no_more_statements_than_they_did(resource, house):
    """As kept in snapshots/queries.json; DAYING_UPDATE_SNAPSHOTS=1 writes it anew. Fewer is fine."""
    person = may(resource, "view", house)
    client, record = signed_in(person), records.in_sight(resource, person)
    needed = {}
    for page, url in (("list", resource.url()), ("detail", resource.url("detail", record))):
        client.get(url)  # what is read once and kept
        with CaptureQueriesContext(connection) as statements:
            client.get(url)
        needed[page] = sum("SAVEPOINT" not in one["sql"] for one in statements)

    kept = json.loads(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
    if UPDATE:
        kept[resource.slug] = needed
        SNAPSHOT.write_text(json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    assert resource.slug in kept, f"{resource.slug} is not in {SNAPSHOT.name}: DAYING_UPDATE_SNAPSHOTS=1 adds it."
    assert all(needed[page] <= kept[resource.slug][page] for page in needed), (needed, kept[resource.slug])
