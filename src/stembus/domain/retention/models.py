"""What holds the deletion of an election's data, and what was deleted: no voter's data."""

import uuid

from django.db import models

from stembus.domain.elections.models import Election
from stembus.domain.elections.terms import Term


class Hold(models.Model):
    """Nothing of the election is deleted until somebody ends it, or until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=1000)
    # Persons by their addresses, as in the trail.
    by = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"hold of {self.election_id}"


class Deletion(models.Model):
    """What was deleted when a term had passed. It outlives the election: so no foreign key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.UUIDField()
    term = models.CharField(max_length=10, choices=Term.choices)
    # How many days it was to be kept, and when that had passed.
    days = models.PositiveIntegerField()
    due_at = models.DateTimeField()
    at = models.DateTimeField(auto_now_add=True)
    # How many rows of which table.
    counts = models.JSONField()
    # Of each ballot paper's archive, by its uuid, as anyone may have downloaded it: its SHA-256.
    archives = models.JSONField(default=dict)
    # Whether the database's file has been cleared of it too.
    swept = models.BooleanField(default=False)

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=("election", "term"), name="deletion_of_election"),)

    def __str__(self) -> str:
        return f"deletion of {self.term} of {self.election}"

    @property
    def rows(self) -> int:
        return sum(self.counts.values())
