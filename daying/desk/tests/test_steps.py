"""Steps: the dialog, the POST, and what stands in their way."""

from decimal import Decimal

import pytest
from django.utils import timezone

from daying.core.models import JournalEntry
from daying.desk.tests import deals
from daying.desk.tests.sample import actions

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def wang():
    return deals.dealer()


@pytest.fixture
def client(wang):
    return deals.signed_in(wang)


@pytest.fixture
def deal(wang):
    return deals.deal(wang, deals.firm(wang), (deals.item(wang), "10", "12.50"))


def do(deal, key):
    return f"/sample-deals/{deal.public_id}/do/{key}/"


def test_step_without_questions_is_taken_today(client, deal):
    answer = client.post(do(deal, "submit"), {"request_key": "a"})

    deal.refresh_from_db()
    assert answer.status_code == 302
    assert (deal.state, deal.number) == ("submitted", f"DE-{timezone.localdate().year}-000001")


def test_same_request_takes_the_step_once(client, deal):
    answers = [client.post(do(deal, "submit"), {"request_key": "a"}).status_code for _ in range(3)]

    assert answers == [302, 302, 302]
    assert JournalEntry.objects.filter(verb="desk.submit").count() == 1


def test_asking_does_not_act(client, deal):
    answer = client.get(do(deal, "submit"), headers=HTMX)

    deal.refresh_from_db()
    assert answer.status_code == 200
    assert deal.state == "draft"


def test_dialog_asks_for_every_input_in_its_kind(client, deal):
    page = client.get(do(deal, "cancel"), headers=HTMX).content.decode()

    assert page.strip().startswith("<dialog")
    for field in (
        '<textarea name="reason"',
        'type="date" name="last_day"',
        'name="fee"',
        'type="checkbox" name="is_final"',
    ):
        assert field in page
    assert 'data-lookup="/sample-items/lookup/"' in page


def test_refusal_comes_back_at_its_field_with_what_was_typed(client, deal):
    answer = client.post(do(deal, "cancel"), {"reason": "Just so", "fee": "3.50"}, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say it with “because”." in page
    assert "Just so" in page
    assert "3.50" in page


def test_inputs_reach_the_verb_as_what_they_are(client, deal, wang):
    instead = deals.item(wang, "P-9")
    told = {
        "reason": "because it is late",
        "fee": "1,0.50",
        "last_day": "2026-12-24",
        "instead": str(instead.public_id),
    }

    answer = client.post(do(deal, "cancel"), told, headers=HTMX)

    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/sample-deals/{deal.public_id}/"
    deal.refresh_from_db()
    assert deal.state == "cancelled"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("last_day", "2026-02-30"),
        ("last_day", "9999-12-31"),
        ("fee", "NaN"),
        ("fee", "1e400"),
        ("fee", "9" * 1_000_000),
        ("reason", "because\x00"),
        ("reason", "because" * 200_000),
        ("instead", "0" * 32),
        ("instead", "\x00"),
        ("instead", "'; DROP TABLE"),
    ],
)
def test_hostile_input_is_a_message(client, deal, name, value):
    answer = client.post(do(deal, "cancel"), {"reason": "because", name: value}, headers=HTMX)

    deal.refresh_from_db()
    assert answer.status_code in (400, 422)
    assert deal.state == "draft"


def test_wrong_state_is_refused_with_a_sentence(client, deal):
    answer = client.post(do(deal, "finish"), headers=HTMX)

    deal.refresh_from_db()
    assert answer.status_code == 422
    assert "not possible while" in answer.content.decode()
    assert deal.state == "draft"


def test_missing_right_is_denied(deal, wang):
    actions.submit(deal, by=wang, on=deals.TODAY)

    for answer in (deals.signed_in(wang).post(do(deal, "approve")), deals.signed_in(wang).get(do(deal, "approve"))):
        assert answer.status_code == 403
    deal.refresh_from_db()
    assert deal.state == "submitted"


def test_own_request_is_not_approved(deal):
    boss = deals.dealer("boss", "sample.approve_deal", "sample.see_all")
    own = deals.deal(boss, deal.firm, (deals.item(boss, "P-2"), "1", "1"))
    actions.submit(own, by=boss, on=deals.TODAY)

    answer = deals.signed_in(boss).post(do(own, "approve"))

    assert answer.status_code == 403
    assert "Nobody approves a request of their own." in answer.content.decode()


def test_unseen_record_and_unknown_step_are_not_there(client, deal):
    stranger = deals.signed_in(deals.dealer("lina"))

    assert stranger.post(do(deal, "submit")).status_code == 404
    assert client.post(do(deal, "abolish")).status_code == 404


def test_unseen_record_is_no_input(client, deal, wang):
    """A step's choice among records offers what the person may see, and takes nothing else."""
    from daying.desk import steps
    from daying.desk.tests.sample.models import Firm

    other = deals.firm(deals.dealer("lina"), "Secret")
    verb = next(v for v in steps.transitions_of(type(deal)) if v.key == "cancel")
    asked = steps.Input("firm", "Firm", Firm | None, False)
    form = steps.form_of(type(verb)(**{**vars(verb), "inputs": (asked,)}), wang, {"firm": str(other.public_id)})

    assert not form.is_valid()


def test_left_out_input_keeps_the_verbs_own_default(client, deal):
    client.post(do(deal, "cancel"), {"reason": "because"}, headers=HTMX)

    deal.refresh_from_db()
    assert deal.state == "cancelled"
    assert deal.total == Decimal("125.00")
