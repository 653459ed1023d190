"""Personal accounts, and which role a person has in which election. No shared accounts."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from stembus.domain.elections.models import Election


class Role(models.TextChoices):
    """What someone is in an election. Trustees need no account: they prove who they are by key."""

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
    # When a log-in link was last sent: not again at once.
    link_sent_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.email

    def has_usable_password(self) -> bool:
        """Nobody has one: a link by mail and a second factor log in."""
        return False


class Appointment(models.Model):
    """A person's role in one election, for good or until a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="appointments")
    election = models.ForeignKey(Election, models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=20, choices=Role.choices)
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("person__email", "role")
        constraints = (
            models.UniqueConstraint(fields=("person", "election", "role"), name="appointed_once"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.role}"
