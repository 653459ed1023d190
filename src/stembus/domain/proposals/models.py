"""What one person proposes and another decides, where one alone could do harm (four eyes)."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election


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
    content = models.JSONField(default=dict)
    basis = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)
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
