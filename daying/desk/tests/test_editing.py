"""The form pages: new records, changed ones, and what people type into them."""

import uuid
from decimal import Decimal

import pytest
from django.db import models

from daying.core.models import JournalEntry
from daying.desk.faults import sentence_of
from daying.desk.tests import deals
from daying.desk.tests.sample import actions
from daying.desk.tests.sample.models import Deal, Firm

pytestmark = pytest.mark.django_db
NEW = "/sample-deals/new/"


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


@pytest.fixture
def firm(wang):
    return deals.firm(wang)


def edit(record, slug="sample-deals"):
    return f"/{slug}/{record.public_id}/edit/"


def test_sent_form_creates_by_the_action(client, firm, wang):
    bearing = deals.item(wang)

    answer = client.post(NEW, {**deals.typed(firm), **deals.typed_lines((bearing, "10", "12.50"))})

    deal = Deal.objects.get()
    assert answer["Location"] == f"/sample-deals/{deal.public_id}/"
    assert (deal.total, deal.firm, deal.created_by) == (Decimal("125.00"), firm, wang)
    assert JournalEntry.objects.filter(verb="desk.open_deal", subject_id=deal.pk).exists()


def test_same_request_creates_once(client, firm):
    sent = {**deals.typed(firm), "request_key": "once"}

    places = {client.post(NEW, sent)["Location"] for _ in range(3)}

    assert Deal.objects.count() == 1
    assert len(places) == 1


