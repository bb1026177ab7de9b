"""The API: the same records, rights, rules and sentences as the pages."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import changes
from daying.core.models import JournalEntry
from daying.desk.api import access
from daying.desk.api import tokens as tokens_of_the_house
from daying.desk.tests.deals import TODAY, deal, dealer, firm, item
from daying.desk.tests.sample import actions
from daying.desk.tests.sample.models import Deal, Firm, State

pytestmark = pytest.mark.django_db
API = "/api/v1"


class Program:
    """A program that calls in somebody's name."""

    def __init__(self, person):
        self.token = f"token-of-{person.username}"
        self.client = Client(headers={"Authorization": f"Bearer {self.token}", "Accept-Language": "en"})

    def get(self, path, **query):
        return self.client.get(f"{API}{path}", query)

    def post(self, path, body=None, **headers):
        return self.send("post", path, body, headers)

    def patch(self, path, body, **headers):
        return self.send("patch", path, body, headers)

    def send(self, method, path, body, headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        call = getattr(self.client, method)
        return call(f"{API}{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def tokens(monkeypatch, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "api"}}
    from django.core.cache import cache

    cache.clear()
    people = {}
    monkeypatch.setattr(tokens_of_the_house, "READERS", [people.get])
    return people


@pytest.fixture
def call(tokens):
    def by(person):
        program = Program(person)
        tokens[program.token] = person
        return program

    return by


@pytest.fixture
def lin():
    return dealer("lin", "sample.export_deal")


@pytest.fixture
def lins(call, lin):
    return call(lin)


@pytest.fixture
def huatong(lin):
    return firm(lin)


@pytest.fixture
def bearing(lin):
    return item(lin)


def new_deal(of, *lines, **values):
    rows = [{"item": str(one.public_id), "quantity": quantity, "unit_price": price} for one, quantity, price in lines]
    return {"firm": str(of.public_id), "wanted_on": "2026-12-01", "lines": rows, **values}


def test_call_without_a_token_is_not_answered(client):
    answer = client.get(f"{API}/sample-deals")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_wrong_token_is_refused_even_beside_a_session(lin):
    client = Client(headers={"Authorization": "Bearer nonsense"})
    client.force_login(lin)

    assert client.get(f"{API}/sample-deals").status_code == 401


def test_guessing_tokens_ends_soon(client):
    codes = [client.get(f"{API}/sample-deals", headers={"Authorization": "Bearer x"}).status_code for _ in range(12)]

    assert codes == [401] * 10 + [429] * 2


def test_too_many_calls_are_put_off(lins, monkeypatch):
    monkeypatch.setattr(access, "REQUESTS_A_MINUTE", 2)

    assert [lins.get("/sample-deals").status_code for _ in range(3)] == [200, 200, 429]


def test_person_signed_in_to_the_pages_may_read_and_needs_the_csrf_token_to_write(lin, huatong):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin)

    assert client.get(f"{API}/sample-deals").status_code == 200
    refused = client.post(f"{API}/sample-deals", new_deal(huatong), content_type="application/json")
    assert refused.status_code == 403
    assert not Deal.objects.exists()


def test_call_without_the_right_is_denied(call):
    answer = call(dealer("chen")).get("/sample-deals/export")

    assert (answer.status_code, answer.json()["detail"]) == (403, "Your post does not have the right to do this.")


def test_list_tells_exact_numbers_as_text_and_records_by_public_id(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "3", "0.1"))

    (row,) = lins.get("/sample-deals").json()["items"]

    assert row["id"] == str(made.public_id)
    assert row["total"] == "0.30"
    assert row["wanted_on"] == "2026-11-23"
    assert row["firm"] == {
        "id": str(huatong.public_id),
        "label": "天津华通",
        "url": f"{API}/sample-firms/{huatong.public_id}",
    }
    assert "margin" not in row


