"""Signing in with the company's OpenID Connect provider, played by a small server of our own."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from daying.configuration import single_sign_on
from daying.people.models import Employee

pytestmark = pytest.mark.django_db


class Provider(BaseHTTPRequestHandler):
    """Knows one person, whose e-mail address it has verified or not."""

    person: dict[str, object] = {}

    def do_GET(self):
        here = f"http://{self.headers['host']}"
        ends = {f"{word}_endpoint": f"{here}/{word}" for word in ("authorization", "token", "userinfo")}
        self.answer(self.person if self.path == "/userinfo" else {"issuer": here, **ends})

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.answer({"access_token": "opened", "token_type": "Bearer", "expires_in": 60})

    def answer(self, told):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def provider(settings, monkeypatch):
    server = ThreadingHTTPServer(("localhost", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("DAYING_OIDC_URL", f"http://localhost:{server.server_port}")
    monkeypatch.setenv("DAYING_OIDC_CLIENT", "daying")
    monkeypatch.setenv("DAYING_OIDC_LABEL", "企业账号")
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("DAYING_OIDC")
    yield Provider
    server.shutdown()
    server.server_close()


def come_back(client):
    """Press the button, be sent to the provider, and come back with its code."""
    sent = client.post(reverse("openid_connect_login", args=["company"]))
    asked = parse_qs(urlsplit(sent.url).query)
    assert "code_challenge" in asked
    back = {"state": asked["state"][0], "code": "abc"}
    return client.get(reverse("openid_connect_callback", args=["company"]), back)


def is_in(client):
    return client.get(reverse("people-profile")).status_code == 200


@pytest.fixture
def wang(cast):
    Employee.objects.filter(pk=cast.engineer.pk).update(email="wang@example.com")
    return cast.engineer


def test_the_button_stands_on_the_sign_in_page(client, provider):
    assert "企业账号" in client.get(reverse("account_login")).content.decode()


def test_somebody_hired_gets_in_by_a_verified_address(client, provider, wang):
    provider.person = {"sub": "1", "email": "wang@example.com", "email_verified": True}

    come_back(client)

    assert is_in(client)


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "2", "email": "wang@example.com", "email_verified": False},
        {"sub": "3", "email": "wang@example.com"},
        {"sub": "4", "email": "stranger@example.com", "email_verified": True},
    ],
    ids=["not verified", "nothing said", "not hired"],
)
def test_nobody_else_does(client, provider, wang, person):
    provider.person = person
    people = Employee.objects.count()

    answer = come_back(client)
    client.get(answer.url) if answer.status_code == 302 else None

    assert not is_in(client)
    assert Employee.objects.count() == people


def test_where_the_provider_answers_for_the_second_factor_ours_is_not_asked(client, provider, wang, settings):
    settings.DAYING_SECOND_FACTOR = True
    provider.person = {"sub": "1", "email": "wang@example.com", "email_verified": True}

    come_back(client)

    assert client.get("/").status_code == 200


def test_without_an_address_there_is_no_button(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = single_sign_on("DAYING_NO_OIDC")

    assert settings.SOCIALACCOUNT_PROVIDERS == {}
    assert client.get(reverse("account_login")).status_code == 200
