"""What a backup of the database can't be read without: `python -m deploy.keeping VERB …`.

On the machine that manages the hosts. Secrets, authorities and inventory go into one file, which
`age` encrypts for people who hold their identities offline; it lies with the vault and its copy.

pack     FOLDER RECIPIENTS NAME=PATH …   a new file in FOLDER, by the moment
unpack   FILE IDENTITY FOLDER            each NAME below FOLDER, which must be new
"""

import argparse
import re
import subprocess
import tarfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import yaml

PROCESSES = yaml.safe_load((Path(__file__).parent / "processes.yml").read_text())["processes"]
# Beside what processes hold: the passphrase of the repository.
PASSPHRASE = "pgbackrest"  # noqa: S105 - its name
SECRETS = "secrets"
NAMED = "stembus-keys-%Y%m%dT%H%M%SZ.tar.age"


def pack(folder: Path, recipients: Path, parts: dict[str, Path]) -> Path:
    """Refuses what would not be enough for a restore."""
    missing = _missing(parts[SECRETS])
    if missing:
        raise SystemExit(f"keeping: not among the secrets: {', '.join(sorted(missing))}")
    target = folder / datetime.now(UTC).strftime(NAMED)
    fresh = target.with_name(f".{target.name}")
    command = ("age", "--encrypt", "--recipients-file", recipients, "--output", fresh)
    with subprocess.Popen(command, stdin=subprocess.PIPE) as age:  # noqa: S603
        assert age.stdin  # noqa: S101
        with suppress(BrokenPipeError), tarfile.open(fileobj=age.stdin, mode="w|") as tar:
            for name, path in parts.items():
                tar.add(path, name)
    if age.returncode:
        raise SystemExit("keeping: age could not encrypt: it says why above")
    return fresh.replace(target)


def _missing(secrets: Path) -> set[str]:
    held = {name for row in PROCESSES.values() for name in row["holds"]} | {PASSPHRASE}
    there = {re.sub(r"^stembus\.", "", each.name) for each in secrets.iterdir()}
    return held - there


def unpack(file: Path, identity: Path, folder: Path) -> list[str]:
    """For their owner alone. Refuses a folder that is there."""
    folder.mkdir(mode=0o700)
    command = ("age", "--decrypt", "--identity", identity, file)
    with subprocess.Popen(command, stdout=subprocess.PIPE) as age:  # noqa: S603
        assert age.stdout  # noqa: S101
        # `tar` refuses names that lead out of the folder.
        out = ("tar", "--extract", "--no-same-owner", "--directory", folder)
        done = subprocess.run(out, stdin=age.stdout)  # noqa: S603
    if age.returncode or done.returncode:
        raise SystemExit("keeping: it could not be opened: see above")
    return sorted(each.name for each in folder.iterdir())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.keeping", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    packing = verbs.add_parser("pack")
    packing.add_argument("folder", type=Path)
    packing.add_argument("recipients", type=Path)
    packing.add_argument("parts", nargs="+", metavar="NAME=PATH")
    unpacking = verbs.add_parser("unpack")
    for name in ("file", "identity", "folder"):
        unpacking.add_argument(name, type=Path)
    options = parser.parse_args()
    if options.verb == "unpack":
        print(" ".join(unpack(options.file, options.identity, options.folder)))
        return
    parts = {name: Path(path) for name, _, path in (each.partition("=") for each in options.parts)}
    if SECRETS not in parts:
        packing.error(f"{SECRETS}=PATH is needed")
    print(pack(options.folder, options.recipients, parts))


if __name__ == "__main__":
    main()
