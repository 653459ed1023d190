"""Accepted ballots with their receipts. Insert only: no row is ever changed or removed."""

import uuid

from django.db import models

from stembus.domain.elections.models import Poll


class Ballot(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    credential = models.CharField(max_length=700)
    tracker = models.CharField(max_length=43)
    content = models.TextField()
    receipt = models.CharField(max_length=88)
    # The database's clock, not a process's: it alone decides what came in time.
    accepted_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("poll", "tracker"), name="ballot_accepted_once"),
        )
        indexes = (
            models.Index(fields=("poll", "accepted_at"), name="ballot_arrival"),
            models.Index(fields=("poll", "credential"), name="ballot_of_credential"),
        )

    def __str__(self) -> str:
        return self.tracker
