"""Elections, their ballot papers, trustees and public credentials.

A poll is one election in Belenios's sense. Primary keys are made here, not by the database: a
process that may insert but not read could not learn a key that the database makes.
"""

import uuid

from django.core.validators import MaxValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.sealing.fields import KeyedHash, SealedText
from stembus.domain.sealing.keyring import Scope

from .phases import Phase
from .terms import BOUNDS, Term


class Group(models.TextChoices):
    ED25519 = "Ed25519", "Ed25519"
    BELENIOS_2048 = "BELENIOS-2048", "BELENIOS-2048"


class Language(models.TextChoices):
    DUTCH = "nl", _("Dutch")
    ENGLISH = "en", _("English")


class Organisation(models.Model):
    """Whose elections these are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Election(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="elections")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.DUTCH)
    group = models.CharField(max_length=20, choices=Group.choices, default=Group.ED25519)
    phase = models.CharField(max_length=12, choices=Phase.choices, default=Phase.DRAFT)
    # Set: the election is scheduled, and what voters will see is frozen.
    opens_at = models.DateTimeField(null=True, blank=True)
    # Not set while open: until the organiser closes.
    closes_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    # Spare voting codes for each hundred voters; 0: a lost code is not replaced, and then nothing
    # stored says which credential is whose, not even under a key.
    spare_percentage = models.PositiveSmallIntegerField(
        default=5, validators=[MaxValueValidator(100)]
    )
    # Counts the changes of the draft: who agrees to it agrees to this one.
    edition = models.PositiveIntegerField(default=0)
    # Progress of the opening, for who waits for it.
    codes_made = models.PositiveIntegerField(default=0)
    # Canonical JSON of all that was frozen; its hash is in each poll's definition.
    rules = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # The last change of the draft, and when the official record was made: terms count from these.
    changed_at = models.DateTimeField(auto_now_add=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    # How many days what is kept: see `terms.py`.
    keep_voters = models.PositiveIntegerField(default=BOUNDS[Term.VOTERS].usual)
    keep_messages = models.PositiveIntegerField(default=BOUNDS[Term.MESSAGES].usual)
    keep_archive = models.PositiveIntegerField(default=BOUNDS[Term.ARCHIVE].usual)
    keep_record = models.PositiveIntegerField(default=BOUNDS[Term.RECORD].usual)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(phase__in=Phase.values), name="election_phase_known"
            ),
            models.CheckConstraint(
                condition=models.Q(phase__in=(Phase.DRAFT, Phase.READY))
                | models.Q(opened_at__isnull=False),
                name="election_opened_at_set_when_open",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    keep_voters__gte=BOUNDS[Term.VOTERS].least,
                    keep_messages__gte=BOUNDS[Term.MESSAGES].least,
                    keep_archive__gte=BOUNDS[Term.ARCHIVE].least,
                    keep_record__gte=BOUNDS[Term.RECORD].least,
                ),
                name="election_kept_long_enough",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def editable(self) -> bool:
        return self.phase in (Phase.DRAFT, Phase.READY) and self.opens_at is None


class RollSalt(models.Model):
    """Opens the keyed hash of the roll that the rules hold, should a court ask for it. No process
    may read it: the database's owner does."""

    election = models.OneToOneField(Election, models.CASCADE, primary_key=True, related_name="+")
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"salt of {self.election_id}"


class KnownKey(models.Model):
    """A key that something here is sealed under: its fingerprint. The key itself is a file."""

    id = models.CharField(primary_key=True, max_length=16)
    purpose = models.CharField(max_length=8)
    since = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.purpose} key {self.id}"


