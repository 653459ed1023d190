"""Voters' browsers, many at once: connections that are kept, each with its share of ballots."""

import http.client
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import perf_counter

HEADERS = {"Content-Type": "application/json", "Accept-Language": "nl"}


def cast_all(port: int, uuid: str, ballots: Sequence[bytes], connections: int) -> float:
    """Seconds until each of them has its receipt."""
    shares = [ballots[start::connections] for start in range(connections)]
    began = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        for _ in pool.map(partial(_cast_share, port, uuid), shares):
            pass
    return perf_counter() - began


def _cast_share(port: int, uuid: str, ballots: Sequence[bytes]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for ballot in ballots:
        connection.request("POST", f"/polls/{uuid}/ballots", ballot, HEADERS)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {said!r}")
    connection.close()
