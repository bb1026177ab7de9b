"""Lists: who sees what, searched, filtered, sorted, counted, in pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.desk import lists
from daying.desk.tests.house import deal, firm, labels, seller, signed_in
from daying.desk.tests.sample.models import Deal, Item, State
from daying.desk.tests.staff import employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def huatai(lin):
    return firm("天津华泰机械", lin)


def test_list_needs_a_sign_in_and_then_the_right(client):
    stranger = signed_in(employee("chen"))

    assert client.get("/sample-deals/").status_code == 302
    assert stranger.get("/sample-deals/").status_code == 403


def test_list_shows_only_what_the_person_may_see(lin, huatai):
    deal(huatai, "DE-1")
    deal(firm("上海鑫淼", seller("zhao")), "DE-2")

    assert labels(signed_in(lin).get("/sample-deals/")) == ["DE-1"]


@pytest.mark.parametrize("words", ["DE-7", "华泰", "tjht", "tianjin", "华泰 机械"])
def test_search_finds_by_number_and_by_the_words_and_pinyin_of_the_firm(lin, huatai, words):
    deal(huatai, "DE-7")
    deal(firm("上海鑫淼", lin), "DE-8")

    assert labels(signed_in(lin).get("/sample-deals/", {"q": words})) == ["DE-7"]


def test_search_without_index_looks_into_the_named_fields(lin):
    keeper = seller("wu", "sample.view_item", "sample.add_item", "sample.change_item")
    Item.objects.create(code="P-1", name="轴承")
    Item.objects.create(code="P-2", name="齿轮")

    assert labels(signed_in(keeper).get("/sample-items/", {"q": "轴"})) == ["P-1 轴承"]


def test_filters_narrow_together_and_stand_as_chips(lin, huatai):
    deal(huatai, "DE-1", wanted_on=date(2026, 3, 5))
    deal(huatai, "DE-2", wanted_on=date(2026, 4, 5))
    deal(huatai, "DE-3", wanted_on=date(2026, 3, 5), state=State.DONE)

    page = signed_in(lin).get(
        "/sample-deals/", {"state": "submitted", "wanted_on_from": "2026-03-01", "wanted_on_to": "2026-03-31"}
    )

    assert labels(page) == ["DE-1"]
    assert [chip.text for chip in page.context["listing"].chips] == ["Submitted", "2026-03-01 – 2026-03-31"]


def test_filter_by_a_record_takes_only_those_in_sight(lin, huatai):
    deal(huatai, "DE-1")
    others = firm("上海鑫淼", seller("zhao"))

    mine = signed_in(lin).get("/sample-deals/", {"firm": huatai.public_id})
    theirs = signed_in(lin).get("/sample-deals/", {"firm": others.public_id})

    assert labels(mine) == ["DE-1"]
    assert labels(theirs) == []
    assert "上海鑫淼" not in theirs.content.decode()


@pytest.mark.parametrize(("sort", "order"), [("total", ["DE-2", "DE-1"]), ("-total", ["DE-1", "DE-2"])])
def test_columns_sort_both_ways(lin, huatai, sort, order):
    deal(huatai, "DE-1", total=Decimal("9000.00"))
    deal(huatai, "DE-2", total=Decimal("20.00"))

    assert labels(signed_in(lin).get("/sample-deals/", {"sort": sort})) == order


def test_related_records_sort_by_their_name(lin):
    deal(firm("B", lin), "DE-1")
    deal(firm("A", lin), "DE-2")

    assert labels(signed_in(lin).get("/sample-deals/", {"sort": "firm"})) == ["DE-2", "DE-1"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=margin",
        "sort=firm__owner__password",
        "sort=--total",
        "sort=?",
        "firm__owner__username=lin",
        "state=nothing",
        "state=%00",
        "firm=1",
        "firm=%00",
        "firm=x%27%20OR%201=1",
        "wanted_on=never",
        "wanted_on_from=2026-13-45",
        "wanted_on_from=0001-01-01&wanted_on_to=9999-12-31",
        "page=999999999999999999999999",
        "page=-1",
        "page=%EF%BC%91",
        "page=x",
        "size=1000000",
        "q=%00",
        "q=" + "长" * 3000,
        "q=%22%20OR%20*",
        "view=x",
        "view=%00",
        "totals=yes",
        "&".join(f"state={n}" for n in range(300)),
    ],
)
def test_nothing_in_a_url_breaks_the_list(lin, huatai, query):
    deal(huatai, "DE-1")

    assert signed_in(lin).get(f"/sample-deals/?{query}").status_code == 200


def test_a_value_that_is_none_is_told(lin, huatai):
    page = signed_in(lin).get("/sample-deals/", {"wanted_on_from": "2026-13-45"})

    assert page.context["listing"].faults == ["Wanted on: “2026-13-45” is not a date; it was left out."]


def test_guarded_columns_are_shown_to_holders_of_the_right_only(lin, huatai):
    deal(huatai, "DE-1", margin=Decimal("7.77"))
    boss = seller("gao", "sample.see_all", "sample.see_margin")
    for person in (lin, boss):
        signed_in(person).post("/sample-deals/columns/", {"column": ["number", "margin"]})

    assert "7.77" not in signed_in(lin).get("/sample-deals/").content.decode()
    assert "7.77" in signed_in(boss).get("/sample-deals/").content.decode()


def test_a_guarded_name_neither_sorts_nor_filters(lin, huatai):
    signed_in(lin).post("/sample-deals/columns/", {"column": ["number", "margin"]})

    assert signed_in(lin).get("/sample-deals/?sort=margin").context["listing"].sort == ""


def test_what_people_typed_is_escaped_everywhere(lin):
    deal(firm('<script>alert("x")</script>', lin), '<img src=x onerror="x">')

    page = signed_in(lin).get("/sample-deals/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_draft_without_number_is_still_named(lin, huatai):
    draft = deal(huatai, None, state=State.DRAFT)

    assert f">Draft deal {draft.pk}</a>" in signed_in(lin).get("/sample-deals/").content.decode()


def test_totals_are_kept_apart_by_currency(lin, huatai):
    deal(huatai, "DE-1", total=Decimal("100.10"))
    deal(huatai, "DE-2", total=Decimal("200.20"))
    deal(huatai, "DE-3", total=Decimal("5.00"), currency="USD")

    listing = signed_in(lin).get("/sample-deals/").context["listing"]

    assert listing.totals == [
        {"currency": "CNY", "sum_total": Decimal("300.30")},
        {"currency": "USD", "sum_total": Decimal("5.00")},
    ]


def test_counting_and_turning_pages_stop_at_a_bound(lin, huatai, monkeypatch):
    monkeypatch.setattr(lists, "MOST", 30)
    Deal.objects.bulk_create([Deal(firm=huatai, wanted_on=date(2026, 1, 1)) for _ in range(40)])

    listing = signed_in(lin).get("/sample-deals/", {"size": "25", "page": "9"}).context["listing"]

    assert (listing.count, listing.is_beyond, listing.page, len(listing.shown)) == (31, True, 2, 5)
    assert listing.totals == []


def test_totals_of_a_very_long_list_come_when_asked_for(lin, huatai, monkeypatch):
    monkeypatch.setattr(lists, "MOST", 2)
    for number in "123":
        deal(huatai, number)

    listing = signed_in(lin).get("/sample-deals/", {"totals": "yes"}).context["listing"]

    assert listing.totals == [{"currency": "CNY", "sum_total": Decimal("300.00")}]


def test_the_number_of_statements_does_not_grow_with_the_rows(lin, huatai):
    client = signed_in(lin)
    deal(huatai, "DE-0")
    client.get("/sample-deals/")
    with CaptureQueriesContext(connection) as few:
        client.get("/sample-deals/?sort=firm")
    for number in range(1, 20):
        deal(firm(f"F {number}", lin), f"DE-{number}")

    with CaptureQueriesContext(connection) as many:
        client.get("/sample-deals/?sort=firm")

    assert len(few) == len(many) <= 10


def test_htmx_gets_the_table_alone(lin, huatai):
    headers = {"HX-Request": "true", "HX-Target": "list"}

    part = signed_in(lin).get("/sample-deals/", headers=headers).content.decode()

    assert "<table" not in part  # there are no deals: it says what to do
    assert "<html" not in part
    assert "/sample-deals/new/" in part


def test_an_empty_list_says_what_to_do(lin):
    empty = signed_in(lin).get("/sample-deals/").content.decode()
    narrowed = signed_in(lin).get("/sample-deals/?q=nothing").content.decode()

    assert "No deals yet." in empty
    assert "Nothing matches." in narrowed


def test_chosen_columns_are_kept_in_their_order(lin, huatai):
    deal(huatai, "DE-1")
    client = signed_in(lin)

    client.post("/sample-deals/columns/", {"column": ["state", "number", "password", "firm__owner__password"]})

    assert [column.name for column in client.get("/sample-deals/").context["listing"].columns] == ["state", "number"]


def test_columns_go_back_to_the_usual_ones(lin):
    client = signed_in(lin)
    client.post("/sample-deals/columns/", {"column": ["state"]})

    client.post("/sample-deals/columns/", {"usual": "1"})

    assert len(client.get("/sample-deals/").context["listing"].columns) == 5