class DataKey(models.Model):
    """Under which an election's personal data is sealed; itself sealed under a key in a file.

    Once it is deleted, none of that can be read any more, wherever it was copied to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="data_keys")
    scope = models.CharField(max_length=8, choices=Scope.choices)
    key = models.ForeignKey(KnownKey, models.PROTECT, related_name="+", db_index=False)
    wrapped = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("election", "scope"), name="data_key_once"),)

    def __str__(self) -> str:
        return f"data key of {self.election_id}: {self.scope}"


class Poll(models.Model):
    """A ballot paper with its own part of the roll and its own board (a constituency)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="polls")
    name = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    uuid = models.CharField(max_length=24, unique=True)
    # Listed credentials that belong to nobody yet: their keys stand in the rules.
    spares = models.PositiveIntegerField(default=0)
    # As published, byte for byte: the fingerprint is their hash. Written once, at opening.
    definition = models.TextField(blank=True)
    trustee_keys = models.TextField(blank=True)

    class Meta:
        ordering = ("position", "name")
        constraints = (
            models.UniqueConstraint(fields=("election", "name"), name="poll_name_unique"),
        )

    def __str__(self) -> str:
        return self.name or self.election.name

    @property
    def uncontested(self) -> bool:
        """Nothing to vote on: then it gets no ballot paper, no voting codes and no board."""
        questions = self.questions.all()
        return bool(questions) and all(question.uncontested for question in questions)


class Question(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=500)
    min = models.PositiveSmallIntegerField(default=1)
    max = models.PositiveSmallIntegerField(default=1)
    blank = models.BooleanField(default=True)
    # Not set: the votes are counted, and no seats follow from them.
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    # Complete parameters, as `seats.rules` gives them.
    rules = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.title

    @property
    def answers(self) -> list[str]:
        """The candidates' names, list after list."""
        return [candidate.name for candidate in self.candidates.all()]

    @property
    def uncontested(self) -> bool:
        """No more candidates than seats, and rules by which they are then elected unvoted."""
        if self.seats is None or not self.rules or not self.rules.get("uncontested"):
            return False
        return len(self.candidates.all()) <= self.seats


class CandidateList(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="lists")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """One answer. `position` counts through all lists of the question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="candidates")
    list = models.ForeignKey(
        CandidateList, models.CASCADE, related_name="candidates", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name


class Trustee(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="trustees")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=200)
    email = SealedText("trustee.email", max_length=254, validators=[validate_email])
    email_hash = KeyedHash("email")
    # SHA-256 of the token in the invitation's link; 128 random bits need no salt.
    token_hash = models.CharField(max_length=64)
    # The public key with its proof, as published (§2.2).
    key = models.TextField(blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("election", "email_hash"), name="trustee_email_once"),
        )

    def __str__(self) -> str:
        return self.name

    sealed_until = Scope.ELECTION

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk


class CodeAuthority(models.Model):
    """Who makes the voting codes in the server's place; without one, the registrar does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.OneToOneField(Election, models.CASCADE, related_name="code_authority")
    name = models.CharField(max_length=200)
    email = SealedText("authority.email", max_length=254, validators=[validate_email])
    # As for trustees.
    token_hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name

    sealed_until = Scope.ELECTION

    @property
    def sealed_in(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.election_id, self.pk


class HandedIn(models.Model):
    """The public credentials of all polls, as the code authority handed them in."""

    authority = models.OneToOneField(
        CodeAuthority, models.CASCADE, primary_key=True, related_name="handed_in"
    )
    # The fingerprint of the task: with another roll there is another one.
    task = models.CharField(max_length=64)
    content = models.TextField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"credentials by {self.authority}"


class PublicCredential(models.Model):
    """One entry of a poll's published list. Nothing here or elsewhere links it to a voter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="credentials")
    key = models.CharField(max_length=700)
    weight = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("poll", "key"), name="credential_listed_once"),
        )

    def __str__(self) -> str:
        return self.key


class Revocation(models.Model):
    """A credential whose voting code is replaced. All of it is published with the record.

    The registrar asks; the sequencer, who alone sees ballots, decides at the gate of the poll:
    not if a ballot was cast with it. From then on no ballot is accepted with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="revocations")
    key = models.CharField(max_length=700)
    # Not set: not decided yet.
    revoked = models.BooleanField(null=True)
    # The spare credential that was given out instead.
    replacement = models.CharField(max_length=700, blank=True)
    # The voter is taken off the roll: nothing is given out instead.
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "key"), name="revoked_once"),)

    def __str__(self) -> str:
        return self.key


class Addition(models.Model):
    """A spare credential that was given to a voter who came on the roll after the opening. It is
    published with the record, without the voter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="additions")
    key = models.CharField(max_length=700)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "key"), name="added_once"),)

    def __str__(self) -> str:
        return self.key
