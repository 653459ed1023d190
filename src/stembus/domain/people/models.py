"""Personal accounts, and which role a person has where. No shared accounts."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election, Organisation


class Role(models.TextChoices):
    """What someone is in an election, or in all of an organisation's. Trustees need no account:
    they prove who they are by key."""

    ORGANISER = "organiser", _("Organiser")
    COMMITTEE = "committee", _("Committee member")
    AUDITOR = "auditor", _("Auditor")
    HELPDESK = "helpdesk", _("Helpdesk")


class PersonManager(BaseUserManager["Person"]):
    """What Django's authentication asks of a user model's manager; nothing of our own."""


class Person(AbstractBaseUser):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    # Runs the installation: founds organisations, and comes into an election only as a guest.
    operator = models.BooleanField(default=False)
    # Since when, and who made one an operator; as of appointments, not known of what is older.
    operator_since = models.DateTimeField(null=True)
    operator_by = models.CharField(max_length=254, blank=True)
    # When a log-in link was last sent: not again at once.
    link_sent_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """allauth saves the whole person at a log-in elsewhere. Of what is stored, a log-in changes
        its time alone, and the organiser's role may write no more."""
        if not self._state.adding:
            kwargs.setdefault("update_fields", ("last_login",))
        super().save(*args, **kwargs)

    def has_usable_password(self) -> bool:
        """Nobody has one: a link by mail and a second factor log in."""
        return False


class Appointment(models.Model):
    """A person's role in one election or one organisation, for good or until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    election = models.ForeignKey(Election, models.CASCADE, related_name="appointments", null=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="appointments", null=True
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    until = models.DateTimeField(null=True)
    # For who reviews rights. An address, as in the trail; a use is written down once a day.
    granted_at = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=254, blank=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("person__email", "role")
        constraints = (
            models.UniqueConstraint(fields=("person", "election", "role"), name="appointed_once"),
            models.UniqueConstraint(
                fields=("person", "organisation", "role"), name="appointed_once_in_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(election__isnull=False, organisation__isnull=True)
                | models.Q(election__isnull=True, organisation__isnull=False),
                name="appointed_somewhere",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"

    @property
    def place(self) -> Election | Organisation:
        place = self.election or self.organisation
        assert place is not None  # noqa: S101 - by the table's constraint
        return place


class Emergency(models.Model):
    """An operator's entry into elections where no organiser can let one in (`emergencies.py`): one
    operator asks, another agrees; then it works until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="emergencies")
    election = models.ForeignKey(Election, models.CASCADE, related_name="emergencies", null=True)
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="emergencies", null=True
    )
    reason = models.CharField(max_length=1000)
    hours = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    # Set: the other operator agreed.
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # An address; none: it ended by itself.
    ended_by = models.CharField(max_length=254, blank=True)

    class Meta:
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(election__isnull=False, organisation__isnull=True)
                | models.Q(election__isnull=True, organisation__isnull=False),
                name="emergency_somewhere",
            ),
            models.CheckConstraint(
                condition=models.Q(hours__gte=1, hours__lte=4), name="emergency_is_short"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | ~models.Q(decided_by=models.F("person")),
                name="emergency_takes_two",
            ),
        )

    def __str__(self) -> str:
        return f"emergency entry of {self.person_id}"

    @property
    def place(self) -> Election | Organisation:
        place = self.election or self.organisation
        assert place is not None  # noqa: S101 - by the table's constraint
        return place

    @property
    def whose(self) -> Organisation:
        return self.election.organisation if self.election else self.place  # type: ignore[return-value]
