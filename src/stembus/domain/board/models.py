"""The public board of each poll: the archive's records in their order, and signed checkpoints.

Append only. The archive is the header and then `content` of each record by `position` (§3).
"""

import uuid

from django.db import models

from stembus.domain.elections.models import Poll


class Record(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    position = models.BigIntegerField()
    is_event = models.BooleanField()
    hash = models.CharField(max_length=64)
    content = models.TextField()
    # Of events only: its type and height.
    type = models.CharField(max_length=20, blank=True)
    height = models.BigIntegerField(null=True)
    # Of ballot events only: whose it is, so that the last one of a credential can be told.
    credential = models.CharField(max_length=700, blank=True)
    payload = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("poll", "position")
        constraints = (
            models.UniqueConstraint(fields=("poll", "position"), name="record_position_unique"),
        )
        indexes = (
            models.Index(fields=("poll", "type", "height"), name="record_events"),
            models.Index(fields=("poll", "payload"), name="record_payload"),
            models.Index(
                fields=("poll", "credential", "height"),
                condition=~models.Q(credential=""),
                name="record_credential",
            ),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.type or 'data'}"


class Checkpoint(models.Model):
    """A signed statement of the board's head, in the form of a signed note (C2SP)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    height = models.BigIntegerField()
    note = models.TextField()
    # The last entry of the trail that it names, 0 for none: where the board stands still, the
    # trail goes on.
    trail = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("poll", "height", "made_at")
        constraints = (
            models.UniqueConstraint(fields=("poll", "height", "trail"), name="checkpoint_once"),
        )

    def __str__(self) -> str:
        return self.note.splitlines()[0]
