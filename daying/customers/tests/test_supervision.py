"""Who follows up their customers, and whom nobody has followed up, for how long (M3.3)."""

from datetime import date

import pytest

from daying.core.periods import Month
from daying.customers import actions, reports
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)


@pytest.fixture
def firms(cast):
    """Of the engineer: one followed up in March, one in February, one never. The colleague's only one was."""
    seen, left, never, other = (customer(p) for p in (cast.engineer, cast.engineer, cast.engineer, cast.colleague))
    for firm, on in ((seen, date(2026, 3, 5)), (left, date(2026, 2, 19)), (other, date(2026, 3, 30))):
        actions.record_follow_up(by=firm.owner, customer=firm, done_on=on, summary="电话", next_on=on)
    return seen, left, never, other


def test_each_person_with_customers_followed_up_and_left_alone(cast, firms):
    rows = reports.contact.supervision(MARCH, Customer.objects.all())

    told = [
        (r["owner"], r["customers"], r["followed_up"], r["not_followed_up"], r["never"], r["longest"]) for r in rows
    ]
    # 19 February to 31 March are 40 days.
    assert told == [(cast.engineer, 3, 1, 2, 1, 40), (cast.colleague, 1, 1, 0, 0, 0)]
    assert [row["overdue"] for row in rows] == [2, 1]


def test_an_earlier_month_stays_as_it_was(cast, firms):
    actions.record_follow_up(by=cast.engineer, customer=firms[1], done_on=date(2026, 4, 2), summary="电话")

    row = reports.contact.supervision(MARCH, Customer.objects.all())[0]

    assert (row["not_followed_up"], row["longest"]) == (2, 40)


def test_the_customers_behind_it_and_for_how_long(firms):
    _seen, left, never, _other = firms

    rows = reports.contact.customers_not_followed_up(MARCH, Customer.objects.all())

    assert [(row["customer"], row["days"]) for row in rows] == [(never, None), (left, 40)]
    assert list(reports.contact.not_followed_up(MARCH, Customer.objects.all(), "numerator")) == [never, left]


def test_a_manager_counts_only_the_own_people(cast, firms):
    customer(cast.other_engineer)

    rows = reports.contact.supervision(MARCH, customers_seen_by(cast.manager))

    assert {row["owner"] for row in rows} == {cast.engineer, cast.colleague}


def test_days_of_a_month_under_way_are_counted_until_today(cast, firms, time_machine):
    time_machine.move_to("2026-03-01")

    rows = reports.contact.customers_not_followed_up(MARCH, Customer.objects.all())

    # 19 February to 1 March, not to the 31st.
    assert rows[-1]["days"] == 10


def test_follow_ups_by_person_and_kind(cast, firms):
    rows = reports.contact.follow_ups_by_person(MARCH, Customer.objects.all())

    assert [(row["person"], row["follow_ups"], row["call"]) for row in rows] == [
        (cast.engineer, 1, 1),
        (cast.colleague, 1, 1),
    ]


def test_the_report_opens_for_managers_and_leads_to_the_customers(cast, firms, client):
    client.force_login(cast.manager)

    page = client.get("/reports/follow-up-supervision/?period=2026-03")
    behind = client.get("/reports/follow-up-supervision/records/numerator/?period=2026-03")

    assert (page.status_code, behind.status_code) == (200, 200)
    assert str(firms[1]) in behind.content.decode()
    client.force_login(cast.engineer)
    assert client.get("/reports/follow-up-supervision/").status_code == 403
