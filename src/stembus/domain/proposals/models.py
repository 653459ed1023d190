"""What one person proposes and another decides, where one alone could do harm (four eyes)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election
from stembus.domain.sealing.fields import SealedJson, SealedText
from stembus.domain.sealing.keyring import Scope

# Kinds of which the content is what the roll says of a voter: they go with it.
ABOUT_VOTERS = frozenset({"roll"})


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Proposal(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=20)
    # What to do, and what was so when it was proposed: what the second person sees is still that.
    content = SealedJson("proposal.content", default=dict)
    basis = models.JSONField(default=dict)
    reason = SealedText("proposal.reason", max_length=1000, blank=True)
    # Persons by their addresses, as in the trail.
    proposed_by = models.CharField(max_length=254)
    proposed_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    decided_by = models.CharField(max_length=254, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-proposed_at",)

    def __str__(self) -> str:
        return f"{self.kind} proposed by {self.proposed_by}"

    @property
    def sealed_until(self) -> Scope:
        return Scope.VOTERS if self.kind in ABOUT_VOTERS else Scope.ELECTION

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk
