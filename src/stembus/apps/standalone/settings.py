"""The organiser's settings, with the areas and templates of all other processes."""

from pathlib import Path

from stembus.apps.feedback import settings as feedback
from stembus.apps.organiser.settings import *  # noqa: F403
from stembus.apps.organiser.settings import INSTALLED_APPS as ORGANISER_APPS
from stembus.apps.organiser.settings import TEMPLATES
from stembus.config import AREA

AREAS = (
    *("people", "elections", "rolls", "ballots", "board", "tallies", "proceedings", "codes"),
    *("proposals", "outbox", "retention", "audit"),
)

INSTALLED_APPS = [*ORGANISER_APPS, AREA + "ballots"]
UNGATED = ("anymail.webhooks.", "stembus.apps.booth.", "stembus.apps.board.")
ANYMAIL = feedback.ANYMAIL
ROOT_URLCONF = "stembus.apps.standalone.urls"
WSGI_APPLICATION = "stembus.apps.standalone.wsgi.application"
TEMPLATES[0]["DIRS"] += [
    Path(__file__).parent.parent / name / "templates" for name in ("booth", "board")
]
