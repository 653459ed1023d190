"""The Setup event: the election, its trustees, and the credentials that may vote."""

from collections.abc import Mapping
from dataclasses import dataclass

from stembus.protocol.credential import parse_list
from stembus.protocol.election import (
    AnyQuestion,
    Election,
    NonHomomorphicQuestion,
    Question,
    parse_election,
)
from stembus.protocol.errors import Code, Rejected, within
from stembus.protocol.mixnet import needs_shuffles
from stembus.protocol.trustee import Trustees, parse_trustees
from stembus.verify.archive import Archive


@dataclass(frozen=True, slots=True)
class Setup:
    """`credentials` maps the public ones to their weights."""

    election: Election
    trustees: Trustees
    credentials: Mapping[str, int]


def check_setup(archive: Archive) -> Setup:
    """Refuses with what `parse_election`, `parse_trustees` and `parse_list` refuse with, or
    `election.public_key` if that is not the trustees' key."""
    event = archive.events[0]
    election_raw, trustees_raw, credentials_raw = map(archive.read, event.data[:3])
    with within(event.where):
        with within("election"):
            election = parse_election(election_raw)
            _check_supported(election)
        with within("trustees"):
            trustees = parse_trustees(trustees_raw, election.group)
        if trustees.election_key != election.public_key:
            raise Rejected(Code.ELECTION_PUBLIC_KEY, "election.public_key")
        with within("credentials"):
            credentials = parse_list(credentials_raw, election.group)
            _check_weights(election, credentials)
    return Setup(election, trustees, credentials)


def _check_supported(election: Election) -> None:
    for index, question in enumerate(election.questions):
        if not _is_supported(question, election.group.capacity):
            raise Rejected(Code.QUESTION_UNSUPPORTED, f"questions[{index}]")


def _is_supported(question: AnyQuestion, capacity: int) -> bool:
    match question:
        case Question():
            return True
        case NonHomomorphicQuestion():
            return len(question.answers) <= capacity
        case _:
            return False


def _check_weights(election: Election, credentials: Mapping[str, int]) -> None:
    """Answers that are opened one by one can't have weights (§2.5)."""
    if needs_shuffles(election) and any(weight != 1 for weight in credentials.values()):
        raise Rejected(Code.CREDENTIALS_WEIGHT)
