"""The chain of the trail: each entry is bound to all before it by its hash.

docs/protocol/trail.md says the same with an example. On PostgreSQL a trigger computes it
(`migrations/0002_chain.py`), so that no process can choose a place or a time.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime

# What comes before the first entry.
START = "0" * 64
# Where a database has no roles.
NO_ROLE = "-"


def canonical(content: Mapping[str, object]) -> str:
    """The one text of an entry's content: JSON in ASCII, compact, keys sorted."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str
    )


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, with six digits of the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest(previous: str, position: int, at: datetime, role: str, content: str) -> str:
    """SHA-256, in hexadecimal, over
    `stembus-audit|1|<previous>|<position>|<moment>|<role>|<content>`."""
    text = f"stembus-audit|1|{previous}|{position}|{moment(at)}|{role}|{content}"
    return hashlib.sha256(text.encode()).hexdigest()
