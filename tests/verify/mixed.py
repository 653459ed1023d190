"""Making what the product only checks: answers to non-homomorphic questions, and shuffles."""

from collections.abc import Sequence
from itertools import count
from typing import Any

from stembus.protocol.ballot_making import sign
from stembus.protocol.board import EventType
from stembus.protocol.credential import public
from stembus.protocol.election import AnyQuestion, Election, Question, make_uuid
from stembus.protocol.elgamal import Ciphertext
from stembus.protocol.errors import Rejected
from stembus.protocol.group import Element, Group, Random
from stembus.protocol.hashing import challenge, sha256_hex
from stembus.protocol.homomorphic_making import make_answer as make_homomorphic_answer
from stembus.protocol.mixnet import check_shuffle
from stembus.protocol.proofs import prove_knowledge
from stembus.protocol.wire import Json, render
from tests.protocol.making import PLAIN
from tests.verify.archives import Step
from tests.verify.elections import Held

_PADDING = {"Ed25519": 14, "RFC-3526-2048": 8}  # bits


def embed(group: Group, numbers: Sequence[int]) -> Element:
    """The element that stands for some numbers of 8 bits."""
    start = int.from_bytes(bytes(numbers), "big") << _PADDING[group.name]
    for number in count(start):
        try:
            return group.decode(f"{number:064x}" if group.name == "Ed25519" else str(number))
        except Rejected:
            continue
    raise AssertionError


def make_answer(election: Election, s0: str, plaintext: Element, random: Random) -> dict[str, Json]:
    group = election.group
    nonce = group.random_scalar(random)
    beta = group.product([group.power(election.public_key, nonce), plaintext])
    ciphertext = Ciphertext(group.power(group.generator, nonce), beta)
    y = group.encode(election.public_key)
    prefix = f"raweg|{s0}|{y},{','.join(ciphertext.texts(group))}|"
    proof = prove_knowledge(group, nonce, prefix, random)
    return {"choices": ciphertext.as_json(group), "proof": proof.as_json()}


class Shuffle:
    """A shuffle of some ciphertexts, with its proof; `order` says where each comes from."""

    def __init__(
        self, election: Election, before: Sequence[Ciphertext], order: Sequence[int], random: Random
    ) -> None:
        self.election, self.group, self.random = election, election.group, random
        self.order, self.before = order, before
        self.masks = self._scalars()
        self.after = [self._masked(source) for source in order]
        self.proof = self._prove()

    def _scalars(self, size: int | None = None) -> list[int]:
        size = len(self.before) if size is None else size
        return [self.group.random_scalar(self.random) for _ in range(size)]

    def _masked(self, source: int) -> Ciphertext:
        group, mask, old = self.group, self.masks[source], self.before[source]
        return Ciphertext(
            group.product([old.alpha, group.power(group.generator, mask)]),
            group.product([old.beta, group.power(self.election.public_key, mask)]),
        )

    def _multi(self, *parts: tuple[Element, int]) -> Element:
        group = self.group
        return group.product(group.power(base, exponent % group.order) for base, exponent in parts)

    def _listed(self, elements: Sequence[Element]) -> str:
        return "".join(self.group.encode(element) + "," for element in elements)

    def _pair(self) -> str:
        both = [*self.before, *self.after]
        return self._listed([part for each in both for part in (each.alpha, each.beta)])

    def _prove(self) -> Json:
        group, g, y = self.group, self.group.generator, self.election.public_key
        size, phi = len(self.before), self.election.fingerprint
        h = group.independent_generator(-1)
        h_each = [group.independent_generator(index) for index in range(size)]
        r = self._scalars()  # of the commitment to each source
        c = [
            self._multi((g, r[source]), (h_each[self.order.index(source)], 1))
            for source in range(size)
        ]
        seed = sha256_hex(f"shuffle-challenges|{phi}|{self._pair()}{self._listed(c)}".encode())
        u = [challenge(group.order, seed + sha256_hex(str(i).encode()), []) for i in range(size)]
        permuted = [u[source] for source in self.order]
        r_hat = self._scalars()
        c_hat: list[Element] = []
        for own, exponent in zip(r_hat, permuted, strict=True):
            c_hat.append(self._multi((g, own), ([h, *c_hat][-1], exponent)))
        # the secrets of s1..s4
        total = 0
        for own, exponent in zip(r_hat, permuted, strict=True):
            total = (own + exponent * total) % group.order
        secrets = [
            sum(r),
            total,
            sum(own * exponent for own, exponent in zip(r, u, strict=True)),
            sum(own * exponent for own, exponent in zip(self.masks, u, strict=True)),
        ]
        w, w_hat, w_prime = self._scalars(4), self._scalars(), self._scalars()
        alphas, betas = [x.alpha for x in self.after], [x.beta for x in self.after]
        t = [
            self._multi((g, w[0])),
            self._multi((g, w[1])),
            self._multi((g, w[2]), *zip(h_each, w_prime, strict=True)),
            self._multi((y, -w[3]), *zip(betas, w_prime, strict=True)),
            self._multi((g, -w[3]), *zip(alphas, w_prime, strict=True)),
        ]
        t_hat = [
            self._multi((g, own), (previous, exponent))
            for own, previous, exponent in zip(w_hat, [h, *c_hat][:-1], w_prime, strict=True)
        ]
        listed = [self._listed(part) for part in (t, t_hat)] + [self._pair()]
        listed += [self._listed(part) for part in (c, c_hat)]
        prefix = f"shuffle-challenge|{phi}|{''.join(listed)}"
        final = challenge(group.order, prefix, [group.encode(y)])

        def responses(nonces: Sequence[int], hidden: Sequence[int]) -> list[Json]:
            pairs = zip(nonces, hidden, strict=True)
            return [str((nonce + final * secret) % group.order) for nonce, secret in pairs]

        t1, t2, t3, t41, t42 = (group.encode(each) for each in t)
        return [
            [t1, t2, t3, [t41, t42], [group.encode(each) for each in t_hat]],
            [*responses(w, secrets), responses(w_hat, r_hat), responses(w_prime, permuted)],
            [group.encode(each) for each in c],
            [group.encode(each) for each in c_hat],
        ]


