"""Whatever is otherwise than it should be is found. The last: one host stays broken."""

from collections.abc import Callable

import pytest

from deploy.laboratory.host import Host
from deploy.laboratory.managed import ADDRESSES, Managed
from tests.playbooks.test_site import counted

pytestmark = pytest.mark.laboratory


def break_a_mode(host: Host) -> None:
    host.run("chmod", "644", "/etc/stembus/tls/booth.pem")


def break_a_file(host: Host) -> None:
    host.run("sh", "-c", "echo STEMBUS_PROXIES=9 >> /etc/stembus/booth.env")


def break_the_rules(host: Host) -> None:
    host.run("nft", "insert", "rule", "inet", "stembus", "output", "accept")


def break_a_unit(host: Host) -> None:
    host.run("systemctl", "stop", "stembus-mailer")


def break_in(host: Host) -> None:
    host.run("useradd", "--create-home", "mallory")


def break_a_port(host: Host) -> None:
    host.run("systemd-run", "--unit=mallory", "python3", "-m", "http.server", "4444")


def break_the_code(host: Host) -> None:
    host.run("sh", "-c", "echo '# x' >> /opt/stembus/current/src/stembus/keys.py")


def break_with_a_drop_in(host: Host) -> None:
    host.run("mkdir", "-p", "/etc/systemd/system/stembus-booth.service.d")
    host.run("touch", "/etc/systemd/system/stembus-booth.service.d/mallory.conf")


def break_a_library(host: Host) -> None:
    host.run("sh", "-c", "rm -r /opt/stembus/current/.venv/lib/python3.11/site-packages/qrcode-*")


BREAKS: dict[Callable[[Host], None], str] = {
    break_a_mode: "booth.pem: is root:stembus-booth 0644, should be root:stembus-booth 0640",
    break_a_file: "/etc/stembus/booth.env: is not what its template makes",
    break_the_rules: "loaded are other rules",
    break_a_unit: "stembus-mailer.service: is inactive",
    break_in: "user mallory: is not expected",
    break_a_port: "tcp *:4444: something listens",
    break_the_code: "src/stembus/keys.py: is not what was committed",
    break_with_a_drop_in: "stembus-booth.service.d: is not expected",
    break_a_library: "lacks qrcode==",
}


def test_what_is_otherwise_is_found(built: Managed) -> None:
    for act in BREAKS:
        act(built.hosts["b"])
    told = built.play("check", check=False)
    missed = [act.__name__ for act, line in BREAKS.items() if line not in told]
    assert not missed, told
    assert counted("failed", told) == {name: int(name == "b") for name in ADDRESSES}
