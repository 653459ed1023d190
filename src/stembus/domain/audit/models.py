"""Who did what, when, from where, to what, with which result. Append only, and each entry is bound
to all before it; written in the transaction of the act itself."""

import json
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an entry is about."""

    ACCESS = "access", _("Access")
    CHANGE = "change", _("Changes")
    SECURITY = "security", _("Security")


class Result(models.TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    FAILED = "failed", _("Failed")


class Entry(models.Model):
    """`content` is what counts and what is hashed (`chain.py`); `kind` to `result` repeat it, to
    search by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    position = models.BigIntegerField(unique=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    # The database's clock.
    at = models.DateTimeField()
    # Who the database says wrote it: a process can claim to be another in the content alone.
    role = models.CharField(max_length=63)
    content = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # A person's address, or the process that acted by the clock.
    actor = models.CharField(max_length=254)
    act = models.CharField(max_length=60)
    election = models.UUIDField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices)

    class Meta:
        ordering = ("position",)
        indexes = (models.Index(fields=("election", "position"), name="entry_of_election"),)

    def __str__(self) -> str:
        return f"{self.position}: {self.act} by {self.actor}"

    @property
    def said(self) -> dict[str, Any]:
        """The content, read."""
        content: dict[str, Any] = json.loads(self.content)
        return content

    @property
    def details(self) -> dict[str, Any]:
        details: dict[str, Any] = self.said["details"]
        return details


class Shipped(models.Model):
    """How far the trail was sent off the machine. One row, which the shipper alone writes."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    position = models.BigIntegerField()
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"up to {self.position}"
