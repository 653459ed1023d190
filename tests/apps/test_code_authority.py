"""A separate authority makes the voting codes: the server opens with them and never has one."""

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from stembus.apps.mailer.work import work as send
from stembus.apps.organiser.preparing.checklist import missing
from stembus.apps.registrar.opening import open_election
from stembus.apps.registrar.work import work as open_due
from stembus.config import HOME
from stembus.domain.audit.models import Entry
from stembus.domain.board.queries import archive
from stembus.domain.codes.models import Link, Reissue, Spare
from stembus.domain.elections import actions, authorities, papers
from stembus.domain.elections.models import Election, HandedIn, PublicCredential
from stembus.domain.outbox.models import Channel, Delivery, Kind, Message
from stembus.domain.refusals import Refused
from stembus.domain.rolls import actions as rolls
from stembus.protocol.codes_task import parse_task
from tests.authority import Authority, invited, open_with
from tests.conformance import peers
from tests.elections import BOARD, drafted, opened, organiser, with_trustees
from tests.sealed import message_to, messages, voter_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority() -> Authority:
    return invited(drafted())


def add_voter(election: Election, row: str = "dee@x.nl;Dee;1") -> None:
    rolls.stage(election, "roll.csv", f"email;name;weight\n{row}\n".encode())
    rolls.apply(election)


def test_an_election_opens_with_codes_that_were_made_elsewhere(
    tmp_path: Path,
) -> None:
    """In the group that belenios-tool knows too."""
    election = drafted()
    Election.objects.update(group="BELENIOS-2048")
    election.refresh_from_db()
    authority = invited(election)
    authority.hand_in(tmp_path / "work")
    held = open_with(authority)
    assert sorted(PublicCredential.objects.values_list("weight", flat=True)) == [1, 1, 3]
    assert held.cast(held.ballot("cas@x.nl", [[0, 1, 0, 0]]))[0] == 200
    held.finish()
    assert json.loads(held.election.rules)["code_authority"] == "Nora Notary"
    record = Client().get(f"/elections/{held.poll.uuid}/record.json").content
    assert json.loads(record)["code_authority"] == "Nora Notary"
    path = tmp_path / "archive" / f"{held.poll.uuid}.bel"
    path.parent.mkdir()
    path.write_bytes(b"".join(archive(held.poll)))
    assert peers.stembus_verify(path)["result"] == [[0, 3, 0, 0]]
    assert peers.belenios_tool(path)


def test_no_code_is_anywhere_on_the_server(authority: Authority, tmp_path: Path) -> None:
    authority.hand_in(tmp_path / "work")
    open_with(authority)
    messages = "".join(message.body for message in Message.objects.all())
    assert "Nora Notary" in messages
    while send():
        pass
    stored = "".join(repr(list(model._default_manager.values())) for model in apps.get_models())
    stored += "".join(
        path.read_text(errors="replace") for path in Path(HOME).rglob("*") if path.is_file()
    )
    assert "dentials" in stored
    for code in authority.codes.values():
        for form in (code, code.replace("-", "")):
            assert form not in stored + messages
    assert not Link.objects.exists() and not Spare.objects.exists()


def test_voters_are_told_who_has_their_code(authority: Authority, tmp_path: Path) -> None:
    authority.hand_in(tmp_path / "work")
    held = open_with(authority)
    message = message_to("ann@x.nl")
    assert "Nora Notary (nora@x.nl)" in message.body
    assert f"/vote/{held.poll.uuid}/\n" in message.body
    assert "#" not in message.body
    assert len(messages(saying=held.poll.uuid)) == 3


def test_the_task_has_what_it_takes_and_no_more(authority: Authority) -> None:
    status, raw = authority.call("task")
    task = parse_task(raw)
    (poll,) = task.polls
    election = authority.row.election
    assert (status, task.election, task.group.name) == (200, str(election.pk), "Ed25519")
    assert {(each.name, each.address, each.weight) for each in poll.voters} == {
        ("Ann", "ann@x.nl", 1),
        ("Ben", "ben@x.nl", 1),
        ("Cas", "cas@x.nl", 3),
    }
    assert Entry.objects.filter(act="authority.task", actor="nora@x.nl").exists()


