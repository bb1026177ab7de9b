"""Segments: rules over the file and what customers do, counted live, scored, never beyond one's own sight (M2.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from daying.core.errors import Refused
from daying.core.models import JournalEntry
from daying.customers.factories import customer
from daying.customers.models import Customer, Grade, Segment
from daying.customers.segments import actions, queries, rules

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)
KEY = {"by": "grade", "op": "in", "value": ["A", "B"]}
BEARINGS = {"by": "industry", "op": "contains", "value": "轴承"}
SHENZHEN = {"by": "city", "op": "contains", "value": "深圳"}


def all_of(*items):
    return {"match": "all", "items": list(items)}


def any_of(*items):
    return {"match": "any", "items": list(items)}


def found(rule):
    """The short names that a rule finds, in order."""
    named = Customer.objects.filter(rules.q_of(rules.checked(rule), TODAY)).order_by("short_name")
    return "".join(one.short_name for one in named)


@pytest.fixture
def four(cast):
    customer(cast.engineer, short_name="a", grade=Grade.A, industry="轴承", city="深圳")
    customer(cast.engineer, short_name="b", grade=Grade.B, industry="轴承", city="东莞", credit_limit=Decimal(500))
    customer(cast.engineer, short_name="c", grade=Grade.C, industry="电机", city="深圳", credit_limit=Decimal(90))
    customer(cast.other_engineer, short_name="d", grade=Grade.D, industry="轴承", city="深圳")


@pytest.fixture
def segment(cast, four):
    made = actions.create_segment(by=cast.engineer, name="深圳轴承")
    return actions.set_rule(made, by=cast.engineer, rule=all_of(BEARINGS))


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (all_of(), "abcd"),
        (all_of(KEY), "ab"),
        (all_of({**KEY, "op": "not_in"}), "cd"),
        (all_of(BEARINGS, SHENZHEN), "ad"),
        (any_of(BEARINGS, SHENZHEN), "abcd"),
        (any_of(KEY, all_of({**BEARINGS, "op": "not_contains"}, SHENZHEN)), "abc"),
        (all_of(any_of(KEY, SHENZHEN), {"by": "credit_limit", "op": "from", "value": "90.00"}), "bc"),
        (all_of({"by": "credit_limit", "op": "to", "value": "90"}), "c"),
        (all_of({"by": "name", "op": "empty"}), ""),
    ],
)
def test_a_rule_finds_whom_it_says(four, rule, names):
    assert found(rule) == names


@pytest.mark.parametrize(("operator", "names"), [("within", "a"), ("longer", "bcd")])
def test_who_was_not_followed_up_for_days_or_never(four, operator, names):
    """30 days from 30 June 2026 reach back to 1 June; the 31st of May is longer ago."""
    for name, day in (("a", date(2026, 6, 1)), ("b", date(2026, 5, 31))):
        Customer.objects.filter(short_name=name).update(last_followed_up_on=day)

    assert found(all_of({"by": "last_follow_up", "op": operator, "value": "30"})) == names


def test_the_customers_of_a_segment_are_those_in_sight(cast, segment):
    bearings = [queries.customers_of(segment, person) for person in (cast.engineer, cast.other_engineer, cast.director)]

    assert [sorted(one.short_name for one in some) for some in bearings] == [["a", "b"], ["d"], ["a", "b", "d"]]


def test_records_are_named_by_their_public_ids(cast, four):
    theirs = {"by": "owner", "op": "in", "value": [str(cast.other_engineer.public_id)]}

    assert found(all_of(theirs)) == "d"
    assert found(all_of({**theirs, "op": "not_in"})) == "abc"


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "password", "op": "contains", "value": "x"},
        {"by": "owner__password", "op": "contains", "value": "x"},
        {"by": "grade", "op": "contains", "value": "A"},
        {"by": "grade", "op": "in", "value": ["Z"]},
        {"by": "owner", "op": "in", "value": ["'; DROP TABLE x;--"]},
        {"by": "credit_limit", "op": "from", "value": "NaN"},
        {"by": "credit_limit", "op": "from", "value": "1e309"},
        {"by": "last_order", "op": "within", "value": "-1"},
        {"by": "last_order", "op": "within", "value": "９"},
        {"by": "city", "op": "contains", "value": " "},
        {},
    ],
)
def test_what_is_no_condition_is_refused_with_a_sentence(wrong):
    with pytest.raises(Refused):
        rules.checked(all_of(wrong))


def test_groups_stand_in_groups_only_so_deep_and_empty_ones_are_left_out():
    deep = all_of(KEY)
    for _n in range(4):
        deep = all_of(deep)

    with pytest.raises(Refused):
        rules.checked(deep)
    assert rules.checked(all_of(KEY, any_of())) == all_of(KEY)


def test_the_target_list_begins_with_those_who_have_most_points(cast, segment):
    segment = actions.set_rule(
        segment,
        by=cast.engineer,
        rule=all_of(BEARINGS),
        scoring=[{**KEY, "points": "30"}, {**SHENZHEN, "points": 50}],
    )
    segment = actions.amend_segment(segment, by=cast.engineer, name=segment.name, target_score=50)

    targets = queries.target_list(segment, Customer.objects.all(), TODAY)

    assert [(one.short_name, one.score) for one in targets] == [("a", 80), ("d", 50)]


def test_a_shared_segment_is_seen_by_all_and_changed_by_its_owner(cast, segment):
    assert not queries.segments_seen_by(cast.colleague).exists()
    actions.amend_segment(segment, by=cast.engineer, name=segment.name, is_shared=True)

    assert queries.segments_seen_by(cast.colleague).get() == segment
    with pytest.raises(Refused):
        actions.set_rule(segment, by=cast.colleague, rule=all_of())


# ---- on the screen


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_customer_list_is_narrowed_to_the_segment_and_to_ones_own_sight(cast, segment):
    page = browser(cast.engineer).get("/customers/", {"segment": str(segment.public_id)})

    assert sorted(one.short_name for one in page.context["listing"].records) == ["a", "b"]
    others = browser(cast.other_engineer).get("/customers/", {"segment": str(segment.public_id)})
    assert others.context["listing"].count == 0  # the segment is not shared with them


def test_a_segment_without_conditions_is_everybody(cast, four):
    everybody = actions.create_segment(by=cast.engineer, name="全部")

    assert browser(cast.engineer).get("/customers/", {"segment": everybody.public_id}).context["listing"].count == 3


def built(client, segment, **sent):
    return client.post(f"/segments/{segment.public_id}/rule/", {name.replace("__", ":"): v for name, v in sent.items()})


def test_a_rule_is_built_step_by_step_with_the_count_beside_it(cast, segment):
    client, root = browser(cast.engineer), {"rule:match": "any"}

    page = built(client, segment, **root, do="add:rule")
    assert [item.told["by"] for item in page.context["group"].items] == [""]
    chosen = {"rule.0:was": "", "rule.0:by": "grade"}
    page = built(client, segment, **root, **chosen)
    assert (page.context["group"].items[0].kind, page.context["count"]) == ("choice", 3)
    filled = {**root, "rule.0:was": "grade", "rule.0:by": "grade", "rule.0:op": "in", "rule.0:value": ["A", "C"]}
    assert built(client, segment, **filled).context["count"] == 2
    page = built(client, segment, **filled, do="group:rule")
    assert page.context["group"].items[1].match == "all"
    assert built(client, segment, **filled, do="drop:rule.0").context["group"].items == []

    answer = built(client, segment, **filled, do="save")
    segment.refresh_from_db()
    assert answer.status_code == 302
    assert segment.rule == any_of({"by": "grade", "op": "in", "value": ["A", "C"]})


def test_an_unfinished_condition_is_not_saved_and_stays_in_the_form(cast, segment):
    page = built(browser(cast.engineer), segment, do="save", **{"rule:match": "all", "rule.0:by": "city"})

    assert page.status_code == 422
    assert page.context["fault"]
    assert Segment.objects.get().rule == all_of(BEARINGS)


def test_the_target_list_is_a_sheet_and_taking_it_out_is_journaled(cast, segment):
    actions.amend_segment(segment, by=cast.engineer, name=segment.name, is_shared=True)
    url = f"/segments/{segment.public_id}/targets/"

    assert browser(cast.engineer).get(url, {"format": "csv"}).status_code == 403
    sent = browser(cast.manager).get(url, {"format": "csv"})

    assert sent.content.decode("utf-8-sig").count("\n") == 3
    assert JournalEntry.objects.filter(verb="customers.export_targets", by=cast.manager.pk).count() == 1
    assert browser(cast.manager).get(url).context["count"] == 2


def test_a_segment_of_somebody_else_is_as_good_as_not_there(cast, segment):
    for page in ("", "rule/", "targets/"):
        assert browser(cast.other_engineer).get(f"/segments/{segment.public_id}/{page}").status_code == 404


def test_entered_within_days_reads_the_moment_of_entry(four):
    within = {"by": "entered", "op": "within", "value": 7}

    assert Customer.objects.filter(rules.q_of(all_of(within), timezone.localdate())).count() == 4
    later = timezone.localdate() + timedelta(days=30)
    assert Customer.objects.filter(rules.q_of(all_of(within), later)).count() == 0
