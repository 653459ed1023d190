"""The installation's own certificates: what is made, when again, and who trusts whom."""

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from deploy.certificates import DAYS, Authorities, certificates, main
from deploy.rendering import matrix, variables
from tests.links.certificate import expired, serial
from tests.links.templates import render


def read(held: Authorities, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((held.tls / f"{name}.pem").read_bytes())


def name_of(certificate: x509.Certificate) -> str:
    return str(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value)


@pytest.fixture
def held(tmp_path: Path) -> Authorities:
    held = Authorities(tmp_path / "held")
    held.make_missing()
    return held


def test_each_process_has_one_that_bears_its_role(authorities: Authorities) -> None:
    for process, row in matrix()["processes"].items():
        certificate = read(authorities, process)
        assert name_of(certificate) == f"stembus_{process}"
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        assert names.get_values_for_type(x509.DNSName) == [f"{process}.stembus.internal"]
        uses = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert (ExtendedKeyUsageOID.SERVER_AUTH in uses) == ("port" in row)
        assert ExtendedKeyUsageOID.CLIENT_AUTH in uses


def test_the_owner_of_the_schema_has_one(authorities: Authorities) -> None:
    assert name_of(read(authorities, "migrate")) == "stembus_owner"


def test_they_are_short_lived(authorities: Authorities) -> None:
    for name in certificates():
        certificate = read(authorities, name)
        life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
        assert life.days == DAYS <= 7


def test_none_may_sign_for_another(authorities: Authorities) -> None:
    for name in certificates():
        extensions = read(authorities, name).extensions
        assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_keys_are_read_by_their_owner_alone(authorities: Authorities) -> None:
    for folder in (authorities.folder, authorities.tls, authorities.folder / "authorities"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for file in authorities.folder.rglob("*.pem"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_hosts_get_no_key_that_signs(authorities: Authorities) -> None:
    for file in authorities.tls.glob("*.crt"):
        assert "PRIVATE KEY" not in file.read_text()


def test_what_is_young_is_left_alone(authorities: Authorities) -> None:
    assert authorities.renew() == []


def test_what_is_past_half_of_its_life_is_renewed(held: Authorities) -> None:
    held.renew()
    before = read(held, "booth")
    held.issue(certificates()["booth"], days=DAYS // 2)
    (held.tls / "renewed").unlink()
    assert held.renew() == ["booth"]
    assert (held.tls / "renewed").exists()  # on which hosts reload
    assert read(held, "booth").serial_number != before.serial_number
    assert held.renew() == []


def test_what_has_ended_or_is_missing_is_made(held: Authorities, tmp_path: Path) -> None:
    held.renew()
    expired(held, certificates()["board"], tmp_path).replace(held.tls / "board.pem")
    (held.tls / "log.pem").unlink()
    assert held.renew() == ["board", "log"]


def test_one_is_made_at_once_where_its_key_may_be_known(held: Authorities) -> None:
    held.renew()
    before = serial((held.tls / "booth.pem").read_bytes())
    main(["issue", str(held.folder), "booth"])
    assert serial((held.tls / "booth.pem").read_bytes()) != before


def test_an_exchange_trusts_both_until_the_former_is_forgotten(held: Authorities) -> None:
    held.renew()
    main(["exchange", str(held.folder)])
    assert (held.tls / "ca.crt").read_text().count("BEGIN CERTIFICATE") == 2
    with pytest.raises(SystemExit, match="under way"):
        held.exchange()
    assert set(held.renew()) == set(certificates())
    main(["forget", str(held.folder)])
    for bundle in ("ca.crt", "edge-ca.crt"):
        assert (held.tls / bundle).read_text().count("BEGIN CERTIFICATE") == 1
    assert held.renew() == []


def test_where_the_folder_was_lost_hosts_go_on_with_what_they_have(
    authorities: Authorities, tmp_path: Path
) -> None:
    """Whom they trust is on each host: it stands in for the lost authorities' own certificates."""
    anew = tmp_path / "anew" / "authorities"
    anew.mkdir(parents=True)
    for bundle, former in (("ca.crt", "services.former.pem"), ("edge-ca.crt", "edge.former.pem")):
        shutil.copy(authorities.tls / bundle, anew / former)
    held = Authorities(tmp_path / "anew")
    assert set(held.renew()) == set(certificates())
    for bundle, name in (("ca.crt", "booth.pem"), ("edge-ca.crt", "edge.pem")):
        for issued in (authorities.tls / name, held.tls / name):
            command = ["openssl", "verify", "-CAfile", held.tls / bundle, issued]
            subprocess.run(command, check=True, capture_output=True)


def test_what_reads_its_certificate_at_a_reload_is_reloaded() -> None:
    """All that serve; a client reads its own at each new connection."""
    web = {f"stembus-{name}" for name, row in matrix()["processes"].items() if "port" in row}
    once = {"stembus-edge", "stembus-backup-server", "postgresql"}
    assert set(variables()["certificates_reload"]) == web | once
    unit = render("certificates", "reload.service")
    assert all(f"systemctl reload {name}.service" in unit for name in web)
    assert "playbooks/rotate-secrets.yml" in render("certificates", "renew.service")
