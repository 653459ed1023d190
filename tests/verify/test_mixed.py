"""Elections with non-homomorphic questions: what is opened was shuffled, and by nobody altered."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from stembus.protocol.ballot import check_ballot, read_ballot
from stembus.protocol.board import EventType
from stembus.protocol.election import parse_election
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.wire import parse, render
from tests.protocol.making import PLAIN
from tests.verify.archives import Step, archive, index_of, report_of, steps, verdict, with_data
from tests.verify.elections import Held
from tests.verify.mixed import HeldMixed, mixed

VECTOR = "nh-mixed-shuffles"
SHUFFLE, PARTIAL = EventType.SHUFFLE, EventType.PARTIAL_DECRYPTION
Story = list[Step]


@pytest.fixture(scope="module", params=["Ed25519", "RFC-3526-2048"])
def story(request: pytest.FixtureRequest) -> Story:
    return mixed(request.param)


def test_the_numbers_come_out_without_their_voters(story: Story, tmp_path: Path) -> None:
    report = report_of(tmp_path / "mixed.bel", archive(story))
    assert report.refusal is None
    assert report.result is not None
    counts, numbers = report.result
    assert counts == [0, 2, 1]
    assert sorted(numbers) == [[3, 2, 1], [255, 0, 7]]  # type: ignore[arg-type, type-var]


def test_nobody_needs_to_vote(tmp_path: Path) -> None:
    questions: Sequence[Any] = ["Which numbers?"]
    held = HeldMixed(questions, weights=[1], votes=[])
    assert report_of(tmp_path / "mixed.bel", archive(held.story)).result == [[]]


def test_every_beginning_is_valid(tmp_path: Path) -> None:
    whole = steps(VECTOR)
    reports = [report_of(tmp_path / "part.bel", archive(whole[:events])) for events in range(8, 16)]
    assert [report.refusal for report in reports] == [None] * 8
    assert [str(report.phase) for report in reports] == [
        *("closed", "tallied", "shuffling", "shuffling", "shuffled"),
        *("decrypting", "decrypting", "result"),
    ]


def changed(event_type: EventType, change: Callable[[Any], None], nth: int = 0) -> Any:
    """An alteration of the first data of an event of that type, given as JSON."""

    def apply(story: Story) -> None:
        index = index_of(story, event_type) + nth
        body = parse(story[index].data[0])
        change(body)
        story[index] = with_data(story[index], 0, render(body))

    return apply


def reversed_at(*path: int | str) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        for key in path:
            body = body[key]
        body.reverse()

    return change


def without(event_type: EventType) -> Callable[[Story], None]:
    def apply(story: Story) -> None:
        story[:] = [step for step in story if step.type is not event_type]

    return apply


def owned_by(number: int) -> Callable[[Story], None]:
    def apply(story: Story) -> None:
        index = index_of(story, SHUFFLE)
        raw = story[index].data[0]
        envelope = render({"owner": number, "payload": sha256_hex(raw)})
        story[index] = Step(SHUFFLE, (raw, envelope))

    return apply


def unshuffled(story: Story) -> None:
    without(SHUFFLE)(story)
    without(EventType.END_SHUFFLES)(story)


def shuffled_late(story: Story) -> None:
    story.insert(index_of(story, PARTIAL), story.pop(index_of(story, SHUFFLE)))


PROOF = ("proofs", 0)


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (unshuffled, "shuffle.missing", "events[6]"),
        (without(SHUFFLE), "event.order", "events[6].EndShuffles"),
        (without(EventType.END_SHUFFLES), "event.order", "events[8].PartialDecryption"),
        (shuffled_late, "event.order", "events[9].Shuffle"),
        (owned_by(0), "shuffle.owner", "events[6].owner"),
        (owned_by(3), "shuffle.owner", "events[6].owner"),
        (
            lambda story: story.pop(index_of(story, SHUFFLE)),
            "shuffle.proof",
            "events[6].shuffle.proofs[0]",
        ),
        (
            changed(SHUFFLE, reversed_at("ciphertexts", 0)),
            "shuffle.proof",
            "events[6].shuffle.proofs[0]",
        ),
        (
            changed(SHUFFLE, lambda shuffle: shuffle["ciphertexts"][0].pop()),
            "shuffle.shape",
            "events[6].shuffle.ciphertexts[0]",
        ),
        (
            changed(SHUFFLE, lambda shuffle: shuffle["ciphertexts"].append([])),
            "shuffle.shape",
            "events[6].shuffle",
        ),
        (
            changed(SHUFFLE, lambda shuffle: shuffle["proofs"].pop()),
            "shuffle.shape",
            "events[6].shuffle",
        ),
        (
            changed(SHUFFLE, lambda shuffle: shuffle["proofs"][0][1][4].pop()),
            "shuffle.shape",
            "events[6].shuffle.proofs[0]",
        ),
        (
            changed(SHUFFLE, lambda shuffle: shuffle["proofs"][0][2].append("1")),
            "shuffle.shape",
            "events[6].shuffle.proofs[0]",
        ),
        (
            changed(EventType.RESULT, reversed_at("result", 1)),
            "result.mismatch",
            "events[11].result[1][0]",
        ),
        (
            changed(EventType.RESULT, lambda result: result["result"][1].pop()),
            "result.shape",
            "events[11].result[1]",
        ),
        (
            changed(EventType.RESULT, lambda result: result["result"][1][0].append(0)),
            "result.shape",
            "events[11].result[1][0]",
        ),
        (
            changed(EventType.ENCRYPTED_TALLY, reversed_at(1)),
            "tally.mismatch",
            "events[5].encrypted_tally",
        ),
    ],
)
def test_what_was_altered_is_refused(
    change: Callable[[Story], None], code: str, where: str, story: Story, tmp_path: Path
) -> None:
    altered = list(story)
    change(altered)
    assert verdict(tmp_path / "mixed.bel", archive(altered)) == (code, where)


@pytest.mark.parametrize(
    "path",
    [
        *[(0, index) for index in range(3)],
        *[(0, 3, index) for index in range(2)],
        *[(0, 4, index) for index in range(2)],
        *[(1, index) for index in range(4)],
        *[(1, 4, index) for index in range(2)],
        *[(1, 5, index) for index in range(2)],
        *[(2, index) for index in range(2)],
        *[(3, index) for index in range(2)],
    ],
)
def test_no_number_of_a_shuffles_proof_can_be_another(
    path: tuple[int, ...], story: Story, tmp_path: Path
) -> None:
    def change(shuffle: Any) -> None:
        *parents, last = path
        proof = shuffle["proofs"][0]
        for key in parents:
            proof = proof[key]
        is_scalar = path[0] == 1
        identity = "1" if story[0].data[0].count(b"RFC-3526") else "0" * 63 + "1"
        proof[last] = "1" if is_scalar else identity

    altered = deepcopy(story)
    changed(SHUFFLE, change, nth=1)(altered)
    refused = verdict(tmp_path / "mixed.bel", archive(altered))
    assert refused == ("shuffle.proof", "events[7].shuffle.proofs[0]")


def test_a_ballots_numbers_are_the_voters_own(story: Story, tmp_path: Path) -> None:
    """The proof of another one's answer does not hold, though the ballot was signed."""
    questions: Sequence[Any] = ["Which numbers?"]
    votes = [(0, [[1, 2, 3]]), (1, [[3, 2, 1]])]

    class Copying(HeldMixed):
        copied: Any = None

        def _make_answer(self, s0: str, question: Any, choices: Sequence[int]) -> Any:
            self.copied = self.copied or super()._make_answer(s0, question, choices)
            return self.copied

        def _vote(self) -> None:
            for voter, choices in self.votes:
                raw = self._make_ballot(self.voters[voter], choices)
                self.story.append(Step(EventType.BALLOT, (raw,)))

        def _close(self) -> None:
            pass

        _shuffle = _decrypt = _close

    held = Copying(questions, weights=[1, 1], votes=votes)
    refused = verdict(tmp_path / "mixed.bel", archive(held.story))
    assert refused == ("ballot.knowledge_proof", "events[2].ballot.answers[0].proof")


