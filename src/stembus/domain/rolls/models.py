"""The roll: who may vote. Personal data lives here and, until a message is sent, in the outbox."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, Language, Poll
from stembus.domain.refusals import Refused

# How a country is written from where letters are sent: then it is not on the envelope.
HERE = frozenset({"", "nl", "nederland", "netherlands", "the netherlands"})


class Voter(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="voters")
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voters")
    # An e-mail address; without one a voter gets letters.
    address = models.EmailField(blank=True)
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
        ordering = ("address", "reference")
        indexes = (models.Index(fields=("election", "address", "reference"), name="voter_order"),)
        constraints = (
            models.UniqueConstraint(
                fields=("election", "address"),
                condition=~models.Q(address=""),
                name="voter_address_unique",
            ),
            models.UniqueConstraint(
                fields=("election", "reference"),
                condition=~models.Q(reference=""),
                name="voter_reference_unique",
            ),
            # By one of them a file finds the voter again.
            models.CheckConstraint(
                condition=~models.Q(address="") | ~models.Q(reference=""), name="voter_known"
            ),
        )

    def __str__(self) -> str:
        return self.address or f"{self.name} ({self.reference})"

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
    reason = models.TextField(max_length=1000)
    content = models.JSONField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"change of {self.at}"


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
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    # The header and the first rows: lists of text.
    head = models.JSONField()
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
        return self.filename

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
    details = models.JSONField(null=True)
    cells = models.JSONField(null=True)
    # With the ballot paper the row goes too: then the file is checked again.
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="+", null=True, db_index=False)
    address = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=200, blank=True)
    weight = models.PositiveIntegerField(null=True)
    language = models.CharField(max_length=2, blank=True)
    reference = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("upload", "number"), name="row_staged_once"),
        )
        indexes = (models.Index(fields=("upload", "fate", "number"), name="row_fate"),)

    def __str__(self) -> str:
        return f"row {self.number}"

    @property
    def refusal(self) -> Refused | None:
        return Refused(self.code, **(self.details or {})) if self.code else None
