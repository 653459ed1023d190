"""`stembus serve PROCESS` over TLS: both files or none."""

import subprocess
from pathlib import Path

import pytest

from tests.service import COMMANDS


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [COMMANDS / "stembus", "serve", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    ("arguments", "why"),
    (
        (("booth", "--certificate", "/none"), "go together"),
        (("booth", "--callers", "/none"), "go together"),
        (("booth", "--certificate", "/none", "--callers", "/none"), "no such file: /none"),
    ),
)
def test_half_a_setting_serves_nobody(arguments: tuple[str, ...], why: str) -> None:
    done = serve(*arguments)
    assert done.returncode
    assert why in done.stderr


def test_all_in_one_process_has_no_tls_of_its_own(tmp_path: Path) -> None:
    done = serve("--certificate", "/none", "--callers", "/none")
    assert done.returncode
    assert "behind the edge" in done.stderr
