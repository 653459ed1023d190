"""What the committee does after the count: lots, the record, and what follows it. Insert only.

A question is named by its poll and its number, from 0, in the frozen rules.
"""

import uuid

from django.db import models

from stembus.domain.elections.models import Election, Poll


class Lot(models.Model):
    """A lot that was drawn. Times are those that the committee gives; the trail has its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    question = models.PositiveSmallIntegerField()
    # Lots on one question, in the order in which they were recorded: 0, 1, …
    number = models.PositiveSmallIntegerField()
    # Canonical JSON: seats, list, among, drawn, for.
    content = models.TextField()
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    how = models.CharField(max_length=500)

    class Meta:
        ordering = ("poll", "question", "number")
        constraints = (
            models.UniqueConstraint(fields=("poll", "question", "number"), name="lot_once"),
        )

    def __str__(self) -> str:
        return f"lot {self.number} on question {self.question} of {self.poll_id}"


class Incident(models.Model):
    """What happened that whoever reads the record should know; no personal data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    by = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    # Set if the voting was extended: from the one time to the other.
    extended_from = models.DateTimeField(null=True)
    extended_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"incident of {self.election_id}"


class OfficialRecord(models.Model):
    """The record, once, when no lot is awaited any more."""

    election = models.OneToOneField(
        Election, models.PROTECT, primary_key=True, related_name="official_record"
    )
    # Canonical JSON: docs/guides/record.md.
    content = models.TextField()
    proceedings = models.TextField()
    dutch = models.BinaryField()
    english = models.BinaryField()

    def __str__(self) -> str:
        return f"record of {self.election_id}"


class Departure(models.Model):
    """A member leaves, or a candidate is not available to follow one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    question = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    # Empty in the person system.
    list = models.CharField(max_length=200, blank=True)
    candidate = models.PositiveSmallIntegerField()
    # Whom a lot chose to follow, where candidates were equal.
    drawn = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("poll", "question", "number")
        constraints = (
            models.UniqueConstraint(fields=("poll", "question", "number"), name="departure_once"),
            models.UniqueConstraint(
                fields=("poll", "question", "list", "candidate"), name="departs_once"
            ),
        )

    def __str__(self) -> str:
        return f"departure {self.number} from question {self.question} of {self.poll_id}"


class Objection(models.Model):
    """By a reference of the committee's own: no name of the objector stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=100)
    text = models.TextField(max_length=5000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(fields=("election", "reference"), name="objection_once"),
        )

    def __str__(self) -> str:
        return self.reference


class Ruling(models.Model):
    """The decision on an objection, once."""

    objection = models.OneToOneField(
        Objection, models.PROTECT, primary_key=True, related_name="ruling"
    )
    text = models.TextField(max_length=5000)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"ruling on {self.objection_id}"


class Recount(models.Model):
    """A recount that was asked for: archives verified, and the record made anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"recount of {self.election_id}"


class RecountReport(models.Model):
    """What a recount found: for each poll what the verifier says, and if the record is the same."""

    recount = models.OneToOneField(Recount, models.PROTECT, primary_key=True, related_name="report")
    content = models.JSONField()
    same = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"report of {self.recount_id}"
