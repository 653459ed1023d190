"""Ballots with something changed in them, signed again so that only that is wrong."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from stembus.protocol.ballot import check_ballot
from stembus.protocol.ballot_making import sign
from stembus.protocol.election import Election
from stembus.protocol.errors import Code, Rejected
from stembus.protocol.wire import parse, render
from tests.protocol.making import (
    CHOICES,
    PLAIN,
    WITH_BLANK,
    ballot_for,
    election_with,
    seeded,
    voter,
)

Change = Callable[[Any], None]
ELECTIONS = {
    name: election_with(PLAIN, WITH_BLANK, group_name=name) for name in ("Ed25519", "BELENIOS-2048")
}
BALLOTS = {name: ballot_for(election, CHOICES) for name, election in ELECTIONS.items()}


def altered(raw: bytes, change: Change) -> bytes:
    """The ballot after `change` of its parsed form; its signature stays what it was."""
    body = deepcopy(parse(raw))
    change(body)
    return render(body)


def signed_again(election: Election, raw: bytes, change: Change) -> bytes:
    body: Any = parse(altered(raw, change))
    del body["signature"]
    return sign(election.group, voter(election), body, seeded("signed again"))


def refusal_of(election: Election, raw: bytes) -> tuple[Code, str]:
    try:
        check_ballot(raw, election)
    except Rejected as refusal:
        return refusal.code, refusal.where
    raise AssertionError("the ballot is accepted")


def refused(name: str, change: Change) -> tuple[Code, str]:
    """How the ballot for that group is refused after the change, signed again."""
    election = ELECTIONS[name]
    return refusal_of(election, signed_again(election, BALLOTS[name], change))
