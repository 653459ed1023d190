from pathlib import Path

from stembus import keys
from stembus.apps.organiser.account import openid_providers
from stembus.config import *  # noqa: F403
from stembus.config import AREA, ORIGIN, PROXIES, WEB_MIDDLEWARE, templates

AREAS: tuple[str, ...] = (
    "people",
    "elections",
    "rolls",
    "board",
    "tallies",
    "proceedings",
    "proposals",
    "codes",
    "outbox",
    "retention",
    "audit",
)

INSTALLED_APPS = [
    *(AREA + area for area in AREAS),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "stembus.apps.organiser.apps.OrganiserConfig",
]
MIDDLEWARE = [
    *WEB_MIDDLEWARE,
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "stembus.apps.organiser.gate.Gate",
    "stembus.web.Unreadable",
]
# Views that the gate is not for, by the start of their module's name: none in this process.
UNGATED: tuple[str, ...] = ()
ROOT_URLCONF = "stembus.apps.organiser.urls"
TEMPLATES = templates(Path(__file__).parent / "templates")
TEMPLATES[0]["OPTIONS"]["libraries"]["rules"] = "stembus.apps.organiser.preparing.rules_tags"
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["sesame.backends.ModelBackend"]
LOGIN_URL = "organiser:login"
# A log-in link works once, for an hour.
SESAME_ONE_TIME = True
SESAME_MAX_AGE = 3600
# The link is the first factor; the second is allauth's.
ACCOUNT_ADAPTER = "stembus.apps.organiser.account.second_factor.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "stembus.apps.organiser.account.second_factor.FactorAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ORIGIN.startswith("http://localhost:")
# An organisation's own log-in in place of the link, where the operator's file names one.
SOCIALACCOUNT_ADAPTER = "stembus.apps.organiser.account.openid.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = openid_providers.read(keys.directory() / "openid.json")
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: a form's policy would forbid the way to the provider
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "openid"
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
# “Am I on the roll?”: an office may have one origin, an address gets one answer at a time.
# Who guesses is refused always, and noted so often.
ACCOUNT_RATE_LIMITS = {
    "on_the_roll": "60/h/ip,1/10m/key",
    **dict.fromkeys(("login_refused", "form_refused", "token_refused"), "60/h/ip"),
    "door": "60/h/user",
    "limit_noted": "1/h/ip",
}
CSRF_FAILURE_VIEW = "stembus.apps.organiser.trail.forms.refused"
# Counts of failed tries and used codes, shared by all processes: so not in one's memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "organiser_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

SECRET_KEY = keys.secret(keys.SESSION)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https://")
CSRF_TRUSTED_ORIGINS = [ORIGIN]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 45 << 20
