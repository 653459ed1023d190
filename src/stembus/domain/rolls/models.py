"""The roll: who may vote. Personal data lives here and, until a message is sent, in the outbox."""

import uuid

from django.db import models

from stembus.domain.elections.models import Election, Language, Poll


class Voter(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="voters")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voters")
    address = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    weight = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, choices=Language.choices)
    # What the organisation knows the voter by, such as a personnel number.
    reference = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("address",)
        constraints = (
            models.UniqueConstraint(fields=("election", "address"), name="voter_address_unique"),
        )

    def __str__(self) -> str:
        return self.address


class Upload(models.Model):
    """A file that waits for the organiser's yes: read, shown row by row, not yet on the roll."""

    election = models.OneToOneField(
        Election, models.CASCADE, primary_key=True, related_name="upload"
    )
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    # The header and the first rows: lists of text.
    head = models.JSONField()
    # For each column that is read: index, and which `Column` it is. Not set: to be chosen by hand.
    columns = models.JSONField(null=True)

    def __str__(self) -> str:
        return self.filename
