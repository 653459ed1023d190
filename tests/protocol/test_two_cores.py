"""The two libraries never disagree: neither in a bit of a result, nor in what is refused and where.

`make fuzz` looks for a disagreement for longer, and with an eye on the code (tests/fuzz).
"""

import os
import pickle
import random
import shutil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stembus.protocol.algebra import Group
from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.election import Question
from stembus.protocol.group import group
from stembus.protocol.wire import parse, render
from tests.protocol.altering import signed_again
from tests.protocol.comparing import checked, decoded, on, outcome
from tests.protocol.cores import CORES, LIBSODIUM, MISSING
from tests.protocol.making import CHOICES, PLAIN, WITH_BLANK, ballot_for, election_with
from tests.protocol.test_ed25519 import SMALL_ORDER, hexadecimal

Q = LIBSODIUM.order
needs_both = pytest.mark.skipif(len(CORES) < 2, reason=f"{MISSING}")
some = settings(max_examples=60, deadline=None)
scalars = st.integers(0, Q - 1) | st.sampled_from([0, 1, 2, 8, Q // 2, Q - 2, Q - 1])
COUNTED = Question("How many?", ("A", "B", "C"), min=0, max=3, blank=False)
ELECTION = election_with(PLAIN, WITH_BLANK, COUNTED)
BALLOT = ballot_for(ELECTION, [*CHOICES, [1, 1, 0]])


def torsioned(scalar: int, torsion: int) -> str:
    """The string form of a member of the group, multiplied by one of small order."""
    (small,) = LIBSODIUM.decode_trusted([hexadecimal(torsion)])
    return LIBSODIUM.encode(LIBSODIUM.product([member(LIBSODIUM, scalar), small]))


def member(core: Group, scalar: int) -> Any:
    return core.power(core.generator, scalar)


members = scalars.map(lambda scalar: LIBSODIUM.encode(member(LIBSODIUM, scalar)))
texts = st.one_of(
    members,
    st.builds(torsioned, scalars, st.sampled_from(SMALL_ORDER)),
    st.integers(0, 2**256 - 1).map(hexadecimal),
    st.integers(0, 40).map(lambda more: hexadecimal(2**255 - 25 + more)),
    st.integers(0, 40).map(lambda less: hexadecimal(2**256 - 1 - less)),
    st.sampled_from([*map(hexadecimal, SMALL_ORDER), "", "G" * 64, "\ud800", "0" * 63 + "A"]),
)


def same(compute: Any) -> None:
    first, *others = (outcome(lambda core=core: compute(core)) for core in CORES)
    assert others == [first] * len(others)


def test_who_can_build_the_native_core_has_it() -> None:
    """Otherwise nobody would notice that it no longer builds."""
    if shutil.which("cargo") and os.environ.get("STEMBUS_NATIVE") != "0":
        assert MISSING is None
    assert type(group("Ed25519")) is type(CORES[-1])


@needs_both
@some
@given(given_texts=st.lists(texts, max_size=5))
def test_the_same_texts_are_elements(given_texts: list[str]) -> None:
    native, libsodium = (decoded(core, given_texts) for core in CORES)
    assert native == libsodium


@needs_both
@some
@given(numbers=st.lists(scalars, min_size=4, max_size=4))
def test_powers_and_products_are_the_same(numbers: list[int]) -> None:
    a, x, b, y = numbers

    def compute(core: Ed25519) -> object:
        left, right = member(core, a), member(core, b)
        return [
            core.double_powers([(left, x, right, y), (core.generator, x, right, y)]),
            core.multi_power([left, right, left], [x, y, a]),
            core.product([left, right]),
            core.divide(left, right),
            core.power(left, x),
            core.encode(left),
            core.numbers(left, 30),
            core.respond(a, x, b),
        ]

    same(compute)


@needs_both
@given(wide=st.binary(max_size=64))
def test_scalars_are_the_same(wide: bytes) -> None:
    same(lambda core: core.scalar_from_bytes(wide))


@needs_both
@pytest.mark.parametrize("index", [-1, 0, 1, 7, 1000])
def test_independent_generators_are_the_same(index: int) -> None:
    same(lambda core: core.independent_generator(index))


@needs_both
@some
@given(
    prefix=st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    key=scalars,
    branches=st.lists(
        st.tuples(scalars, scalars, st.integers(0, 3) | st.just(2**53), scalars, scalars),
        max_size=4,
    ),
)
def test_challenges_are_the_same(prefix: str, key: int, branches: list[Any]) -> None:
    def compute(core: Ed25519) -> object:
        statement = [(member(core, a), member(core, b), *rest) for a, b, *rest in branches]
        return core.one_of_challenges(member(core, key), [(prefix, statement), ("", [])])

    same(compute)


# Ballots: honest, and with one leaf of their JSON changed


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if not isinstance(value, dict | list):
        return [path]
    keys = value if isinstance(value, dict) else range(len(value))
    return [leaf for key in keys for leaf in leaves(value[key], (*path, key))]


LEAVES = leaves(parse(BALLOT))
SOUND = [leaf for leaf in LEAVES if leaf[0] == "answers"]


def other(text: str, random: random.Random) -> str:
    """Another string in its place: near it, or one that is refused."""
    at = random.randrange(len(text))
    near = text[:at] + random.choice("0123456789abcdef") + text[at + 1 :]
    small = hexadecimal(random.choice(SMALL_ORDER))
    return random.choice([near, near, small, torsioned(7, random.choice(SMALL_ORDER)), str(Q)])


@needs_both
@settings(max_examples=150, deadline=None)
@given(path=st.sampled_from(LEAVES), seed=st.integers(0, 2**32), sign=st.booleans())
def test_the_same_ballots_hold_and_others_are_refused_alike(
    path: tuple[Any, ...], seed: int, sign: bool
) -> None:
    def change(body: Any) -> None:
        *inner, last = path
        for key in inner:
            body = body[key]
        body[last] = other(body[last], random.Random(seed))

    if sign and path in SOUND:
        raw = signed_again(ELECTION, BALLOT, change)
    else:
        body = parse(BALLOT)
        change(body)
        raw = render(body)
    first, second = (checked(raw, on(core, ELECTION)) for core in CORES)
    assert first == second


@pytest.mark.parametrize("core", CORES, ids=lambda core: type(core).__name__)
def test_an_honest_ballot_holds(core: Ed25519) -> None:
    assert isinstance(checked(BALLOT, on(core, ELECTION)), list)


@pytest.mark.parametrize("core", CORES, ids=lambda core: type(core).__name__)
def test_elements_go_to_another_process_and_back(core: Ed25519) -> None:
    element = member(core, 12345)
    again = pickle.loads(pickle.dumps(element))
    assert again == element
    assert hash(again) == hash(element)
    assert again != core.generator
    assert element != "another thing"
