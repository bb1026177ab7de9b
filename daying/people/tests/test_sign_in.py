"""The door: who gets in, how often they may try, how long they stay (T40–T43)."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from daying.core.models import JournalEntry
from daying.people import actions
from daying.people.models import Employee
from daying.people.setup import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NEW = "青山不改绿水长流-1937"


def sign_in(client, username="engineer1", password=DEMO_PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password, **more})


def verbs():
    return list(JournalEntry.objects.filter(verb__startswith="people.").order_by("pk").values_list("verb", flat=True))


def is_in(client):
    return client.get(reverse("people-profile")).status_code == 200


def test_a_person_signs_in_and_out_and_the_journal_has_both(client, cast):
    assert sign_in(client).status_code == 302
    assert is_in(client)
    client.post("/accounts/logout/")

    assert not is_in(client)
    assert verbs()[-2:] == ["people.signed_in", "people.signed_out"]
    entry = JournalEntry.objects.get(verb="people.signed_in")
    assert entry.by == cast.engineer
    assert "127.0.0.1" in entry.note


def test_a_wrong_password_is_journaled_without_what_was_typed(client, cast):
    sign_in(client, password="geheim")
    sign_in(client, username="my-password-in-the-wrong-box")

    notes = JournalEntry.objects.filter(verb="people.sign_in_failed").values_list("note", flat=True)
    assert len(notes) == 2
    assert not any("geheim" in note or "wrong-box" in note for note in notes)


def test_unknown_names_and_wrong_passwords_get_the_same_answer(client, cast):
    known, unknown = (sign_in(client, name, "falsch") for name in ("engineer1", "nobody-here"))

    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors


def test_the_eleventh_attempt_is_refused_even_with_the_right_password(client, cast):
    for _ in range(10):
        sign_in(client, password="falsch")

    sign_in(client)

    assert not is_in(client)
    assert verbs()[-1] == "people.sign_in_blocked"
    assert sign_in(Client(), "engineer2").status_code == 302


def test_a_closed_account_does_not_get_in_and_is_out_at_the_next_request(client, cast):
    sign_in(client)
    actions.close_account(cast.engineer, by=cast.hr, on=timezone.localdate())

    assert not is_in(client)
    assert sign_in(client).url == reverse("account_inactive")
    assert not is_in(client)


def test_nobody_signs_up(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/accounts/signup/").status_code == 404


def test_the_session_has_a_new_key_after_sign_in(client, cast):
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key

    sign_in(client)

    assert client.session.session_key != before


def test_a_changed_password_ends_the_other_sessions(cast):
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)

    change = {"oldpassword": DEMO_PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post(reverse("account_change_password"), change).status_code == 302

    assert is_in(here)
    assert not is_in(elsewhere)
    assert "people.changed_password" in verbs()


def test_weak_passwords_are_refused_on_the_page(client, cast):
    sign_in(client)

    for weak in ("kurz", "password1234", "engineer1-2026"):
        change = {"oldpassword": DEMO_PASSWORD, "password1": weak, "password2": weak}
        assert client.post(reverse("account_change_password"), change).status_code == 200

    assert Employee.objects.get(pk=cast.engineer.pk).check_password(DEMO_PASSWORD)


def test_a_session_ends_after_twelve_hours(client, cast, time_machine):
    time_machine.move_to(NOON)
    sign_in(client)
    for _ in range(30):
        time_machine.shift(timedelta(minutes=24))
        is_in(client)

    assert is_in(client)
    time_machine.shift(timedelta(minutes=24))
    assert not is_in(client)


def test_a_session_ends_when_nobody_uses_it(client, cast, time_machine):
    time_machine.move_to(NOON)
    sign_in(client)
    is_in(client)

    time_machine.shift(timedelta(minutes=29))
    assert is_in(client)
    time_machine.shift(timedelta(minutes=31))
    assert not is_in(client)


def test_reading_pages_writes_the_session_once_a_minute(client, cast, django_assert_num_queries):
    sign_in(client)
    is_in(client)
    before = client.session.get_expiry_date()

    is_in(client)

    assert client.session["seen"]
    assert (client.session.get_expiry_date() - before).total_seconds() < 60


def test_pages_of_the_signed_in_stay_in_no_cache(client, cast):
    sign_in(client)

    assert "no-store" in client.get(reverse("people-profile"))["Cache-Control"]
    assert "no-store" in client.get("/")["Cache-Control"]
    assert '"storage"' in client.post("/accounts/logout/")["Clear-Site-Data"]


def test_the_others_are_ended_from_the_list_of_sessions(cast):
    here, elsewhere = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/156.0"}), Client()
    sign_in(here)
    sign_in(elsewhere)
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "Chrome · Windows" in page

    here.post(reverse("usersessions_list"))

    assert is_in(here)
    assert not is_in(elsewhere)
    assert UserSession.objects.count() == 1
    assert "people.ended_session" in verbs()


@pytest.mark.parametrize(
    "where", ["//evil.cn", "https:evil.cn", "\\\\evil.cn", "/\t/evil.cn", "https://evil.cn/", "///evil.cn"]
)
def test_no_way_leads_off_the_host(client, cast, where):
    assert sign_in(client, next=where).url == "/"
    assert client.post("/accounts/logout/", {"next": where}).url == reverse("account_login")


def test_the_way_back_on_the_host_is_kept(client, cast):
    assert sign_in(client, next="/accounts/profile/").url == "/accounts/profile/"


def test_signing_out_takes_a_post(client, cast):
    sign_in(client)
    client.get("/accounts/logout/")

    assert is_in(client)


def test_a_second_factor_is_asked_for_when_there_is_one(client, cast):
    totp.TOTP.activate(cast.engineer, totp.generate_totp_secret())
    RecoveryCodes.activate(cast.engineer)

    assert sign_in(client).url == reverse("mfa_authenticate")
    assert not is_in(client)
    code = RecoveryCodes(cast.engineer.authenticator_set.get(type="recovery_codes")).get_unused_codes()[0]
    client.post(reverse("mfa_authenticate"), {"code": code})

    assert is_in(client)


def test_second_factors_cannot_be_guessed_without_end(client, cast):
    totp.TOTP.activate(cast.engineer, totp.generate_totp_secret())
    sign_in(client)
    for _ in range(10):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert not is_in(client)
    assert answer.context["form"].errors
    assert "people.second_factor_failed" in verbs()


def test_where_it_is_asked_for_nobody_gets_past_setting_one_up(client, cast, settings):
    settings.DAYING_SECOND_FACTOR = True
    sign_in(client)

    assert client.get("/").url == reverse("mfa_index")
    assert client.get("/api/v1/customers").status_code == 403
    assert client.get(reverse("mfa_index")).status_code == 200
    totp.TOTP.activate(cast.engineer, totp.generate_totp_secret())
    assert client.get("/").status_code == 200


def test_a_second_factor_that_comes_is_journaled(client, cast, django_capture_on_commit_callbacks):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})

    assert "people.added_second_factor" in verbs()


def test_a_forgotten_password_is_set_anew_by_mail(client, cast, mailoutbox):
    Employee.objects.filter(pk=cast.engineer.pk).update(email="wang@example.com")

    client.post(reverse("account_reset_password"), {"email": "wang@example.com"})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

    assert [mail.to for mail in mailoutbox] == [["wang@example.com"]]
