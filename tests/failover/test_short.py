"""Two faults while ballots are cast at two sites, as the full drill does all of them twice."""

import subprocess
import sys

from deploy.laboratory.root import ROOT


def test_no_acknowledged_ballot_is_lost_when_a_primary_dies_and_its_site_is_cut_off() -> None:
    command = [sys.executable, "-m", "drills.failover", "--short"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
