"""The result is what the trustees decrypted, written in one way."""

from typing import Any

import pytest

from stembus.protocol.errors import Code, Rejected
from stembus.protocol.result import check_result, compute_result
from stembus.protocol.tally import Tally
from tests.verify.elections import Held, revoted


@pytest.fixture(scope="module")
def held() -> Held:
    return revoted()


def check(held: Held, raw: bytes) -> list[Any]:
    return list(check_result(raw, held.election, held.tally, held.opened()))


def test_the_result_is_what_was_decrypted(held: Held) -> None:
    assert check(held, held.result) == [[0, 1, 5], [0, 6, 0]]


@pytest.mark.parametrize(
    ("raw", "code", "where"),
    [
        (b'{"result":[[1,0,5],[0,6,0]]}', Code.RESULT_MISMATCH, "result[0][0]"),
        (b'{"result":[[0,1,5],[0,6,7]]}', Code.RESULT_MISMATCH, "result[1][2]"),
        (b'{"result":[[0,1,5]]}', Code.RESULT_SHAPE, ""),
        (b'{"result":[[0,1,5],[0,6]]}', Code.RESULT_SHAPE, "result[1]"),
        (b'{"result":[[0,1,5],[0,6,0,0]]}', Code.RESULT_SHAPE, "result[1]"),
        (b'{"result":[[0,1,5],[0,6,false]]}', Code.RESULT_SHAPE, "result[1][2]"),
        (b'{"result":[[0,1,"5"],[0,6,0]]}', Code.JSON_NOT_CANONICAL, "result[0][2]"),
        (b'{"result":[[0,1,5],[0,6,0]],"more":1}', Code.RESULT_SHAPE, ""),
        (b'{"result":[[0,1,5],[0,6,0]]} ', Code.JSON_NOT_CANONICAL, ""),
    ],
)
def test_any_other_result_is_refused(held: Held, raw: bytes, code: Code, where: str) -> None:
    with pytest.raises(Rejected) as refusal:
        check(held, raw)
    assert (refusal.value.code, refusal.value.where) == (code, where)


def test_a_count_above_the_weight_is_not_found_and_not_looked_for(held: Held) -> None:
    low = Tally(held.tally.ballots, 4, held.tally.rows)
    for act in (
        lambda: compute_result(held.election, low, held.opened()),
        lambda: check_result(held.result, held.election, low, held.opened()),
    ):
        with pytest.raises(Rejected) as refusal:
            act()
        assert refusal.value.code == Code.RESULT_MISMATCH
