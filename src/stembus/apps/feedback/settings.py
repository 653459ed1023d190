from stembus import keys
from stembus.config import *  # noqa: F403
from stembus.config import ANYMAIL, AREA, MAIL_PROVIDER

AREAS = ("elections", "outbox")

INSTALLED_APPS = [AREA + area for area in AREAS]
MIDDLEWARE = ["stembus.web.FromWhere", "django.middleware.security.SecurityMiddleware"]
ROOT_URLCONF = "stembus.apps.feedback.urls"
SECRET_KEY = "unused: no sessions, forms or signed cookies"  # noqa: S105
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 << 20

# Without a secret there is no address to report to.
FEEDBACK_FROM = MAIL_PROVIDER if keys.given(keys.FEEDBACK) else ""
if FEEDBACK_FROM == "mailgun":
    ANYMAIL["MAILGUN_WEBHOOK_SIGNING_KEY"] = keys.given(keys.FEEDBACK)
elif FEEDBACK_FROM:
    ANYMAIL["WEBHOOK_SECRET"] = keys.given(keys.FEEDBACK)  # user:password
