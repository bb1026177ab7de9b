"""The board: columns by state, moves by transitions alone."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Deal, State

pytestmark = pytest.mark.django_db
BOARD, MOVE = "/sample-deals/board/", "/sample-deals/board/move/"


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def huatai(lin):
    return firm("天津华泰机械", lin)


def lanes(client, query=""):
    return {lane.value: lane for lane in client.get(f"{BOARD}{query}").context["lanes"]}


def test_every_state_is_a_column_with_its_number_and_amounts(lin, huatai):
    deal(huatai, "DE-1", total=Decimal("100.00"))
    deal(huatai, "DE-2", total=Decimal("1.50"))
    deal(huatai, "DE-3", total=Decimal("7.00"), currency="USD")

    shown = lanes(signed_in(lin))

    assert list(shown) == ["draft", "submitted", "approved", "done", "cancelled"]
    assert shown["submitted"].count == 3
    assert shown["submitted"].amounts == ["101.50", '<span class="cur">USD</span> 7.00']
    assert [card.label for card in shown["submitted"].cards] == ["DE-3", "DE-2", "DE-1"]


def test_the_board_is_filtered_like_the_list(lin, huatai):
    deal(huatai, "DE-1")
    deal(firm("B", lin), "DE-2")

    assert lanes(signed_in(lin), f"?firm={huatai.public_id}")["submitted"].count == 1


def test_a_card_moves_by_the_step_that_leads_there(lin, huatai):
    one = deal(huatai, "DE-1", state=State.APPROVED)

    answer = signed_in(lin).post(MOVE, {"id": one.public_id, "to": "done"})

    assert (answer.status_code, answer.json()) == (200, {"said": ""})
    assert Deal.objects.get().state == State.DONE


def test_a_move_that_no_step_makes_is_refused_with_a_sentence(lin, huatai):
    one = deal(huatai, "DE-1", state=State.DRAFT)

    answer = signed_in(lin).post(MOVE, {"id": one.public_id, "to": "done"})

    assert (answer.status_code, answer.json()["said"]) == (409, "No step leads from “Draft” to there.")
    assert Deal.objects.get().state == State.DRAFT


def test_a_move_without_the_right_is_denied(lin, huatai):
    one = deal(huatai, "DE-1")

    answer = signed_in(lin).post(MOVE, {"id": one.public_id, "to": "approved"})

    assert answer.status_code == 403
    assert Deal.objects.get().state == State.SUBMITTED


def test_a_step_that_asks_for_more_says_where(lin, huatai):
    one = deal(huatai, "DE-1")

    answer = signed_in(lin).post(MOVE, {"id": one.public_id, "to": "cancelled"})

    assert answer.json() == {"ask": f"/sample-deals/{one.public_id}/do/cancel/"}
    assert Deal.objects.get().state == State.SUBMITTED


def test_a_card_out_of_sight_does_not_exist(lin):
    theirs = deal(firm("B", seller("zhao")), "DE-2", state=State.APPROVED)

    assert signed_in(lin).post(MOVE, {"id": theirs.public_id, "to": "done"}).status_code == 404
    assert signed_in(lin).post(MOVE, {"id": "x", "to": "done"}).status_code == 404
    assert signed_in(lin).get(f"/sample-deals/board/moves/{theirs.public_id}/").status_code == 404


def test_the_menu_offers_what_can_be_done_and_says_why_not(lin, huatai):
    one = deal(huatai, "DE-1")

    menu = signed_in(lin).get(f"/sample-deals/board/moves/{one.public_id}/").content.decode()

    assert "Your post does not have the right to do this." in menu
    assert f"/sample-deals/{one.public_id}/do/cancel/" in menu


def test_only_ways_that_the_person_may_go_are_marked(lin):
    ways = signed_in(lin).get(BOARD).context["ways"]

    assert ways == {"draft": ["submitted", "cancelled"], "submitted": ["cancelled"], "approved": ["done", "cancelled"]}


def test_the_number_of_statements_does_not_grow_with_the_cards(lin, huatai):
    client = signed_in(lin)
    deal(huatai, "DE-0")
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    for number in range(1, 12):
        deal(firm(f"F {number}", lin), f"DE-{number}")

    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)

    assert len(few) == len(many)