def test_each_constituency_has_its_own_codes(tmp_path: Path) -> None:
    election = actions.create_election("Council")
    papers.rename_poll(election.polls.get(), "North")
    south = papers.add_poll(election, "South")
    for poll in election.polls.all():
        papers.write_question(poll, BOARD)
    roll = "email;poll\nann@x.nl;North\nben@x.nl;South\ncas@x.nl;South\n"
    rolls.stage(election, "roll.csv", roll.encode())
    rolls.apply(election)
    authority = invited(election)
    authority.hand_in(tmp_path / "work")
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    open_election(election)
    assert PublicCredential.objects.filter(poll=south).count() == 2
    assert PublicCredential.objects.exclude(poll=south).count() == 1


def test_who_has_no_e_mail_address_hears_from_the_authority_alone(tmp_path: Path) -> None:
    roll = "email,name,reference,street,city\nann@x.nl,,,,\n,Ben,7,Dam 1,Delft\n"
    authority = invited(drafted(roll))
    task = parse_task(authority.call("task")[1])
    addresses = {voter.address for voter in task.polls[0].voters}
    assert addresses == {"ann@x.nl", "Ben\nDam 1\nDELFT"}
    authority.hand_in(tmp_path / "work")
    open_with(authority)
    assert Delivery.objects.filter(kind=Kind.OPENING).count() == 1
    assert not Delivery.objects.filter(channel=Channel.LETTER).exists()


def test_nothing_but_the_newest_token_lets_in(authority: Authority) -> None:
    token = authorities.renew(authority.row)
    for service in ("state", "task", "credentials"):
        for wrong in ("", "wrong", authority.token):
            status, answer = authority.call(service, token=wrong)
            assert (status, json.loads(answer)["code"]) == (403, "authority.token")
        assert Client().get(f"/authorities/{authority.row.pk}/{service}").status_code == 405
    assert authority.call("state", token=token)[0] == 200


def test_without_a_roll_it_is_too_early() -> None:
    authority = invited(drafted(roll=""))
    assert json.loads(authority.call("state")[1]) == {"step": "early"}
    assert authority.refused("task") == "authority.early"


def test_what_is_not_right_is_refused_and_not_kept(authority: Authority, tmp_path: Path) -> None:
    raw = json.loads(authority.make(tmp_path / "work"))
    other = invited(drafted(name="Another"))
    poll = raw["polls"][0]
    keys = poll["credentials"]
    wrong = {
        "public_creds.shape": [b"", b"[]", b"{" + b" " * 200_000],
        "public_creds.other_election": [json.loads(other.make(tmp_path / "other"))],
        "public_creds.stale": [raw | {"task": "0" * 64}],
        "public_creds.count": [raw | {"polls": [poll | {"credentials": keys[1:]}]}],
        "public_creds.weights": [
            raw | {"polls": [poll | {"credentials": [k.split(",")[0] + ",1" for k in keys]}]}
        ],
        "public_creds.order": [raw | {"polls": [poll | {"credentials": keys[::-1]}]}],
        "public_creds.invalid": [
            raw | {"polls": [poll | {"credentials": ["00" * 32 + ",1", *keys[1:]]}]},
            raw | {"polls": [poll | {"credentials": [keys[0], keys[0], *keys[2:]]}]},
        ],
    }
    for code, bodies in wrong.items():
        for body in bodies:
            sent = body if isinstance(body, bytes) else json.dumps(body).encode()
            assert authority.refused("credentials", sent) == code
    assert not HandedIn.objects.exists()


@pytest.mark.parametrize("row", ["dee@x.nl;Dee;1", "ann@x.nl;Ann;2", "ann@x.nl;Anna;1"])
def test_a_changed_roll_makes_what_was_handed_in_stale(
    authority: Authority, tmp_path: Path, row: str
) -> None:
    election = authority.row.election
    early = authority.make(tmp_path / "early")
    assert authority.call("credentials", early)[0] == 200
    with_trustees(election)
    assert missing(election) == []
    add_voter(election, row)
    assert missing(election) == ["public_creds.stale"]
    assert authority.refused("credentials", early) == "public_creds.stale"
    authority.hand_in(tmp_path / "again")
    assert missing(election) == []


