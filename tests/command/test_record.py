"""`stembus record`: from what anyone downloads to the record, byte for byte."""

import json
from pathlib import Path

import pytest
from django.test import Client

from stembus.command.main import main
from stembus.domain.elections.queries import database_now
from stembus.domain.proceedings import actions, queries
from stembus.record.archive import facts
from stembus.rounds import WORKERS, work_until_idle
from tests.council import Council, counted_council, opened_council, rows

pytestmark = pytest.mark.django_db
FILES = ("rules.json", "proceedings.json")


@pytest.fixture
def council() -> Council:
    council = counted_council()
    poll = council.north.poll
    (tie,) = queries.awaited(queries.documents(poll, rows(poll))[0])
    given = {"by": "Ria", "how": "A bowl", "at": database_now()}
    actions.record_lot(poll, 0, tie, ["FNV"], rows(poll), **given)
    work_until_idle(WORKERS)
    return council


@pytest.fixture
def folder(council: Council, tmp_path: Path) -> Path:
    """What the board offers for download."""
    north, south = council.north.poll.uuid, council.south.poll.uuid
    for name in (*FILES, "record.json", "record-nl.pdf", "record-en.pdf"):
        answer = Client().get(f"/elections/{north}/{name}")
        (tmp_path / name).write_bytes(answer.content)
    for uuid in (north, south):
        answer = Client().get(f"/elections/{uuid}/{uuid}.bel")
        (tmp_path / f"{uuid}.bel").write_bytes(b"".join(answer.streaming_content))
    return tmp_path


def record(folder: Path, *more: str, archives: list[Path] | None = None) -> int:
    found = sorted(folder.glob("*.bel")) if archives is None else archives
    return main(["record", *(str(folder / name) for name in FILES), *map(str, found), *more])


def test_the_record_is_made_again_byte_for_byte(folder: Path, capfdbinary) -> None:
    assert record(folder) == 0
    assert capfdbinary.readouterr().out == (folder / "record.json").read_bytes()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_so_is_the_pdf(folder: Path, language: str) -> None:
    made = folder / "made.pdf"
    assert record(folder, "--pdf", str(made), "--language", language) == 0
    assert made.read_bytes() == (folder / f"record-{language}.pdf").read_bytes()


def refused(folder: Path, capfd, **options) -> tuple[int, str]:
    status = record(folder, **options)
    return status, capfd.readouterr().err.split(": ")[2]


def change(path: Path, key: str, value: object) -> None:
    content = json.loads(path.read_bytes())
    content[key] = value
    path.write_bytes(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode())


def test_other_rules_are_refused(folder: Path, capfd) -> None:
    change(folder / "rules.json", "name", "Another")
    assert refused(folder, capfd) == (2, "record.rules_other")


def test_what_is_no_rules_is_refused(folder: Path, capfd) -> None:
    (folder / "rules.json").write_text("{}")
    assert refused(folder, capfd) == (2, "record.rules")


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", 2), ("election", "another"), ("closed_at", "today"), ("reissued", 1)],
)
def test_proceedings_that_can_not_be_are_refused(folder: Path, capfd, key, value) -> None:
    change(folder / "proceedings.json", key, value)
    assert refused(folder, capfd) == (2, "record.proceedings")


def test_a_missing_archive_is_named(folder: Path, capfd) -> None:
    first, _ = sorted(folder.glob("*.bel"))
    assert refused(folder, capfd, archives=[first]) == (2, "record.archive_missing")


def test_an_archive_of_another_election_is_refused(folder: Path, capfd) -> None:
    strange = Path(__file__).parents[2] / "vectors/ed25519-33-h-single/UY215YSJRAJxZw.bel"
    archives = [*sorted(folder.glob("*.bel")), strange]
    assert refused(folder, capfd, archives=archives)[1] == "record.archive_other"


def test_an_altered_archive_is_refused_by_the_verifier(folder: Path, capfd) -> None:
    path = sorted(folder.glob("*.bel"))[0]
    raw = bytearray(path.read_bytes())
    raw[-1000] ^= 1
    path.write_bytes(raw)
    assert record(folder) == 1
    assert "archive." in capfd.readouterr().err


