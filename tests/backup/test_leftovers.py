"""A drill that is killed leaves nothing for longer than until the next one."""

import signal
import subprocess
import sys
from pathlib import Path

from deploy.laboratory.grounds import grounds

BEGUN = """
import sys, time
from deploy.laboratory.grounds import grounds
from deploy.laboratory.machines import Row
with grounds() as made:
    made.found()
    made.add(Row("vault", "vault"))
    made.vault.lay_out()
    made.vault.listen()
    print(made.folder, flush=True)
    time.sleep(600)
"""


def naming(folder: Path) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            text = path.read_bytes().decode(errors="replace")
        except OSError:
            continue
        found += [text] if f"{folder}/" in text else []
    return found


def test_what_a_killed_run_left_is_taken_away_by_the_next() -> None:
    running = subprocess.Popen([sys.executable, "-c", BEGUN], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    folder = Path(running.stdout.readline().strip())
    running.send_signal(signal.SIGKILL)
    running.wait()
    running.stdout.close()
    assert folder.exists() and naming(folder)
    with grounds() as made:
        assert made.folder != folder
        assert not folder.exists() and not naming(folder)
