"""Accounts and appointments."""

from django.db import transaction

from stembus.domain.elections.models import Election

from .models import Appointment, Person, Role


@transaction.atomic
def register(email: str, name: str = "") -> Person:
    """The person with this address; made if there is none. No password: a link logs in."""
    person, _ = Person.objects.get_or_create(email=email.lower(), defaults={"name": name})
    return person


def appoint(person: Person, election: Election, role: str = Role.ORGANISER) -> None:
    Appointment.objects.get_or_create(person=person, election=election, role=role)
