from stembus.config import *  # noqa: F403
from stembus.config import AREA

AREAS = ("elections", "ballots", "board", "tallies", "audit")

INSTALLED_APPS = [AREA + area for area in AREAS]
SECRET_KEY = "unused: no sessions, forms or signed cookies"  # noqa: S105
