"""The task of a separate code authority: for whom to make voting codes, off the service.

The file is ours, not Belenios's. It has personal data and no secret.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from stembus.protocol.errors import Code, Rejected, each, renamed, within
from stembus.protocol.group import Group, group
from stembus.protocol.wire import Json, array, fields, integer, parse, render, text

_TYPE, _VERSION = "stembus-codes-task", 1

_ALL_SHAPE = dict.fromkeys(
    (Code.JSON_INVALID, Code.JSON_NOT_CANONICAL, Code.JSON_SHAPE, Code.GROUP_UNKNOWN),
    Code.CODES_TASK_SHAPE,
)
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A voter, as far as it takes to send a code. `reference` is the service's name for the voter,
    `address` one for mail or, in lines, one for letters."""

    reference: str
    name: str
    address: str
    language: str
    weight: int


@dataclass(frozen=True, slots=True)
class PollTask:
    uuid: str
    name: str
    voters: Sequence[Recipient]


@dataclass(frozen=True)
class CodesTask:
    """For each poll whom to make a code for. `origin` is where one votes."""

    election: str
    name: str
    origin: str
    group: Group
    polls: Sequence[PollTask]

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the task, 64 hexadecimal digits: another roll or other polls change it.

        The names of election and polls are left out, for nothing hangs on them.
        """
        polls = [[poll.uuid, [_voter(voter) for voter in poll.voters]] for poll in self.polls]
        return sha256(render([self.election, self.group.name, polls])).hexdigest()


def make_task(task: CodesTask) -> bytes:
    return render(
        {
            "type": _TYPE,
            "version": _VERSION,
            "election": task.election,
            "name": task.name,
            "origin": task.origin,
            "group": task.group.name,
            "polls": [
                {
                    "uuid": poll.uuid,
                    "name": poll.name,
                    "voters": [_voter(voter) for voter in poll.voters],
                }
                for poll in task.polls
            ],
        }
    )


def _voter(voter: Recipient) -> dict[str, object]:
    return {
        "reference": voter.reference,
        "name": voter.name,
        "address": voter.address,
        "language": voter.language,
        "weight": voter.weight,
    }


def parse_task(raw: bytes) -> CodesTask:
    """Refuses with `codes_task.shape` what is no task, and with `codes_task.formula` a text that a
    spreadsheet would compute: it could send the codes beside it away."""
    with renamed(_ALL_SHAPE):
        kind, version, election, name, origin, group_name, polls = fields(
            parse(raw), "type", "version", "election", "name", "origin", "group", "polls"
        )
        if (kind, version) != (_TYPE, _VERSION):
            raise Rejected(Code.JSON_SHAPE)
        with within("polls"):
            found = each(array(polls), _parse_poll)
        arithmetic = group(text(group_name))
        return CodesTask(text(election), text(name), _harmless(origin), arithmetic, found)


def _parse_poll(value: Json) -> PollTask:
    uuid, name, voters = fields(value, "uuid", "name", "voters")
    with within("voters"):
        return PollTask(text(uuid), _harmless(name), each(array(voters), _parse_voter))


def _parse_voter(value: Json) -> Recipient:
    reference, name, address, language, weight = fields(
        value, "reference", "name", "address", "language", "weight"
    )
    return Recipient(
        _harmless(reference),
        _harmless(name),
        _harmless(address),
        _harmless(language),
        integer(weight),
    )


def _harmless(value: Json) -> str:
    if text(value).strip().startswith(_FORMULA):
        raise Rejected(Code.CODES_TASK_FORMULA)
    return text(value)
