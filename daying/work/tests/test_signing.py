"""Opinions are passed on, signers added, answers taken back, those asked urged, copies sent (M5.4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from daying.core.errors import Refused
from daying.core.models import OutgoingMail
from daying.core.worker import work_off
from daying.people import actions as people
from daying.people.models import Employee
from daying.people.queries import department
from daying.work import invariants, queries
from daying.work.actions import (
    Asked,
    Place,
    add_signer,
    agree,
    open_countersignature,
    pass_on,
    refuse,
    send_copy,
    take_back_answer,
    urge,
)
from daying.work.models import CountersignatureState, Mode, Opinion, SigningRules

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ask(cast, *steps, mode=Mode.PARALLEL):
    named = [[Asked(department(code), "能否交付") for code in step] for step in steps]
    about = cast.engineer.department
    return open_countersignature(
        about, steps=named, title="订单评审", mode=mode, due_on=date(2026, 5, 4), by=cast.engineer
    )


def opinion_of(code):
    return Opinion.objects.filter(department__code=code).latest("pk")


def states():
    return dict(Opinion.objects.order_by("pk").values_list("department__code", "state"))


def with_address(*people):
    for person in people:
        Employee.objects.filter(pk=person.pk).update(email=f"{person.username}@example.com")


def test_who_an_opinion_is_passed_to_answers_instead(cast):
    asking = ask(cast, ["PMC"])

    pass_on(opinion_of("PMC"), by=cast.pmc, department=cast.production.department, reason="产能由生产部定")
    assert states() == {"PMC": "passed_on", "PRD": "open"}
    assert opinion_of("PRD").comes_from == opinion_of("PMC")
    agree(opinion_of("PRD"), by=cast.production)

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED


def test_an_opinion_is_passed_only_to_who_may_give_it(cast):
    ask(cast, ["PMC"])

    for place, person in ((cast.engineer.department, cast.engineer), (cast.quality.department, cast.finance)):
        with pytest.raises(Refused):
            pass_on(opinion_of("PMC"), by=cast.pmc, department=place, person=person, reason="请代答")

    assert states() == {"PMC": "open"}


def test_one_asked_elsewhere_passes_nothing_on(cast):
    ask(cast, ["PMC"])

    with pytest.raises(PermissionDenied):
        pass_on(opinion_of("PMC"), by=cast.finance, department=cast.finance.department, reason="我来")


def test_a_signer_before_me_is_asked_first_though_others_are_open(cast):
    asking = ask(cast, ["PMC", "FIN"])

    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.BEFORE, department=cast.production.department, duty="产能")
    assert states() == {"PMC": "waiting", "FIN": "open", "PRD": "open"}
    agree(opinion_of("PRD"), by=cast.production)
    assert states() == {"PMC": "open", "FIN": "open", "PRD": "agreed"}
    agree(opinion_of("PMC"), by=cast.pmc)
    agree(opinion_of("FIN"), by=cast.finance)

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED


def test_a_signer_after_me_is_asked_when_i_agree_and_the_next_step_waits_for_both(cast):
    asking = ask(cast, ["PMC"], ["FIN"], mode=Mode.STEPS)

    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.AFTER, department=cast.quality.department, duty="检验")
    agree(opinion_of("PMC"), by=cast.pmc)
    assert states() == {"PMC": "agreed", "FIN": "waiting", "QA": "open"}
    agree(opinion_of("QA"), by=cast.quality)
    assert states()["FIN"] == "open"
    agree(opinion_of("FIN"), by=cast.finance)

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED


def test_a_signer_along_with_me_must_agree_too(cast):
    asking = ask(cast, ["PMC"])

    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.BESIDE, department=cast.quality.department, duty="检验")
    agree(opinion_of("PMC"), by=cast.pmc)

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.OPEN


def test_where_whoever_is_first_decides_a_signer_added_after_is_still_asked(cast):
    asking = ask(cast, ["PMC", "FIN"], mode=Mode.ANY_ONE)

    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.AFTER, department=cast.quality.department, duty="检验")
    agree(opinion_of("PMC"), by=cast.pmc)
    assert states() == {"PMC": "agreed", "FIN": "open", "QA": "open"}
    agree(opinion_of("QA"), by=cast.quality)

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.AGREED


def test_what_waits_for_me_waits_for_who_i_pass_it_on_to(cast):
    ask(cast, ["PMC"])
    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.AFTER, department=cast.quality.department, duty="检验")

    pass_on(opinion_of("PMC"), by=cast.pmc, department=cast.production.department, reason="产能由生产部定")
    agree(opinion_of("PRD"), by=cast.production)

    assert states() == {"PMC": "passed_on", "PRD": "agreed", "QA": "open"}
    assert not list(invariants.waiting_in_vain())


def test_one_who_waits_for_an_answer_that_is_given_is_found(cast):
    ask(cast, ["PMC"])
    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.AFTER, department=cast.quality.department, duty="检验")
    assert not list(invariants.waiting_in_vain())

    Opinion.objects.filter(department__code="PMC").update(state="lapsed")

    assert len(list(invariants.waiting_in_vain())) == 1


def test_a_refusal_ends_what_waits_for_added_signers_too(cast):
    asking = ask(cast, ["PMC"])
    add_signer(opinion_of("PMC"), by=cast.pmc, place=Place.BEFORE, department=cast.quality.department, duty="检验")

    refuse(opinion_of("QA"), by=cast.quality, text="没有检具")

    asking.refresh_from_db()
    assert asking.state == CountersignatureState.REFUSED
    assert states() == {"PMC": "lapsed", "QA": "refused"}
    assert not list(invariants.wrong_states())


def test_an_answer_is_taken_back_while_the_others_think(cast):
    ask(cast, ["PMC", "FIN"])
    agree(opinion_of("PMC"), by=cast.pmc, text="可以", promised_on=date(2026, 6, 1))

    with pytest.raises(PermissionDenied):
        take_back_answer(opinion_of("PMC"), by=cast.finance)
    opinion = take_back_answer(opinion_of("PMC"), by=cast.pmc)

    assert (opinion.state, opinion.text, opinion.promised_on, opinion.decided_by) == ("open", "", None, None)


def test_an_answer_stands_when_it_has_led_to_more(cast):
    ask(cast, ["PMC"], ["FIN"], mode=Mode.STEPS)
    agree(opinion_of("PMC"), by=cast.pmc)
    with pytest.raises(Refused):
        take_back_answer(opinion_of("PMC"), by=cast.pmc)

    agree(opinion_of("FIN"), by=cast.finance)

    with pytest.raises(Refused):
        take_back_answer(opinion_of("FIN"), by=cast.finance)


def test_those_asked_get_a_mail_with_the_link_and_so_do_their_stand_ins(cast):
    with_address(cast.pmc, cast.finance, cast.engineer, cast.colleague)
    people.delegate(by=cast.pmc, taker=cast.colleague, from_on=TODAY, until_on=TODAY + timedelta(3))
    ask(cast, ["PMC"])

    work_off()

    mails = OutgoingMail.objects.all()
    assert {mail.to for mail in mails} == {f"{one.username}@example.com" for one in (cast.pmc, cast.colleague)}
    assert all(f"/opinions/{opinion_of('PMC').public_id}/" in mail.body for mail in mails)


def test_the_next_step_gets_its_mail_when_it_is_asked(cast):
    with_address(cast.finance)
    ask(cast, ["PMC"], ["FIN"], mode=Mode.STEPS)
    work_off()
    assert not OutgoingMail.objects.exists()

    agree(opinion_of("PMC"), by=cast.pmc)
    work_off()

    assert OutgoingMail.objects.get().to == f"{cast.finance.username}@example.com"


def test_who_asked_urges_twice_a_day_and_no_more(cast):
    with_address(cast.pmc)
    ask(cast, ["PMC"])

    with pytest.raises(PermissionDenied):
        urge(opinion_of("PMC"), by=cast.colleague)
    urge(opinion_of("PMC"), by=cast.engineer, note="客户在催")
    urge(opinion_of("PMC"), by=cast.engineer)
    with pytest.raises(Refused):
        urge(opinion_of("PMC"), by=cast.engineer)
    Opinion.objects.update(urged_on=date(2026, 1, 5))
    assert urge(opinion_of("PMC"), by=cast.engineer).urged_times == 1

    work_off()
    bodies = list(OutgoingMail.objects.order_by("pk").values_list("body", flat=True))
    assert len(bodies) == 4  # asked once, urged three times
    assert "客户在催" in bodies[1]


def test_a_reader_sees_their_copy_until_then_unseen(cast):
    with_address(cast.tianjin_engineer)
    asking = ask(cast, ["PMC"])
    assert asking not in queries.countersignatures_seen_by(cast.tianjin_engineer)
    reader = Employee.objects.get(pk=cast.tianjin_engineer.pk)

    send_copy(asking, by=cast.engineer, person=reader, note="供参考")

    assert asking in queries.countersignatures_seen_by(reader)
    assert opinion_of("PMC") in queries.opinions_seen_by(reader)
    assert list(queries.copies_to_read(reader)) == [asking]
    assert "供参考" in OutgoingMail.objects.get().body
    client = Client()
    client.force_login(reader)
    assert client.get(f"/countersignatures/{asking.public_id}/").status_code == 200
    assert not queries.copies_to_read(reader)


def test_a_copy_is_sent_to_each_once(cast):
    asking = ask(cast, ["PMC"])
    send_copy(asking, by=cast.engineer, person=cast.quality)

    with pytest.raises(Refused):
        send_copy(asking, by=cast.engineer, person=cast.quality)


def test_an_opinion_is_passed_on_over_the_page_and_the_api(cast):
    ask(cast, ["PMC", "FIN"])
    client = Client()
    client.force_login(cast.pmc)
    said = {"department": str(cast.production.department.public_id), "person": "", "reason": "产能由生产部定"}

    client.post(f"/opinions/{opinion_of('PMC').public_id}/do/pass_on/", said)
    client.force_login(cast.finance)
    said["department"] = str(cast.quality.department.public_id)
    said.pop("person")
    url = f"/api/v1/opinions/{opinion_of('FIN').public_id}/pass_on"
    answered = client.post(url, said, content_type="application/json")

    assert answered.status_code == 200, answered.content
    assert states() == {"PMC": "passed_on", "FIN": "passed_on", "PRD": "open", "QA": "open"}


def test_an_administrator_says_how_often_one_may_urge(cast):
    SigningRules.objects.update(urged_a_day=1)
    ask(cast, ["PMC"])
    urge(opinion_of("PMC"), by=cast.engineer)

    with pytest.raises(Refused):
        urge(opinion_of("PMC"), by=cast.engineer)


def test_an_answer_that_comes_too_late_gets_a_sentence(cast):
    ask(cast, ["PMC"], ["FIN"], mode=Mode.ANY_ONE)
    late = opinion_of("FIN")
    agree(opinion_of("PMC"), by=cast.pmc)

    with pytest.raises(Refused, match="无需答复"):
        agree(late, by=cast.finance)
