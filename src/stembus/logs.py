"""Log lines of all processes, on standard error: JSON for machines, a readable line on a terminal.

A line says when, how grave, which logger, process and request, and what. It never has a path, a
query or a value that a program held: a link that a mail program broke has the voting code in its
path, and what a database refuses it quotes. So of a request it names the page, and of an exception
the kind and where it came from.
"""

import logging
import os
import sys
from collections.abc import Iterator
from traceback import walk_tb
from types import TracebackType
from typing import Any, TypeAlias

from pythonjsonlogger.json import JsonFormatter

from stembus import provenance

Information: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


def where_it_failed(error: BaseException | None) -> Iterator[str]:
    """Kinds of exceptions and lines of code, the first cause first; no message and no value."""
    if error is None:
        return
    yield from where_it_failed(error.__cause__ or error.__context__)
    for frame, line in walk_tb(error.__traceback__):
        yield f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
    yield type(error).__qualname__
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from where_it_failed(each)


def message(record: logging.LogRecord) -> str:
    """Of a request: answer, method and the page's name, never the path."""
    request = getattr(record, "request", None)
    if request is None:
        return record.getMessage()
    page = request.resolver_match.view_name if request.resolver_match else "no such page"
    return f"{getattr(record, 'status_code', '–')} {request.method} {page}"


def request_id(record: logging.LogRecord) -> str:
    """Django writes some lines when the request's middleware is done."""
    request = getattr(record, "request", None)
    return getattr(request, "request_id", "") or provenance.current().request


class Json(JsonFormatter):
    """Only these fields, whatever a library adds to a record."""

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        log_data["time"] = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        log_data["level"], log_data["logger"] = record.levelname, record.name
        log_data["process"], log_data["request"] = provenance.process(), request_id(record)
        log_data["message"] = message(record)
        if record.exc_info and record.exc_info[1]:
            log_data["exception"] = list(where_it_failed(record.exc_info[1]))


class Line(logging.Formatter):
    """For who looks at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        time, failed = self.formatTime(record), record.exc_info and record.exc_info[1]
        lines = [f"{time} {record.levelname} {record.name} {message(record)}"]
        return "\n    ".join([*lines, *where_it_failed(failed or None)])


def formatter() -> str:
    """STEMBUS_LOG_FORMAT is `json` or `line`; without it, a terminal gets lines."""
    chosen = os.environ.get("STEMBUS_LOG_FORMAT") or ("line" if sys.stderr.isatty() else "json")
    if chosen not in ("json", "line"):
        raise SystemExit("STEMBUS_LOG_FORMAT: json or line")
    return "stembus.logs.Json" if chosen == "json" else "stembus.logs.Line"


def configuration() -> dict[str, Any]:
    """For `logging.config`: Django's own, and that of the server in front of it (granian)."""
    level = os.environ.get("STEMBUS_LOG", "WARNING")
    stderr = {
        "class": "logging.StreamHandler",
        "formatter": "stembus",
        "stream": "ext://sys.stderr",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"stembus": {"()": formatter()}},
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level},  # not Django's mail to administrators
            # Below, it writes statements with their parameters.
            "django.db": {"level": "INFO"},
            "_granian": {"handlers": ["stderr"], "propagate": False},
            "granian.access": {"handlers": [], "propagate": False},
        },
    }
