"""The pages of the organisation: who gets in, and that they do what their actions do."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from daying.people import departments, posts, queries
from daying.people.models import Delegation, Employee, Holding, Post
from daying.people.organisation_views import chart
from daying.people.reports import posts_filled
from daying.people.setup import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def pages_of(person):
    client = Client()
    client.force_login(person)
    return client


def public(record):
    return str(record.public_id)


@pytest.mark.parametrize(
    "slug", ["employees", "departments", "posts", "establishment", "holdings", "delegations", "company"]
)
def test_lists_are_open_to_everybody_who_works_here(cast, slug):
    assert pages_of(cast.engineer).get(f"/{slug}/").status_code == 200
    assert pages_of(cast.awaiting_assignment).get(f"/{slug}/").status_code == 403


def test_human_resources_hires_on_the_page(cast):
    place = public(cast.finance.department)
    said = {"username": "newcomer", "name": "新人", "department": place, "language": "zh-hans"}

    answer = pages_of(cast.hr).post("/employees/new/", {**said, "request_key": "11111111-1111-7111-8111-111111111111"})

    assert answer.status_code == 302, answer.content
    hired = Employee.objects.get(username="newcomer")
    assert hired.department == cast.finance.department
    assert not hired.has_usable_password()


def test_somebody_is_appointed_and_relieved_on_the_page(cast):
    post = Post.objects.get(key=posts.CUSTOMER_SERVICE)
    who, place = cast.awaiting_assignment, cast.awaiting_assignment.department
    said = {"employee": public(who), "post": public(post), "department": public(place), "from_on": "2026-05-04"}
    pages = pages_of(cast.hr)

    pages.post("/holdings/new/", {**said, "request_key": "11111111-1111-7111-8111-111111111112"})
    held = Holding.objects.get(employee=who)
    pages.post(f"/holdings/{held.public_id}/edit/", {**said, "until_on": "2026-06-01", "version": held.version})

    held.refresh_from_db()
    assert (held.from_on, held.until_on) == (date(2026, 5, 4), date(2026, 6, 1))


def test_the_past_of_a_holding_is_not_rewritten(cast):
    held = cast.engineer.holdings.get()
    said = {"employee": public(cast.colleague), "post": public(held.post), "department": public(held.department)}

    answer = pages_of(cast.hr).post(
        f"/holdings/{held.public_id}/edit/", {**said, "from_on": held.from_on, "version": held.version}
    )

    assert answer.status_code in (409, 422)
    assert Holding.objects.get(pk=held.pk).employee == cast.engineer


def test_going_away_one_names_who_stands_in(cast):
    said = {"taker": public(cast.colleague), "from_on": TODAY, "until_on": TODAY + timedelta(3), "reason": "年假"}

    pages_of(cast.engineer).post("/delegations/new/", {**said, "request_key": "11111111-1111-7111-8111-111111111113"})

    delegation = Delegation.objects.get()
    assert (delegation.giver, delegation.taker) == (cast.engineer, cast.colleague)
    assert delegation in queries.delegations_seen_by(cast.colleague)
    assert delegation not in queries.delegations_seen_by(cast.finance)


def test_a_sign_in_is_closed_and_opened_again_on_the_page(cast):
    pages, url = pages_of(cast.hr), f"/employees/{cast.engineer.public_id}/do/"

    assert pages.post(f"{url}close_account/").status_code in (302, 303)
    assert not Employee.objects.get(pk=cast.engineer.pk).is_active
    pages.post(f"{url}reopen_account/")
    assert Employee.objects.get(pk=cast.engineer.pk).is_active


def test_the_chart_shows_the_organisation_of_the_day(cast):
    (top,) = chart(TODAY)
    page = pages_of(cast.engineer).get("/organisation/").content.decode()

    assert top.department.code == departments.COMPANY
    assert "营销中心" in page
    assert "周建国" in page
    assert chart(date(2000, 1, 1)) == []
    assert pages_of(cast.engineer).get("/organisation/?on=31.31.2026").status_code == 200


def test_the_rights_of_a_post_are_set_by_whoever_may(cast):
    warehouse = Post.objects.get(key=posts.WAREHOUSE)
    url = f"/posts/{warehouse.public_id}/rights/"

    assert pages_of(cast.engineer).get(url).status_code == 200
    assert pages_of(cast.engineer).post(url, {"code": ["people.appoint"]}).status_code == 403
    assert warehouse.rights.count() > 1
    pages_of(cast.gm).post(url, {"code": ["people.view_post"]})
    assert [right.code for right in warehouse.rights.all()] == ["people.view_post"]


def test_a_forgotten_password_is_helped_with(cast):
    pages, said = pages_of(cast.admin), {"employee": cast.engineer.pk, "what": "password"}

    password = pages.post("/sign-in-help/", said).context["password"]

    fresh = Employee.objects.get(pk=cast.engineer.pk)
    assert fresh.check_password(password)
    assert not fresh.check_password(DEMO_PASSWORD)
    assert pages_of(cast.hr).post("/sign-in-help/", said).status_code == 403


def test_the_sessions_of_a_stolen_laptop_are_ended(cast):
    laptop = Client()
    laptop.post("/accounts/login/", {"login": "engineer1", "password": DEMO_PASSWORD})
    assert laptop.get("/").status_code == 200

    pages_of(cast.admin).post("/sign-in-help/", {"employee": cast.engineer.pk, "what": "sessions"})

    assert laptop.get("/").status_code == 302


def test_vacancies_show_in_the_report(cast):
    class May:
        last = date(2026, 5, 31)

    rows = posts_filled(May, None)

    vacant = [(row["post"].key, row["department"].code) for row in rows if row["vacant"]]
    assert vacant == [(posts.CUSTOMER_SERVICE, departments.CUSTOMER_SERVICE)]


def test_a_profile_and_tokens_are_kept_on_their_pages(cast):
    pages = pages_of(cast.engineer)
    said = {"email": "wang@example.com", "phone": "13800000000", "timezone": "Asia/Shanghai", "version": 1}

    assert pages.post("/accounts/profile/", said).status_code == 302
    issued = pages.post("/accounts/tokens/", {"name": "ERP", "scope": "read", "expires_on": TODAY + timedelta(9)})
    secret = issued.context["issued"].secret

    assert secret in issued.content.decode()
    assert secret not in pages.get("/accounts/tokens/").content.decode()
    token = cast.engineer.api_tokens.get()
    assert pages_of(cast.colleague).post(f"/accounts/tokens/{token.public_id}/revoke/").status_code == 404
    pages.post(f"/accounts/tokens/{token.public_id}/revoke/")
    assert queries.bearer(secret) is None


def test_the_name_of_a_passkey_is_asked_for_in_the_readers_language(cast):
    form_class = import_string(settings.MFA_FORMS["add_webauthn"])

    with translation.override("zh-hans"):
        assert form_class(user=cast.engineer)["name"].label == "密钥名称"
