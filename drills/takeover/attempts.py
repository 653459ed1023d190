"""What someone tries who runs code as a process. Runs on the host, in the unit of that process.

Prints, as JSON, each attempt with what came of it: "done", or how it was refused. An attempt is a
child of its own, since some are answered with the end of who tries.
"""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg

DONE = "done"
# What the unit's own list of addresses drops is not answered.
PATIENCE = 1.0
LIBC = ctypes.CDLL(None, use_errno=True)
# What a statement lacks once it was allowed: it is made to change nothing.
LACKING = ("23502", "23503", "23514")


def database(statement: str) -> str:
    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=5) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as why:
            if why.sqlstate in LACKING:
                return DONE
            return f"the database: {str(why).splitlines()[0]}"
        finally:
            connection.rollback()
    return DONE


def network(address: str, port: int) -> str:
    with socket.socket() as tried:
        tried.settimeout(PATIENCE)
        try:
            tried.connect((address, port))
        except OSError as why:
            return f"the firewall: {why.strerror or why}"
    return DONE


def read(*patterns: str) -> str:
    """Any of these files, except what is the process's own."""
    own = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/none"))
    for pattern in patterns:
        for path in Path("/").glob(pattern.lstrip("/")):
            if path.is_relative_to(own):
                continue
            try:
                if path.is_file():
                    path.read_bytes()
                    return f"{DONE}: {path}"
            except OSError:
                continue
    return "the unit: nothing to read"


def write(*paths: str) -> str:
    for path in paths:
        try:
            with open(path, "ab"):
                return f"{DONE}: {path}"
        except OSError as why:
            said = why.strerror
    return f"the unit: {said}"


def processes() -> str:
    others = [each for each in Path("/proc").glob("[0-9]*") if each.stat().st_uid != os.getuid()]
    return f"{DONE}: {len(others)}" if others else "the unit: none is seen"


def call(number: int, *arguments: int) -> str:
    """A system call, by its number, which is refused or ends who makes it."""
    if LIBC.syscall(number, *arguments) == -1:
        return f"the kernel: {os.strerror(ctypes.get_errno())}"
    return DONE


def environment() -> str:
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/none"))
    secrets = [path.read_text().strip() for path in folder.glob("*")]
    shown = [name for name, value in os.environ.items() if any(s in value for s in secrets if s)]
    return f"{DONE}: {shown}" if shown else "the unit: none is there"


def program(path: str) -> str:
    try:
        subprocess.run([path, "-c", "true"], check=True, close_fds=False)
    except OSError as why:
        return f"the unit: {why.strerror}"
    return DONE


def own_program() -> str:
    path = Path("/tmp/program")
    path.write_text("#!/opt/stembus/.venv/bin/python\n")
    path.chmod(0o755)
    return program(str(path))


def program_in_memory() -> str:
    """A file that is in no directory, and so under no mount's flags."""
    try:
        file = os.memfd_create("program", 0)
    except OSError as why:
        return f"the kernel: {why.strerror}"
    os.write(file, Path("/bin/true").read_bytes())
    return program(f"/proc/self/fd/{file}")


def listen(port: int) -> str:
    """A port of its own, which is of use if somebody reaches it."""
    with socket.socket() as listener:
        try:
            listener.bind(("0.0.0.0", port))
            listener.listen()
        except OSError as why:
            return f"the unit: {why.strerror}"
        return network("127.0.0.1", port)


def local(path: str) -> str:
    try:
        with socket.socket(socket.AF_UNIX) as tried:
            tried.connect(path)
    except OSError as why:
        return f"the unit: {why.strerror}"
    return DONE


def packets() -> str:
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close()
    except OSError as why:
        return f"the unit: {why.strerror}"
    return DONE


KINDS: dict[str, Callable[..., str]] = {
    each.__name__: each
    for each in (
        *(database, network, read, write, processes, call, environment, program),
        *(own_program, program_in_memory, listen, local, packets),
    )
}


def attempt(kind: str, arguments: list[object]) -> str:
    """In a child: what it says, or what ended it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = KINDS[kind](*arguments)
        except Exception as why:
            said = f"failed: {why!r}"
        os.write(writing, said.encode()[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        said = answers.read().decode()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return f"the kernel: ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return said


def main() -> None:
    tried = json.loads(Path(sys.argv[1]).read_text())
    print(json.dumps({name: attempt(kind, given) for name, (kind, given) in tried.items()}))


if __name__ == "__main__":
    main()
