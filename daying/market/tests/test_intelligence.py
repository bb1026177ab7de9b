"""Market notes, their digest as report and mail, research projects (M2.1)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.core.periods import Month, Week
from daying.customers.factories import customer
from daying.customers.models import Customer
from daying.customers.queries import customers_seen_by
from daying.market import actions, queries, reports, schedule
from daying.market.factories import market_note
from daying.market.models import Credibility, NoteKind, ResearchState

pytestmark = pytest.mark.django_db
MARCH = Month(2026, 3)


def test_a_note_about_a_price_says_which(cast):
    with pytest.raises(Refused) as refused:
        market_note(cast.engineer, kind=NoteKind.PRICE)

    assert refused.value.field == "price"


def test_what_a_customer_told_is_seen_by_who_sees_the_customer(cast):
    secret = market_note(cast.engineer, customer=customer(cast.engineer))
    public = market_note(cast.engineer)

    assert set(queries.notes_seen_by(cast.other_engineer)) == {public}
    assert set(queries.notes_seen_by(cast.manager)) == {public, secret}


def test_only_the_author_changes_a_note(cast):
    mine = market_note(cast.engineer)
    said = {"kind": mine.kind, "heard_on": mine.heard_on, "title": "改了"}

    with pytest.raises(PermissionDenied):
        actions.amend_note(mine, by=cast.manager, **said)

    assert actions.amend_note(mine, by=cast.engineer, **said).title == "改了"


def test_the_digest_has_the_period_by_kind_and_credibility(cast):
    market_note(cast.engineer, title="传闻", credibility=Credibility.HEARSAY)
    market_note(cast.engineer, title="确认", credibility=Credibility.SURE)
    market_note(cast.engineer, title="四月", heard_on=date(2026, 4, 1))
    market_note(cast.engineer, title="客户", customer=customer(cast.engineer))

    for person, told in ((cast.director, ["确认", "客户", "传闻"]), (cast.other_engineer, ["确认", "传闻"])):
        rows = reports.market_digest(MARCH, customers_seen_by(person))
        assert [row["note"].title for row in rows] == told


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2026, 3, 16), [Week(2026, 11)]),  # a Monday
        (date(2026, 4, 1), [MARCH]),  # a Wednesday
        (date(2026, 6, 1), [Week(2026, 22), Month(2026, 5)]),  # both
        (date(2026, 3, 17), []),
    ],
)
def test_the_digest_comes_on_mondays_and_on_the_first(today, periods):
    assert list(schedule.periods_over(today)) == periods


def test_the_digest_is_mailed_to_whoever_may_receive_it(cast):
    cast.director.email = "director@daying.example.com"
    cast.director.save()
    market_note(cast.engineer, title="竞品降价", text="6205 每套 9.8 元")

    written = schedule.send_digest(MARCH, date(2026, 4, 1))

    mails = list(OutgoingMail.objects.all())
    assert len(mails) == written
    ours = next(mail for mail in mails if mail.to == "director@daying.example.com")
    assert "竞品降价" in ours.body
    assert "9.8" in ours.body
    assert "/reports/market-digest/?period=2026-03" in ours.body


def test_nothing_learnt_is_not_mailed(cast):
    assert schedule.send_digest(MARCH, date(2026, 4, 1)) == 0


def test_research_is_reported_and_accepted_by_somebody_else(cast):
    asked = {"title": "风电", "question": "谁在买？", "method": "访谈"}
    project = actions.plan_research(by=cast.manager, **asked)
    actions.start_research(project, by=cast.manager, on=date(2026, 3, 1))
    reported = actions.report_research(project, by=cast.manager, on=date(2026, 3, 20), findings="三家")

    with pytest.raises(PermissionDenied):
        actions.accept_research(reported, by=cast.manager)
    accepted = actions.accept_research(reported, by=cast.director)

    assert (accepted.state, accepted.number) == (ResearchState.ACCEPTED, "MR-2026-000001")


def test_notes_of_no_customer_are_in_every_digest(cast):
    market_note(cast.engineer)

    assert len(reports.market_digest(MARCH, Customer.objects.none())) == 1
