"""The phases of an election, as a table. What is not in it cannot happen.

Each row says who takes the step and what must be true. A step is one compare-and-set in the
database (`actions.advance`), so two processes can never both take it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .models import Election


class Phase(models.TextChoices):
    DRAFT = "draft", _("Draft")
    READY = "ready", _("Trustees ready")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    DECRYPTING = "decrypting", _("Decrypting")
    PUBLISHED = "published", _("Published")
    DELETED = "deleted", _("Deleted")


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. `guard` returns codes of what is missing: none when it may be taken."""

    source: Phase
    target: Phase
    by: str
    guard: Callable[["Election"], list[str]]


def _keys_made(election: "Election") -> list[str]:
    trustees = list(election.trustees.only("key"))
    missing = [] if len(trustees) >= 2 else ["trustees.two"]
    return missing + (["trustees.keys"] if any(not t.key for t in trustees) else [])


def _keys_missing(election: "Election") -> list[str]:
    return [] if _keys_made(election) else ["trustees.complete"]


def _papers_sealed(election: "Election") -> list[str]:
    sealed = all(
        poll.uncontested or (poll.definition and poll.credentials.exists())
        for poll in election.polls.all()
    )
    return [] if sealed else ["polls.unsealed"]


def _closing_time_passed(election: "Election") -> list[str]:
    from .queries import closing_time_passed

    return [] if closing_time_passed(election) else ["closes_at"]


def _nothing_more(election: "Election") -> list[str]:
    return []


# Only the first step can be undone: after opening there is one direction.
TRANSITIONS = (
    Transition(Phase.DRAFT, Phase.READY, "organiser", _keys_made),
    Transition(Phase.READY, Phase.DRAFT, "organiser", _keys_missing),
    Transition(Phase.READY, Phase.OPEN, "registrar", _papers_sealed),
    Transition(Phase.OPEN, Phase.CLOSED, "tallier", _closing_time_passed),
    Transition(Phase.CLOSED, Phase.DECRYPTING, "tallier", _nothing_more),
    Transition(Phase.DECRYPTING, Phase.PUBLISHED, "tallier", _nothing_more),
    # When the last term has passed, also of what was never counted.
    Transition(Phase.OPEN, Phase.DELETED, "retention", _closing_time_passed),
    Transition(Phase.CLOSED, Phase.DELETED, "retention", _nothing_more),
    Transition(Phase.DECRYPTING, Phase.DELETED, "retention", _nothing_more),
    Transition(Phase.PUBLISHED, Phase.DELETED, "retention", _nothing_more),
)


def transition(source: str, target: str) -> Transition | None:
    for step in TRANSITIONS:
        if (step.source, step.target) == (source, target):
            return step
    return None
