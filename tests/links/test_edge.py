"""What the edge shows the world: NCSC-NL's "good" alone, and nothing of what a browser pretends."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.links.stand import HOST, Stand
from tests.links.templates import render
from tests.service import free_port

GOOD = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"}
GROUPS = {"X25519MLKEM768", "X25519", "secp384r1"}
OLD = ("-ssl3", "-tls1", "-tls1_1", "-tls1_2")


@pytest.fixture(scope="module")
def scanned(separated: Stand, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """testssl.sh's findings, by their names."""
    report = tmp_path_factory.mktemp("scan") / "report.json"
    command = ["testssl", "--quiet", "--warnings", "batch", "--ip", "127.0.0.1", "--nodns", "none"]
    command += ["--protocols", "--headers", "--jsonfile", str(report)]
    command += [f"{HOST}:{separated.edge}"]
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=300)
    return {each["id"]: each["finding"] for each in json.loads(report.read_text())}


def test_no_protocol_but_the_newest_is_offered(scanned: dict[str, str]) -> None:
    old = {scanned[name] for name in ("SSLv2", "SSLv3", "TLS1", "TLS1_1", "TLS1_2")}
    assert old == {"not offered"}
    assert scanned["TLS1_3"].startswith("offered")


def test_http_2_is_offered(scanned: dict[str, str]) -> None:
    assert scanned["ALPN_HTTP2"] == "h2"


def test_browsers_are_told_for_a_year_to_come_over_tls(scanned: dict[str, str]) -> None:
    assert "31536000" in scanned["HSTS_time"]


def test_the_program_behind_is_not_named(scanned: dict[str, str]) -> None:
    assert "granian" not in scanned["banner_server"]


def shakes_hands(port: int, *options: str) -> bool:
    """Whether the edge speaks with openssl's client, which may do all that it can."""
    command = ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST]
    done = subprocess.run(
        [*command, *options], input="", capture_output=True, text=True, timeout=20
    )
    return "Cipher is (NONE)" not in done.stdout and done.returncode == 0


@pytest.mark.parametrize("version", OLD[1:])
def test_an_older_client_is_turned_away(separated: Stand, version: str) -> None:
    assert not shakes_hands(separated.edge, version, "-cipher", "ALL:@SECLEVEL=0")


@pytest.mark.parametrize("suite", sorted(GOOD))
def test_a_good_suite_is_taken(separated: Stand, suite: str) -> None:
    assert shakes_hands(separated.edge, "-ciphersuites", suite)


@pytest.mark.parametrize(
    "suite", ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")
)
def test_a_suite_that_is_only_sufficient_is_not(separated: Stand, suite: str) -> None:
    assert not shakes_hands(separated.edge, "-ciphersuites", suite)


@pytest.mark.parametrize("group", ("X25519", "secp384r1"))
def test_a_good_group_is_taken(separated: Stand, group: str) -> None:
    assert shakes_hands(separated.edge, "-groups", group)


@pytest.mark.parametrize("group", ("P-256", "P-521", "X448", "ffdhe2048", "ffdhe4096"))
def test_another_group_is_not_taken(separated: Stand, group: str) -> None:
    assert not shakes_hands(separated.edge, "-groups", group)


@pytest.fixture
def older(separated: Stand, tmp_path: Path) -> Iterator[int]:
    """An edge of an operator who lets devices of before 2019 in: its port."""
    port = free_port()
    configuration = tmp_path / "haproxy.cfg"
    files = {"edge_own": f"{separated.tls}/edge.pem", "edge_ca": f"{separated.tls}/ca.crt"}
    binds = {"edge_https": f"127.0.0.1:{port}", "edge_http": f"127.0.0.1:{free_port()}"}
    said = files | binds | {"edge_public": f"{separated.tls}/public.pem"}
    said |= {"edge_socket": str(tmp_path / "socket"), "edge_tls12": True}
    configuration.write_text(render("edge", "haproxy.cfg", **said))
    edge = subprocess.Popen(["haproxy", "-f", configuration], stderr=subprocess.DEVNULL)
    try:
        for _ in range(50):
            if shakes_hands(port):
                break
            time.sleep(0.1)
        yield port
    finally:
        edge.terminate()
        edge.wait(10)


def test_tls_1_2_can_be_let_in_with_good_suites_alone(older: int) -> None:
    assert shakes_hands(older, "-tls1_2")
    assert shakes_hands(older, "-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305")
    for weak in ("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-SHA384", "AES256-GCM-SHA384"):
        assert not shakes_hands(older, "-tls1_2", "-cipher", weak)
    assert not shakes_hands(older, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")


def test_who_comes_without_tls_is_sent_to_tls(separated: Stand) -> None:
    command = [
        "curl",
        "--silent",
        "--include",
        f"http://127.0.0.1:{separated.ports['plain']}/nl/?a",
    ]
    answer = subprocess.run(command, capture_output=True, text=True).stdout
    assert answer.startswith("HTTP/1.1 301")
    assert "location: https://127.0.0.1" in answer and "/nl/?a" in answer


def test_what_the_process_says_comes_out_whole(separated: Stand) -> None:
    headers = separated.fetch("/nl/login/")[2]
    for name in (
        *("content-security-policy", "cross-origin-resource-policy", "x-frame-options"),
        *("x-content-type-options", "referrer-policy", "cross-origin-opener-policy"),
        *("content-language", "set-cookie", "strict-transport-security"),
    ):
        assert headers[name], name


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    (
        ("PUT", "/nl/", {}, 405),
        ("TRACE", "/nl/", {}, 405),
        ("POST", "/polls/none/ballots", {"Content-Length": str((4 << 20) + 1)}, 413),
        ("POST", "/polls/none/ballots", {"Transfer-Encoding": "chunked"}, 400),
        ("POST", "/nl/board/none/", {"Content-Length": "100000"}, 413),
        ("POST", "/deliveries/none", {"Content-Length": str((1 << 20) + 1)}, 413),
    ),
)
def test_what_no_process_takes_is_refused_at_the_edge(
    separated: Stand, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    connection = separated.connection()
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": HOST, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == status
    said = answer.read().decode()
    assert '<html lang="nl">' in said and '<p lang="en">' in said
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    connection.close()


def line(separated: Stand, path: str) -> dict[str, object]:
    """What the edge's log says of the last request for a path."""
    lines = [text for text in separated.log("edge").splitlines() if text.startswith('{"time"')]
    found = [each for each in map(json.loads, lines) if each.get("path") == path]
    return dict(found[-1])


def test_the_log_names_no_query_and_no_address_beside_a_cast(separated: Stand) -> None:
    separated.fetch("/polls/loved/election.json?code=secret")
    separated.fetch("/nl/login/?next=secret")
    separated.fetch("/nl/vote/loved/%23secret")  # as some mail programs write a link
    assert "secret" not in separated.log("edge")
    assert line(separated, "/polls/loved/election.json")["origin"] == "-"
    assert line(separated, "/nl/login/")["origin"] == "127.0.0.1"