def test_repeated_request_is_recognised_although_its_code_is_taken_now(client, wang):
    sent = {"code": "F-1", "name": "Huatong", "owner": deals.key(wang), "currency": "CNY", "request_key": "k"}

    answers = [client.post("/sample-firms/new/", sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Firm.objects.count() == 1


def test_another_form_of_the_same_key_is_told(client, firm):
    client.post(NEW, {**deals.typed(firm), "request_key": "once"})

    answer = client.post(NEW, {**deals.typed(firm, remarks="other"), "request_key": "once"})

    assert answer.status_code == 422
    assert Deal.objects.count() == 1


def test_faults_keep_all_that_was_typed(client, firm, wang):
    bearing = deals.item(wang)
    sent = {**deals.typed(firm, wanted_on="2026-02-30", remarks="Gently"), **deals.typed_lines((bearing, "x", "7.25"))}

    page = client.post(NEW, sent)

    told = page.content.decode()
    assert page.status_code == 422
    for kept in ("Gently", 'value="7.25"', str(bearing.public_id), 'value="x"', str(firm.public_id)):
        assert kept in told
    assert not Deal.objects.exists()


def test_only_declared_fields_change(client, firm, wang):
    deal = deals.deal(wang, firm)
    every_name = {f.name: "1" for f in Deal._meta.concrete_fields} | {
        f.attname: "1" for f in Deal._meta.concrete_fields
    }
    before = (deal.state, deal.number, deal.total, deal.margin, deal.created_by_id, deal.public_id)

    client.post(edit(deal), {**every_name, **deals.typed(firm, remarks="Mine"), "version": "1"})

    deal.refresh_from_db()
    assert deal.remarks == "Mine"
    assert (deal.state, deal.number, deal.total, deal.margin, deal.created_by_id, deal.public_id) == before


def test_unseen_choice_is_refused_like_a_missing_one(client, firm):
    theirs = deals.firm(deals.dealer("lina"), "Secret Ltd")

    unseen = client.post(NEW, deals.typed(theirs))
    missing = client.post(NEW, deals.typed(firm, firm=str(uuid.uuid4())))

    assert (unseen.status_code, missing.status_code) == (422, 422)
    for page in (unseen, missing):
        assert "Secret" not in page.content.decode()
    assert unseen.context["draft"].form.errors == missing.context["draft"].form.errors
    assert not Deal.objects.exists()


def test_value_that_stands_there_may_stay_though_out_of_sight(wang, client):
    lina = deals.dealer("lina")
    holding = deals.firm(lina, "Holding")
    firm = deals.firm(wang, parent=holding)
    sent = {"code": firm.code, "name": "Renamed", "owner": deals.key(wang), "currency": "CNY", "version": "1"}

    answer = client.post(edit(firm, "sample-firms"), {**sent, "parent": str(holding.public_id)})

    firm.refresh_from_db()
    assert answer.status_code == 302
    assert (firm.name, firm.parent) == ("Renamed", holding)


def test_long_tables_are_not_written_into_the_page(client, wang):
    Firm.objects.bulk_create(Firm(code=f"X{n}", name=f"Firm number {n}", owner=wang) for n in range(300))

    page = client.get(NEW).content.decode()

    assert "Firm number" not in page
    assert 'data-lookup="/sample-firms/lookup/"' in page


def test_address_proposes_fields_of_the_form_alone(client, firm):
    page = client.get(f"{NEW}?firm={firm.public_id}&remarks=Hello&state=done&total=5&currency=XXX&wanted_on=never")

    proposed = page.context["draft"].form.initial
    assert (proposed["firm"], proposed["remarks"], proposed["currency"]) == (firm, "Hello", "CNY")
    assert not proposed.keys() & {"state", "total"}


def test_copy_brings_fields_and_lines_but_nothing_of_its_own(client, firm, wang):
    draft = deals.deal(wang, firm, (deals.item(wang), "3", "4.00"), remarks="As ever")
    original = actions.submit(draft, by=wang, on=deals.TODAY)

    page = client.get(f"{NEW}?copy={original.public_id}")

    told = page.content.decode()
    assert "As ever" in told
    assert 'value="4"' in told
    assert 'name="line.id" value=""' in told
    assert original.number not in told


def test_copy_of_an_unseen_record_is_not_there(client):
    lina = deals.dealer("lina")
    theirs = deals.deal(lina, deals.firm(lina))

    for key in (theirs.public_id, uuid.uuid4(), "nonsense", "\x00"):
        assert client.get(NEW, {"copy": str(key)}).status_code == 404


def test_save_and_another_opens_the_next_form_with_the_same_proposals(client, firm):
    answer = client.post(f"{NEW}?firm={firm.public_id}", {**deals.typed(firm), "then": "new"})

    assert answer["Location"] == f"{NEW}?firm={firm.public_id}"


def test_form_closes_with_the_state(client, firm, wang):
    deal = deals.deal(wang, firm, (deals.item(wang), "1", "1"))
    actions.submit(deal, by=wang, on=deals.TODAY)

    shown, sent = client.get(edit(deal)), client.post(edit(deal), {**deals.typed(firm, remarks="x"), "version": "2"})

    deal.refresh_from_db()
    assert (shown.status_code, sent.status_code) == (409, 409)
    assert (deal.remarks, deal.version) == ("", 2)


def test_rights_and_sight_guard_the_forms(firm, wang):
    deal = deals.deal(wang, firm)
    reader = deals.signed_in(deals.employee("reader", "sample.view_deal", "sample.see_all"))
    stranger = deals.signed_in(deals.dealer("lina"))

    assert reader.get(NEW).status_code == 403
    assert reader.post(NEW, deals.typed(firm)).status_code == 403
    assert reader.post(edit(deal), deals.typed(firm)).status_code == 403
    assert stranger.post(edit(deal), {**deals.typed(firm), "version": "1"}).status_code == 404
    assert Deal.objects.get().version == 1


def test_constraint_without_words_is_told_by_its_fields():
    both = models.CheckConstraint(condition=models.Q(deposit__lte=models.F("total")), name="a")
    one = models.CheckConstraint(condition=models.Q(deposit__gte=0), name="b")
    once = models.UniqueConstraint("number", models.functions.Lower("remarks"), name="c")

    assert sentence_of(both, Deal) == "These do not fit together: “Deposit”, “Total”."
    assert sentence_of(one, Deal) == "“Deposit” is out of its range."
    assert sentence_of(once, Deal) == "Another deal has the same: “Number”, “Remarks”."


def test_constraint_is_told_in_its_own_words(client, firm):
    answer = client.post(NEW, deals.typed(firm, deposit="-1"))

    assert answer.status_code == 422
    assert "A deposit is not below 0." in answer.content.decode()


HOSTILE = [
    "\x00",
    "\u202eabc",
    "x" * 1_000_000,
    "1e400",
    "-1e400",
    "9" * 400,
    "NaN",
    "-0",
    "Infinity",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "🙂" * 500,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%s%(x)s{0}",
    "99999999999999.99",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_never_a_failure(client, firm, wang, value):
    bearing = deals.item(wang)
    for name in ("firm", "currency", "wanted_on", "is_urgent", "deposit", "remarks", "request_key", "then", "version"):
        answer = client.post(NEW, {**deals.typed(firm), name: value})
        assert answer.status_code in (302, 400, 422), name
    for name in ("line.id", "line.item", "line.item.text", "line.quantity", "line.unit_price", "line.discount"):
        sent = {**deals.typed(firm), **deals.typed_lines((bearing, "2", "3")), name: value}
        answer = client.post(NEW, sent)
        assert answer.status_code in (302, 400, 422), name


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_addresses_are_never_a_failure(client, firm, wang, value):
    deal = deals.deal(wang, firm)

    for page in (NEW, f"/sample-deals/{deal.public_id}/timeline/", "/sample-firms/lookup/", "/colleagues/"):
        for name in ("firm", "deposit", "q", "pick", "before", "copy"):
            assert client.get(page, {name: value[:5000]}).status_code in (200, 400, 404)
