"""An installation that archives to a vault, and what is left of it after a fire."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from deploy import keeping
from deploy.copying import DAY, Copy
from deploy.laboratory.grounds import Grounds
from deploy.laboratory.machines import Machine, Row
from deploy.rehearsal import rehearse
from deploy.restore import Report, restore
from stembus.verify.progress import Progress, silent

PARTS = ("secrets", "certificates", "inventory.json", "recipients")
HOLDING = (sys.executable, "-m", "drills.restore.holding")
# What a voter was promised: every ballot with its receipt, and every board to its last event.
BALLOTS = "SELECT md5(string_agg(tracker || receipt, ',' ORDER BY tracker)) FROM ballots_ballot"
BOARDS = "SELECT md5(string_agg(hash, ',' ORDER BY poll_id, position)) FROM board_record"
COUNT = "SELECT count(*) FROM ballots_ballot"


@dataclass(frozen=True)
class Seen:
    """What was there at some moment."""

    at: str
    ballots: int
    every_ballot: str
    every_board: str

    @property
    def content(self) -> tuple[int, str, str]:
        return self.ballots, self.every_ballot, self.every_board


def seen(database: Machine) -> Seen:
    ask = database.sql
    return Seen(ask("SELECT clock_timestamp()"), int(ask(COUNT)), ask(BALLOTS), ask(BOARDS))


class Installation:
    """`offline` is where two persons keep what opens the sealed file: no fire reaches it."""

    def __init__(self, grounds: Grounds) -> None:
        self.grounds = grounds
        self.offline = grounds.folder / "offline"

    @property
    def database(self) -> Machine:
        (found,) = self.grounds.databases
        return found

    @property
    def vault(self) -> Machine:
        return self.grounds.vault

    @property
    def copy(self) -> Machine:
        return self.grounds.machines["copy"]

    def found(self) -> None:
        """A database's host, the vault and its copy, all empty."""
        self.offline.mkdir(mode=0o700)
        run(("age-keygen", "-o", self.offline / "identity"))
        public = run(("age-keygen", "-y", self.offline / "identity"))
        self.grounds.found()
        (self.grounds.management / "recipients").write_text(public)
        self.grounds.add(Row("one", "database"), Row("vault", "vault"), Row("copy", "copy"))
        for each in self.grounds.machines.values():
            each.lay_out()

    def fill(self, megabytes: int) -> None:
        """Rows that are nobody's: the size of a larger installation without its voters.

        Like ballots they compress by half: what repeats is further apart than zstd looks back.
        """
        some = "string_agg(md5(random()::text), '') AS content FROM generate_series(1, 512000) n"
        self.database.sql(f"CREATE TABLE drill_some AS SELECT {some} GROUP BY n % 16000")
        again = f"SELECT content FROM generate_series(1, {megabytes // 16}), drill_some"
        self.database.sql(f"CREATE TABLE drill_filler AS {again}")

    def begin(self) -> None:
        """Archive from now on: there is a place for it before the first segment comes."""
        self.database.listen()
        self.vault.listen()
        self.vault.pgbackrest("stanza-create")
        self.database.stop()
        self.database.archiving = True
        self.database.start()
        self.vault.pgbackrest("check")

    def hold(self, verb: str, **numbers: int) -> None:
        said = (word for name, number in numbers.items() for word in (f"--{name}", str(number)))
        self.database.program(*HOLDING, verb, *said)

    def back_up(self, kind: str = "full") -> None:
        """As the vault's timer does; what the database can't be read without goes beside it."""
        self.database.stembus("state", "note")
        self.vault.pgbackrest("backup", f"--type={kind}")
        recipients = self.grounds.management / "recipients"
        folder = self.vault.folder / "repository/keys"
        folder.mkdir(exist_ok=True)
        keeping.pack(folder, recipients, {n: self.grounds.management / n for n in PARTS})
        shutil.chown(folder, *self._owner())
        for each in folder.iterdir():
            shutil.chown(each, *self._owner())

    def _owner(self) -> tuple[int, int]:
        about = (self.vault.folder / "repository").stat()
        return about.st_uid, about.st_gid

    def archived(self) -> None:
        """Until the vault has all that was written."""
        self.vault.pgbackrest("check")

    def copy_vault(self, progress: Progress = silent) -> dict[str, Any]:
        at = self.copy.folder
        copy = Copy(at / "repository", at / "pgbackrest", keep_dropped=7 * DAY, progress=progress)
        return copy.bring_up_to_date()

    def rehearse(self, within: timedelta) -> list[str]:
        """On the vault, as its timer does: the elections that were set aside."""
        aside = self.vault.folder / "repository/aside"
        rehearse(self.vault.rehearsal, self.grounds.management / "recipients", aside, within)
        return sorted(each.name for each in aside.iterdir())

    def burn(self, *machines: Machine) -> None:
        """These hosts are lost, and the machine that managed them."""
        for each in machines:
            each.destroy()
            self.grounds.machines.pop(each.row.name)
        if self.grounds.management.exists():
            shutil.rmtree(self.grounds.management)

    def come_back(
        self, target: str | None = None, check: tuple[str, ...] = (), progress: Progress = silent
    ) -> Report:
        """On an empty host of the inventory, from what the vault has."""
        report = Report()
        if not self.grounds.management.exists():
            report.step("keys", self.have_keys)
        report.step("host", self._have_host)
        made = restore(self.database.place, target, check=check, progress=progress)
        made.seconds = {**report.seconds, **made.seconds}
        return made

    def have_keys(self) -> None:
        """By hand: the newest sealed file from the vault, to a new machine that manages hosts."""
        keys = sorted((self.vault.folder / "repository/keys").iterdir())
        keeping.unpack(keys[-1], self.offline / "identity", self.grounds.management)
        self.grounds.certify()

    def _have_host(self) -> None:
        (row,) = (each for each in self.grounds.inventory() if each.role == "database")
        self.grounds.machines[row.name] = Machine(self.grounds, row)
        self.database.lay_out()
        self.database.prepare()
        self.database.listen()

    def promote_copy(self) -> None:
        """The vault is lost too: the copy's host takes its name, certificate and passphrase."""
        copy = self.grounds.machines.pop("copy")
        keys = sorted((copy.folder / "repository/keys").iterdir())
        keeping.unpack(keys[-1], self.offline / "identity", self.grounds.management)
        self.grounds.certify()
        (row,) = (each for each in self.grounds.inventory() if each.role == "vault")
        (former,) = (each for each in self.grounds.inventory() if each.role == "copy")
        made = Machine(self.grounds, Row(former.name, "vault", row.port, row.postgres_port))
        self.grounds.machines[former.name] = made
        shutil.rmtree(copy.folder / "pgbackrest")
        made.lay_out()
        made.listen()


def run(command: tuple[str | Path, ...]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
