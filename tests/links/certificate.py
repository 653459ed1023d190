"""Certificates that `deploy.certificates` never makes: such as one that has ended."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from deploy.certificates import Authorities, Certificate


def expired(held: Authorities, wanted: Certificate, folder: Path) -> Path:
    """The present one, with its key, as it would be a minute after its end."""
    made = (held.tls / f"{wanted.name}.pem").read_bytes()
    signer = (held.folder / "authorities" / f"{wanted.authority}.pem").read_bytes()
    certificate = x509.load_pem_x509_certificate(made)
    now = datetime.now(UTC)
    again = x509.CertificateBuilder(
        issuer_name=certificate.issuer,
        subject_name=certificate.subject,
        public_key=certificate.public_key(),
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=7),
        not_valid_after=now - timedelta(minutes=1),
        extensions=list(certificate.extensions),
    ).sign(load_pem_private_key(signer, None), SHA256())
    key = made.split(b"-----BEGIN CERTIFICATE")[0]
    file = folder / f"{wanted.name}.pem"
    file.touch(mode=0o600)
    file.write_bytes(key + again.public_bytes(Encoding.PEM))
    return file


def serial(pem: bytes) -> int:
    return x509.load_pem_x509_certificate(pem).serial_number
