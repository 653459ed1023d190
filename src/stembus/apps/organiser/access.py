"""What views share: who acts, the trail of it, and refusals in words. `gate.py` let them in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest

from stembus.domain.audit import actions as audit
from stembus.domain.audit.models import Result
from stembus.domain.elections.models import Election, Organisation
from stembus.domain.people.models import Person
from stembus.domain.refusals import Refused

from .trail.noting import difference, facts, note, note_refusal


def person(request: HttpRequest) -> Person:
    """Who is logged in, in a view that lets nobody else in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


@contextmanager
def acting(
    request: HttpRequest, act: str, place: Election | Organisation | None, **details: object
) -> Iterator[None]:
    """Do an act and write it down, both or neither; what came of one that was not done is written
    down after the page, since nothing of its transaction stays."""
    election = place.pk if isinstance(place, Election) else None
    if isinstance(place, Organisation):
        details["organisation"] = str(place.pk)
    before = facts(place)
    try:
        with transaction.atomic():
            yield
            changed = difference(before, place)
            audit.record(person(request).email, act, election, **details, **changed)
    except Refused as why:
        note(request, act, election, result=Result.REFUSED, code=why.code, **details)
        raise
    except Exception as fault:
        kind = type(fault).__name__
        note(request, act, election, result=Result.FAILED, code=kind, **details)
        raise


def attempt(request: HttpRequest, do: Callable[[], object], done: str = "") -> bool:
    """Do what a button asks; say that it is done, or why not. False if it was refused."""
    try:
        do()
    except Refused as why:
        note_refusal(request, why)
        messages.error(request, explain(why))
        return False
    if done:
        messages.success(request, done)
    return True


# What is frozen, past, there already or waiting shows no form.
FORMLESS = {"election.frozen", "election.phase", "authority.exists", "proposal.waiting"}


def blame(request: HttpRequest, form: Form, why: Refused, field: str | None = None) -> None:
    """Say a refusal at the form; where there is no form any more, say it above."""
    note_refusal(request, why)
    if why.code in FORMLESS:
        messages.error(request, explain(why))
    else:
        form.add_error(field, explain(why))


def explain(why: Refused) -> str:
    """The text, with the code by which help can find it."""
    return f"{why.text} ({why.code})"
