"""All tables, those of Django and allauth too; no page, and no secret."""

from stembus.config import *  # noqa: F403
from stembus.config import AREA

AREAS: tuple[str, ...] = (
    *("people", "elections", "rolls", "ballots", "board", "tallies", "proceedings", "codes"),
    *("proposals", "outbox", "retention", "audit"),
)

INSTALLED_APPS = [
    *(AREA + area for area in AREAS),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
]
AUTH_USER_MODEL = "people.Person"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth starts with it alone
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "organiser_cache",
    }
}
SECRET_KEY = "unused: no sessions, forms or signed cookies"  # noqa: S105
