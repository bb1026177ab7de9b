"""Choosing a record in a field."""

import uuid

import pytest

from daying.desk.tests import deals
from daying.desk.tests.sample.models import Firm

pytestmark = pytest.mark.django_db
FIRMS, ITEMS = "/sample-firms/lookup/", "/sample-items/lookup/"


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


def labels(answer):
    return [one["label"] for one in answer.json()["results"]]


def test_code_comes_before_all_else(client, wang):
    deals.item(wang, "P-10", "P-1 lookalike")
    wanted = deals.item(wang, "P-1", "Bolt")

    assert labels(client.get(ITEMS, {"q": "P-1"}))[0] == str(wanted)


def test_only_what_is_in_sight_is_offered(client, wang):
    deals.firm(wang, "Ours")
    deals.firm(deals.dealer("lina"), "Theirs")

    assert labels(client.get(FIRMS)) == ["Ours"]
    assert labels(client.get(FIRMS, {"q": "F001"})) == []


def test_right_is_needed(wang):
    nobody = deals.signed_in(deals.employee("nobody"))

    assert nobody.get(FIRMS).status_code == 403
    assert nobody.post(FIRMS, {"texts": ["x"]}).status_code == 403
    assert deals.Client().get(FIRMS).status_code == 302


def test_choice_brings_values_for_the_fields_beside_it(client, wang):
    firm = deals.firm(wang, currency="USD")
    bolt = deals.item(wang, price="7.2500")

    chosen = client.get(FIRMS, {"pick": str(firm.public_id)}).json()["results"]
    priced = client.get(ITEMS, {"pick": str(bolt.public_id)}).json()["results"]

    assert chosen[0]["defaults"] == {"currency": "USD"}
    assert priced[0]["defaults"] == {"unit_price": "7.25"}


def test_unseen_choice_brings_nothing(client):
    theirs = deals.firm(deals.dealer("lina"))

    for key in (str(theirs.public_id), str(uuid.uuid4()), "x", "\x00"):
        assert client.get(FIRMS, {"pick": key}).json() == {"results": []}


def test_many_texts_are_resolved_at_once(client, wang, django_assert_max_num_queries):
    bolts = [deals.item(wang, f"B-{n}", f"Bolt {n}") for n in range(100)]

    with django_assert_max_num_queries(12):
        answer = client.post(ITEMS, {"texts": [bolt.code.lower() for bolt in bolts] + ["nothing", "", "Bolt 7"]})

    results = answer.json()["results"]
    assert [one["id"] for one in results[:100]] == [str(bolt.public_id) for bolt in bolts]
    assert "nothing" in results[100]["error"]
    assert results[101] == {"error": ""}
    assert results[102]["id"] == str(bolts[7].public_id)


def test_unseen_name_is_answered_like_an_unknown_one(client):
    deals.firm(deals.dealer("lina"), "Secret")

    unseen, unknown = client.post(FIRMS, {"texts": ["Secret", "Nobody"]}).json()["results"]

    assert unseen["error"].replace("Secret", "Nobody") == unknown["error"]


def test_list_is_short(client, wang):
    Firm.objects.bulk_create(Firm(code=f"X{n}", name=f"Firm {n}", owner=wang) for n in range(100))

    assert len(labels(client.get(FIRMS))) == 20


def test_codes_that_begin_so_come_next_in_their_order(client, wang):
    for code in ("P-12", "P-11", "P-1"):
        deals.item(wang, code, "Bolt")

    assert labels(client.get(ITEMS, {"q": "p-1"})) == ["P-1 Bolt", "P-11 Bolt", "P-12 Bolt"]


def test_address_that_names_a_firm_brings_what_belongs_to_it(client, wang):
    firm = deals.firm(wang, currency="USD")

    page = client.get(f"/sample-deals/new/?firm={firm.public_id}")

    assert page.context["draft"].form.initial["currency"] == "USD"
