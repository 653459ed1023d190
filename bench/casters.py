"""Voters' browsers, many at once: connections that are kept, each with its share of ballots."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from time import perf_counter

HEADERS = {"Content-Type": "application/json", "Accept-Language": "nl"}


Connect = Callable[[], HTTPConnection]


def cast_all(
    connect: Connect, uuid: str, ballots: Sequence[bytes], connections: int, keep: bool = True
) -> float:
    """Seconds until each of them has its receipt; each over a connection of its own, or not."""
    shares = [ballots[start::connections] for start in range(connections)]
    began = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        for _ in pool.map(partial(_cast_share, connect, uuid, keep), shares):
            pass
    return perf_counter() - began


def _cast_share(connect: Connect, uuid: str, keep: bool, ballots: Sequence[bytes]) -> None:
    connection = connect()
    for ballot in ballots:
        connection.request("POST", f"/polls/{uuid}/ballots", ballot, HEADERS)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {said!r}")
        if not keep:
            connection.close()  # the next request opens it again
    connection.close()
