from pathlib import Path

from stembus.config import *  # noqa: F403
from stembus.config import AREA, WEB_MIDDLEWARE, templates

AREAS = ("elections", "ballots", "audit")

INSTALLED_APPS = [AREA + area for area in AREAS]
MIDDLEWARE = WEB_MIDDLEWARE
ROOT_URLCONF = "stembus.apps.booth.urls"
TEMPLATES = templates(Path(__file__).parent / "templates")
SECRET_KEY = "unused: the booth has no sessions, forms or signed cookies"  # noqa: S105
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 << 20
