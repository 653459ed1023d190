"""The second copy of the vault: `python -m deploy.copying FOLDER`, on a host that nobody reaches.

It fetches, over pgBackRest's own TLS, what the vault has and it has not: encrypted, as it lies
there, for which it has no passphrase. Nothing that it has is changed, and what the vault drops is
kept for some days more: who takes over the vault, or the database's hosts, can't take this away.
"""

import argparse
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.postgres import USER, as_user, run
from stembus.verify.progress import Line, Progress, silent

DAY = 24 * 3600
# What pgBackRest writes anew; all else it writes once. They go last: what they name is then here.
INFO = re.compile(r"\.info(\.copy)?$")
NAME = re.compile(r"[\w.+-]+(/[\w.+-]+)*")
BACKUP = re.compile(r"^(backup/[^/]+/\d{8}-\d{6}F[^/]*)/")
# Elections that are set aside are written anew each time.
ANEW = ("aside/",)
FRESH = ".fresh"
TRIES = 3


@dataclass
class Copy:
    folder: Path
    configuration: Path = Path("/etc/pgbackrest")
    stanza: str = "stembus"
    keep_dropped: float = 7 * DAY
    streams: int = 4
    user: str = USER
    progress: Progress = silent
    fetched: int = 0
    changed: list[str] = field(default_factory=list)

    def bring_up_to_date(self) -> dict[str, Any]:
        """Again, if the vault dropped something meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for attempt in range(1, TRIES + 1):
            try:
                self._once()
                break
            except Vanished as why:
                if attempt == TRIES:
                    raise SystemExit(f"copying: could not be fetched: {why}") from None
        if self.changed:
            raise SystemExit(f"copying: not as it was, and not fetched: {self.changed[:5]}")
        return {"fetched": self.fetched, "dropped": self._drop()}

    def _once(self) -> None:
        self.changed.clear()
        there = self._list()
        infos = [name for name in there if INFO.search(name)]
        if not infos:
            raise SystemExit("copying: the vault has no backup: nothing is changed here")
        wanted = [name for name, about in there.items() if self._is_wanted(name, about)]
        fresh = [self._fetch(name) for name in infos]
        with ThreadPoolExecutor(self.streams) as pool:
            for done, path in enumerate(pool.map(self._fetch, wanted), start=1):
                self._put(path)
                self.progress("copying, files", done, len(wanted))
        self.fetched += len(wanted)
        for path in fresh:
            self._put(path)
        self._note_dropped(there)

    def _list(self) -> dict[str, dict[str, Any]]:
        """The files, of whole backups alone."""
        listed = json.loads(self._pgbackrest("repo-ls", "--recurse", "--output=json"))
        files = {name: each for name, each in listed.items() if each["type"] == "file"}
        if any(not NAME.fullmatch(name) or ".." in name for name in files):
            raise SystemExit("copying: the vault has names that are not a backup's")
        return {name: each for name, each in files.items() if _is_whole(name, files)}

    def _is_wanted(self, name: str, about: dict[str, Any]) -> bool:
        path = self.folder / name
        if INFO.search(name):
            return False
        if not path.exists():
            return True
        same = path.stat().st_size == about["size"]
        if name.startswith(ANEW):
            return not same or path.stat().st_mtime < about["time"]
        if not same:
            self.changed.append(name)
        return False

    def _fetch(self, name: str) -> Path:
        """Beside its place, under another name: what is there is whole at any time."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}{FRESH}")
        command = as_user(*self._command("repo-get", "--raw", name), user=self.user)
        with fresh.open("wb") as file:
            done = subprocess.run(command, stdout=file, stderr=subprocess.PIPE, cwd="/")  # noqa: S603
        if done.returncode:
            raise Vanished(done.stderr.decode(errors="replace").strip()[-500:])
        return fresh

    def _put(self, fresh: Path) -> None:
        fresh.replace(fresh.with_name(fresh.name.removesuffix(FRESH)))

    def _pgbackrest(self, *arguments: str) -> str:
        return run(*self._command(*arguments), user=self.user)

    def _command(self, *arguments: str) -> list[str]:
        where = (f"--config-path={self.configuration}", f"--stanza={self.stanza}")
        return ["pgbackrest", *where, *arguments]

    @property
    def _dropped(self) -> Path:
        return self.folder / "dropped.json"

    def _note_dropped(self, there: dict[str, Any]) -> None:
        """Since when the vault has what is here no more."""
        known = json.loads(self._dropped.read_text()) if self._dropped.exists() else {}
        here = (path for path in self.folder.rglob("*") if path.is_file())
        names = {str(path.relative_to(self.folder)) for path in here} - {self._dropped.name}
        gone = {name: known.get(name, time.time()) for name in sorted(names - set(there))}
        self._dropped.write_text(json.dumps(gone))

    def _drop(self) -> int:
        gone = json.loads(self._dropped.read_text())
        due = [name for name, since in gone.items() if time.time() - since > self.keep_dropped]
        for name in due:
            (self.folder / name).unlink(missing_ok=True)
        return len(due)


class Vanished(Exception):
    """The vault dropped it after it was listed."""


def _is_whole(name: str, files: dict[str, Any]) -> bool:
    """A backup that is under way has no manifest yet."""
    backup = BACKUP.match(name)
    return backup is None or f"{backup[1]}/backup.manifest" in files


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.copying", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--configuration", type=Path, default=Path("/etc/pgbackrest"))
    parser.add_argument("--keep-dropped", type=int, default=7, metavar="DAYS")
    options = parser.parse_args()
    line = Line(sys.stderr) if sys.stderr.isatty() else None
    keep = options.keep_dropped * DAY
    copy = Copy(options.folder, options.configuration, keep_dropped=keep, progress=line or silent)
    print(json.dumps(copy.bring_up_to_date()))


if __name__ == "__main__":
    main()
