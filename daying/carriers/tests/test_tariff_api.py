"""Tariffs over the API: a head with its four kinds of rows in one call (M5.8, M6.5)."""

import json

import pytest

from daying.carriers.factories import SERVICES, carrier, tariff
from daying.carriers.models import Tariff, TariffState, TariffZone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TARIFFS = "/api/v1/tariffs"
FARE = {"service": "标快", "from_zone": "苏州", "first_weight": "1", "step": "1"}
ROWS = {
    "services": [{"service": "标快", "divisor": 6000}],
    "zones": [
        {"name": "苏州", "places": "江苏"},
        {"name": "同城", "kind": "same_city"},
        {"name": "其他", "kind": "rest"},
    ],
    "fares": [
        {**FARE, "to_zone": "同城", "first_price": "8.00", "step_price": "2.00"},
        {**FARE, "to_zone": "其他", "first_price": "12.00", "step_price": "3.50"},
    ],
    "surcharges": [{"kind": "insurance", "base": "declared", "rate": "0.005", "minimum": "1.00"}],
}


@pytest.fixture
def send(client, cast):
    client.force_login(cast.customer_service)

    def call(method, path="", body=None, **headers):
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(client, method)(f"{TARIFFS}{path}", json.dumps(body), "application/json", headers=told)

    return call


def head(**more):
    return {"carrier": str(carrier().public_id), "name": "月结价", "valid_from": "2026-01-01", **more}


def test_a_tariff_is_made_with_all_its_rows_and_read_with_them(send, client):
    made = send("post", "", head(**ROWS))

    assert made.status_code == 201, made.content
    told = client.get(made.json()["url"]).json()
    assert {name: len(told[name]) for name in ROWS} == {"services": 1, "zones": 3, "fares": 2, "surcharges": 1}
    assert (told["fares"][1]["first_price"], told["fares"][1]["to_zone"]) == ("12.00", "其他")
    assert told["surcharges"][0]["rate"] == "0.0050"
    assert send("post", f"/{told['id']}/submit_tariff").status_code == 200


def test_kinds_that_are_sent_replace_what_is_there_and_the_others_stay(send):
    of = tariff(state=TariffState.DRAFT)

    changed = send("patch", f"/{of.public_id}", {"services": [{"service": "特快", "divisor": 5000}]}, If_Match="1")

    assert changed.status_code == 200, changed.content
    assert [row.service for row in of.services.all()] == ["特快"]
    assert (of.zones.count(), of.fares.count()) == (4, 3)


def test_a_fault_names_the_row_and_nothing_is_half_written(send):
    cheap = {**ROWS, "fares": [ROWS["fares"][0], {**ROWS["fares"][1], "first_price": "-8.00"}]}
    twice = {**ROWS, "zones": [ROWS["zones"][0]] * 2}
    nameless = {**ROWS, "services": [{"service": "", "divisor": 5000}]}

    below_zero, stands_twice, without_name = (send("post", "", head(**rows)) for rows in (cheap, twice, nameless))

    assert (below_zero.status_code, stands_twice.status_code, without_name.status_code) == (409, 409, 422)
    assert below_zero.json()["detail"].startswith("Row 2, first price:")
    assert stands_twice.json()["detail"] == "“苏州” stands here twice."
    assert "services.0.service" in without_name.json()["faults"]
    assert not Tariff.objects.exists()
    assert not TariffZone.objects.exists()


def test_rows_of_a_tariff_in_force_and_of_an_old_version_are_refused(send):
    in_force, draft = tariff(), tariff(name="草稿", state=TariffState.DRAFT, services=SERVICES)

    assert send("patch", f"/{in_force.public_id}", {"zones": []}, If_Match="1").status_code == 409
    assert send("patch", f"/{draft.public_id}", {"zones": []}).status_code == 428
    assert send("patch", f"/{draft.public_id}", {"zones": []}, If_Match="7").status_code == 409
    assert draft.zones.count() == 4
