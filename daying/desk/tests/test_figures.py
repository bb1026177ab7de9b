"""The pages of figures: who may open them, period, scope, table, chart, and the records behind (M10.2)."""

from decimal import Decimal

import pytest
from django.db.models import Count, Q, Sum

from daying.core import reports
from daying.core.models import JournalEntry
from daying.core.reports import Column, Ratio, Report
from daying.desk.resource import resources
from daying.desk.tests.house import deal, firm, seller, signed_in
from daying.desk.tests.sample.models import Deal
from daying.desk.tests.sample.pages import FirmPages
from daying.desk.tests.staff import employee

pytestmark = pytest.mark.django_db
RIGHT = "sample.view_deal"


def deals_of(period, scope):
    return Deal.objects.filter(firm__in=scope, wanted_on__range=period.dates)


def by_firm(period, scope):
    rows = deals_of(period, scope).values("firm__name").annotate(total=Sum("total"), count=Count("pk"))
    return [{"firm": r["firm__name"], "total": r["total"], "count": r["count"]} for r in rows.order_by("firm__name")]


def done_rate(period, scope):
    found = deals_of(period, scope).aggregate(done=Count("pk", filter=Q(state="done")), all=Count("pk"))
    return Ratio(Decimal(found["done"]), Decimal(found["all"]))


def behind(period, scope, part):
    found = deals_of(period, scope)
    return found.filter(state="done") if part == "numerator" else found


COLUMNS = (Column("firm", "Firm"), Column("total", "Total", "money"), Column("count", "Deals", "number"))
SALES = Report("sales", "Sales", "", RIGHT, ("M10.1",), by_firm, COLUMNS, chart="bar", formula="Sum of totals.")
RATE = Report("rate", "Done", "%", RIGHT, ("M10.1",), done_rate, records=behind)


@pytest.fixture(autouse=True)
def figures(monkeypatch):
    """Only these two, bounded by the firms."""
    reports.all_reports()  # the house's own are declared once, and would not be again
    monkeypatch.setattr(reports, "REPORTS", {"sales": SALES, "rate": RATE})
    for declared in resources():
        monkeypatch.setattr(type(declared), "bounds_figures", isinstance(declared, FirmPages))


@pytest.fixture
def lin():
    return seller()


@pytest.fixture
def deals(lin):
    huatai = firm("A", lin)
    deal(huatai, "DE-1", total=Decimal("10.50"))
    deal(huatai, "DE-2", total=Decimal("20.00"), state="done")
    deal(firm("B", lin), "DE-3", total=Decimal("5.00"))
    deal(firm("C", seller("zhao")), "DE-4", total=Decimal("1000.00"))


def test_a_table_counts_what_the_person_may_see(lin, deals):
    page = signed_in(lin).get("/reports/sales/?period=2026-03")

    assert [[cell for cell, _css in row] for row in page.context["rows"]] == [["A", "30.50", "2"], ["B", "5.00", "1"]]
    assert page.context["feet"] == ["", "35.50", ""]
    assert "Sum of totals." in page.content.decode()


def test_the_scope_is_filtered_like_the_list_that_bounds_it(lin, deals):
    page = signed_in(lin).get("/reports/sales/?period=2026-03&owner=me")

    assert page.context["question"].chips[0][1] == str(lin)
    assert len(page.context["rows"]) == 2


def test_a_share_shows_both_sides_and_opens_their_records(lin, deals):
    client = signed_in(lin)

    page = client.get("/reports/rate/?period=2026-03")
    numerator = client.get("/reports/rate/records/numerator/?period=2026-03").content.decode()

    assert page.context["value"] == "33.3%"
    assert [side[1] for side in page.context["sides"]] == ["1", "3"]
    assert "DE-2" in numerator
    assert "DE-1" not in numerator


def test_no_data_is_not_nought(lin):
    assert signed_in(lin).get("/reports/rate/?period=1999").context["value"] == "—"


