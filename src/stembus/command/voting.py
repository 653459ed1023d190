"""The voter's verb: everything that the booth's page does, over the same services."""

import argparse
import json
import secrets
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from stembus.domain.refusals import TEXTS, Refused
from stembus.protocol.ballot_making import make_ballot
from stembus.protocol.credential import derive, normalise_code
from stembus.protocol.election import AnyQuestion, Election, Question, parse_election
from stembus.protocol.errors import Code, Rejected

PATIENCE = 60
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 8.0


def vote(options: argparse.Namespace) -> None:
    """Prints the server's answer: tracker and receipt."""
    link = urlsplit(options.link)
    code = normalise_code(options.code or link.fragment)
    uuid = link.path.rstrip("/").rsplit("/", 1)[-1]
    service = f"{link.scheme}://{link.netloc}/polls/{uuid}"
    election = parse_election(_request(f"{service}/election.json"))
    secret = derive(election.group, election.uuid, code)
    ballot = make_ballot(election, secret, choices(election, options.choice), secrets.token_bytes)
    print(_request(f"{service}/ballots", ballot).decode())


def choices(election: Election, chosen: list[str]) -> list[list[int]]:
    """From numbers on the paper to a 0 or 1 for each answer, the blank vote's first (§2.4)."""
    if len(chosen) != len(election.questions):
        raise Refused("choice.questions", count=len(election.questions))
    return [_marks(*each) for each in zip(election.questions, chosen, strict=True)]


def _marks(question: AnyQuestion, chosen: str) -> list[int]:
    if not isinstance(question, Question):
        raise Rejected(Code.QUESTION_UNSUPPORTED)
    if chosen.strip() == "blank":
        if not question.blank:
            raise Refused("choice.blank")
        return [1, *(0 for _ in question.answers)]
    numbers = _numbers(chosen, len(question.answers))
    row = [int(number in numbers) for number in range(1, len(question.answers) + 1)]
    return [0, *row] if question.blank else row


def _numbers(chosen: str, count: int) -> list[int]:
    try:
        numbers = [int(part) for part in chosen.split(",") if part.strip()]
    except ValueError as error:
        raise Refused("choice.number", text=chosen) from error
    if any(not 1 <= number <= count for number in numbers):
        raise Refused("choice.number", text=chosen)
    return numbers


def _request(url: str, body: bytes | None = None) -> bytes:
    """GET, or POST the same bytes again through faults until there is an answer."""
    if not url.startswith(("http://", "https://")):
        raise Refused("request.invalid")
    deadline, pause = time.monotonic() + PATIENCE, FIRST_PAUSE
    while True:
        try:
            return _once(url, body)
        except (OSError, _Busy) as error:
            if time.monotonic() > deadline:
                raise Refused("service.unavailable") from error
            time.sleep(pause * (0.5 + secrets.randbelow(1000) / 1000))
            pause = min(2 * pause, LONGEST_PAUSE)


class _Busy(Exception):
    """The server could not say whether it has done it."""


def _once(url: str, body: bytes | None) -> bytes:
    headers = {"Content-Type": "application/json"} if body else {}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - checked by the caller
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            content: bytes = response.read()
            return content
    except urllib.error.HTTPError as error:
        if error.code >= 500:
            raise _Busy from error
        raise _refusal(error) from error


def _refusal(error: urllib.error.HTTPError) -> Exception:
    """What the service refused, by its own code."""
    try:
        answer = json.loads(error.read())
        code, where = str(answer["code"]), str(answer["where"])
        return Refused(code) if code in TEXTS else Rejected(Code(code), where)
    except (ValueError, KeyError, TypeError):
        return Refused("poll.unknown")
