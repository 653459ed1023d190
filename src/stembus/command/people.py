"""Verbs about people: who may log in, who organises, who runs the installation."""

import argparse

from django.db import transaction

from stembus.apps.organiser.account.second_factor import forget
from stembus.apps.organiser.reach import reach
from stembus.config import ORIGIN
from stembus.domain.audit import actions as audit
from stembus.domain.people.actions import found_organisation, register, set_operator
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

ACTOR = "command line"


def link_for(email: str) -> str:
    """The token stands in the fragment: no server logs it."""
    from sesame.utils import get_token

    return f"{ORIGIN}/nl/login/#{get_token(register(email))}"


@transaction.atomic
def login_link(options: argparse.Namespace) -> None:
    link = link_for(options.email)
    audit.record(ACTOR, "login.link", who=options.email)
    print(link)


@transaction.atomic
def organisation(options: argparse.Namespace) -> None:
    reach(operator=True)
    made = found_organisation(options.name, options.organiser, ACTOR)
    audit.record(ACTOR, "organisation.found", name=made.name, organiser=options.organiser)


@transaction.atomic
def operator(options: argparse.Namespace) -> None:
    person = register(options.email)
    reach(person.pk)
    set_operator(person, not options.remove, ACTOR)
    audit.record(ACTOR, "operator", who=options.email, operator=not options.remove)


@transaction.atomic
def forget_factors(options: argparse.Namespace) -> None:
    person = Person.objects.filter(email=options.email.lower()).first()
    if person is None:
        raise Refused("person.unknown")
    forget(person)
    audit.record(ACTOR, "factor.forget", who=person.email)
