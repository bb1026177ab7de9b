"""What an installation in production sends with its answers. A process of its own: settings are read once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ASK = """
import json, django
django.setup()
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.test import Client
staticfiles_storage.url = "/static/{}".format  # nobody has gathered the files here
with connection.schema_editor() as editor:
    editor.create_model(SocialApp)  # all of the database that the page of sign-in asks
safe, plain = Client(), Client()
page = safe.get("/accounts/login/", secure=True, headers={"host": "daying.example"})
turned = plain.get("/orders/?q=1", headers={"host": "daying.example"})
cookies = {name: {key: value for key, value in cookie.items() if value} for name, cookie in page.cookies.items()}
traits = ("NAME", "SECURE", "HTTPONLY", "DOMAIN", "PATH")
session = {trait: getattr(settings, f"SESSION_COOKIE_{trait}") for trait in traits}
print(json.dumps({
    "status": page.status_code, "headers": dict(page.headers), "cookies": cookies, "session": session,
    "turned": [turned.status_code, turned.headers.get("Location")], "debug": settings.DEBUG,
}))
"""
START = "import daying.wsgi"
KEY, OTHER_KEY = ("".join(f"{sign}{number}" for number in range(30)) for sign in "kj")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "daying.settings",
    "DAYING_PRODUCTION": "1",
    "DAYING_SECRET_KEY": KEY,
    "DAYING_JOURNAL_KEY": OTHER_KEY,
    "DAYING_HOSTS": "daying.example",
    "DAYING_URL": "https://daying.example",
}


def run(code, folder, **chosen):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAYING_", "DJANGO_"))}
    environment = {**kept, **PRODUCTION, "DAYING_DATA": str(folder), **chosen}
    return subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    ran = run(ASK, tmp_path_factory.mktemp("production"))
    assert ran.returncode == 0, ran.stderr[-2000:]
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_pages_carry_the_headers_that_protect_them(answer, name, value):
    assert answer["status"] == 200
    assert answer["headers"][name] == value


def test_the_policy_lets_nothing_in_from_elsewhere(answer):
    policy = answer["headers"]["Content-Security-Policy"]

    assert {"default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"} <= set(
        policy.split("; ")
    )
    assert "unsafe" not in policy


def test_pages_with_a_form_are_kept_in_no_cache(answer):
    assert "no-store" in answer["headers"]["Cache-Control"]


def test_cookies_belong_to_this_host_alone(answer):
    """Names that begin with __Host- are refused by browsers unless they are secure, for all paths and for no domain."""
    session, forgery = answer["session"], answer["cookies"]["__Host-csrf"]

    assert session == {"NAME": "__Host-session", "SECURE": True, "HTTPONLY": True, "DOMAIN": None, "PATH": "/"}
    assert forgery["secure"] is True
    assert forgery["path"] == "/"
    assert "domain" not in forgery
    assert all(cookie.get("secure") for cookie in answer["cookies"].values())


def test_whoever_comes_unencrypted_is_sent_on(answer):
    assert answer["turned"] == [301, "https://daying.example/orders/?q=1"]


def test_error_pages_tell_nothing(answer):
    assert answer["debug"] is False


@pytest.mark.parametrize(
    ("chosen", "reason"),
    [({"DAYING_DEBUG": "1"}, "daying.E001"), ({"DAYING_SECRET_KEY": "changeme"}, "daying.E003")],
)
def test_what_is_unsafe_does_not_start(tmp_path, chosen, reason):
    ran = run(START, tmp_path, **chosen)

    assert ran.returncode != 0
    assert reason in ran.stderr
