from pathlib import Path

from stembus.config import *  # noqa: F403
from stembus.config import AREA, WEB_MIDDLEWARE, templates

AREAS = ("elections", "board", "tallies", "proceedings", "retention")

INSTALLED_APPS = [AREA + area for area in AREAS]
MIDDLEWARE = WEB_MIDDLEWARE
ROOT_URLCONF = "stembus.apps.board.urls"
TEMPLATES = templates(Path(__file__).parent / "templates")
SECRET_KEY = "unused: the board has no sessions, forms or signed cookies"  # noqa: S105