def test_the_chart_has_the_figures_of_the_table(lin, deals):
    chart = signed_in(lin).get("/reports/sales/?period=2026-03").context["chart"]

    assert (chart["kind"], chart["names"]) == ("bar", ["A", "B"])
    assert chart["series"] == [{"name": "Total", "values": [30.5, 5.0]}]


def test_a_share_is_drawn_over_the_last_periods(lin, deals):
    told = signed_in(lin).get("/reports/rate/trend/?period=2026-03").json()

    assert told["names"][-1] == "2026-03"
    assert told["series"][0]["values"] == [None] * 11 + [33.33]


def test_periods_turn_and_change_their_kind(lin):
    question = signed_in(lin).get("/reports/rate/?period=2026-03").context["question"]

    assert (question.earlier, question.later) == ("period=2026-02", "period=2026-04")
    assert [query for _label, query, _here in question.kinds] == [
        "period=2026-03-01",
        "period=2026-W09",
        "period=2026-03",
        "period=2026Q1",
        "period=2026",
    ]


def test_a_free_stretch_goes_from_day_to_day(lin, deals):
    client = signed_in(lin)

    inside = client.get("/reports/rate/?period_from=2026-03-31&period_to=2026-04-02")
    outside = client.get("/reports/rate/?period_from=2026-04-01&period_to=2026-04-02")

    assert [page.context["value"] for page in (inside, outside)] == ["33.3%", "—"]


@pytest.mark.parametrize("period", ["x", "2026-13", "0000", "9999", "2026..2020", "2026-03-31..2026", "1" * 200])
def test_an_odd_period_is_told_and_breaks_nothing(lin, period):
    page = signed_in(lin).get("/reports/rate/", {"period": period})

    assert page.status_code == 200
    assert len(page.context["question"].all_faults) == 1


@pytest.mark.parametrize("url", ["rate/", "rate/trend/", "rate/records/numerator/", "sales/export/"])
def test_figures_are_open_to_holders_of_the_right_only(url):
    assert signed_in(employee("wu")).get(f"/reports/{url}").status_code == 403


@pytest.mark.parametrize(
    "url", ["nothing/", "rate/records/x/", "sales/records/numerator/", "rate/export/", "sales/trend/"]
)
def test_what_there_is_not_is_not_found(lin, url):
    assert signed_in(lin).get(f"/reports/{url}").status_code == 404


@pytest.mark.parametrize(("kind", "begin"), [("csv", b"\xef\xbb\xbfFirm,Total,Deals\r\nA,30.50,2"), ("xlsx", b"PK")])
def test_a_table_goes_out_as_a_sheet_and_into_the_journal(lin, deals, kind, begin):
    answer = signed_in(lin).get(f"/reports/sales/export/?period=2026-03&format={kind}")

    assert answer.content.startswith(begin)
    assert JournalEntry.objects.filter(verb="desk.export_report", by=lin).count() == 1


def test_shares_stand_as_cards_against_the_period_before(lin, deals):
    (card,) = signed_in(lin).get("/reports/cards/?period=2026-03").context["cards"]

    assert (card.value, card.change) == ("33.3%", None)


def test_programs_read_the_figures_they_may_open(lin, deals):
    told = {one["name"]: one for one in signed_in(lin).get("/api/v1/figures").json()}

    assert set(told) == {"sales", "rate"}
    assert [column["name"] for column in told["sales"]["columns"]] == ["firm", "total", "count"]
    assert told["rate"]["columns"] == []


def test_a_program_gets_the_figure_of_the_page(lin, deals):
    share = signed_in(lin).get("/api/v1/figures/rate", {"period": "2026-03"}).json()
    table = signed_in(lin).get("/api/v1/figures/sales", {"period": "2026-03"}).json()

    assert (share["period"], share["numerator"], share["denominator"]) == ("2026-03", "1", "3")
    assert table["rows"][0] == {"firm": "A", "total": "30.50", "count": 2}


def test_a_program_is_told_what_is_wrong_with_its_question(lin):
    assert signed_in(lin).get("/api/v1/figures/nothing").status_code == 404
    assert signed_in(lin).get("/api/v1/figures/rate", {"period": "2026-13"}).status_code == 422
