from stembus.config import *  # noqa: F403
from stembus.config import AREA

# Messages belong to an election, so its area is there for the foreign key alone.
AREAS = ("elections", "outbox")

INSTALLED_APPS = [AREA + area for area in AREAS]
SECRET_KEY = "unused: no sessions, forms or signed cookies"  # noqa: S105
