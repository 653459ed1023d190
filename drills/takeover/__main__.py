"""`python -m drills.takeover`: each process in turn, and a table of what was refused."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from deploy.laboratory.installation import ADDRESSES, STRANGER, Installation, installation
from deploy.laboratory.root import INSTALL
from drills.takeover.plan import ATTEMPTS, DESTINATIONS, PROCESSES, given
from tests.relay import Relay, relay
from tests.service import COMMANDS

ELECTION = {
    "name": "Ondernemingsraad",
    "polls": [{"questions": [{"title": "Wie?", "answers": ["Ada", "Bob"], "max": 1}]}],
}
HERE = Path(__file__).parent
PYTHON = f"/{INSTALL}/.venv/bin/python"
PLACE = f"/{INSTALL}/takeover"
JOB, REFUSED, WRONG = "allowed by its job", "refused", "NOT REFUSED"


def main() -> int:
    with installation() as installed:
        hold_an_election(installed)
        prepare(installed)
        results = {process: take_over(installed, process) for process in PROCESSES}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    said = {
        process: {name: e["said"] for name, e in tried.items()}
        for process, tried in results.items()
    }
    kept = json.dumps({"at": at, "said": said}, indent=1, ensure_ascii=False)
    (HERE / "result.json").write_text(f"{kept}\n")
    (HERE / "RESULT.md").write_text(table(at, results))
    wrong = [(p, name) for p, tried in results.items() for name, e in tried.items() if e["wrong"]]
    print(table(at, results))
    print(f"{len(ATTEMPTS) * len(results)} attempts, {len(wrong)} not as they should be: {wrong}")
    return int(bool(wrong))


def hold_an_election(installed: Installation) -> None:
    """Open, with a ballot on the board: something to read, to alter and to take away."""
    outside, voter = installed.outside, "ann@example.org"
    with outside.entered():
        mail = relay(at=(ADDRESSES["relay"], DESTINATIONS["relay"]["port"]))
        taking = mail.__enter__()
    try:
        installed.host.put("srv/laboratory/election.json", json.dumps(ELECTION))
        installed.host.put("srv/laboratory/roll.csv", f"email\n{voter}\n")
        run = installed.as_administrator
        election = run("create", "/srv/laboratory/election.json", "--organiser", "org@example.org")
        run("roll", election, "/srv/laboratory/roll.csv")
        for name in ("ria", "tom"):
            key = ("--key-file", f"/srv/laboratory/home/{name}.json")
            run("trustee", election, "--name", name, "--email", f"{name}@example.org", *key)
        run("open", election)
        link = awaited(lambda: links(taking, voter))
        vote = installed.visitor(COMMANDS / "stembus", "vote", link, "--choice", "1")
        subprocess.run(vote, check=True, stdout=subprocess.DEVNULL)
        published = "SELECT 1 FROM board_record WHERE NOT is_event"
        awaited(lambda: installed.superuser(published).split())
    finally:
        mail.__exit__(None, None, None)


def links(taking: Relay, voter: str) -> list[str]:
    texts = [each.get_content() for each in taking.taken if each["To"] == voter]
    return re.findall(r"https://\S+#\S+", "\n".join(texts))


def awaited(found: Callable[[], list[str]]) -> str:
    for _ in range(300):
        if there := found():
            return there[-1]
        time.sleep(0.2)
    raise SystemExit("the election did not come about")


def prepare(installed: Installation) -> None:
    """Whoever is called would answer: what does not answer was refused."""
    doors = [(place, "tcp", DESTINATIONS[name]["port"]) for name, place in ADDRESSES.items()]
    installed.outside.listen([*doors, (STRANGER, "tcp", 443)])
    installed.host.put(f"{PLACE}/attempts.py", (HERE / "attempts.py").read_text())
    for process in PROCESSES:
        tried = {each.name: given(each, process) for each in ATTEMPTS}
        installed.host.put(f"{PLACE}/{process}.json", json.dumps(tried))


def take_over(installed: Installation, process: str) -> dict[str, dict[str, object]]:
    before = noticed(installed, process)
    said = json.loads(
        installed.as_process(process, PYTHON, f"{PLACE}/attempts.py", f"{PLACE}/{process}.json")
    )
    after = noticed(installed, process)
    found = {each.name: judged(said[each.name], each.is_job_of(process)) for each in ATTEMPTS}
    for what in after:
        if after[what] == before[what]:
            raise SystemExit(f"{process}: refusals by the {what} left no trace")
    return found


def judged(said: str, job: bool) -> dict[str, object]:
    """Exactly what the matrix says: what is its job works, and nothing else does."""
    done = said.startswith("done")
    by = said.partition(":")[0] if not done else ""
    # What is not there was not refused: the attempt itself is out of date.
    wrong = done != job or by == "failed" or "does not exist" in said
    outcome = WRONG if done and not job else JOB if done else REFUSED
    return {"outcome": outcome, "by": by, "said": said, "wrong": wrong}


def noticed(installed: Installation, process: str) -> dict[str, int]:
    """What the host wrote down of this process's refusals."""
    errors = installed.host.run(
        *("grep", "-chE", f"stembus_{process}@.*(ERROR|FATAL)"),
        "/var/log/postgresql/postgresql-15-main.log",
        check=False,
    )
    counted = json.loads(
        installed.host.run("nft", "-j", "list", "counter", "inet", "stembus", f"refused_{process}")
    )
    packets = next(e["counter"]["packets"] for e in counted["nftables"] if "counter" in e)
    return {"database": int(errors or 0), "firewall": int(packets)}


def table(at: str, results: dict[str, dict[str, dict[str, object]]]) -> str:
    lines = [
        f"Last run: {at}. Made by `make drill-takeover`; each answer in full is in `result.json`.",
        "",
        f"| attempt | {' | '.join(results)} |",
        f"|---|{'---|' * len(results)}",
    ]
    for each in ATTEMPTS:
        cells = [_cell(tried[each.name]) for tried in results.values()]
        lines.append(f"| {each.name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(found: dict[str, object]) -> str:
    """Short: what refused it."""
    if found["outcome"] == REFUSED:
        return str(found["by"]).removeprefix("the ")
    return "**its job**" if found["outcome"] == JOB else "**NOT REFUSED**"


if __name__ == "__main__":
    sys.exit(main())
