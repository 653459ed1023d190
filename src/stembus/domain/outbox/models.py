"""What is sent to whom: deliveries that last, and their contents until they are handed over.

`Message` is deleted once the relay has taken it; `Delivery` stays and says what became of it.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, KnownKey, Language
from stembus.domain.sealing.fields import BoxedJson, BoxedText, SealedText
from stembus.domain.sealing.keyring import Scope, posting_name


class Kind(models.TextChoices):
    CODE = "code", _("Voting code")
    OPENING = "opening", _("The voting is open")
    REISSUE = "reissue", _("New voting code")
    REMINDER = "reminder", _("Reminder")
    EXTENSION = "extension", _("More time to vote")
    INVITATION = "invitation", _("Invitation")
    ROLE = "role", _("Role in the election")
    LOGIN = "login", _("Log-in link")
    EMERGENCY = "emergency", _("Emergency entry")
    OTHER = "other", _("Other")


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    LETTER = "letter", _("Letter")
    SMS = "sms", _("Text message")


class State(models.TextChoices):
    """Of what is SENDING or UNCERTAIN the relay's answer is missing: it may have it or not."""

    QUEUED = "queued", _("In the queue")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    BOUNCED = "bounced", _("Came back")
    FAILED = "failed", _("Refused")
    UNCERTAIN = "uncertain", _("Uncertain")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Delivery(models.Model):
    """`voter` refers to the roll without a foreign key: this area knows only elections."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None: about an account.
    election = models.ForeignKey(Election, models.CASCADE, related_name="+", null=True)
    voter = models.UUIDField(null=True)
    # Whose account it is sent to, likewise: who reviews rights sees whose mail comes back.
    person = models.UUIDField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OTHER)
    channel = models.CharField(max_length=6, choices=Channel.choices, default=Channel.MAIL)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    # When it was last begun to hand it over, and when its state last changed.
    started_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("election", "state"), name="delivery_board"),
            models.Index(fields=("election", "voter"), name="delivery_of_voter"),
            models.Index(fields=("started_at",), name="delivery_started"),
            models.Index(
                fields=("person",),
                condition=models.Q(person__isnull=False),
                name="delivery_of_person",
            ),
            # Letters wait for days: what can be sent is found past them.
            models.Index(
                fields=("channel",),
                condition=models.Q(state=State.QUEUED),
                name="delivery_queued",
            ),
            models.Index(
                fields=("started_at",),
                condition=models.Q(state=State.SENDING),
                name="delivery_unanswered",
            ),
            models.Index(
                fields=("provider_id",),
                condition=~models.Q(provider_id=""),
                name="delivery_at_provider",
            ),
        )

    def __str__(self) -> str:
        return f"delivery {self.id}: {self.state}"


class PrintRun(models.Model):
    """Letters that were printed together: what stays of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="+")
    letters = models.PositiveIntegerField()
    # Of the PDF, 64 hexadecimal digits.
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    by = models.CharField(max_length=200)
    # Not set: the contents are kept, so that it can be printed again.
    handed_over_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"print run {self.sha256[:16]}"


class Message(models.Model):
    """The content, a voting code perhaps, and when it may be tried (again).

    Who sends it can read it, and nobody else: who posts it neither.
    """

    delivery = models.OneToOneField(
        Delivery, models.CASCADE, primary_key=True, related_name="message"
    )
    election = models.ForeignKey(Election, models.CASCADE, related_name="+", null=True)
    key = models.ForeignKey(
        KnownKey, models.PROTECT, related_name="+", db_index=False, default=posting_name
    )
    to = BoxedText("message.to", max_length=254, blank=True)
    # Subject and body; a letter's content is sealed for who prints it, and not for who sends mail.
    content = BoxedJson("message.content", null=True)
    letter = models.TextField(blank=True)
    # Whom it is to reach, for the organiser, if it is no voter: those are on the roll.
    addressee = SealedText("message.addressee", max_length=254, blank=True)
    not_before = models.DateTimeField()
    # Of a letter that is printed, until it is handed over.
    run = models.ForeignKey(PrintRun, models.SET_NULL, null=True, related_name="messages")

    class Meta:
        indexes = (models.Index(fields=("not_before",), name="message_due"),)

    def __str__(self) -> str:
        return f"message {self.pk}"

    sealed_until = Scope.ELECTION

    @property
    def sealed_in(self) -> tuple[uuid.UUID | None, uuid.UUID]:
        return self.election_id, self.pk

    @property
    def subject(self) -> str:
        return str(self.content[0]) if self.content else ""

    @property
    def body(self) -> str:
        return str(self.content[1]) if self.content else self.letter


class Wording(models.Model):
    """What the organiser adds to the messages to voters. A note is plain text."""

    election = models.OneToOneField(Election, models.CASCADE, primary_key=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    privacy = models.CharField(max_length=200, blank=True)
    note_nl = models.TextField(max_length=1000, blank=True)
    note_en = models.TextField(max_length=1000, blank=True)

    def __str__(self) -> str:
        return f"wording of {self.election_id}"

    def note(self, language: str) -> str:
        return self.note_en if language == Language.ENGLISH else self.note_nl


class Pause(models.Model):
    """While it is there, nothing of this election is sent."""

    election = models.OneToOneField(Election, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"pause since {self.since}"


class Reminder(models.Model):
    """A message to all voters at a time that the organiser chose; `posted_at` once it is queued."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=254)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("election",),
                condition=models.Q(posted_at__isnull=True),
                name="one_reminder_waits",
            ),
        )

    def __str__(self) -> str:
        return f"reminder at {self.at}"
