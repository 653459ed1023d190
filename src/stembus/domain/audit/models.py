"""Who did what, when, to what. Append only; written in the transaction of the act itself."""

import uuid

from django.db import models


class Entry(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(auto_now_add=True)
    # A person's address, or the process that acted by the clock.
    actor = models.CharField(max_length=254)
    act = models.CharField(max_length=60)
    election = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("at",)
        indexes = (models.Index(fields=("election", "at"), name="entry_by_election"),)

    def __str__(self) -> str:
        return f"{self.act} by {self.actor}"