def test_list_shows_only_what_the_person_may_see(lins, huatong, lin):
    other = dealer("zhao")
    deal(other, firm(other, "别人的"))
    mine = deal(lin, huatong)

    assert [row["id"] for row in lins.get("/sample-deals").json()["items"]] == [str(mine.public_id)]


def test_record_out_of_sight_is_as_good_as_not_there(lins):
    other = dealer("zhao")
    theirs = deal(other, firm(other, "别人的"))
    answers = [
        lins.get(f"/sample-deals/{theirs.public_id}"),
        lins.get("/sample-deals/0192f3a0-7c1e-7b2a-9d41-5d0c1a2b3c4d"),
        lins.get("/sample-deals/nonsense"),
        lins.patch(f"/sample-deals/{theirs.public_id}", {"remarks": "x", "version": 1}),
        lins.post(f"/sample-deals/{theirs.public_id}/submit"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({answer.content for answer in answers}) == 1


def test_list_is_filtered_searched_and_sorted_like_the_page(lins, lin, huatong, bearing):
    for price in ("1", "3", "2"):
        deal(lin, huatong, (bearing, "1", price), currency="USD" if price == "3" else "CNY")

    def totals(**query):
        return [row["total"] for row in lins.get("/sample-deals", **query).json()["items"]]

    assert totals(sort="total") == ["1.00", "2.00", "3.00"]
    assert totals(sort="-total", limit=2) == ["3.00", "2.00"]
    assert totals(state="approved") == []
    assert totals(q="华通", sort="total", offset=1) == ["2.00", "3.00"]
    assert totals(wanted_on_from="2026-11-24") == []


@pytest.mark.parametrize(
    "query",
    [
        {"colour": "red"},
        {"state": "nonsense"},
        {"wanted_on_from": "2026-13-01"},
        {"firm": "nonsense"},
        {"sort": "password"},
        {"offset": 10**20},
        {"limit": 0},
        {"after": "nonsense"},
        {"after": "W10"},
    ],
)
def test_parameter_that_makes_no_sense_is_told(lins, query):
    answer = lins.get("/sample-deals", **query)

    assert answer.status_code == 422
    assert next(iter(answer.json()["faults"])).startswith(next(iter(query)))


@pytest.mark.parametrize("sort", ["", "total", "-total", "number", "-number", "firm", "-wanted_on"])
def test_pages_by_key_give_every_row_once(lins, lin, huatong, bearing, sort):
    for number in range(7):
        made = deal(lin, huatong, (bearing, "1", str(number % 3)))
        Deal.objects.filter(pk=made.pk).update(number=None if number % 2 else f"DE-{number}")
    seen, after = [], ""

    while after is not None:
        page = lins.get("/sample-deals", limit=2, after=after, **({"sort": sort} if sort else {})).json()
        seen += [row["id"] for row in page["items"]]
        after = page["after"]

    whole = lins.get("/sample-deals", limit=50, **({"sort": sort} if sort else {})).json()["items"]
    assert seen == [row["id"] for row in whole]
    assert len(set(seen)) == 7


def test_mark_of_another_order_is_refused(lins, lin, huatong):
    deal(lin, huatong)
    deal(lin, huatong)
    after = lins.get("/sample-deals", limit=1).json()["after"]

    assert lins.get("/sample-deals", sort="total", after=after).status_code == 422


def test_detail_has_lines_version_and_what_can_be_done(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "2", "12.5"))

    answer = lins.get(f"/sample-deals/{made.public_id}")

    told = answer.json()
    assert answer.headers["ETag"] == '"1"'
    assert told["actions"] == ["submit", "cancel"]
    (line,) = told["lines"]
    assert (line["item"]["label"], line["quantity"], line["amount"]) == ("P-001 轴承", "2.000", "25.00")


def test_create_writes_by_the_action_of_the_page(lins, huatong, bearing):
    answer = lins.post("/sample-deals", new_deal(huatong, (bearing, "2", "12.50"), deposit="5.00"))

    made = Deal.objects.get()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{API}/sample-deals/{made.public_id}"
    assert (made.total, made.deposit, made.state) == (Decimal("25.00"), Decimal("5.00"), State.DRAFT)
    assert answer.json()["total"] == "25.00"


def test_share_of_a_line_is_a_share(lins, huatong, bearing):
    body = new_deal(huatong, (bearing, "1", "100"))
    body["lines"][0]["discount"] = "0.05"

    lins.post("/sample-deals", body)

    assert Deal.objects.get().total == Decimal("95.00")


@pytest.mark.parametrize("name", ["state", "number", "total", "margin", "created_by", "public_id", "approved_on", "id"])
def test_what_nobody_types_is_not_taken(lins, huatong, name):
    answer = lins.post("/sample-deals", new_deal(huatong, **{name: "1"}))

    assert answer.status_code == 422
    assert not Deal.objects.exists()


def test_faults_name_the_field_and_the_line(lins, huatong, bearing):
    other = dealer("zhao")
    body = new_deal(firm(other, "别人的"), (bearing, "2", "12.50"))
    body["lines"].append({"item": "0192f3a0-7c1e-7b2a-9d41-5d0c1a2b3c4d", "quantity": "1", "unit_price": "1"})

    faults = lins.post("/sample-deals", body).json()["faults"]

    assert set(faults) == {"firm", "lines.1.item"}
    assert not Deal.objects.exists()


def test_rule_of_the_table_is_told_as_a_sentence(lins, huatong):
    answer = lins.post("/sample-deals", new_deal(huatong, deposit="-1"))

    assert answer.status_code in (409, 422)
    assert "A deposit is not below 0." in answer.json()["detail"]


def test_request_sent_twice_with_one_key_acts_once(lins, huatong):
    first = lins.post("/sample-deals", new_deal(huatong), Idempotency_Key="k1")
    again = lins.post("/sample-deals", new_deal(huatong), Idempotency_Key="k1")
    other = lins.post("/sample-deals", new_deal(huatong, remarks="x"), Idempotency_Key="k1")

    assert (first.json(), first.status_code) == (again.json(), again.status_code)
    assert other.status_code == 409
    assert Deal.objects.count() == 1


def test_change_touches_only_what_was_sent(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "2", "12.5"), remarks="old")

    answer = lins.patch(f"/sample-deals/{made.public_id}", {"deposit": "3.00"}, If_Match='"1"')

    made.refresh_from_db()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert (made.deposit, made.remarks, made.lines.count()) == (Decimal("3.00"), "old", 1)


