"""Reads what an installation chooses from the environment."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;"
)
LOCK_TIMEOUT_MS = 3000
SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def flag(name: str, *, default: bool = False) -> bool:
    """Whether a switch is on: 1, true, yes or on. default: what holds where nobody has set it."""
    return os.environ.get(name, "yes" if default else "").lower() in {"1", "true", "yes", "on"}


def items(name: str, default: str) -> list[str]:
    """A list written with commas."""
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def secret_key(data: Path, name: str) -> str:
    """The key from the environment, or one made at the first start and kept beside the data, readable by its owner."""
    if name in os.environ:
        return os.environ[name]
    path = data / f"{name.lower()}.txt"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(data: Path, url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?option=value`; an SQLite file when empty."""
    if not url or url.startswith("sqlite"):
        return _sqlite(Path(url.removeprefix("sqlite://")) if url.startswith("sqlite:///") else data / "daying.sqlite3")
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit(f"DAYING_DATABASE: {parts.scheme}:// is not known; use postgresql:// or leave it empty.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": True, "options": f"-c lock_timeout={LOCK_TIMEOUT_MS}", **dict(parse_qsl(parts.query))},
    }


def mail(data: Path, url: str) -> dict[str, Any]:
    """Django's settings for `smtp://user:password@host:port`, `smtp+tls://` (STARTTLS) or `smtps://` (TLS at once).

    When empty, mails are written into a folder beside the data, where they can be looked at.
    """
    if not url:
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": data / "mail",
        }
    parts = urlsplit(url)
    if parts.scheme not in SMTP_PORTS:
        raise SystemExit(f"DAYING_MAIL: {parts.scheme}:// is not known; use smtp://, smtp+tls:// or smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or SMTP_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _sqlite(path: Path) -> dict[str, Any]:
    """Each thread keeps its connection: opening the file and reading its schema would take a tenth of a page's time.

    It keeps its statements, too: preparing one takes longer than running it, and an order alone needs a hundred.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
            "cached_statements": 500,
        },
    }


def _write_once(path: Path, text: str) -> None:
    """Two processes may start at once: the first one's key stays."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(text)


def single_sign_on(name: str) -> dict[str, Any]:
    """allauth's settings for the company's OpenID Connect provider, from NAME_URL, _CLIENT, _SECRET and _LABEL.

    Only people who are hired get in: they are known by the e-mail address that the provider says it has verified. With
    NAME_TRUST_EMAIL every address counts as verified, for a provider of the company alone where nobody types their own.
    """
    url = os.environ.get(f"{name}_URL", "")
    if not url:
        return {}
    client = {
        "provider_id": "company",
        "name": os.environ.get(f"{name}_LABEL", urlsplit(url).hostname),
        "client_id": os.environ.get(f"{name}_CLIENT", ""),
        "secret": os.environ.get(f"{name}_SECRET", ""),
        "settings": {"server_url": url},
    }
    known = {"EMAIL_AUTHENTICATION": True, "VERIFIED_EMAIL": flag(f"{name}_TRUST_EMAIL")}
    return {"openid_connect": {"APPS": [client], "OAUTH_PKCE_ENABLED": True, **known}}


def origin(url: str) -> list[str]:
    """The scheme and host of an address, for a list of what pages may reach; empty without an address."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
