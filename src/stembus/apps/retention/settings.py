from stembus.config import *  # noqa: F403
from stembus.config import AREA

AREAS = (
    *("people", "elections", "rolls", "ballots", "board", "tallies", "proceedings", "codes"),
    *("proposals", "outbox", "retention", "audit"),
)

INSTALLED_APPS = [AREA + area for area in AREAS]
SECRET_KEY = "unused: no sessions, forms or signed cookies"  # noqa: S105