def test_lines_sent_replace_the_lines_there_and_keep_those_named(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "2", "10"), (bearing, "3", "10"))
    kept = made.lines.first()
    lines = [
        {"id": kept.pk, "item": str(bearing.public_id), "quantity": "5", "unit_price": "10"},
        {"item": str(bearing.public_id), "quantity": "1", "unit_price": "1"},
    ]

    lins.patch(f"/sample-deals/{made.public_id}", {"lines": lines, "version": 1})

    made.refresh_from_db()
    assert made.total == Decimal("51.00")
    assert made.lines.first().pk == kept.pk


def test_change_needs_the_version_that_was_looked_at(lins, lin, huatong):
    made = deal(lin, huatong)

    assert lins.patch(f"/sample-deals/{made.public_id}", {"remarks": "x"}).status_code == 428


def test_second_of_two_editors_is_told_the_difference(lins, lin, huatong):
    made = deal(lin, huatong)
    changes.update(made, {"remarks": "theirs"}, by=lin)

    answer = lins.patch(f"/sample-deals/{made.public_id}", {"remarks": "mine"}, If_Match="1")

    told = answer.json()
    assert (answer.status_code, told["version"]) == (409, 2)
    assert told["differences"] == [{"field": "remarks", "theirs": "theirs", "mine": "mine"}]


def test_record_past_its_draft_cannot_be_changed(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "1", "1"))
    actions.submit(made, by=lin, on=TODAY)

    assert lins.patch(f"/sample-deals/{made.public_id}", {"remarks": "x", "version": 2}).status_code == 409


