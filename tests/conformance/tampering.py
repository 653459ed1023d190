"""An election that was altered by who runs everything: every hash is right again afterwards."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from stembus.protocol.board import EventType, read_records
from stembus.protocol.chain import follow
from stembus.protocol.wire import render
from tests.verify.archives import Step, archive, index_of, with_data


def story_of(path: Path) -> list[Step]:
    entries = follow(read_records(BytesIO(path.read_bytes()).read))
    return [Step(each.event.type, tuple(part.content for part in each.data)) for each in entries]


def _replace(story: list[Step], event: EventType, alter: Callable[[bytes], bytes]) -> list[Step]:
    place = index_of(story, event)
    step = story[place]
    return [*story[:place], with_data(step, 0, alter(step.data[0])), *story[place + 1 :]]


def _move_a_vote(raw: bytes) -> bytes:
    result = json.loads(raw)
    counts = result["result"][0]
    counts[0], counts[1] = counts[0] + 1, counts[1] - 1
    return render(result)


def _alter_a_proof(raw: bytes) -> bytes:
    ballot = json.loads(raw)
    proof = ballot["answers"][0]["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) ^ 1)
    return render(ballot)


def _exchange_ciphertexts(raw: bytes) -> bytes:
    tally = json.loads(raw)
    tally[0][0], tally[0][1] = tally[0][1], tally[0][0]
    return render(tally)


def _alter_a_decryption(raw: bytes) -> bytes:
    decryption = json.loads(raw)
    proof = decryption["decryption_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) ^ 1)
    return render(decryption)


def with_altered_result(story: list[Step]) -> list[Step]:
    return _replace(story, EventType.RESULT, _move_a_vote)


def with_altered_proof(story: list[Step]) -> list[Step]:
    return _replace(story, EventType.BALLOT, _alter_a_proof)


def with_altered_decryption(story: list[Step]) -> list[Step]:
    return _replace(story, EventType.PARTIAL_DECRYPTION, _alter_a_decryption)


def without_a_counted_ballot(story: list[Step]) -> list[Step]:
    """The last ballot of the first plan: its voter's only one."""
    place = index_of(story, EventType.END_BALLOTS) - 1
    return story[:place] + story[place + 1 :]


TAMPERINGS = (
    with_altered_result,
    with_altered_proof,
    with_altered_decryption,
    without_a_counted_ballot,
)


def tampered(path: Path, tampering: Callable[[list[Step]], list[Step]]) -> bytes:
    return archive(tampering(story_of(path)))
