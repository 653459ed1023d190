"""The test vectors as the tests use them."""

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stembus.protocol.election import Election, parse_election

VECTORS = Path(__file__).parents[2] / "vectors"
HONEST = sorted(path.parent.name for path in VECTORS.glob("*/*.bel"))
HOMOMORPHIC = [name for name in HONEST if name != "nh-mixed-shuffles"]


def load(name: str) -> Any:
    return json.loads((VECTORS / name).read_bytes())


def lines(case: str, name: str) -> list[str]:
    return (VECTORS / case / name).read_text().splitlines()


def records(case: str) -> list[bytes]:
    """The contents of an archive's members, after the first."""
    (path,) = (VECTORS / case).glob("*.bel")
    return list(_contents(path))[1:]


def _contents(path: Path) -> Iterator[bytes]:
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            assert content is not None
            yield content.read()


def setup(case: str) -> tuple[Election, bytes]:
    """The election of an archive, and its list of credentials."""
    election, _, credentials, *_ = records(case)
    return parse_election(election), credentials


def ballots(case: str) -> list[bytes]:
    return [record for record in records(case) if record.startswith(b'{"election_uuid":')]
