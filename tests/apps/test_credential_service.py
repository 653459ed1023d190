"""The booth asks whether a public credential is listed; whatever is sent, there is an answer."""

import json

import pytest
from django.test import Client

from tests.elections import Held, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Held:
    return opened()


def ask(held: Held, body: bytes) -> tuple[int, str]:
    response = Client().post(
        f"/polls/{held.poll.uuid}/credential", body, content_type="application/json"
    )
    return response.status_code, response.json().get("code", "listed")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"credential":1}',
        b'{"credential":null}',
        b'{"credential":["a"]}',
        b'{"credential":"a","more":1}',
        b'{"credential":"a","credential":"b"}',
        b'{"credential":"\xff"}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_question_is_refused(held: Held, body: bytes) -> None:
    assert ask(held, body) == (400, "request.invalid")


@pytest.mark.parametrize("key", ["", "x", "\0", "é", "0" * 10_000, "%", "' OR 1=1 --"])
def test_what_is_no_credential_is_not_listed(held: Held, key: str) -> None:
    body = json.dumps({"credential": key}).encode()
    assert ask(held, body) == (404, "ballot.credential_unlisted")


def test_a_credential_of_another_poll_is_not_listed(held: Held) -> None:
    key = opened().poll.credentials.first().key
    assert ask(held, json.dumps({"credential": key}).encode())[0] == 404


def test_it_is_asked_with_post_so_that_no_log_holds_it(held: Held) -> None:
    assert Client().get(f"/polls/{held.poll.uuid}/credential").status_code == 405
    assert Client().get(f"/polls/{held.poll.uuid}/ballots").status_code == 405
