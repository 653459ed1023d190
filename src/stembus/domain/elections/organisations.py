"""Organisations, each with elections of its own."""

from django.db import transaction
from django.db.models import Count

from stembus.domain.refusals import Refused

from .models import Organisation
from .texts import check

FIRST = "Stembus"


@transaction.atomic
def found(name: str) -> Organisation:
    """A new organisation. Refuses with `organisation.duplicate`."""
    organisation = Organisation(name=name)
    check(organisation, "name")
    if Organisation.objects.filter(name__iexact=organisation.name).exists():
        raise Refused("organisation.duplicate")
    organisation.save()
    return organisation


def by_name(name: str) -> Organisation:
    """Refuses with `organisation.unknown`."""
    organisation = Organisation.objects.filter(name__iexact=name.strip()).first()
    if organisation is None:
        raise Refused("organisation.unknown")
    return organisation


def with_figures() -> list[Organisation]:
    """Each with `count`, its number of elections; the operator sees no more of them."""
    return list(Organisation.objects.annotate(count=Count("elections")))


def only_one() -> Organisation:
    """For an installation with one organisation, which is made where there is none yet.

    Refuses with `organisation.needed` if there are more.
    """
    known = list(Organisation.objects.all()[:2])
    if len(known) > 1:
        raise Refused("organisation.needed")
    return known[0] if known else found(FIRST)
