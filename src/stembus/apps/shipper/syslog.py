"""An entry as a message of syslog (RFC 5424), framed for TLS (RFC 5425).

In a file of our own because it is one line of text: the libraries for it are handlers for Python's
logging, which take time and process from a log record and lose what can't be sent.
"""

import socket
from functools import cache

from stembus.domain.audit.chain import moment
from stembus.domain.audit.models import Entry, Kind, Result

LOG_AUDIT = 13  # the facility, RFC 5424 §6.2.1
WARNING, NOTICE, INFORMATIONAL = 4, 5, 6
# Our structured data. The number is the one that RFC 5612 keeps for who has none.
DATA = "stembus@32473"


def frame(entry: Entry) -> bytes:
    """The length in octets, a space, the message (RFC 5425 §4.3)."""
    text = message(entry).encode()
    return b"%d %s" % (len(text), text)


def message(entry: Entry) -> str:
    """Header, structured data with place and hash, and the content to the letter: with the line
    before it, all that it takes to compute the hash again. It is ASCII, as the content is."""
    priority = 8 * LOG_AUDIT + _severity(entry)
    header = f"<{priority}>1 {moment(entry.at)} {_host()} stembus - {entry.kind}"
    facts = (
        ("position", str(entry.position)),
        ("hash", entry.hash),
        ("role", entry.role),
        ("act", entry.act),
        ("result", entry.result),
    )
    data = " ".join(f'{name}="{_escaped(value)}"' for name, value in facts)
    return f"{header} [{DATA} {data}] {entry.content}"


def _severity(entry: Entry) -> int:
    if entry.result != Result.DONE:
        return WARNING
    return NOTICE if entry.kind == Kind.SECURITY else INFORMATIONAL


def _escaped(value: str) -> str:
    """RFC 5424 §6.3.3."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")


@cache
def _host() -> str:
    return socket.gethostname()[:255] or "-"