def test_a_question_without_a_vote_makes_it_stale_too(authority: Authority, tmp_path: Path) -> None:
    election = authority.row.election
    authority.hand_in(tmp_path / "work")
    papers.write_question(papers.add_poll(election, "South"), BOARD)
    assert "public_creds.stale" in missing(election)


def test_nothing_opens_without_the_credentials(authority: Authority) -> None:
    election = authority.row.election
    with_trustees(election)
    assert missing(election) == ["public_creds.missing"]
    actions.schedule(election, None, None)
    election.refresh_from_db()
    with pytest.raises(Refused) as why:
        open_election(election)
    assert why.value.code == "election.incomplete"
    assert not open_due()
    election.refresh_from_db()
    assert election.editable


def test_nothing_opens_with_stale_ones(authority: Authority, tmp_path: Path) -> None:
    election = authority.row.election
    authority.hand_in(tmp_path / "work")
    add_voter(election)
    with_trustees(election)
    actions.schedule(election, None, None)
    election.refresh_from_db()
    with pytest.raises(Refused) as why:
        open_election(election)
    assert why.value.details == {"missing": "public_creds.stale"}
    assert not PublicCredential.objects.exists()


def test_what_is_frozen_takes_no_credentials(authority: Authority, tmp_path: Path) -> None:
    raw = authority.make(tmp_path / "work")
    assert authority.call("credentials", raw)[0] == 200
    open_with(authority)
    assert authority.refused("credentials", raw) == "election.frozen"
    assert authority.refused("task") == "election.frozen"
    assert json.loads(authority.call("state")[1]) == {"step": "handed_in"}


def test_the_server_replaces_no_code_that_it_never_had(
    authority: Authority, tmp_path: Path
) -> None:
    authority.hand_in(tmp_path / "work")
    held = open_with(authority)
    _, client = organiser(held.election)
    ann = voter_at("ann@x.nl", held.election)
    url = f"/en/elections/{held.election.pk}/codes/"
    answer = client.post(url + "reissue/", {"voter": ann.pk, "reason": "lost"}, follow=True)
    assert "reissue.authority" in answer.content.decode()
    assert "nora@x.nl" in client.get(url).content.decode()
    assert not Reissue.objects.exists()


def test_the_organiser_invites_renews_and_dismisses(tmp_path: Path) -> None:
    election = drafted()
    _, client = organiser(election)
    url = f"/en/elections/{election.pk}/code-authority/"
    assert "This server, at the opening." in client.get(url).content.decode()
    client.post(url, {"name": "Nora", "email": "Nora@x.nl"})
    message = message_to("nora@x.nl")
    assert f"/code-authority/{election.code_authority.pk}/#" in message.body
    page = client.get(f"/en/elections/{election.pk}/").content.decode()
    assert "Nora has not handed in the credentials yet." in page
    again = client.post(url, {"name": "Olaf", "email": "olaf@x.nl"})
    assert "authority.exists" in again.content.decode()
    client.post(url + "renew/")
    assert len(messages("nora@x.nl")) == 2
    client.post(url + "dismiss/")
    election.refresh_from_db()
    assert not hasattr(election, "code_authority")
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"authority.invite", "authority.renew", "authority.dismiss"} <= acts


def test_a_scheduled_or_open_election_keeps_who_makes_its_codes() -> None:
    held = opened()
    with pytest.raises(Refused) as why:
        authorities.invite(held.election, name="Nora", email="nora@x.nl")
    assert why.value.code == "election.frozen"


def test_the_checklist_says_what_became_of_it(authority: Authority, tmp_path: Path) -> None:
    election = authority.row.election
    _, client = organiser(election)
    url = f"/en/elections/{election.pk}/"
    authority.hand_in(tmp_path / "work")
    assert "Nora Notary has handed in the credentials." in client.get(url).content.decode()
    add_voter(election)
    assert "Nora Notary must make new codes." in client.get(url).content.decode()
    opening = client.get(url + "opening/").content.decode()
    assert "new ones are needed" in opening
    assert "New codes needed" in client.get(url + "code-authority/").content.decode()
