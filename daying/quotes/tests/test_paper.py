"""A quotation on paper: what the customer reads, in two languages, and what no customer reads (M5.2)."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from daying.core import printing
from daying.customers.factories import customer
from daying.products.factories import product
from daying.quotes import actions, paper

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def offered(cast):
    """Ten at 100 less 5 % with tax inside, 950.00 in all, that cost 60 each."""
    drafted = actions.open_quotation(
        by=cast.engineer,
        customer=customer(cast.engineer, name="天津滨海电机有限公司", english_name="Binhai Motors Ltd"),
        quoted_on=date(2026, 3, 2),
        valid_until=date(2026, 4, 1),
        lines=[{"product": product(code="6204", unit="套"), "quantity": D(10), "discount": D("0.05")}],
        remarks="交期三周",
    )
    return actions.submit(drafted, by=cast.engineer, on=date(2026, 3, 2))


def test_the_chinese_paper_says_what_was_quoted(offered):
    told = paper.told(offered, "zh")

    # 950.00 / 1.13 = 840.71; 950.00 - 840.71 = 109.29
    assert told["rows"] == [["1", "6204  轴承", "10", "套", "100.00", "5%", "950.00"]]
    assert [amount for _label, amount in told["totals"]] == ["840.71", "109.29", "950.00"]
    assert told["capitals"] == "人民币玖佰伍拾元整"
    assert ["客户", "天津滨海电机有限公司"] in [list(pair) for pair in told["facts"]]


def test_the_english_paper_names_the_customer_in_english(offered):
    told = paper.told(offered, "en")

    assert told["title"] == "Quotation"
    assert told["facts"][0] == ("Customer", "Binhai Motors Ltd")
    assert told["capitals"] == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_paper_tells_no_cost_and_prints_without_doubts(offered, language):
    told = paper.told(offered, language)

    assert "600.00" not in str(told)
    assert "240.71" not in str(told)  # the margin
    assert printing.compiled("quotes/quotation", told)[1] == []


def test_the_pdf_is_for_those_who_see_the_quotation(cast, offered):
    answers = {}
    for who in ("engineer", "other_engineer"):
        client = Client()
        client.force_login(getattr(cast, who))
        answers[who] = client.get(f"/quotations/{offered.public_id}/pdf/zh/")

    assert answers["engineer"]["Content-Type"] == "application/pdf"
    assert answers["engineer"].content.startswith(b"%PDF-")
    assert answers["other_engineer"].status_code == 404


def test_the_page_leads_to_both_papers(cast, offered):
    client = Client()
    client.force_login(cast.engineer)

    page = client.get(f"/quotations/{offered.public_id}/").content.decode()

    assert f"/quotations/{offered.public_id}/pdf/zh/" in page
    assert f"/quotations/{offered.public_id}/pdf/en/" in page
    assert client.get(f"/quotations/{offered.public_id}/pdf/fr/").status_code == 404