def test_a_ballot_that_was_checked_is_read_as_it_was(story: Story) -> None:
    election = parse_election(story[0].data[0])
    raw = story[1].data[0]
    assert read_ballot(raw, election) == check_ballot(raw, election)


def test_answers_that_are_opened_one_by_one_have_no_weight(tmp_path: Path) -> None:
    setup, *_ = steps(VECTOR)
    keys = parse(setup.data[2])
    weighted = render([f"{key},2" for key in keys])  # type: ignore[union-attr]
    altered = archive([with_data(setup, 2, weighted)])
    refused = verdict(tmp_path / "mixed.bel", altered)
    assert refused == ("credentials.weight", "events[0].credentials")


def test_a_homomorphic_election_is_not_shuffled(tmp_path: Path) -> None:
    held = Held([PLAIN], weights=[1], votes=[(0, [[1, 0, 0]])])
    shuffle = render({"ciphertexts": [], "proofs": []})
    envelope = render({"owner": 1, "payload": sha256_hex(shuffle)})
    story = list(held.story)
    story.insert(index_of(story, PARTIAL), Step(SHUFFLE, (shuffle, envelope)))
    story.insert(index_of(story, PARTIAL), Step(EventType.END_SHUFFLES))
    refused = verdict(tmp_path / "mixed.bel", archive(story))
    assert refused == ("shuffle.unneeded", "events[4]")


def refusal_of_setup(story: Story, where: Path) -> tuple[str, str] | None:
    return verdict(where / "setup.bel", archive(story[:1]))


def test_numbers_do_not_fit_in_every_group(tmp_path: Path) -> None:
    questions: Sequence[Any] = [PLAIN, "Which numbers?"]
    held = HeldMixed(questions, weights=[1], votes=[], group_name="BELENIOS-2048")
    refused = refusal_of_setup(held.story, tmp_path)
    assert refused == ("question.unsupported", "events[0].election.questions[1]")


def test_questions_with_lists_are_not_supported(story: Story, tmp_path: Path) -> None:
    altered = list(story)
    election: Any = parse(story[0].data[0])
    election["questions"][1] = {
        "type": "Lists",
        "value": {"answers": [["List 1", "A", "B"]], "question": "Who?"},
    }
    altered[0] = with_data(story[0], 0, render(election))
    refused = refusal_of_setup(altered, tmp_path)
    assert refused == ("question.unsupported", "events[0].election.questions[1]")
