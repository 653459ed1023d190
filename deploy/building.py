"""A release, as hosts get it: `python -m deploy.building FOLDER` prints where its files are.

The code is what is committed, translated. Libraries are fetched once for each list of them, each
checked against the hash in `requirements`; hosts then install them without a way to a registry.
"""

import argparse
import hashlib
import json
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
    """Paths of the code and of each list's libraries; `built` are those that were not there."""
    folder.mkdir(parents=True, exist_ok=True)
    name = release_name()
    wanted: dict[str, tuple[Path, Callable[[Path], None]]] = {
        "code": (folder / f"stembus-{name}.tar.gz", _code),
        **{
            each: (folder / f"{each}-{_hash(each)}.tar", lambda to, each=each: _libraries(each, to))
            for each in ("run", "patroni")
        },
    }
    missing = {key: each for key, each in wanted.items() if not each[0].exists()}
    for path, make in missing.values():
        unfinished = path.with_name(f"{path.name}.unfinished")
        make(unfinished)
        unfinished.replace(path)
    paths = {key: str(path) for key, (path, _) in wanted.items()}
    return {"name": name, "patroni_name": _hash("patroni"), "built": sorted(missing), **paths}


def release_name() -> str:
    """Version and commit, so that a host can say what it runs."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    return f"{version}-{_run('git', 'rev-parse', '--short=12', 'HEAD').strip()}"


def released() -> dict[str, str]:
    """Each file of a release, and how git names its contents."""
    lines = _run("git", "ls-tree", "-r", "HEAD", *CHECKOUT, *ALSO).splitlines()
    return {path: head.split()[2] for head, _, path in (line.partition("\t") for line in lines)}


def _code(to: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        archive = Path(work, "archive.tar")
        _run(
            "git",
            "-c",
            "tar.umask=0022",
            "archive",
            "--format=tar",
            f"--output={archive}",
            "HEAD",
            *_named(),
        )
        tree = Path(work, "tree")
        tree.mkdir()
        _run("tar", f"--directory={tree}", "--extract", f"--file={archive}")
        for text in tree.rglob("*.po"):
            _run("msgfmt", "--check", "-o", str(text.with_suffix(".mo")), str(text))
        with tarfile.open(to, "w:gz") as tar:
            for each in sorted(tree.iterdir()):
                tar.add(each, each.name)


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


def _hash(each: str) -> str:
    return hashlib.sha256((ROOT / f"requirements/{each}.txt").read_bytes()).hexdigest()[:16]


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"{command[0]}: {done.stderr[-2000:]}")
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.building", description=__doc__)
    parser.add_argument("folder", type=Path)
    print(json.dumps(build(parser.parse_args().folder.resolve())))


if __name__ == "__main__":
    main()
