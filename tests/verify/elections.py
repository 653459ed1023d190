"""Whole elections, held on the spot with our own makers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from stembus.protocol.ballot import check_ballot
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.board import EventType
from stembus.protocol.credential import make_list, public
from stembus.protocol.decryption import check_partial_decryption, make_partial_decryption
from stembus.protocol.election import Question, make_election, make_uuid, parse_election
from stembus.protocol.group import group
from stembus.protocol.hashing import sha256_hex
from stembus.protocol.result import Opened, compute_result, open_tally
from stembus.protocol.tally import encrypted_tally, sized_tally, sum_ballots
from stembus.protocol.trustee import make_key, make_secret, make_trustees, parse_trustees
from stembus.protocol.wire import render
from tests.protocol.making import PLAIN, WITH_BLANK, seeded
from tests.verify.archives import Step


@dataclass
class Held:
    """Votes are (voter, choices), in the order of casting; weights are by voter."""

    questions: Sequence[Question]
    weights: Sequence[int]
    votes: Sequence[tuple[int, Sequence[Sequence[int]]]]
    group_name: str = "Ed25519"
    trustees: int = 2
    story: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.group = group(self.group_name)
        self.random = seeded("held")
        self.secrets = [make_secret(self.group, self.random) for _ in range(self.trustees)]
        self.voters = [self.group.random_scalar(self.random) for _ in self.weights]
        self._open()
        self._vote()
        self._close()
        self._shuffle()
        self._decrypt()

    def _open(self) -> None:
        keys = [make_key(self.group, secret, self.random) for secret in self.secrets]
        trustees = make_trustees(keys)
        self.trusted = parse_trustees(trustees, self.group)
        election = self._make_election()
        self.election = parse_election(election)
        names = [public(self.group, voter) for voter in self.voters]
        credentials = make_list(zip(names, self.weights, strict=True))
        hashes = [sha256_hex(part) for part in (election, trustees, credentials)]
        envelope = render(dict(zip(("election", "trustees", "credentials"), hashes, strict=True)))
        self.story.append(Step(EventType.SETUP, (election, trustees, credentials, envelope)))

    def _make_election(self) -> bytes:
        return make_election(
            uuid=make_uuid(self.random),
            name="Proef",
            description="",
            group=self.group,
            public_key=self.trusted.election_key,
            questions=self.questions,
            extra={},
        )

    def _make_ballot(self, secret: int, choices: Sequence[Sequence[int]]) -> bytes:
        return make_ballot(self.election, secret, choices, self.random)

    def _vote(self) -> None:
        last = {}
        for voter, choices in self.votes:
            raw = self._make_ballot(self.voters[voter], choices)
            last[voter] = check_ballot(raw, self.election)
            self.story.append(Step(EventType.BALLOT, (raw,)))
        counted = [(ballot, self.weights[voter]) for voter, ballot in last.items()]
        self.tally = sum_ballots(self.election, counted)

    def _close(self) -> None:
        self.encrypted = encrypted_tally(self.election, self.tally)
        sized = sized_tally(self.tally, self.encrypted)
        self.story.append(Step(EventType.END_BALLOTS))
        self.story.append(Step(EventType.ENCRYPTED_TALLY, (self.encrypted, sized)))

    def _shuffle(self) -> None:
        """Nothing, for homomorphic questions."""

    def _decrypt(self) -> None:
        self.partials = {}
        encrypted = encrypted_tally(self.election, self.tally)
        for owner, secret in enumerate(self.secrets, start=1):
            raw = make_partial_decryption(self.election, secret, encrypted, self.random)
            key = self.trusted.verification_keys[owner]
            self.partials[owner] = check_partial_decryption(
                raw, self.election, key, self.tally.rows
            )
            envelope = render({"owner": owner, "payload": sha256_hex(raw)})
            self.story.append(Step(EventType.PARTIAL_DECRYPTION, (raw, envelope)))
        self.result = compute_result(self.election, self.tally, self.opened())
        self.story.append(Step(EventType.RESULT, (self.result,)))

    def opened(self) -> Opened:
        return open_tally(self.election, self.trusted, self.tally, self.partials)


def revoted(group_name: str = "Ed25519") -> Held:
    """Three voters, of whom the first, with weight 5, votes twice and the last does not vote."""
    first, second, again = [[1, 0, 1], [1, 0, 0]], [[0, 1, 0], [0, 1, 0]], [[0, 0, 1], [0, 1, 0]]
    votes = [(0, first), (1, second), (0, again)]
    return Held([PLAIN, WITH_BLANK], weights=[5, 1, 1], votes=votes, group_name=group_name)