def test_step_is_taken_with_its_inputs(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "1", "100"))
    inputs = {"reason": "because of rain", "last_day": "2026-12-31", "fee": "1.50", "instead": str(bearing.public_id)}

    answer = lins.post(f"/sample-deals/{made.public_id}/cancel", inputs)

    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert JournalEntry.objects.filter(verb="desk.cancel", note="because of rain").exists()


def test_step_is_refused_by_rule_state_and_right_in_one_way_each(lins, lin, huatong, bearing):
    made = deal(lin, huatong)
    path = f"/sample-deals/{made.public_id}"

    assert lins.post(f"{path}/submit").json()["detail"] == "A deal without lines cannot be submitted."
    assert lins.post(f"{path}/submit").status_code == 409
    assert lins.post(f"{path}/finish").status_code == 409
    assert lins.post(f"{path}/approve").status_code == 403
    assert lins.post(f"{path}/cancel", {}).status_code == 422
    assert lins.post(f"{path}/fly").status_code == 404


def test_step_sent_twice_with_one_key_is_taken_once(lins, lin, huatong, bearing):
    made = deal(lin, huatong, (bearing, "1", "1"))

    codes = [lins.post(f"/sample-deals/{made.public_id}/submit", Idempotency_Key="s").status_code for _ in range(2)]

    assert codes == [200, 200]
    assert JournalEntry.objects.filter(verb="desk.submit").count() == 1


def test_token_that_only_reads_writes_nothing(call, huatong, lin):
    lin.is_read_only = True

    answer = call(lin).post("/sample-deals", new_deal(huatong))

    assert answer.status_code == 403
    assert not Deal.objects.exists()


def test_export_streams_the_filtered_list(lins, lin, huatong, bearing):
    deal(lin, huatong, (bearing, "1", "7"))

    answer = lins.get("/sample-deals/export", format="csv", state="draft")

    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("Number,Firm,Wanted on,Total")
    assert "7.00" in text.splitlines()[1]
    assert JournalEntry.objects.filter(verb="sample.export_deal", by=lin).count() == 1


def test_unknown_address_is_answered_in_json(lins):
    assert lins.get("/nowhere").json() == {"detail": "There is no such address.", "faults": {}}


def test_list_and_detail_cost_a_fixed_number_of_statements(lins, lin, bearing, django_assert_max_num_queries):
    for number in range(20):
        deal(lin, firm(lin, f"公司{number}"), (bearing, "1", "1"), (bearing, "2", "2"))

    with django_assert_max_num_queries(8):
        lins.get("/sample-deals", limit=20)
    with django_assert_max_num_queries(10):
        lins.get(f"/sample-deals/{Deal.objects.first().public_id}")


def test_description_names_every_call_and_answer(client, lin):
    client.force_login(lin)

    told = client.get("/api/v1/openapi.json").json()

    create = told["paths"]["/api/v1/sample-deals"]["post"]
    assert {"201", "401", "403", "409", "422", "429"} <= set(create["responses"])
    assert "/api/v1/sample-deals/{public_id}/submit" in told["paths"]
    assert told["components"]["securitySchemes"]


def test_manual_is_a_page_without_anything_from_elsewhere(client, lin):
    client.force_login(lin)

    page = client.get("/help/api/?list=sample-deals").content.decode()

    assert "/api/v1/sample-deals/{public_id}/cancel" in page
    assert "https://" not in page


def test_description_is_for_people_who_are_signed_in(client):
    assert client.get("/api/v1/openapi.json").status_code == 302


def test_firms_are_written_by_the_kit(lins, lin):
    body = {"code": "F-9", "name": "新公司", "owner": str(lin.public_id), "currency": "CNY"}

    answer = lins.post("/sample-firms", body)
    again = lins.post("/sample-firms", body)

    assert answer.status_code == 201
    assert Firm.objects.get().owner == lin
    assert "code" in again.json()["faults"]
