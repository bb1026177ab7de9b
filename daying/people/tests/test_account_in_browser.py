"""Sign-in and account pages in a real Chromium: right at 390 px, no rule of the CSP broken, and passkeys work."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from django.urls import reverse

from daying.people import posts
from daying.people.models import Employee, Post
from daying.people.setup import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
SIGNED_OUT = ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
SIGNED_IN = [
    "people-profile",
    "people-tokens",
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "usersessions_list",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "socialaccount_connections",
]
WITH_SECOND_FACTOR = ["mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"]


@pytest.fixture
def open_as(browser, live_server, cast):
    """Opens a page, signed in or not; fails when the browser complained of anything."""
    complaints: list[str] = []
    contexts = []

    def opened(viewport, language="zh-hans", client=None):
        context = browser.new_context(viewport=viewport)
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if client:
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies.items()])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints


def signed_in(person):
    """Somebody who has signed in by password just now, and once more to change something important."""
    client = Client()
    client.post(reverse("account_login"), {"login": person.username, "password": DEMO_PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    return client


def looks_right(page, url):
    """One heading, nothing wider than the screen, nothing left untranslated that should not be."""
    page.goto(url, wait_until="networkidle")
    assert page.locator("h1").count() == 1, url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    assert page.locator("main").inner_text().strip(), url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_every_page_of_the_account_looks_right(open_as, live_server, cast, viewport, language):
    Employee.objects.filter(pk=cast.engineer.pk).update(language=language)
    outside = open_as(viewport, language)
    for name in SIGNED_OUT:
        looks_right(outside, live_server.url + reverse(name))

    client = signed_in(cast.engineer)
    inside = open_as(viewport, language, client)
    for name in SIGNED_IN:
        looks_right(inside, live_server.url + reverse(name))

    totp.TOTP.activate(cast.engineer, totp.generate_totp_secret())
    RecoveryCodes.activate(cast.engineer)
    for name in WITH_SECOND_FACTOR:
        looks_right(inside, live_server.url + reverse(name))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_the_organisation_look_right(open_as, live_server, cast, viewport):
    page = open_as(viewport, client=signed_in(cast.admin))
    post = Post.objects.get(key=posts.SALES_MANAGER)

    for name in ("people-organisation", "people-rights", "people-help", "employees-list", "delegations-new"):
        looks_right(page, live_server.url + reverse(name))
    looks_right(page, live_server.url + reverse("people-post-rights", args=[post.public_id]))
    looks_right(page, live_server.url + reverse("employees-detail", args=[cast.engineer.public_id]))


def test_somebody_signs_in_by_password(open_as, live_server, cast):
    page = open_as(PHONE)
    page.goto(live_server.url + reverse("account_login"))

    page.fill("[name=login]", "engineer1")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("form.account-form button.btn-primary")

    page.wait_for_url(live_server.url + "/")


def test_a_passkey_is_added_and_signs_in_without_a_password(open_as, live_server, cast):
    page = open_as(DESK, "en", signed_in(cast.engineer))
    key = page.context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(live_server.url + reverse("mfa_add_webauthn"), wait_until="networkidle")
    page.fill("[name=name]", "Laptop")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.goto(live_server.url + reverse("account_login"), wait_until="networkidle")
    page.click("#passkey_login")
    page.wait_for_url(live_server.url + "/")
