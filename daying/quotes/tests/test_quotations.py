"""Quotations: prices, approval by somebody else, answers, and who sees what (M5.2)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daying.core import journal
from daying.core.errors import Refused, Stale
from daying.customers.factories import customer
from daying.products.factories import product
from daying.quotes import actions, queries
from daying.quotes.factories import approved
from daying.quotes.models import Quotation, State
from daying.work import actions as work
from daying.work.queries import awaiting

pytestmark = pytest.mark.django_db
D = Decimal
ON = date(2026, 3, 2)
UNTIL = date(2026, 4, 1)


def line(quantity="10", **values):
    return {"product": product(), "quantity": D(quantity), **values}


def quoted(by, *, lines=None, **values):
    ours = values.pop("customer", None) or customer(by)
    usual = {"quoted_on": ON, "valid_until": UNTIL, "lines": lines or [line()]}
    return actions.open_quotation(by=by, customer=ours, **{**usual, **values})


def submitted(by, **values):
    return actions.submit(quoted(by, **values), by=by, on=ON)


def sent(cast, **values):
    return actions.send(approved(submitted(cast.engineer, **values)), by=cast.engineer, on=ON)


def sent_back(quotation, by, text="价格太低"):
    """Somebody who is asked refuses."""
    work.refuse(awaiting(by, ON).get(), by=by, text=text)
    return Quotation.objects.get(pk=quotation.pk)


def test_a_draft_has_its_figures_and_no_number_yet(cast):
    drafted = quoted(cast.engineer, lines=[line("10"), line("2", discount=D("0.05"))])

    # 10 × 100 and 2 × 100 less 5 %; tax is inside: 1190 / 1.13 = 1053.10 (884.96 + 168.14)
    assert drafted.number is None
    assert drafted.total == D("1190.00")
    assert drafted.net_total == D("1053.10")
    assert drafted.largest_discount == D("0.05")
    # 12 pieces that cost 60 each
    assert (drafted.cost_total, drafted.margin) == (D("720.00"), D("333.10"))


def test_the_margin_is_unknown_where_a_cost_is(cast):
    drafted = quoted(cast.engineer, lines=[line(), {"product": product(cost=None), "quantity": D(1)}])

    assert (drafted.cost_total, drafted.margin, drafted.margin_rate) == (None, None, None)


def test_the_number_comes_with_the_submission_and_stays(cast):
    first = submitted(cast.engineer, lines=[line(discount=D("0.08"))], valid_until=date(2027, 2, 1))

    again = actions.submit(sent_back(first, cast.manager), by=cast.engineer, on=date(2027, 1, 4))

    assert first.number == again.number == "QT-2026-000001"


def test_nothing_is_submitted_without_lines(cast):
    empty = actions.open_quotation(
        by=cast.engineer, customer=customer(cast.engineer), quoted_on=ON, valid_until=UNTIL, lines=[]
    )

    with pytest.raises(Refused):
        actions.submit(empty, by=cast.engineer, on=ON)


def test_a_rejected_quotation_comes_back_with_the_reason_and_can_be_changed(cast):
    returned = sent_back(submitted(cast.engineer, lines=[line(discount=D("0.08"))]), cast.manager)

    changed = actions.amend(
        returned,
        by=cast.engineer,
        version=returned.version,
        customer=returned.customer,
        quoted_on=ON,
        valid_until=UNTIL,
        lines=[line("3")],
    )

    assert (changed.state, changed.rejected_for, changed.total) == (State.DRAFT, "销售经理: 价格太低", D("300.00"))
    # ten at 100 less 8 % were 920
    assert journal.history(changed).first().changes["total"] == ["920.00", "300.00"]


def test_a_submitted_quotation_is_not_changed(cast):
    handed_in = submitted(cast.engineer)

    with pytest.raises(Refused):
        actions.amend(
            handed_in, by=cast.engineer, customer=handed_in.customer, quoted_on=ON, valid_until=UNTIL, remarks="x"
        )


def test_the_second_editor_is_told(cast):
    drafted = quoted(cast.engineer)
    values = {"customer": drafted.customer, "quoted_on": ON, "valid_until": UNTIL}
    actions.amend(drafted, by=cast.engineer, version=1, remarks="先", **values)

    with pytest.raises(Stale) as conflict:
        actions.amend(drafted, by=cast.engineer, version=1, remarks="后", **values)

    assert [(theirs, mine) for _label, theirs, mine in conflict.value.differences] == [("先", "后")]


def test_saving_without_a_change_leaves_no_trace(cast):
    drafted = quoted(cast.engineer)

    actions.amend(drafted, by=cast.engineer, version=1, customer=drafted.customer, quoted_on=ON, valid_until=UNTIL)

    drafted.refresh_from_db()
    assert drafted.version == 1


def test_an_expired_quotation_is_not_accepted(cast):
    offered = sent(cast)

    assert not offered.has_expired(UNTIL)
    assert offered.has_expired(date(2026, 4, 2))
    with pytest.raises(Refused, match="2026-04-01"):
        actions.accept(offered, by=cast.engineer, on=date(2026, 4, 2))


def test_a_quotation_taken_back_must_be_approved_anew(cast):
    taken_back = actions.withdraw(sent(cast), by=cast.engineer)

    assert (taken_back.state, taken_back.approved_by, taken_back.sent_on) == (State.DRAFT, None, None)


def test_a_declined_quotation_keeps_the_customers_reason(cast):
    declined = actions.decline(sent(cast), by=cast.engineer, on=ON, reason="同行便宜")

    assert (declined.state, declined.declined_for, declined.answered_on) == (State.DECLINED, "同行便宜", ON)


def test_quotations_are_seen_with_their_customer(cast):
    ours = quoted(cast.engineer)

    assert list(queries.quotations_seen_by(cast.engineer)) == [ours]
    assert not queries.quotations_seen_by(cast.other_engineer).exists()
    assert list(queries.quotations_seen_by(cast.director)) == [ours]


def test_expiring_are_those_sent_with_seven_days_left_at_most(cast):
    offered = sent(cast)

    assert list(queries.expiring(date(2026, 3, 26))) == [offered]
    assert not queries.expiring(date(2026, 3, 25)).exists()
    assert list(queries.expired(date(2026, 4, 2))) == [offered]


def test_margins_are_for_those_who_may_see_them(cast):
    assert not cast.engineer.has_perm("quotes.view_margin")
    assert not cast.customer_service.has_perm("quotes.view_margin")
    assert all(person.has_perm("quotes.view_margin") for person in (cast.manager, cast.director, cast.finance))


def test_a_contact_of_another_customer_is_refused(cast):
    from daying.customers.actions import add_contact

    stranger = add_contact(by=cast.engineer, customer=customer(cast.engineer), name="王丽")

    with pytest.raises(Refused) as refusal:
        quoted(cast.engineer, contact=stranger)
    assert refusal.value.field == "contact"


def test_a_quotation_of_forty_lines_costs_no_more_statements_than_one_of_one(cast):
    ours = customer(cast.engineer)
    cast.engineer.has_perm("quotes.add_quotation")
    used = []
    for count in (1, 1, 40):  # the first one reads what the process then remembers
        lines = [line() for _ in range(count)]
        with CaptureQueriesContext(connection) as statements:
            quoted(cast.engineer, customer=ours, lines=lines)
        used.append(len(statements))

    assert used[1] == used[2] < 12
