"""Versions of a quotation under one number: the older ones stay to be read, and are never accepted (M5.2)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from daying.core.errors import Refused
from daying.customers.factories import customer
from daying.products.factories import product
from daying.quotes import actions, invariants, links, queries
from daying.quotes.factories import approved
from daying.quotes.models import Quotation, State
from daying.quotes.versions import differences

pytestmark = pytest.mark.django_db
D = Decimal
ON, LATER = date(2026, 3, 2), date(2026, 3, 9)


@pytest.fixture
def sent(cast):
    """Ten of A and two of B at 100 each."""
    drafted = actions.open_quotation(
        by=cast.engineer,
        customer=customer(cast.engineer),
        quoted_on=ON,
        valid_until=date(2026, 4, 1),
        lines=[
            {"product": product(code="A"), "quantity": D(10)},
            {"product": product(code="B"), "quantity": D(2)},
        ],
    )
    return actions.send(approved(actions.submit(drafted, by=cast.engineer, on=ON)), by=cast.engineer, on=ON)


@pytest.fixture
def revised(cast, sent):
    """The second version, with B dropped, C added and A for 95."""
    actions.revise(sent, by=cast.engineer, on=LATER, reason="客户要求降价")
    following = queries.versions_of(sent).first()
    a = following.lines.get(product__code="A")
    lines = [{**a.as_typed(), "id": a.pk, "unit_price": D(95)}, {"product": product(code="C"), "quantity": D(1)}]
    told = {"customer": following.customer, "quoted_on": LATER, "valid_until": date(2026, 4, 8)}
    return actions.amend(following, by=cast.engineer, lines=lines, **told)


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def test_the_next_version_has_number_lines_and_prices_of_the_first(cast, sent):
    old = actions.revise(sent, by=cast.engineer, on=LATER, reason="客户要求降价")

    new = queries.versions_of(sent).first()
    assert (old.state, new.state) == (State.SUPERSEDED, State.DRAFT)
    assert (str(old), str(new)) == ("QT-2026-000001", "QT-2026-000001 v2")
    assert (new.total, new.lines.count(), new.quoted_on) == (D("1200.00"), 2, LATER)
    assert old.lines.count() == 2


def test_a_superseded_one_is_not_accepted_by_anybody(cast, sent):
    link = links.token_for(sent)

    old = actions.revise(sent, by=cast.engineer, on=LATER, reason="x")

    with pytest.raises(Refused):
        actions.accept(old, by=cast.engineer, on=LATER)
    assert links.read(link, LATER).quotation is None
    with pytest.raises(Refused):
        actions.revise(old, by=cast.engineer, on=LATER, reason="x")


def test_the_new_version_is_approved_anew_and_keeps_its_number(cast, revised):
    told = {"customer": revised.customer, "quoted_on": LATER, "valid_until": date(2026, 4, 8)}
    one = revised.lines.get(product__code="A")
    cheaper = actions.amend(revised, by=cast.engineer, lines=[{**one.as_typed(), "discount": D("0.08")}], **told)

    again = actions.submit(cheaper, by=cast.engineer, on=LATER)

    assert (again.state, again.number, again.revision) == (State.SUBMITTED, "QT-2026-000001", 2)
    # 95 less 8 % is 12.6 % under the 100 found: over the manager's 10 %
    assert approved(again).approved_by == cast.director


def test_what_changed_is_told_line_by_line(sent, revised):
    found = {one.product.split()[0]: one for one in differences(sent, revised)}

    # 10 × 100 became 10 × 95
    assert [pair[1:] for pair in found["A"].told] == [("100.00", "95.00"), ("1,000.00", "950.00")]
    assert [pair[2] for pair in found["B"].told] == [""] * len(found["B"].told)
    assert [pair[1] for pair in found["C"].told] == [""] * len(found["C"].told)
    assert set(found) == {"A", "B", "C"}


def test_the_page_of_versions_shows_both_prices(cast, revised):
    page = browser(cast.engineer).get(f"/quotations/{revised.public_id}/versions/")

    assert "95.00" in page.content.decode()
    assert "QT-2026-000001 v2" in page.content.decode()
    assert browser(cast.other_engineer).get(f"/quotations/{revised.public_id}/versions/").status_code == 404


def test_the_list_shows_what_counts_until_asked_for_the_past(cast, sent, revised):
    client = browser(cast.engineer)

    usual = client.get("/quotations/").content.decode()
    past = client.get("/quotations/?state=superseded").content.decode()

    old, new = f"/quotations/{sent.public_id}/", f"/quotations/{revised.public_id}/"
    assert new in usual
    assert old not in usual
    assert old in past
    assert new not in past


def test_the_page_of_a_version_tells_of_the_others(cast, sent, revised):
    page = browser(cast.engineer).get(f"/quotations/{revised.public_id}/panels/quotations/")

    assert f"/quotations/{sent.public_id}/" in page.content.decode()


def test_no_version_comes_twice(sent, revised):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quotation.objects.filter(pk=revised.pk).update(revision=1)


def test_verification_finds_two_versions_that_both_count(sent, revised):
    assert list(invariants.wrong_versions()) == []

    Quotation.objects.filter(pk=sent.pk).update(state=State.SENT)

    assert [row["id"] for row in invariants.wrong_versions()] == [sent.pk]
