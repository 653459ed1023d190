"""The organiser's addresses, from its `urls`, with what stands in each place for one election.

A new page needs a line in `address_of` only if its address names something new.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

from django.urls import URLPattern, URLResolver, reverse

from stembus.apps.organiser import urls
from stembus.domain.elections.models import Election
from stembus.domain.people.actions import register, set_operator
from stembus.domain.people.emergencies import ask
from stembus.domain.people.models import Emergency
from stembus.domain.proposals.actions import propose
from stembus.domain.proposals.models import Proposal

UNKNOWN = uuid4()


def patterns() -> dict[str, tuple[str, str]]:
    """By name: what `reverse` calls it, and the address without its language."""
    return {
        **{each.name: (each.name, str(each.pattern)) for each in urls.services},
        **{each.name: (f"organiser:{each.name}", str(each.pattern)) for each in urls.pages},
        **{
            name: (name, address) for name, address in below([*urls.single_sign_on, *urls.accounts])
        },
    }


def below(listed: list[URLPattern | URLResolver], start: str = "") -> Iterator[tuple[str, str]]:
    for each in listed:
        if isinstance(each, URLResolver):
            yield from below(each.url_patterns, start + str(each.pattern))
        else:
            yield each.name or "", start + str(each.pattern)


def address_of(name: str, full_name: str, written: str, election: Election) -> str:
    poll = election.polls.get()
    known = {
        "election": election.pk,
        "poll": poll.uuid if name == "trustee_decryption" else poll.pk,
        "trustee": election.trustees.all()[0].pk,
        "authority": election.code_authority.pk,
        "voter": election.voters.all()[0].pk,
        "proposal": proposed(election).pk,
        "organisation": election.organisation.pk,
        "emergency": emergency_at(election).pk,
        "form": "csv",
        "question": 0 if name in ("lot", "departure") else poll.questions.get().pk,
    }
    parts = re.findall(r"<(?:(\w+):)?(\w+)>", written)
    unknown = {"uuid": UNKNOWN, "int": 0, "": "unknown"}
    return reverse(
        full_name, kwargs={name: known.get(name, unknown.get(kind)) for kind, name in parts}
    )


def emergency_at(election: Election) -> Emergency:
    """One that is not decided on."""
    there = Emergency.objects.filter(election=election).first()
    if there is not None:
        return there
    asking = register("operator0@x.nl")
    set_operator(asking, True)
    return ask(asking, election, reason="Nobody answers", hours=1)


def proposed(election: Election) -> Proposal:
    made = Proposal.objects.filter(election=election).first()
    return made or propose(election, "close", "org@x.nl", content={}, basis={})
