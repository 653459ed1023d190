"""Each address of each process is reached at the edge, at that process and at no other."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern

from tests.links.stand import HOST, Stand

LANGUAGES = ("nl", "en")
SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "slug": "none",
    "str": "nl",
    "int": "1",
    "path": "none",
}


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """An example of each, in each language."""
    for each in patterns:
        starts = [before + _example(str(each.pattern))]
        if isinstance(each.pattern, LocalePrefixPattern):
            starts = [f"{before}{language}/" for language in LANGUAGES]
        for start in starts:
            if isinstance(each, URLResolver):
                yield from addresses(each.url_patterns, start)
            else:
                yield start


def _example(route: str) -> str:
    """Of a route; of a regular expression where it is a plain one."""
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "none", route.strip("^$"))
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES[found[1] or "str"], plain)


def tables() -> Iterator[tuple[str, str]]:
    for process in ("booth", "board", "organiser"):
        urls = import_module(f"stembus.apps.{process}.urls")
        for address in addresses(urls.urlpatterns):
            yield process, address
    # Without a secret it has none: as a provider's would be.
    yield "feedback", "/deliveries/mailgun/tracking/"
    # Without a language: the process sends on to the address with one.
    yield from (("booth", "/vote/none/"), ("board", "/board/none/"), ("organiser", "/login/"))


@pytest.fixture(scope="module")
def routed(separated: Stand) -> dict[str, str]:
    """What the edge's log says: the process that had each address."""
    connection = separated.connection()
    for _, address in tables():
        connection.request("GET", address, headers={"Host": HOST})
        connection.getresponse().read()
    connection.close()
    wanted = {address for _, address in tables()}
    deadline = time.monotonic() + 10
    while not wanted <= (found := _logged(separated)).keys() and time.monotonic() < deadline:
        time.sleep(0.1)  # a line is written after the answer
    return found


def _logged(separated: Stand) -> dict[str, str]:
    whole = separated.log("edge").rpartition("\n")[0].splitlines()
    lines = (json.loads(text) for text in whole if '"path"' in text)
    return {each["path"]: each["process"] for each in lines}


@pytest.mark.parametrize("process", ("booth", "board", "organiser", "feedback"))
def test_each_address_is_reached_at_its_process(routed: dict[str, str], process: str) -> None:
    own = {address for owner, address in tables() if owner == process}
    assert own
    assert {address: routed[address] for address in own} == dict.fromkeys(own, process)


def test_what_browsers_run_comes_from_the_booth(separated: Stand) -> None:
    page = separated.fetch("/nl/login/")[1].decode()
    style = re.search(r'href="(/assets/[^"]+\.css)"', page)
    assert style
    status, _, headers = separated.fetch(style[1])
    assert status == 200
    assert "immutable" in headers["cache-control"]
