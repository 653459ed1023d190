"""Time, as a clock on the wall tells it and as processors have worked for it."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds; and the most memory of the largest of its processes, in MiB."""

    wall: float
    cpu: float
    peak: float


def say(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr, flush=True)


def cost_of(*command: str | Path, status: int = 0, **environment: str) -> Cost:
    """A program's, its children's included. Raises `RuntimeError` if it ends in another status."""
    began = perf_counter()
    process = subprocess.Popen(
        command,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, ended, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(ended)
    if process.returncode != status:
        raise RuntimeError(f"{command}: {said.decode()}")
    return Cost(perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def printed_by(module: str, *arguments: object, **environment: str) -> Any:
    """The JSON that a module of ours prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout)


def cpu_here(work: Callable[[], object]) -> float:
    """Seconds of processor time that this process needs for it."""
    began = process_time()
    work()
    return process_time() - began


def least(measure: Callable[[], float], times: int) -> float:
    """What disturbs a measurement only makes it longer."""
    return min(measure() for _ in range(times))


def cpu_of_family(root: int) -> float:
    """Seconds that a process, its descendants, and those of them that are gone have worked."""
    stats = [_stat(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()]
    known = {stat[0]: stat for stat in stats if stat}
    return sum(stat[2] for stat in known.values() if _descends(stat, root, known)) / TICKS


Stat = tuple[int, int, int]


def _stat(pid: int) -> Stat | None:
    """(process, parent, ticks of processor time), see proc(5)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return pid, int(fields[1]), sum(int(field) for field in fields[11:15])


def _descends(stat: Stat, root: int, known: dict[int, Stat]) -> bool:
    while stat[0] != root and stat[1] in known:
        stat = known[stat[1]]
    return stat[0] == root


def rounded(value: float, digits: int = 3) -> float:
    """As many significant digits as a measurement like this deserves."""
    return float(f"{value:.{digits}g}")


def machine() -> dict[str, object]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models: Sequence[str] = [
        line.split(": ", 1)[1] for line in lines if line.startswith("model name")
    ]
    return {
        "processor": models[0] if models else "unknown",
        "python": platform.python_version(),
        "cores": len(os.sched_getaffinity(0)),
        "load_before": round(os.getloadavg()[0], 1),
    }
