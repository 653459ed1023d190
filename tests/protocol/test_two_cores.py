"""The two libraries never disagree: neither in a bit of a result, nor in what is refused and where.

`make fuzz` looks for a disagreement for longer, and with an eye on the code (tests/fuzz).
"""

import os
import pickle
import subprocess
import sys
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stembus.protocol.algebra import Group
from stembus.protocol.ed25519 import Ed25519
from stembus.protocol.group import group
from stembus.protocol.wire import parse, render
from tests.protocol.comparing import BALLOT, ELECTION, checked, decoded, on, outcome
from tests.protocol.cores import CORES, LIBSODIUM, MISSING
from tests.protocol.mutating import (
    SMALL_ORDER,
    Path,
    hexadecimal,
    leaves,
    mutated,
    signed,
    torsioned,
)

Q = LIBSODIUM.order
needs_both = pytest.mark.skipif(len(CORES) < 2, reason=f"{MISSING}")
some = settings(max_examples=60, deadline=None)
scalars = st.integers(0, Q - 1) | st.sampled_from([0, 1, 2, 8, Q // 2, Q - 2, Q - 1])


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


def test_the_core_that_was_built_is_the_one_that_computes() -> None:
    """The Makefile says what it has built; where that did not go, it has said so too."""
    if os.path.exists(f"{sys.prefix}/native") and os.environ.get("STEMBUS_NATIVE") != "0":
        assert MISSING is None
    assert type(group("Ed25519")) is type(CORES[-1])


WITHOUT = """
import sys
{preparation}
from stembus.protocol.group import group, missing_core
print(type(group("Ed25519")).__name__, missing_core())
"""


@pytest.mark.parametrize(
    ("preparation", "why"),
    [
        ("sys.modules['stembus_native'] = None", "stembus_native"),
        ("import os; os.environ['STEMBUS_NATIVE'] = '0'", "STEMBUS_NATIVE=0"),
        ("import stembus_native; stembus_native.INTERFACE = 0", "its interface is 0, not 1"),
    ],
)
@needs_both
def test_libsodium_computes_where_the_wheel_does_not(preparation: str, why: str) -> None:
    code = WITHOUT.format(preparation=preparation)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    core, line = done.stdout.split(" ", 1)
    assert core == "Libsodium"
    assert why in line


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


@needs_both
@settings(max_examples=150, deadline=None)
@given(
    path=st.sampled_from(leaves(parse(BALLOT))),
    seed=st.integers(0, 2**32),
    sign=st.booleans(),
)
def test_the_same_ballots_hold_and_others_are_refused_alike(
    path: Path, seed: int, sign: bool
) -> None:
    body = mutated(BALLOT, path, Random(seed))
    raw = signed(ELECTION, body) if sign else render(body)
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