def test_without_the_lot_there_is_another_record(folder: Path, capfdbinary) -> None:
    change(folder / "proceedings.json", "lots", [])
    assert record(folder) == 0
    (question,) = json.loads(capfdbinary.readouterr().out)["polls"][0]["questions"]
    assert question["outcome"]["to_draw"]
    assert question["outcome"]["elected"] == []


def test_a_missing_file_is_named(folder: Path, capfd) -> None:
    (folder / "rules.json").unlink()
    assert record(folder) == 2
    assert "rules.json" in capfd.readouterr().err


def test_an_archive_without_a_result_is_refused(capfd, tmp_path: Path) -> None:
    council = opened_council()
    work_until_idle(WORKERS)
    (tmp_path / "rules.json").write_text(council.election.rules)
    times = {"opened_at": "2027-01-01T00:00:00Z", "closed_at": "2027-01-02T00:00:00Z"}
    given = {
        "version": 1,
        "election": str(council.election.pk),
        **times,
        "reissued": [],
        "added": [],
        "withdrawn": [],
        "incidents": [],
        "lots": [],
    }
    (tmp_path / "proceedings.json").write_text(json.dumps(given, separators=(",", ":")))
    for uuid in (council.north.poll.uuid, council.south.poll.uuid):
        answer = Client().get(f"/elections/{uuid}/{uuid}.bel")
        (tmp_path / f"{uuid}.bel").write_bytes(b"".join(answer.streaming_content))
    assert refused(tmp_path, capfd) == (2, "record.archive_unfinished")


def listed(folder: Path) -> tuple[str, list[str], list[str]]:
    """(poll, spares, credentials with which a ballot was cast) of the first poll."""
    (poll, *_) = json.loads((folder / "rules.json").read_bytes())["polls"]
    used = sorted(facts(folder / f"{poll['uuid']}.bel").used)
    return poll["uuid"], poll["spares"], used


def test_a_ballot_with_a_code_that_was_replaced_is_found(folder: Path, capfd) -> None:
    poll, spares, used = listed(folder)
    weights = facts(folder / f"{poll}.bel").weights
    spare = next(key for key in spares if weights[key] == weights[used[0]])
    given = [{"poll": poll, "revoked": used[0], "replacement": spare}]
    change(folder / "proceedings.json", "reissued", given)
    assert refused(folder, capfd) == (2, "record.reissued")


def test_a_replacement_that_is_no_spare_or_has_another_weight_is_found(folder, capfd) -> None:
    poll, spares, used = listed(folder)
    weights = facts(folder / f"{poll}.bel").weights
    own = next(key for key in weights if key not in spares and key not in used[:1])
    heavy = next(key for key in spares if weights[key] != weights[used[0]])
    for replacement in (own, heavy):
        given = [{"poll": poll, "revoked": used[0], "replacement": replacement}]
        change(folder / "proceedings.json", "reissued", given)
        assert refused(folder, capfd) == (2, "record.reissued")


def test_a_voter_who_was_added_counts_as_one_who_could_vote(folder: Path, capfd) -> None:
    poll, spares, _ = listed(folder)
    weights = facts(folder / f"{poll}.bel").weights
    change(folder / "proceedings.json", "added", [{"poll": poll, "credential": spares[0]}])
    assert record(folder) == 0
    made = json.loads(capfd.readouterr().out)
    assert (made["added"], made["withdrawn"]) == (1, 0)
    assert made["polls"][0]["credentials"] == len(weights) - len(spares) + 1


@pytest.mark.parametrize("field", ["added", "withdrawn"])
def test_who_can_not_have_been_added_or_taken_off_is_found(folder: Path, capfd, field: str) -> None:
    poll, spares, used = listed(folder)
    wrong = {"added": [used[0]], "withdrawn": [used[0], spares[0], "unlisted"]}[field]
    for key in wrong:
        change(folder / "proceedings.json", field, [{"poll": poll, "credential": key}])
        assert refused(folder, capfd) == (2, "record.reissued")
    twice = [{"poll": poll, "credential": spares[0]}] * 2
    change(folder / "proceedings.json", field, twice)
    assert refused(folder, capfd) == (2, "record.reissued")
