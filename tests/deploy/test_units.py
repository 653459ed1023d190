"""Each unit is its row in processes.yml, in a sandbox that systemd itself calls tight."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from deploy.rendering import matrix, render

UNITS = "etc/systemd/system/stembus-{}.service"
MATRIX = matrix()
PROCESSES = MATRIX["processes"]
ROOT = Path(__file__).resolve().parents[2]
ALL = (*PROCESSES, "edge", "migrate")
# Each destination at two addresses of its own, none of which is this host.
ADDRESSES = {
    name: [f"192.0.2.{number}", f"2001:db8::{number:x}"]
    for number, name in enumerate(MATRIX["destinations"], start=10)
}
# Of ten; systemd calls what is under two safe.
EXPOSURE = 1.5


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return render({"addresses": ADDRESSES})


def settings(files: Mapping[str, str], unit: str, name: str) -> list[str]:
    lines = files[UNITS.format(unit)].splitlines()
    return [value for line in lines for key, _, value in [line.partition("=")] if key == name]


def test_there_is_a_unit_for_each_process_and_for_nothing_else(files: Mapping[str, str]) -> None:
    units = {path for path in files if path.endswith(".service")}
    assert units == {UNITS.format(name) for name in (*ALL, "certificates")}


@pytest.mark.parametrize("unit", ALL)
def test_systemd_finds_a_unit_hardly_exposed(
    unit: str, files: Mapping[str, str], tmp_path: Path
) -> None:
    path = tmp_path / f"stembus-{unit}.service"
    path.write_text(files[UNITS.format(unit)])
    command = ("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSURE * 10:.0f}")
    done = subprocess.run([*command, path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    # A setting that systemd does not know would be left out, and said here.
    assert done.stderr == ""


@pytest.mark.parametrize("process", PROCESSES)
def test_a_unit_has_exactly_the_secrets_of_its_row(process: str, files: Mapping[str, str]) -> None:
    row = PROCESSES[process]
    named = [each.partition(":")[0] for each in settings(files, process, "LoadCredential")]
    assert named == [*row["holds"], *row["given"]]


@pytest.mark.parametrize("process", PROCESSES)
def test_a_unit_has_a_user_of_its_own(process: str, files: Mapping[str, str]) -> None:
    assert settings(files, process, "User") == [f"stembus-{process}"]
    assert settings(files, process, "Group") == [f"stembus-{process}"]


@pytest.mark.parametrize("process", PROCESSES)
def test_a_unit_reaches_exactly_the_destinations_of_its_row(
    process: str, files: Mapping[str, str]
) -> None:
    row = PROCESSES[process]
    expected = {address for name in row["reaches"] for address in ADDRESSES[name]}
    if "port" in row:
        expected.add("127.0.0.1")  # where the edge finds it
    assert set(settings(files, process, "IPAddressAllow")) == expected
    assert settings(files, process, "IPAddressDeny") == ["any"]


@pytest.mark.parametrize("process", PROCESSES)
def test_a_unit_listens_at_its_own_port_alone(process: str, files: Mapping[str, str]) -> None:
    port = PROCESSES[process].get("port")
    assert settings(files, process, "SocketBindDeny") == ["any"]
    assert settings(files, process, "SocketBindAllow") == ([f"tcp:{port}"] if port else [])


@pytest.mark.parametrize("process", PROCESSES)
def test_a_unit_runs_its_own_process(process: str, files: Mapping[str, str]) -> None:
    (command,) = settings(files, process, "ExecStart")
    verb = "serve" if "port" in PROCESSES[process] else "work"
    assert f"/stembus {verb} {process}" in command


def test_only_the_edge_has_a_capability(files: Mapping[str, str]) -> None:
    having = {unit for unit in ALL if settings(files, unit, "AmbientCapabilities") != [""]}
    assert having == {"edge"}
    assert settings(files, "edge", "CapabilityBoundingSet") == ["CAP_NET_BIND_SERVICE"]


@pytest.mark.parametrize("process", PROCESSES)
def test_an_environment_has_no_secret_and_one_database_role(
    process: str, files: Mapping[str, str]
) -> None:
    text = files[f"etc/stembus/{process}.env"]
    assert f"DATABASE_URL=postgres://stembus_{process}@" in text
    assert "password" not in text.lower()


def test_only_who_mails_knows_the_relay() -> None:
    files = render({"mail_relay": "smtps://stembus@relay.example.org:465"})
    knowing = {path for path, text in files.items() if "relay.example.org" in text}
    assert knowing == {"etc/stembus/mailer.env"}


def test_each_process_has_a_system_user(files: Mapping[str, str]) -> None:
    lines = files["etc/sysusers.d/stembus.conf"].splitlines()
    users = {line.split()[1] for line in lines if line.startswith("u ")}
    assert users == {f"stembus-{name}" for name in ALL}


def test_the_files_of_a_host_are_written_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "host.yml").write_text("origin: https://kies.example.org\n")
    places = ("root", "--host", "host.yml")
    command = [sys.executable, "-m", "deploy.rendering", *places]
    subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    text = (tmp_path / "root/etc/stembus/booth.env").read_text()
    assert "STEMBUS_ORIGIN=https://kies.example.org\n" in text
