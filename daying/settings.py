"""Settings. Everything an installation may choose comes from the environment; docs/operate.md lists the names.

Without any of them Daying runs on this machine alone: an SQLite file, a key made at the first start, DEBUG off.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from daying.configuration import database, flag, items, mail, origin, secret_key, single_sign_on
from daying.core import logs

HERE = Path(__file__).resolve().parent
DAYING_DATA = Path(os.environ.get("DAYING_DATA", HERE.parent / "var")).resolve()
DAYING_PRODUCTION = flag("DAYING_PRODUCTION")

DEBUG = flag("DAYING_DEBUG")
SECRET_KEY = secret_key(DAYING_DATA, "DAYING_SECRET_KEY")
JOURNAL_KEY = secret_key(DAYING_DATA, "DAYING_JOURNAL_KEY")
ALLOWED_HOSTS = items("DAYING_HOSTS", "localhost,127.0.0.1,[::1]")
DAYING_URL = os.environ.get("DAYING_URL", "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = items("DAYING_TRUSTED_ORIGINS", "")

INSTALLED_APPS = [
    "daying.core",
    "daying.desk",
    "daying.people",
    "daying.work",
    "daying.customers",
    "daying.products",
    "daying.stock",
    "daying.expenses",
    "daying.market",
    "daying.quotes",
    "daying.carriers",
    "daying.orders",
    "daying.shipping",
    "daying.receivables",
    "daying.performance",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    "django.forms",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if not app.startswith("daying.") or (HERE / app[7:]).is_dir()]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "daying.people.sessions.SessionRules",
    "daying.desk.preferences.PreferenceMiddleware",
    "daying.people.sessions.SecondFactor",
    "django_structlog.middlewares.RequestMiddleware",
    "daying.desk.uploads.UploadLimit",
]

ROOT_URLCONF = "daying.urls"
WSGI_APPLICATION = "daying.wsgi.application"
DATABASES = {"default": database(DAYING_DATA, os.environ.get("DAYING_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "daying.desk.shell.context",
            ],
        },
    },
]
FORM_RENDERER = "daying.desk.widgets.Renderer"

AUTH_USER_MODEL = "people.Employee"
AUTHENTICATION_BACKENDS = ["daying.people.backends.PostsBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "daying.people.passwords.ContextWords"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# How people sign in. Nobody signs up: people are hired.
DAYING_SECOND_FACTOR = flag("DAYING_SECOND_FACTOR", default=DAYING_PRODUCTION)
DAYING_SESSION_HOURS = int(os.environ.get("DAYING_SESSION_HOURS", "12"))
SESSION_COOKIE_AGE = 60 * int(os.environ.get("DAYING_SESSION_IDLE_MINUTES", "30"))
ACCOUNT_ADAPTER = "daying.people.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "100/15m/ip", "login_failed": "10/15m/key,100/15m/ip", "reset_password": "20/15m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("DAYING_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {"add_webauthn": "daying.people.forms.AddPasskeyForm"}
MFA_TOTP_ISSUER = "Daying"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not DAYING_PRODUCTION
USERSESSIONS_ADAPTER = "daying.people.adapters.SessionsAdapter"
SOCIALACCOUNT_ADAPTER = "daying.people.adapters.CompanySignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = single_sign_on("DAYING_OIDC")
if SOCIALACCOUNT_PROVIDERS:  # what it is made of takes a while to load
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
FORMAT_MODULE_PATH = ["daying.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = os.environ.get("DAYING_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DAYING_DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DAYING_DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *origin(os.environ.get("DAYING_OIDC_URL", ""))],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "daying.people.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if DAYING_PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

globals().update(mail(DAYING_DATA, os.environ.get("DAYING_MAIL", "")))
EMAIL_TIMEOUT = 20
DAYING_IMAP = os.environ.get("DAYING_IMAP", "")  # the mailbox to which customers answer
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("DAYING_MAIL_FROM", "daying@localhost")

LOGGING = logs.logging(is_production=DAYING_PRODUCTION)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

NINJA_PAGINATION_MAX_OFFSET = 10_000
# A form of as many lines as a document may have (core.lengths), with what else stands on its page.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 24_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024**2
