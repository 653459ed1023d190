"""Log lines: for machines and for people, and what is never in them."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError

from stembus import logs
from stembus.provenance import client_address, coming_from, request_id


def failed() -> logging.LogRecord:
    """A fault whose text quotes what a row holds, as PostgreSQL's do."""
    try:
        try:
            raise IntegrityError("Key (address)=(ann@x.nl) already exists")
        except IntegrityError as error:
            raise ExceptionGroup("ann@x.nl", [ValueError("ann@x.nl")]) from error
    except ExceptionGroup:
        exception = sys.exc_info()
    return logging.LogRecord("a.b", logging.ERROR, "f", 1, "%s failed", ("it",), exception)


def test_a_line_is_json_with_the_request_it_belongs_to() -> None:
    with coming_from("192.0.2.1", "abc"):
        line = json.loads(logs.Json().format(failed()))
    assert (line["message"], line["request"], line["logger"]) == ("it failed", "abc", "a.b")
    kinds = [each for each in line["exception"] if ":" not in each]
    assert kinds == ["IntegrityError", "ExceptionGroup", "ValueError"]


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Line()])
def test_an_exception_is_told_without_its_values(formatter: logging.Formatter) -> None:
    text = formatter.format(failed())
    assert "ann@x.nl" not in text and "IntegrityError" in text and "test_logs.py" in text


def test_what_a_library_adds_to_a_record_is_left_out() -> None:
    record = failed()
    record.body = "ann@x.nl"
    assert "ann@x.nl" not in logs.Json().format(record)


@pytest.mark.parametrize(("chosen", "expected"), [("json", "Json"), ("line", "Line"), ("", "Json")])
def test_the_format_can_be_chosen(chosen: str, expected: str, monkeypatch) -> None:
    monkeypatch.setenv("STEMBUS_LOG_FORMAT", chosen)
    assert logs.formatter() == f"stembus.logs.{expected}"


def test_another_format_is_refused(monkeypatch) -> None:
    monkeypatch.setenv("STEMBUS_LOG_FORMAT", "xml")
    with pytest.raises(SystemExit, match="json or line"):
        logs.formatter()


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", "198.51.100.7", 0, "192.0.2.1"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", 1, "198.51.100.7"),
        ("127.0.0.1", "203.0.113.9, 198.51.100.7", 2, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", 2, "unknown"),
        ("127.0.0.1", "ann@x.nl", 1, "unknown"),
        ("::1", "", 1, "::1"),
        ("", "", 0, "unknown"),
    ],
)
def test_the_client_is_whom_our_own_proxies_served(
    peer: str, forwarded: str, proxies: int, address: str
) -> None:
    assert client_address(peer, forwarded, proxies) == address


def test_a_request_s_number_is_the_edge_s_if_there_is_one_and_it_is_well_formed() -> None:
    given = "5f1c2a9e-0d3b-4f6e-8a7c-1b2d3e4f5a6b"
    assert request_id(given, 1) == given
    for number, proxies in ((given, 0), ("short", 1), ("a\nb" * 9, 1), ("x" * 65, 1), ("", 1)):
        assert request_id(number, proxies) not in (number, "")
