"""Who reaches PostgreSQL, set up from the templates: who has a role's certificate."""

from pathlib import Path

import pytest

from deploy.certificates import Authorities, certificates
from tests.links.certificate import expired
from tests.links.database import ROLES, Database, query

SESSION = """
    SELECT usename, version, cipher FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
    WHERE pid = pg_backend_pid()
"""


@pytest.mark.parametrize("role", ROLES)
def test_a_process_logs_in_as_its_own_role(server: Database, role: str) -> None:
    name = "migrate" if role == "owner" else role
    assert query(server.url(name), SESSION) == f"stembus_{role}|TLSv1.3|TLS_AES_256_GCM_SHA384"


def test_nobody_comes_in_without_tls(server: Database) -> None:
    assert "no encryption" in query(server.url("booth", sslmode="disable"))


def test_nobody_comes_in_over_an_older_tls(server: Database) -> None:
    old = server.url(
        "booth", ssl_min_protocol_version="TLSv1.2", ssl_max_protocol_version="TLSv1.2"
    )
    assert "protocol version" in query(old)


def test_nobody_comes_in_without_a_certificate(server: Database) -> None:
    assert "valid client certificate" in query(server.url("booth", sslcert="/none", sslkey="/none"))


@pytest.mark.parametrize("name", ("organiser", "edge", "replication", "log"))
def test_nobody_comes_in_as_another_role(server: Database, name: str) -> None:
    refused = query(server.url(name, role="stembus_booth"))
    said = ("authentication failed", "unknown ca", "unsupported certificate")
    assert any(each in refused for each in said), refused


def test_the_edge_is_no_client_of_the_database(server: Database) -> None:
    assert "unknown ca" in query(server.url("edge", role="stembus_booth"))


def test_a_certificate_that_has_ended_opens_nothing(
    server: Database, authorities: Authorities, tmp_path: Path
) -> None:
    file = str(expired(authorities, certificates()["booth"], tmp_path))
    assert "certificate expired" in query(server.url("booth", sslcert=file, sslkey=file))


def test_another_authoritys_certificate_opens_nothing(server: Database, tmp_path: Path) -> None:
    other = Authorities(tmp_path / "other")
    other.make_missing()
    other.issue(certificates()["booth"])
    file = str(other.tls / "booth.pem")
    assert "unknown ca" in query(server.url("booth", sslcert=file, sslkey=file))


def test_a_process_believes_no_server_of_another_name(server: Database) -> None:
    assert "does not match host name" in query(server.url("booth", host="database.example.org"))


def test_a_process_believes_no_server_of_another_authority(
    server: Database, tmp_path: Path
) -> None:
    other = Authorities(tmp_path / "other")
    other.make_missing()
    bundle = str(other.tls / "ca.crt")
    assert "certificate verify failed" in query(server.url("booth", sslrootcert=bundle))


def test_a_process_can_not_pose_as_the_database(tls: Path, server: Database) -> None:
    """Its certificate is a server's too, under another name."""
    assert certificates()["booth"].use == "both"
    assert "does not match" in query(server.url("booth", host="booth.stembus.internal"))


def test_the_superuser_has_no_way_in_over_the_network(server: Database) -> None:
    assert "no pg_hba.conf entry" in query(server.url("booth", role="postgres"))


def test_a_standby_follows_with_its_own_certificate(server: Database) -> None:
    assert "no pg_hba.conf entry" in query(server.url("replication"))
    follows = query(server.url("replication", replication="true"), "IDENTIFY_SYSTEM")
    assert follows.split("|")[1] == "1", follows


def test_no_process_follows_the_database(server: Database) -> None:
    assert "no pg_hba.conf entry" in query(server.url("booth", replication="true"))
