"""Departments are asked and answer; the verdict follows from the answers (M0.4, M5.4)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from daying.core import events, journal
from daying.core.errors import Refused
from daying.people import actions as people
from daying.people import departments
from daying.people.models import Employee
from daying.people.queries import department
from daying.work import invariants, queries
from daying.work.actions import Asked, agree, open_countersignature, refuse, withdraw
from daying.work.events import CountersignatureClosed
from daying.work.models import Countersignature, CountersignatureState, Mode, Opinion, OpinionState

pytestmark = pytest.mark.django_db
DUE = date(2026, 5, 4)
TODAY = timezone.localdate()


@pytest.fixture
def told(monkeypatch):
    """The verdicts that were told."""
    heard = []
    monkeypatch.setitem(events._inside, CountersignatureClosed, [heard.append])
    return heard


def ask(cast, *steps, mode=Mode.PARALLEL, by=None):
    """The engineer asks departments, by their codes, about his own department."""
    named = [[Asked(department(code), "能否交付") for code in step] for step in steps]
    return open_countersignature(
        cast.engineer.department, steps=named, title="订单评审", mode=mode, due_on=DUE, by=by or cast.engineer
    )


def opinion_of(code):
    return Opinion.objects.get(department__code=code)


def states():
    return dict(Opinion.objects.values_list("department__code", "state"))


def test_all_are_asked_at_once(cast):
    ask(cast, ["PMC", "FIN"])

    assert states() == {"PMC": "open", "FIN": "open"}
    assert set(Opinion.objects.values_list("due_on", flat=True)) == {DUE}


def test_it_is_agreed_when_the_last_department_agrees(cast, told):
    asking = ask(cast, ["PMC", "FIN"])

    agree(opinion_of("PMC"), by=cast.pmc, promised_on=DUE)
    assert told == []
    agree(opinion_of("FIN"), by=cast.finance, conditions="预付三成")

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED
    subject = cast.engineer.department_id
    assert told == [CountersignatureClosed("people.department", subject, asking.pk, "agreed", cast.finance.pk)]


def test_the_answers_can_be_read_when_the_verdict_is_told(cast, monkeypatch):
    read = []
    seen = [lambda event: read.append(queries.promised_on(event.countersignature_id))]
    monkeypatch.setitem(events._inside, CountersignatureClosed, seen)
    ask(cast, ["PMC"])

    agree(opinion_of("PMC"), by=cast.pmc, promised_on=DUE)

    assert read == [DUE]


def test_one_refusal_decides_and_the_others_need_not_answer(cast, told):
    asking = ask(cast, ["PMC", "FIN", "QA"])

    refuse(opinion_of("FIN"), by=cast.finance, text="超出信用额度")

    assert states() == {"PMC": "lapsed", "FIN": "refused", "QA": "lapsed"}
    assert told[0].verdict == "refused"
    assert queries.objection(asking.pk) == "财务部: 超出信用额度"


def test_a_refusal_needs_a_reason(cast):
    ask(cast, ["FIN"])

    with pytest.raises(Refused):
        refuse(opinion_of("FIN"), by=cast.finance, text="  ")

    assert states() == {"FIN": "open"}


def test_the_next_step_is_asked_when_the_one_before_is_complete(cast, told):
    ask(cast, ["PMC", "QA"], ["FIN"], mode=Mode.STEPS)
    assert states()["FIN"] == "waiting"

    agree(opinion_of("PMC"), by=cast.pmc)
    assert states()["FIN"] == "waiting"
    agree(opinion_of("QA"), by=cast.quality)
    assert states()["FIN"] == "open"
    agree(opinion_of("FIN"), by=cast.finance)

    assert told[0].verdict == "agreed"


def test_whoever_answers_first_decides(cast, told):
    ask(cast, ["PMC", "FIN"], mode=Mode.ANY_ONE)

    agree(opinion_of("PMC"), by=cast.pmc)

    assert states() == {"PMC": "agreed", "FIN": "lapsed"}
    assert told[0].verdict == "agreed"


@pytest.mark.parametrize("role", ["finance", "engineer", "director", "gm", "auditor", "warehouse"])
def test_only_the_department_asked_answers(cast, role):
    ask(cast, ["PMC"])

    with pytest.raises(PermissionDenied):
        agree(opinion_of("PMC"), by=getattr(cast, role))

    assert states() == {"PMC": "open"}


def test_nobody_answers_their_own_request(cast):
    ask(cast, ["PMC"], by=cast.pmc)

    with pytest.raises(PermissionDenied):
        agree(opinion_of("PMC"), by=cast.pmc)
    assert not queries.awaiting(cast.pmc, TODAY).exists()


def test_nor_does_the_one_who_stands_in_for_them(cast):
    ask(cast, ["PMC"], by=cast.pmc)
    people.delegate(by=cast.pmc, taker=cast.engineer, from_on=TODAY, until_on=TODAY + timedelta(3))

    with pytest.raises(PermissionDenied):
        agree(opinion_of("PMC"), by=cast.engineer)


def test_a_stand_in_answers_in_the_name_of_the_department(cast):
    ask(cast, ["PMC"], by=cast.director)
    people.delegate(by=cast.pmc, taker=cast.engineer, from_on=TODAY, until_on=TODAY + timedelta(3))

    assert list(queries.awaiting(cast.engineer, TODAY)) == [opinion_of("PMC")]
    agree(opinion_of("PMC"), by=cast.engineer)

    entry = journal.history(opinion_of("PMC")).filter(verb="work.agree").get()
    assert (entry.by, entry.acting_for) == (cast.engineer, cast.pmc)


def test_somebody_asked_in_person_answers_alone(cast):
    asked = Asked(department(departments.SALES_1), "价格", person=cast.manager)
    open_countersignature(cast.finance.department, steps=[[asked]], title="调价", by=cast.finance)

    assert queries.may_answer(Opinion.objects.get(), cast.manager)
    assert not queries.may_answer(Opinion.objects.get(), cast.colleague)


def test_an_answer_is_given_once(cast):
    ask(cast, ["PMC", "FIN"])
    agree(opinion_of("PMC"), by=cast.pmc)

    with pytest.raises(Refused):
        refuse(opinion_of("PMC"), by=cast.pmc, text="改主意了")


def test_what_is_not_asked_yet_is_not_answered(cast):
    ask(cast, ["PMC"], ["FIN"], mode=Mode.STEPS)

    with pytest.raises(Refused):
        agree(opinion_of("FIN"), by=cast.finance)


def test_departments_are_asked_about_one_thing_once_at_a_time(cast):
    ask(cast, ["PMC"])

    with pytest.raises(Refused):
        ask(cast, ["FIN"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersignature.objects.create(subject_type="people.department", subject_id=cast.engineer.department_id)


def test_withdrawn_nobody_need_answer_and_it_can_be_asked_anew(cast, told):
    asking = ask(cast, ["PMC", "FIN"])

    withdraw(asking, by=cast.engineer)

    assert states() == {"PMC": "lapsed", "FIN": "lapsed"}
    assert told == []
    assert ask(cast, ["QA"]).state == CountersignatureState.OPEN


def test_asking_nobody_is_refused(cast):
    with pytest.raises(Refused):
        ask(cast)
    with pytest.raises(Refused):
        ask(cast, ["PMC"], [])


def test_every_step_is_in_the_journal(cast):
    asking = ask(cast, ["PMC", "FIN"])
    refuse(opinion_of("FIN"), by=cast.finance, text="超出信用额度")

    verbs = [entry.verb for entry in journal.history(opinion_of("PMC"))]
    assert verbs == ["work.lapsed", "work.open_countersignature"]
    last = journal.history(asking).first()
    assert last.changes == {"state": ["open", "refused"]}


def test_asking_costs_the_same_however_many_are_asked(cast):
    many = [[Asked(department(code), "能否交付") for code in ["PMC", "FIN", "QA", "ENG", "RD", "WH", "PUR", "PRD"]]]
    costs = []

    once = [many[0][:1]]
    open_countersignature(cast.finance, steps=once, title="评审", by=cast.engineer)  # reads what is kept in memory

    for subject, steps in ((cast.engineer, once), (cast.director, many)):
        with CaptureQueriesContext(connection) as statements:
            open_countersignature(subject, steps=steps, title="评审", by=cast.engineer)
        costs.append(len(statements))

    assert costs[0] == costs[1]


def test_a_verdict_costs_the_same_however_many_are_left(cast, django_assert_max_num_queries):
    ask(cast, ["FIN", "PMC", "QA", "ENG", "RD", "WH", "PUR", "PRD"])
    opinion, finance = opinion_of("FIN"), Employee.objects.get(pk=cast.finance.pk)

    with django_assert_max_num_queries(18):
        refuse(opinion, by=finance, text="超出信用额度")


def test_what_awaits_me_comes_most_urgent_first(cast):
    late = open_countersignature(
        cast.finance.department,
        steps=[[Asked(department("PMC"), "交期")]],
        title="急",
        due_on=DUE - timedelta(9),
        by=cast.director,
    )
    ask(cast, ["PMC"])

    assert queries.awaiting(cast.pmc, TODAY).first().countersignature == late
    assert queries.awaiting(cast.engineer, TODAY).count() == 0


def test_opinions_are_seen_by_who_asked_and_who_is_asked(cast):
    ask(cast, ["PMC"])

    assert queries.opinions_seen_by(cast.engineer).count() == 1
    assert queries.opinions_seen_by(cast.pmc).count() == 1
    assert queries.opinions_seen_by(cast.tianjin_engineer).count() == 0
    assert queries.countersignatures_seen_by(cast.tianjin_engineer).count() == 0


def test_an_opinion_without_an_answer_has_no_date_of_one(cast):
    ask(cast, ["PMC"])

    with pytest.raises(IntegrityError), transaction.atomic():
        Opinion.objects.update(state=OpinionState.AGREED)


def test_nothing_is_found_wrong_after_answers(cast):
    ask(cast, ["PMC", "FIN"], ["QA"], mode=Mode.STEPS)
    agree(opinion_of("PMC"), by=cast.pmc)
    refuse(opinion_of("FIN"), by=cast.finance, text="超出信用额度")

    assert not list(invariants.wrong_states())
    assert not list(invariants.agreed_in_spite_of_a_refusal())


def test_a_countersignature_that_waits_for_nobody_is_found(cast):
    ask(cast, ["PMC"])
    Opinion.objects.update(state=OpinionState.LAPSED)

    assert len(list(invariants.wrong_states())) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_last_answers_at_the_same_moment_close_it_once(cast, told):
    asking = ask(cast, ["PMC", "FIN"])
    answers = [(opinion_of("PMC"), cast.pmc), (opinion_of("FIN"), cast.finance)]
    ready = Barrier(2)

    def answer(opinion, person):
        ready.wait()
        agree(opinion, by=person)
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda pair: answer(*pair), answers))

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED
    assert len(told) == 1
