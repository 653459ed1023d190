"""The attempts, and what the matrix says that a process may do all the same."""

from dataclasses import dataclass
from typing import Any

from deploy.laboratory.installation import ADDRESSES, STRANGER
from deploy.matrix import Grant, grants
from deploy.rendering import matrix

MATRIX = matrix()
PROCESSES, DESTINATIONS = MATRIX["processes"], MATRIX["destinations"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """`grant` or `reaches`: the right that would make it the process's own job; most have none."""

    name: str
    kind: str
    given: tuple[Any, ...] = ()
    grant: Grant | None = None
    reaches: str = ""

    def is_job_of(self, process: str) -> bool:
        if self.grant:
            return any(self._is_within(each) for each in grants(process))
        return self.reaches in PROCESSES[process]["reaches"] if self.reaches else False

    def _is_within(self, given: Grant) -> bool:
        wanted = self.grant
        if not wanted or (wanted.table, wanted.verb) != (given.table, given.verb):
            return False
        return not given.columns or (
            bool(wanted.columns) and set(wanted.columns) <= set(given.columns)
        )


def _statement(name: str, statement: str, grant: Grant | None = None) -> Attempt:
    return Attempt(name, "database", (statement,), grant)


def _door(name: str) -> tuple[str, int]:
    return ADDRESSES[name], DESTINATIONS[name]["port"]


def _reads(name: str, table: str) -> Attempt:
    return _statement(name, f"SELECT * FROM {table}", Grant(table, "SELECT"))


def _inserts(name: str, table: str) -> Attempt:
    return _statement(name, f"INSERT INTO {table} DEFAULT VALUES", Grant(table, "INSERT"))


DATABASE = [
    _reads("read the roll", "rolls_voter"),
    _statement(
        "read codes that wait to be sent",
        "SELECT content FROM outbox_message",
        Grant("outbox_message", "SELECT", ("content",)),
    ),
    _reads("read whose credential is whose", "codes_link"),
    _reads("read ballots before the count", "ballots_ballot"),
    _inserts("add a ballot", "ballots_ballot"),
    _statement("alter a ballot", "UPDATE ballots_ballot SET content = ''"),
    _statement("delete a ballot", "DELETE FROM ballots_ballot"),
    _inserts("add to the board", "board_record"),
    _statement("alter the board", "UPDATE board_record SET content = ''"),
    _statement("delete from the board", "DELETE FROM board_record"),
    _inserts("write a result", "tallies_result"),
    _statement("alter a result", "UPDATE tallies_result SET content = ''"),
    _statement("alter the trail", "UPDATE audit_entry SET actor = ''"),
    _statement("erase the trail", "DELETE FROM audit_entry"),
    _statement("empty the trail", "TRUNCATE audit_entry"),
    _statement("take the owner's role", "SET ROLE stembus_owner"),
    _statement("take away a guard", "DROP TRIGGER append_only ON ballots_ballot"),
    _statement("make a table", "CREATE TABLE mine (id int)"),
    _statement("run a program in the database", "COPY (SELECT 1) TO PROGRAM 'id'"),
    _statement("read a file of the database's", "SELECT pg_read_file('/etc/passwd')"),
]
NETWORK = [
    Attempt("reach the internet", "network", (STRANGER, 443)),
    *(
        Attempt(
            f"reach {label}", "network", (ADDRESSES[name], DESTINATIONS[name]["port"]), None, name
        )
        for name, label in (
            ("relay", "the mail relay"),
            ("identity", "an identity provider"),
            ("resolver", "the resolver"),
            ("log", "the log host"),
        )
    ),
    *(
        Attempt(f"call the {name} past the edge", "network", ("127.0.0.1", row["port"]))
        for name, row in PROCESSES.items()
        if "port" in row
    ),
    Attempt("be reached at another port", "listen", (9999,)),
    Attempt("listen to others' packets", "packets"),
]
HOST = [
    Attempt(
        "read another's secrets",
        "read",
        ("/etc/credstore/*", "/run/credentials/*/*", "/etc/shadow", "/etc/ssh/*key"),
    ),
    Attempt("find a secret in the environment", "environment"),
    Attempt("read the database's files", "read", ("/var/lib/postgresql/**/*",)),
    Attempt("read the log", "read", ("/var/log/**/*", "/run/log/**/*")),
    Attempt("see other processes", "processes"),
    Attempt("look into another process", "call", (101, 16, 1, 0, 0)),
    Attempt("read another's memory", "call", (310, 1, 0, 0, 0, 0, 0)),
    Attempt("call systemd", "local", ("/run/systemd/private",)),
    Attempt("enter the database by its socket", "local", ("/run/postgresql/.s.PGSQL.5432",)),
    Attempt("become root", "call", (105, 0)),
    Attempt("make a namespace", "call", (272, 0x10000000)),
    Attempt("mount something", "call", (165, 0, 0, 0, 0, 0)),
    Attempt("load into the kernel", "call", (321, 0, 0, 0)),
    Attempt("run a shell", "program", ("/bin/sh",)),
    Attempt("run a program of its own", "own_program"),
    Attempt("run a program from memory", "program_in_memory"),
    Attempt("write to the code", "write", ("/opt/stembus/src/stembus/keys.py",)),
    Attempt(
        "write to the system",
        "write",
        ("/etc/passwd", "/etc/systemd/system/x.service", "/usr/bin/x", "/var/lib/x", "/etc/x"),
    ),
]
ATTEMPTS = [*DATABASE, *NETWORK, *HOST]


def others_files(process: str) -> list[str]:
    """Settings and keys of all but this one."""
    names = {*PROCESSES, "edge", "database", "migrate", "public"} - {process}
    return [
        f"/etc/stembus/{kind.format(name)}" for name in names for kind in ("{}.env", "tls/{}.pem")
    ]


def given(attempt: Attempt, process: str) -> tuple[str, list[Any]]:
    more = others_files(process) if attempt.name == "read another's secrets" else []
    return attempt.kind, [*attempt.given, *more]
