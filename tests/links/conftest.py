"""Certificates, and a PostgreSQL that knows nothing else."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.certificates import Authorities
from tests.links.database import Database, database, hand_out
from tests.links.stand import WEB, Stand, stand


@contextmanager
def reachable() -> Iterator[Path]:
    """A folder that PostgreSQL's user may walk into: pytest keeps its own to its own user."""
    with tempfile.TemporaryDirectory(prefix="stembus-links-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def authorities(tmp_path_factory: pytest.TempPathFactory) -> Authorities:
    """What `renew` makes in an empty folder."""
    held = Authorities(tmp_path_factory.mktemp("certificates") / "held")
    held.renew()
    return held


@pytest.fixture(scope="session")
def tls(authorities: Authorities) -> Iterator[Path]:
    """The same files as a host has them."""
    with reachable() as folder:
        hand_out(authorities.tls, folder / "tls")
        yield folder / "tls"


@pytest.fixture(scope="session")
def server(tls: Path) -> Iterator[Database]:
    with database(tls) as found:
        yield found


@pytest.fixture(scope="session")
def separated() -> Iterator[Stand]:
    """Every web process behind the edge, with TLS on every link and certificates of their own."""
    with reachable() as folder:
        held = Authorities(folder / "held")
        held.renew()
        with stand(folder, held, *WEB) as found:
            yield found
