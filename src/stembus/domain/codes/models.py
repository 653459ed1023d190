"""What a new voting code takes: who asked for one, whose credential it replaces, the spare ones.

`sealed` is readable with the registrar's key alone. Links and spares are deleted at the closing.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, Poll
from stembus.domain.sealing.fields import SealedText
from stembus.domain.sealing.keyring import Scope


class Link(models.Model):
    """The public credential that a voter's active code belongs to, sealed."""

    voter = models.UUIDField(primary_key=True)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"link of {self.voter}"


class Spare(models.Model):
    """A voting code that belongs to nobody yet, sealed, with the weight of its credential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+")
    weight = models.PositiveIntegerField()
    sealed = models.BinaryField()
    # The reissue for which it is kept, while the old code is being blocked.
    reserved_for = models.UUIDField(null=True, unique=True)

    def __str__(self) -> str:
        return f"spare {self.id}"


class Act(models.TextChoices):
    """What becomes of a voter's code. Who is added gets a spare one, as who lost one does."""

    REPLACE = "replace", _("Replaced")
    GIVE = "give", _("Voter added")
    WITHDRAW = "withdraw", _("Voter taken off")


class State(models.TextChoices):
    ASKED = "asked", _("Asked for")
    REVOKING = "revoking", _("The old code is being blocked")
    SENT = "sent", _("New code sent")
    WITHDRAWN = "withdrawn", _("Code blocked")
    VOTED = "voted", _("Refused: the old code was used to vote")
    NO_SPARE = "no_spare", _("Refused: no spare code is left")
    CLOSED = "closed", _("Refused: the voting had closed")


WAITING = (State.ASKED, State.REVOKING)


class Reissue(models.Model):
    """A wish for a new code, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="+")
    voter = models.UUIDField()
    act = models.CharField(max_length=8, choices=Act.choices, default=Act.REPLACE)
    reason = SealedText("reissue.reason", max_length=300)
    by = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("voter",), condition=models.Q(state__in=WAITING), name="one_reissue_at_once"
            ),
        )

    def __str__(self) -> str:
        return f"reissue for {self.voter}: {self.state}"

    sealed_until = Scope.VOTERS

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk
