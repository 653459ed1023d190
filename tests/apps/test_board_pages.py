"""The public board: anyone reads it, pages through it, and downloads an archive that only grows."""

import json
from pathlib import Path

import pytest
from django.test import Client

from stembus.rounds import WORKERS, work_until_idle
from stembus.verify.archive import check_extends, scan
from stembus.verify.progress import silent
from stembus.verify.verification import verify
from tests.elections import Held, opened

pytestmark = pytest.mark.django_db
ADA, BOB = [[0, 1, 0, 0]], [[0, 0, 1, 0]]


@pytest.fixture
def held() -> Held:
    held = opened()
    work_until_idle(("sequencer",))
    return held


def download(held: Held, path: Path) -> Path:
    response = Client().get(f"/elections/{held.poll.uuid}/{held.poll.uuid}.bel")
    assert response["Content-Type"] == "application/x-tar"
    path.write_bytes(b"".join(response.streaming_content))  # type: ignore[arg-type]
    return path


def test_each_archive_extends_all_earlier_ones_and_none_extends_a_later_one(
    held: Held, tmp_path: Path
) -> None:
    archives = [download(held, tmp_path / "setup.bel")]
    for number, voter in enumerate(("ann@x.nl", "ben@x.nl", "ann@x.nl")):
        held.cast(held.ballot(voter, ADA))
        work_until_idle(("sequencer",))
        archives.append(download(held, tmp_path / f"{number}.bel"))
    held.close()
    archives.append(download(held, tmp_path / "closed.bel"))
    for trusted in held.trusted:
        held.send_decryption(trusted, held.decryption(trusted))
    work_until_idle(WORKERS)
    archives.append(download(held, tmp_path / "result.bel"))
    for number, earlier in enumerate(archives):
        assert verify(earlier).valid
        for later in archives[number + 1 :]:
            assert later.read_bytes().startswith(earlier.read_bytes())
            check_extends(scan(later, silent), scan(earlier, silent))
            assert not verify(earlier, earlier=later).valid


def test_pages_hold_a_hundred_trackers_and_go_on(held: Held) -> None:
    trackers = [
        held.cast(held.ballot("ann@x.nl", ADA if number % 2 else BOB))[1]["tracker"]
        for number in range(103)
    ]
    work_until_idle(("sequencer",))
    url = f"/en/board/{held.poll.uuid}/ballots/"
    first, second = (Client().get(url, {"page": page}).content.decode() for page in (1, 2))
    assert all(tracker in first for tracker in trackers[:100])
    assert not any(tracker in first for tracker in trackers[100:])
    assert all(tracker in second for tracker in trackers[100:])
    for page in ("0", "999", "x", "-1"):
        assert Client().get(url, {"page": page}).status_code == 200


@pytest.mark.parametrize("wanted", ["x", "é" * 43, "A" * 43, "\0", "%", "=" * 100, "A" * 10_000])
def test_what_is_no_tracker_is_not_found(held: Held, wanted: str) -> None:
    response = Client().get(f"/en/board/{held.poll.uuid}/ballots/", {"q": wanted})
    assert response.status_code == 200
    assert "not on the board" in response.content.decode()


def test_the_result_is_not_shown_before_it_is_published(held: Held) -> None:
    url = f"/en/board/{held.poll.uuid}/"
    held.cast(held.ballot("ann@x.nl", ADA))
    held.close()
    for trusted in held.trusted:
        held.send_decryption(trusted, held.decryption(trusted))
    assert "Ada" not in Client().get(url).content.decode()
    work_until_idle(WORKERS)
    assert "Ada" in Client().get(url).content.decode()


def test_the_page_for_checking_names_archive_and_fingerprint(held: Held) -> None:
    page = Client().get(f"/en/board/{held.poll.uuid}/check/").content.decode()
    assert f"/elections/{held.poll.uuid}/{held.poll.uuid}.bel" in page
    assert "stembus-verify" in page


def test_an_address_of_an_archive_names_its_poll_twice(held: Held) -> None:
    for path in (
        f"/elections/{held.poll.uuid}/other.bel",
        f"/elections/other/{held.poll.uuid}.bel",
        "/elections/x/x.bel",
        "/elections/x/rules.json",
        "/nl/board/x/",
        "/nl/board/x/ballots/",
        "/nl/board/x/check/",
        "/nl/vote/x/",
        "/polls/x/election.json",
    ):
        assert Client().get(path).status_code == 404


def test_an_archive_is_never_kept_by_a_cache_and_a_definition_always(held: Held) -> None:
    archive = Client().get(f"/elections/{held.poll.uuid}/{held.poll.uuid}.bel")
    assert archive["Cache-Control"] == "no-cache"
    definition = Client().get(f"/polls/{held.poll.uuid}/election.json")
    assert "immutable" in definition["Cache-Control"]


def test_a_definition_that_is_not_there_yet_is_kept_by_no_cache() -> None:
    missing = Client().get("/polls/later/election.json")
    assert missing.status_code == 404
    assert "immutable" not in missing.get("Cache-Control", "")
    assert json.loads(missing.content)["code"] == "poll.unknown"


def test_nothing_on_the_board_can_be_written(held: Held) -> None:
    uuid = held.poll.uuid
    for path in (f"/nl/board/{uuid}/", f"/elections/{uuid}/{uuid}.bel", f"/nl/vote/{uuid}/"):
        assert Client().post(path).status_code == 405


def test_the_public_pages_are_the_same_for_an_organiser_and_set_no_cookie(held: Held) -> None:
    from tests.elections import organiser

    _, client = organiser(held.election)
    client.cookies["sessionid"]["max-age"] = 100
    for path in ("", "ballots/", "check/"):
        response = client.get(f"/en/board/{held.poll.uuid}/{path}")
        assert response.status_code == 200 and not response.cookies
