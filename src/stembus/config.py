"""The settings that every process shares; each `apps/<name>/settings.py` adds its own areas.

All of it comes from the environment, secrets excepted: those are files (see `keys.py`).
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from stembus import logs

PACKAGE = Path(__file__).resolve().parent
BROWSER = PACKAGE.parent.parent / "browser"
STATEMENTS = PACKAGE.parent.parent / "db"
HOME = Path(os.environ.get("STEMBUS_HOME", "var")).resolve()
ORIGIN = os.environ.get("STEMBUS_ORIGIN", "http://localhost:8000").rstrip("/")
# So many proxies stand in front and add to X-Forwarded-For whom they serve: limits are by origin.
PROXIES = int(os.environ.get("STEMBUS_PROXIES", "0"))
HOST = ORIGIN.split("://", 1)[1].rsplit(":", 1)[0]

AREA = "stembus.domain."


def database() -> dict[str, Any]:
    """PostgreSQL where DATABASE_URL says so, else SQLite in the home directory."""
    url = os.environ.get("DATABASE_URL", f"sqlite:///{HOME / 'stembus.sqlite3'}")
    # Shorter than the router lets old connections live after a reload: it never cuts one in use.
    # One that was cut meanwhile is found before it is used.
    found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    parsed: dict[str, Any] = dict(found)
    if parsed["ENGINE"].endswith("sqlite3"):
        # Tests on a file too: in memory, SQLite locks in another way than it does in service.
        parsed["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
        parsed["OPTIONS"] = {
            # The write lock at BEGIN: a transaction that reads first could else not be upgraded.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            # FULL: a receipt promises that the ballot survives a loss of power.
            # secure_delete: what is deleted is overwritten, and not only given free.
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            ),
        }
    return parsed


def templates(*directories: Path) -> list[dict[str, Any]]:
    """Template settings of a web process: its own directory, then the shared one."""
    return [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [*directories, PACKAGE / "templates"],
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.template.context_processors.i18n",
                    "stembus.web.languages",
                ],
                "libraries": {"assets": "stembus.assets_tags"},
            },
        }
    ]


# So long the trail is kept: a year at least, which the database's guards keep too.
TRAIL_DAYS = max(366, int(os.environ.get("STEMBUS_TRAIL_DAYS", "731")))

DATABASES = {"default": database()}
# This process has a database role of its own (db/roles.sql), and so secrets of its own.
SEPARATED = DATABASES["default"].get("USER", "").startswith("stembus_")
DEBUG = False
ALLOWED_HOSTS = [HOST, "localhost", "127.0.0.1", "[::1]"]
USE_TZ = True
TIME_ZONE = os.environ.get("STEMBUS_TIME_ZONE", "Europe/Amsterdam")
USE_I18N = True
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Forms need an Origin that is not null; other sites get nothing, and a fragment never leaves.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

WEB_MIDDLEWARE = [
    "stembus.web.FromWhere",
    "django.middleware.security.SecurityMiddleware",
    "stembus.web.ContentSecurityPolicy",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

LOGGING = logs.configuration()

# Where the trail is sent as it grows: host:port of a log server that takes syslog over TLS (RFC
# 5425), the authority that vouches for it, and the certificate by which it knows us.
LOG_SERVER = os.environ.get("STEMBUS_LOG_SERVER", "")
LOG_CA = os.environ.get("STEMBUS_LOG_CA", "")
LOG_CERTIFICATE = os.environ.get("STEMBUS_LOG_CERTIFICATE", "")
LOG_KEY = os.environ.get("STEMBUS_LOG_KEY", "")

# The relay of the mailer: smtp://host:25, smtps://user@host:465 or smtp+starttls://user@host:587
# (the password is a file), or, where none is given, files under HOME/mail, so that a trial needs no
# relay and nothing leaves the machine.
MAIL_FROM = os.environ.get("STEMBUS_MAIL_FROM", "Stembus <no-reply@localhost>")
DEFAULT_FROM_EMAIL = MAIL_FROM
# At most so many messages a minute, by all mailers together; 0 is without a limit.
MAIL_RATE = int(os.environ.get("STEMBUS_MAIL_RATE", "600"))
# Text messages, by MessageBird: the name or number that they come from; none are sent without it.
SMS_FROM = os.environ.get("STEMBUS_SMS_FROM", "")
SMS_API = os.environ.get("STEMBUS_SMS_API", "https://rest.messagebird.com").rstrip("/")
# A provider's API in place of a relay, by its name in django-anymail: mailgun, postmark.
MAIL_PROVIDER = os.environ.get("STEMBUS_MAIL_PROVIDER", "")
ANYMAIL: dict[str, str] = {}
if relay := os.environ.get("STEMBUS_RELAY"):
    parts = urlsplit(relay)
    EMAIL_BACKEND = "stembus.apps.mailer.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = parts.hostname or "localhost", parts.port or 25
    EMAIL_USE_SSL, EMAIL_USE_TLS = parts.scheme == "smtps", parts.scheme == "smtp+starttls"
    EMAIL_HOST_USER = unquote(parts.username or "")
    if EMAIL_HOST_USER and parts.scheme == "smtp":
        raise SystemExit("STEMBUS_RELAY: a password goes over smtps:// or smtp+starttls:// alone")
    EMAIL_TIMEOUT = 30
elif MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
    if MAIL_API := os.environ.get("STEMBUS_MAIL_API"):  # such as that of its European region
        ANYMAIL[f"{MAIL_PROVIDER.upper()}_API_URL"] = MAIL_API
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
