"""The roll: who may vote. Personal data lives here and, until a message is sent, in the outbox."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, Language, Poll
from stembus.domain.refusals import Refused
from stembus.domain.sealing.fields import (
    KeyedHash,
    KeyedWords,
    SealedBytes,
    SealedJson,
    SealedText,
)
from stembus.domain.sealing.keyring import Scope

# How a country is written from where letters are sent: then it is not on the envelope.
HERE = frozenset({"", "nl", "nederland", "netherlands", "the netherlands"})


class Voter(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="voters")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voters")
    # Where in the files the voter stood: the order of the roll, for which none of it is opened.
    position = models.PositiveIntegerField(default=0)
    # An e-mail address; without one a voter gets letters.
    address = SealedText("voter.address", max_length=254, blank=True)
    name = SealedText("voter.name", max_length=200, blank=True)
    weight = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=2, choices=Language.choices)
    # What the organisation knows the voter by, such as a personnel number.
    reference = SealedText("voter.reference", max_length=50, blank=True)
    street = SealedText("voter.street", max_length=200, blank=True)
    postcode = SealedText("voter.postcode", max_length=20, blank=True)
    city = SealedText("voter.city", max_length=100, blank=True)
    country = SealedText("voter.country", max_length=100, blank=True)
    # By which a voter is found, without a look at the sealed fields.
    address_hash = KeyedHash("address")
    reference_hash = KeyedHash("reference")
    words = KeyedWords("name", "address", "reference")

    class Meta:
        ordering = ("position", "id")
        indexes = (models.Index(fields=("election", "position", "id"), name="voter_in_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("election", "address_hash"),
                condition=~models.Q(address_hash=""),
                name="voter_address_once",
            ),
            models.UniqueConstraint(
                fields=("election", "reference_hash"),
                condition=~models.Q(reference_hash=""),
                name="voter_reference_once",
            ),
            # By one of them a file finds the voter again.
            models.CheckConstraint(
                condition=~models.Q(address_hash="") | ~models.Q(reference_hash=""),
                name="voter_findable",
            ),
        )

    def __str__(self) -> str:
        return self.address or f"{self.name} ({self.reference})"

    sealed_until = Scope.VOTERS

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk

    @property
    def letter_lines(self) -> list[str]:
        """Name and postal address as they stand on an envelope; empty if no letter can be sent."""
        if not (self.name and self.street and self.city):
            return []
        place = f"{self.postcode}  {self.city.upper()}".strip()
        country = "" if self.country.lower() in HERE else self.country.upper()
        return [line for line in (self.name, self.street, place, country) if line]


class Change(models.Model):
    """What was changed of a frozen roll, and why: see `changes.py`. Never changed itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="roll_changes")
    at = models.DateTimeField(auto_now_add=True)
    reason = SealedText("change.reason", max_length=1000, lines=True)
    content = SealedJson("change.content")

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"change of {self.at}"

    sealed_until = Scope.VOTERS

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk


class State(models.TextChoices):
    COLUMNS = "columns"
    CHECKING = "checking"
    CHECKED = "checked"
    # It can't be read to its end: `fault` says why.
    FAULTY = "faulty"


class Upload(models.Model):
    """A file that waits for the organiser's yes: read, shown row by row, not yet on the roll."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.OneToOneField(Election, models.CASCADE, related_name="upload")
    at = models.DateTimeField(auto_now_add=True)
    filename = SealedText("upload.filename", max_length=255)
    content = SealedBytes("upload.content")
    # The header and the first rows: lists of text.
    head = SealedJson("upload.head")
    # For each column that is read: index, and which `Column` it is.
    columns = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.COLUMNS)
    fault = models.CharField(max_length=40, blank=True)
    fault_details = models.JSONField(default=dict)
    # Progress: so many rows are expected (0: not known), so many have each fate.
    expected = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    # Who checks it, and until when others leave it alone.
    checker = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"upload of {self.at}"

    sealed_until = Scope.VOTERS

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk

    @property
    def checked(self) -> int:
        return sum(self.counts.values())


class Fate(models.TextChoices):
    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    SAME = "same", _("the same")
    REFUSED = "refused", _("refused")


class StagedRow(models.Model):
    """A row of a file with its fate, and with what the roll would say of the voter.

    A new voter gets the row's primary key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="rows", db_index=False)
    # As a spreadsheet shows it.
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=8, choices=Fate.choices)
    # Who is on the roll already.
    voter = models.UUIDField(null=True)
    # Why it is refused, and all its cells.
    code = models.CharField(max_length=40, blank=True)
    details = SealedJson("row.details", null=True)
    cells = SealedJson("row.cells", null=True)
    # With the ballot paper the row goes too: then the file is checked again.
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", null=True, db_index=False)
    address = SealedText("voter.address", max_length=254, blank=True)
    name = SealedText("voter.name", max_length=200, blank=True)
    weight = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=2, blank=True)
    reference = SealedText("voter.reference", max_length=50, blank=True)
    street = SealedText("voter.street", max_length=200, blank=True)
    postcode = SealedText("voter.postcode", max_length=20, blank=True)
    city = SealedText("voter.city", max_length=100, blank=True)
    country = SealedText("voter.country", max_length=100, blank=True)
    # By which a voter is found, without a look at the sealed fields.
    address_hash = KeyedHash("address")
    reference_hash = KeyedHash("reference")
    words = KeyedWords("name", "address", "reference")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("upload", "number"), name="row_staged_once"),
        )
        indexes = (models.Index(fields=("upload", "fate", "number"), name="row_fate"),)

    def __str__(self) -> str:
        return f"row {self.number}"

    sealed_until = Scope.VOTERS

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        """As the voter's that it may become: sealed values are copied as they are."""
        return self.upload.election_id, self.voter or self.pk

    @property
    def refusal(self) -> Refused | None:
        return Refused(self.code, **(self.details or {})) if self.code else None