def shuffle_json(shuffles: Sequence[Shuffle]) -> dict[str, Json]:
    """One event's shuffle of all non-homomorphic questions."""
    return {
        "ciphertexts": [[x.as_json(each.group) for x in each.after] for each in shuffles],
        "proofs": [each.proof for each in shuffles],
    }


class HeldMixed(Held):
    """An election in which questions that are texts are non-homomorphic, with three answers; a
    vote for those is the three numbers."""

    def _make_election(self) -> bytes:
        questions: list[Json] = [
            {"type": "NonHomomorphic", "value": {"answers": ["A", "B", "C"], "question": each}}
            if isinstance(each, str)
            else each.as_json()
            for each in self.questions
        ]
        return render(
            {
                "version": 1,
                "description": "",
                "name": "Gemengd",
                "group": self.group_name,
                "public_key": self.group.encode(self.trusted.election_key),
                "questions": questions,
                "uuid": make_uuid(self.random),
            }
        )

    def _make_ballot(self, secret: int, choices: Sequence[Sequence[int]]) -> bytes:
        credential = public(self.group, secret)
        s0 = f"{self.election.fingerprint}|{credential}"
        answers = [
            self._make_answer(s0, *part)
            for part in zip(self.election.questions, choices, strict=True)
        ]
        body: dict[str, Json] = {
            "election_uuid": self.election.uuid,
            "election_hash": self.election.fingerprint,
            "credential": credential,
            "answers": [*answers],
        }
        return sign(self.group, secret, body, self.random)

    def _make_answer(self, s0: str, question: AnyQuestion, choices: Sequence[int]) -> Json:
        if isinstance(question, Question):
            return make_homomorphic_answer(self.election, question, s0, choices, self.random)
        return make_answer(self.election, s0, embed(self.group, choices), self.random)

    def _shuffle(self) -> None:
        for owner in range(1, self.trustees + 1):
            mixed = [isinstance(each, str) for each in self.questions]
            rows = [row for row, is_mixed in zip(self.tally.rows, mixed, strict=True) if is_mixed]
            shuffles = [
                Shuffle(
                    self.election, row, [*range(1, len(row)), *range(len(row))[:1]], self.random
                )
                for row in rows
            ]
            raw = render(shuffle_json(shuffles))
            self.tally = check_shuffle(raw, self.election, self.tally)
            envelope = render({"owner": owner, "payload": sha256_hex(raw)})
            self.story.append(Step(EventType.SHUFFLE, (raw, envelope)))
        self.story.append(Step(EventType.END_SHUFFLES))

    def _shuffled(self, row: Sequence[Ciphertext]) -> Shuffle:
        """The first becomes the last."""
        order = [*range(1, len(row)), *range(len(row))[:1]]
        return Shuffle(self.election, row, order, self.random)


def mixed(group_name: str = "Ed25519") -> list[Step]:
    """A question of each kind; two voters, of whom the first votes twice."""
    first, second, again = [[1, 0, 0], [1, 2, 3]], [[0, 1, 1], [255, 0, 7]], [[0, 1, 0], [3, 2, 1]]
    questions: Sequence[Any] = [PLAIN, "Which numbers?"]
    votes = [(0, first), (1, second), (0, again)]
    return HeldMixed(questions, weights=[1, 1, 1], votes=votes, group_name=group_name).story
