"""The installation's own certificates: `python -m deploy.certificates VERB FOLDER [NAME]`.

On the machine that manages the hosts, never on one of them: FOLDER/authorities has the keys that
sign, FOLDER/tls what the hosts get. A certificate and its key are one file, so that both are
exchanged at once. All of it is made by `openssl`; what there is to make says `certificates.yml`.

renew     make what is missing, past half of its life, or of another authority
issue     one, now
exchange  new authorities beside the present ones, which stay trusted until `forget`
forget    trust the present authorities alone
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

HERE = Path(__file__).parent
SETTINGS = HERE / "certificates.cnf"
PLAN = yaml.safe_load((HERE / "certificates.yml").read_text())
DEFAULTS = yaml.safe_load((HERE / "roles/certificates/defaults/main.yml").read_text())
DAYS, DOMAIN = int(PLAN["days"]), str(DEFAULTS["certificates_domain"])
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc")
BUNDLES = {"services": "ca.crt", "edge": "edge-ca.crt", "cluster": "cluster-ca.crt"}


@dataclass(frozen=True, slots=True)
class Certificate:
    name: str
    role: str
    use: str
    authority: str = "services"
    each: bool = False

    @property
    def names(self) -> str:
        host = f"{self.name}.{DOMAIN}"
        return f"DNS:{host},DNS:*.{host}" if self.each else f"DNS:{host}"


def certificates() -> dict[str, Certificate]:
    processes = yaml.safe_load((HERE / "processes.yml").read_text())["processes"]
    rows = {name: {"use": "both" if "port" in row else "client"} for name, row in processes.items()}
    return {
        name: Certificate(name, **{"role": f"stembus_{name}", **row})
        for name, row in (rows | PLAN["certificates"]).items()
    }


@dataclass(frozen=True, slots=True)
class Authorities:
    """What signs, and what it has signed, under one folder that its owner alone reads."""

    folder: Path

    @property
    def tls(self) -> Path:
        return self.folder / "tls"

    def make_missing(self) -> None:
        for folder in (self.folder, self.folder / "authorities", self.tls):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in PLAN["authorities"]:
            if not self._signer(name).exists():
                self._make(name)
            self._bundle(name)

    def exchange(self) -> None:
        for name in PLAN["authorities"]:
            if self._former(name).exists():
                raise SystemExit("an exchange is under way: renew, hand out, and forget first")
        for name in PLAN["authorities"]:
            self._signer(name).replace(self._former(name))
        self.make_missing()

    def forget(self) -> None:
        for name in PLAN["authorities"]:
            self._former(name).unlink(missing_ok=True)
            self._bundle(name)

    def renew(self) -> list[str]:
        """The names of those that were made."""
        self.make_missing()
        due = [each for each in certificates().values() if self._is_due(each)]
        for each in due:
            self.issue(each)
        if due:
            (self.tls / "renewed").touch()  # a host reloads when it changes: it is handed out last
        return [each.name for each in due]

    def issue(self, wanted: Certificate, days: int = DAYS) -> None:
        signer = str(self._signer(wanted.authority))
        subject = ("-subj", f"/CN={wanted.role}", "-addext", f"subjectAltName={wanted.names}")
        signed = ("-CA", signer, "-CAkey", signer, "-extensions", wanted.use)
        _make(self.tls / f"{wanted.name}.pem", *subject, *signed, "-days", str(days))

    def _is_due(self, each: Certificate) -> bool:
        file = self.tls / f"{each.name}.pem"
        half = str(DAYS * 24 * 3600 // 2)
        return not (
            file.exists()
            and _says_yes("x509", "-in", file, "-noout", "-checkend", half)
            and _says_yes("verify", "-CAfile", self._signer(each.authority), "-no-CApath", file)
        )

    def _make(self, name: str) -> None:
        # Two of the same name would be mistaken for each other during an exchange.
        subject = f"/CN=Stembus {name} {datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        days = str(PLAN["authority_days"])
        _make(self._signer(name), "-subj", subject, "-extensions", "authority", "-days", days)

    def _bundle(self, name: str) -> None:
        """Whom to trust: the present one and, during an exchange, the former."""
        trusted = [path for path in (self._signer(name), self._former(name)) if path.exists()]
        text = "".join(_openssl("x509", "-in", path) for path in trusted)
        target = self.tls / BUNDLES[name]
        if not target.exists() or target.read_text() != text:
            _write(target, text)

    def _signer(self, name: str) -> Path:
        return self.folder / "authorities" / f"{name}.pem"

    def _former(self, name: str) -> Path:
        return self.folder / "authorities" / f"{name}.former.pem"


def _make(target: Path, *arguments: str) -> None:
    """A new key and its certificate, in one file."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        key, certificate = Path(folder, "key"), Path(folder, "certificate")
        files = ("-keyout", key, "-out", certificate)
        _openssl("req", "-x509", "-config", SETTINGS, *KEY, *files, *arguments)
        _write(target, key.read_text() + certificate.read_text())


def _write(target: Path, text: str) -> None:
    """All of it at once: who reads meanwhile gets the former file."""
    fresh = target.with_name(f".{target.name}")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600, exist_ok=False)
    fresh.write_text(text)
    fresh.replace(target)


def _openssl(*arguments: str | Path) -> str:
    command = ["openssl", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"openssl {arguments[0]}: {done.stderr}")
    return done.stdout


def _says_yes(*arguments: str | Path) -> bool:
    return not subprocess.run(["openssl", *arguments], capture_output=True).returncode  # noqa: S603, S607


def main(arguments: Iterable[str] = sys.argv[1:]) -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.certificates", description=__doc__)
    parser.add_argument("verb", choices=("renew", "issue", "exchange", "forget"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("name", nargs="?", choices=list(certificates()))
    options = parser.parse_args(list(arguments))
    held = Authorities(options.folder)
    if options.verb == "renew":
        print(" ".join(held.renew()))
    elif options.verb == "issue":
        held.make_missing()
        held.issue(certificates()[options.name])
    else:
        getattr(held, options.verb)()


if __name__ == "__main__":
    main()
