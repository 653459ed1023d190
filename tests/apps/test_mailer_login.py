"""A relay that wants a password gets it over TLS, and only from the relay that the name is of."""

import os
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from stembus import keys
from stembus.apps.mailer.work import work as send
from stembus.domain.outbox import actions
from stembus.domain.outbox.models import Delivery, State
from tests.elections import drafted
from tests.relay import relay

pytestmark = pytest.mark.django_db
PASSWORD = "het wachtwoord"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """For 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = tmp_path / "relay.pem"
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(autouse=True)
def secret(settings):
    settings.EMAIL_BACKEND = "stembus.apps.mailer.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER = "127.0.0.1", "stembus"
    path = keys.directory() / keys.RELAY
    path.write_text(f"{PASSWORD}\n")
    keys.secret.cache_clear()
    actions.post(drafted(), [("ann@x.nl", "Your code", "geheim")])
    yield
    path.unlink()
    keys.secret.cache_clear()


@pytest.mark.parametrize("starttls", [False, True])
def test_the_password_goes_over_tls(
    settings, monkeypatch: pytest.MonkeyPatch, certificate: Path, tls: ssl.SSLContext, starttls
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = not starttls, starttls
    with relay(tls=tls, password=PASSWORD, starttls=starttls) as server:
        settings.EMAIL_PORT = server.port
        assert send()
    assert len(server.contents) == 1
    assert Delivery.objects.get().state == State.SENT


def test_a_relay_that_can_not_prove_its_name_gets_nothing(settings, tls: ssl.SSLContext) -> None:
    settings.EMAIL_USE_SSL = True
    with relay(tls=tls, password=PASSWORD) as server:
        settings.EMAIL_PORT = server.port
        assert not send()
    assert not server.contents
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (State.QUEUED, "SSLCertVerificationError")


def test_with_a_wrong_password_the_message_waits(
    settings, monkeypatch, certificate: Path, tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_USE_SSL = True
    with relay(tls=tls, password="another") as server:
        settings.EMAIL_PORT = server.port
        assert not send()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (State.QUEUED, "SMTPAuthenticationError 535")
    assert PASSWORD not in caplog.text


def test_no_password_is_sent_in_the_clear() -> None:
    environment = {**os.environ, "STEMBUS_RELAY": "smtp://stembus@127.0.0.1:25"}
    done = subprocess.run(
        [sys.executable, "-c", "import stembus.config"],
        env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1 and "smtps://" in done.stderr
