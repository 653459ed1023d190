"""What a separate code authority hands in: public credentials alone.

Each list is as in Belenios (§2.3): sorted, so that not even the service learns whose each one is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from stembus.protocol.codes_task import CodesTask, PollTask
from stembus.protocol.credential import make_list, parse_list
from stembus.protocol.errors import Code, Rejected, renamed, within
from stembus.protocol.group import Group
from stembus.protocol.wire import Json, array, fields, parse, render, text

_TYPE, _VERSION = "stembus-public-credentials", 1

_ALL_SHAPE = dict.fromkeys(
    (
        Code.JSON_INVALID,
        Code.JSON_NOT_CANONICAL,
        Code.JSON_SHAPE,
        Code.CREDENTIALS_SHAPE,
        Code.SCALAR_OUT_OF_RANGE,
    ),
    Code.PUBLIC_CREDS_SHAPE,
)


def make_public_creds(
    task: CodesTask, credentials: Mapping[str, Iterable[tuple[str, int]]]
) -> bytes:
    """`credentials`: for each poll's uuid the public credentials with their weights."""
    return render(
        {
            "type": _TYPE,
            "version": _VERSION,
            "election": task.election,
            "task": task.fingerprint,
            "polls": [
                {"uuid": poll.uuid, "credentials": parse(make_list(credentials[poll.uuid]))}
                for poll in task.polls
            ],
        }
    )


def parse_public_creds(raw: bytes, task: CodesTask) -> Mapping[str, Mapping[str, int]]:
    """For each poll's uuid the weight of each public credential: exactly what the task asks for.

    Refuses with `public_creds.shape`, `public_creds.other_election`, `public_creds.stale` if they
    were made for another roll or other polls, `public_creds.count`, `public_creds.weights`,
    `public_creds.order` if it could tell whose each one is, `credentials.duplicate` or
    `element.invalid`.
    """
    with renamed(_ALL_SHAPE):
        kind, version, election, made_for, polls = fields(
            parse(raw), "type", "version", "election", "task", "polls"
        )
        if (kind, version) != (_TYPE, _VERSION):
            raise Rejected(Code.JSON_SHAPE)
        if text(election) != task.election:
            raise Rejected(Code.PUBLIC_CREDS_OTHER_ELECTION)
        if text(made_for) != task.fingerprint:
            raise Rejected(Code.PUBLIC_CREDS_STALE)
        return _lists(task, array(polls, len(task.polls)))


def _lists(task: CodesTask, values: Sequence[Json]) -> Mapping[str, Mapping[str, int]]:
    found: dict[str, Mapping[str, int]] = {}
    for index, (poll, value) in enumerate(zip(task.polls, values, strict=True)):
        with within(f"polls[{index}]"):
            credentials = _list(poll, value, task.group)
            if any(credentials.keys() & others.keys() for others in found.values()):
                raise Rejected(Code.CREDENTIALS_DUPLICATE)
            found[poll.uuid] = credentials
    return found


def _list(poll: PollTask, value: Json, group: Group) -> Mapping[str, int]:
    uuid, credentials = fields(value, "uuid", "credentials")
    if uuid != poll.uuid:
        raise Rejected(Code.JSON_SHAPE, "uuid")
    if len(array(credentials)) != len(poll.voters):
        raise Rejected(Code.PUBLIC_CREDS_COUNT)
    with within("credentials"):
        weights = parse_list(render(credentials), group)
        if group.encode(group.power(group.generator, 0)) in weights:
            raise Rejected(Code.ELEMENT_INVALID)  # anyone could vote with it
    if Counter(weights.values()) != Counter(voter.weight for voter in poll.voters):
        raise Rejected(Code.PUBLIC_CREDS_WEIGHTS)
    if make_list(weights.items()) != render(credentials):
        raise Rejected(Code.PUBLIC_CREDS_ORDER)
    return weights
