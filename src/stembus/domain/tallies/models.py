"""What the count produces, before the sequencer puts it on the board. Insert only."""

import uuid

from django.db import models

from stembus.domain.elections.models import Poll, Trustee


class EncryptedTally(models.Model):
    poll = models.OneToOneField(Poll, models.PROTECT, primary_key=True, related_name="+")
    content = models.TextField()
    sized = models.TextField()

    def __str__(self) -> str:
        return f"encrypted tally of {self.poll_id}"


class PartialDecryption(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    trustee = models.ForeignKey(Trustee, models.PROTECT, related_name="+")
    # The trustee's number in the list of keys: 1, 2, … (§2.2).
    owner = models.PositiveSmallIntegerField()
    content = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "owner"), name="decrypted_once"),)

    def __str__(self) -> str:
        return f"decryption {self.owner} of {self.poll_id}"


class Result(models.Model):
    poll = models.OneToOneField(Poll, models.PROTECT, primary_key=True, related_name="+")
    content = models.TextField()

    def __str__(self) -> str:
        return f"result of {self.poll_id}"
