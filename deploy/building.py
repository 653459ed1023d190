"""A release, as hosts get it: `python -m deploy.building FOLDER` prints where its files are.

The code is what is committed, translated. Libraries are fetched once for each list of them, each
checked against the hash in `requirements`; hosts then install them without a way to a registry.
The native core comes with it where it was built (`make deploy-tools` tries to).
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path

from deploy.laboratory.root import CHECKOUT, PYTHON, ROOT

# Beside what a process runs: how it is installed, and what watches over members and restores them.
ALSO = ("requirements/run.txt", "deploy")


def build(folder: Path) -> dict[str, object]:
    """Paths of the code, of each list's libraries and of the native core, None without one;
    `built` are those that were not there."""
    folder.mkdir(parents=True, exist_ok=True)
    name = release_name()
    wanted: dict[str, tuple[Path, Callable[[Path], None]]] = {
        "code": (folder / f"stembus-{name}.tar.gz", _code),
        **{
            each: (folder / f"{each}-{_hash(each)}.tar", lambda to, each=each: _libraries(each, to))
            for each in ("run", "patroni")
        },
    }
    if native_version():
        wanted["native"] = (folder / f"native-{_object('HEAD:native')}.tar", _native)
    missing = {key: each for key, each in wanted.items() if not each[0].exists()}
    for path, make in missing.values():
        unfinished = path.with_name(f"{path.name}.unfinished")
        make(unfinished)
        unfinished.replace(path)
    paths = {key: str(path) for key, (path, _) in wanted.items()}
    about = {"name": name, "patroni_name": _hash("patroni"), "built": sorted(missing)}
    return {"native": None, **about, **paths}


def release_name() -> str:
    """Version and commit, so that a host can say what it runs."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return f"{version}-{_object('HEAD')}"


def native_version() -> str | None:
    """Of the native core that hosts get with a release; None where no toolchain built it."""
    if not (ROOT / ".venv/native").exists() or not shutil.which("cargo"):
        return None
    version: str = tomllib.loads((ROOT / "native/Cargo.toml").read_text())["package"]["version"]
    return version


def released() -> dict[str, str]:
    """Each file of a release, and how git names its contents."""
    lines = _run("git", "ls-tree", "-r", "HEAD", *CHECKOUT, *ALSO).splitlines()
    return {path: head.split()[2] for head, _, path in (line.partition("\t") for line in lines)}


def _code(to: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        tree = _committed(Path(work), *_named())
        for text in tree.rglob("*.po"):
            _run("msgfmt", "--check", "-o", str(text.with_suffix(".mo")), str(text))
        with tarfile.open(to, "w:gz") as tar:
            for each in sorted(tree.iterdir()):
                tar.add(each, each.name)


def _committed(work: Path, *names: str) -> Path:
    """Files of HEAD, in a folder of their own."""
    archive, tree = work / "archive.tar", work / "tree"
    readable = ("-c", "tar.umask=0022")
    _run("git", *readable, "archive", "--format=tar", f"--output={archive}", "HEAD", *names)
    tree.mkdir()
    _run("tar", f"--directory={tree}", "--extract", f"--file={archive}")
    return tree


def _named() -> list[str]:
    """What is there of what a release has: git refuses to archive what is not."""
    return [each for each in (*CHECKOUT, *ALSO) if _run("git", "ls-tree", "HEAD", each)]


def _libraries(each: str, to: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        # For the hosts' interpreter; what has no wheel is built there, by what the list names.
        only = ["--no-build-isolation", f"--python-version={PYTHON}", f"--dest={work}/libraries"]
        _run(*pip, *only, "-r", f"requirements/{each}.txt")
        with tarfile.open(to, "w") as tar:
            tar.add(f"{work}/libraries", "libraries")


def _native(to: Path) -> None:
    """What the libraries share is compiled once: the crates stay where `make` has them."""
    with tempfile.TemporaryDirectory() as work:
        source = _committed(Path(work), "native") / "native"
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-build-isolation", "--no-deps"]
        _run(
            *(*pip, f"--wheel-dir={work}/libraries", str(source)),
            PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            CARGO_TARGET_DIR=str(ROOT / "native/target"),
        )
        with tarfile.open(to, "w") as tar:
            tar.add(f"{work}/libraries", "libraries")


def _object(name: str) -> str:
    """A commit, or what is in a folder of one, by its hash."""
    return _run("git", "rev-parse", "--short=12", name).strip()


def _hash(each: str) -> str:
    return hashlib.sha256((ROOT / f"requirements/{each}.txt").read_bytes()).hexdigest()[:16]


def _run(*command: str, **environment: str) -> str:
    done = subprocess.run(  # noqa: S603
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | environment
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.building", description=__doc__)
    parser.add_argument("folder", type=Path)
    print(json.dumps(build(parser.parse_args().folder.resolve())))


if __name__ == "__main__":
    main()
