"""Who may do what in which election."""

from stembus.domain.elections.models import Election

from .models import Appointment, Person, Role


def elections_of(person: Person) -> list[Election]:
    return list(Election.objects.filter(appointments__person=person).distinct())


def organises(person: Person, election: Election) -> bool:
    return Appointment.objects.filter(
        person=person, election=election, role=Role.ORGANISER
    ).exists()
