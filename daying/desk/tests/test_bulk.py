"""Steps for many rows at once."""

import pytest

from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Deal, State

pytestmark = pytest.mark.django_db
URL = "/sample-deals/bulk/"


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def boss():
    return seller("gao", "sample.see_all", "sample.approve_deal")


def keys(*deals):
    return [str(one.public_id) for one in deals]


def test_only_steps_that_every_row_offers_are_offered(lin, boss):
    submitted = deal(firm("A", lin), "DE-1")
    approved = deal(firm("B", lin), "DE-2", state=State.APPROVED)

    alone = signed_in(boss).get(URL, {"id": keys(submitted)}).context["verbs"]
    together = signed_in(boss).get(URL, {"id": keys(submitted, approved)}).context["verbs"]

    assert [verb.key for verb in alone] == ["approve", "cancel"]
    assert [verb.key for verb in together] == ["cancel"]


def test_a_step_without_the_right_is_not_offered(lin):
    one = deal(firm("A", lin), "DE-1")

    assert "approve" not in [verb.key for verb in signed_in(lin).get(URL, {"id": keys(one)}).context["verbs"]]
    assert signed_in(lin).post(URL, {"id": keys(one), "verb": "approve"}).status_code == 404
    assert Deal.objects.get().state == State.SUBMITTED


def test_the_step_is_taken_for_every_row(lin, boss):
    deals = [deal(firm("A", lin), f"DE-{number}") for number in range(3)]

    answer = signed_in(boss).post(URL, {"id": keys(*deals), "verb": "approve"})

    assert answer.context["done"] == 3
    assert set(Deal.objects.values_list("state", flat=True)) == {State.APPROVED}


def test_each_row_says_what_came_of_it(lin):
    good = deal(firm("A", lin), "DE-1", state=State.DRAFT)
    good.lines.create(item=_item(), quantity=1, unit_price=1)
    without_lines = deal(firm("B", lin), "DE-2", state=State.DRAFT)

    answer = signed_in(lin).post(URL, {"id": keys(good, without_lines), "verb": "submit"})

    told = {outcome.label: outcome.sentence for outcome in answer.context["outcomes"]}
    assert told == {"DE-1": "", "DE-2": "A deal without lines cannot be submitted."}
    assert Deal.objects.get(pk=good.pk).state == State.SUBMITTED


def test_what_the_step_needs_is_asked_once_for_all(lin):
    deals = [deal(firm("A", lin), f"DE-{number}") for number in range(2)]
    client = signed_in(lin)

    asked = client.get(URL, {"id": keys(*deals), "verb": "cancel"})
    unanswered = client.post(URL, {"id": keys(*deals), "verb": "cancel"})
    answered = client.post(URL, {"id": keys(*deals), "verb": "cancel", "reason": "because they left"})

    assert "reason" in asked.context["form"].fields
    assert unanswered.status_code == 422
    assert answered.context["done"] == 2


def test_rows_out_of_sight_are_not_touched(lin, boss):
    theirs = deal(firm("B", seller("zhao")), "DE-2", state=State.APPROVED)

    answer = signed_in(lin).post(URL, {"id": keys(theirs), "verb": "finish"})

    assert answer.status_code == 404
    assert Deal.objects.get().state == State.APPROVED


@pytest.mark.parametrize("ids", [[], ["x"], ["\0"], ["00000000-0000-0000-0000-000000000000"]])
def test_odd_ids_select_nothing(lin, ids):
    assert list(signed_in(lin).get(URL, {"id": ids}).context["verbs"]) == []


def _item():
    from daying.desk.tests.sample.models import Item

    return Item.objects.create(code="P-1", name="轴承")
