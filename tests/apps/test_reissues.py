"""A lost voting code is replaced: one active code at any time, and never for who has voted."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from stembus.apps.registrar import sealed
from stembus.domain.audit.queries import of_election
from stembus.domain.codes import actions, queries
from stembus.domain.codes.models import Link, Reissue, Spare, State
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Revocation
from stembus.domain.outbox.models import Message
from stembus.domain.proceedings import queries as proceedings
from stembus.domain.refusals import Refused
from stembus.protocol.credential import derive, public
from stembus.protocol.group import group
from stembus.rounds import WORKERS, work_until_idle
from tests.elections import Held, drafted, open_now, opened, organiser, spare_keys
from tests.sealed import messages, voter_at

pytestmark = pytest.mark.django_db


def ask(held: Held, address: str = "ann@x.nl") -> Reissue:
    voter = voter_at(address, held.election)
    return actions.ask(held.election, voter.pk, reason="lost", by="desk@x.nl")


def refused(held: Held, address: str = "ann@x.nl") -> str:
    with pytest.raises(Refused) as why:
        ask(held, address)
    assert why.value.text
    return why.value.code


def states() -> list[str]:
    return list(Reissue.objects.order_by("at").values_list("state", flat=True))


def newest_code(address: str) -> str:
    """Of the messages that wait in the outbox; they have no time but that of their turn."""
    bodies = messages(address, "/vote/")
    found = [re.search(r"/vote/\S+#(\S+)", message.body) for message in bodies]
    return [match.group(1) for match in found if match][-1]


def replace(held: Held, address: str = "ann@x.nl") -> str:
    """Returns the old code; the held election then has the new one."""
    old = held.codes[address]
    ask(held, address)
    work_until_idle(("registrar", "sequencer"))
    held.codes[address] = newest_code(address)
    return old


def key_of(held: Held, code: str) -> str:
    arithmetic = group(held.election.group)
    return public(arithmetic, derive(arithmetic, held.poll.uuid, code))


def test_the_new_code_votes_and_the_old_one_does_not() -> None:
    held = opened()
    old_ballot = held.ballot("ann@x.nl", [[0, 1, 0, 0]])
    old = replace(held)
    assert held.codes["ann@x.nl"] != old
    assert states() == [State.SENT]
    assert held.cast(old_ballot)[1]["code"] == "ballot.credential_replaced"
    assert held.cast(held.ballot("ann@x.nl", [[0, 0, 1, 0]]))[0] == 200
    held.finish()
    stored = proceedings.official_record(held.election)
    assert stored
    record = json.loads(stored.content)
    assert (record["reissued"], record["polls"][0]["credentials"]) == (1, 3)
    (answers,) = (question["answers"] for question in record["polls"][0]["questions"])
    assert [each["votes"] for each in answers] == [0, 1, 0]


def test_the_booth_tells_that_a_code_was_replaced() -> None:
    held = opened()
    old = replace(held)
    asked = json.dumps({"credential": key_of(held, old)})
    address = f"/polls/{held.poll.uuid}/credential"
    answer = Client().post(address, asked, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (410, "ballot.credential_replaced")


def test_who_has_voted_keeps_the_old_code() -> None:
    held = opened()
    assert held.cast(held.ballot("ann@x.nl", [[0, 1, 0, 0]]))[0] == 200
    before = Message.objects.count()
    ask(held)
    work_until_idle(("registrar", "sequencer"))
    assert states() == [State.VOTED]
    assert Message.objects.count() == before
    assert held.cast(held.ballot("ann@x.nl", [[0, 0, 1, 0]]))[0] == 200
    ask(held)
    work_until_idle(("registrar", "sequencer"))
    assert states() == [State.VOTED, State.VOTED]
    assert not Spare.objects.filter(reserved_for__isnull=False).exists()


def test_a_new_code_can_be_lost_too() -> None:
    held = opened()
    first = replace(held)
    second = replace(held)
    assert len({first, second, held.codes["ann@x.nl"]}) == 3
    assert Revocation.objects.filter(revoked=True).count() == 2
    assert held.cast(held.ballot("ann@x.nl", [[1, 0, 0, 0]]))[0] == 200


def test_a_spare_has_the_weight_of_the_voter() -> None:
    held = opened()
    replace(held, "cas@x.nl")
    held.cast(held.ballot("cas@x.nl", [[0, 1, 0, 0]]))
    held.finish()
    stored = proceedings.official_record(held.election)
    assert stored
    assert json.loads(stored.content)["polls"][0]["counted_weight"] == 3


def test_when_the_spares_are_used_up_the_old_code_stays() -> None:
    held = opened()
    for _ in range(2):
        replace(held, "cas@x.nl")
    ask(held, "cas@x.nl")
    work_until_idle(("registrar", "sequencer"))
    assert states() == [State.SENT, State.SENT, State.NO_SPARE]
    assert held.cast(held.ballot("cas@x.nl", [[0, 1, 0, 0]]))[0] == 200


def test_nothing_is_asked_for_before_and_after_the_voting() -> None:
    held = opened()
    held.close()
    assert refused(held) == "reissue.not_open"
    draft = drafted(name="Another", roll="email\nzoe@x.nl\n")
    voter = draft.voters.get()
    with pytest.raises(Refused, match="reissue.not_open"):
        actions.ask(draft, voter.pk, reason="lost", by="desk@x.nl")


def test_what_is_under_way_at_the_closing_ends_without_a_new_code() -> None:
    held = opened()
    ask(held)
    elections.close(held.election)
    work_until_idle(WORKERS)
    assert states() == [State.CLOSED]


def test_links_and_spares_are_gone_after_the_closing() -> None:
    held = opened()
    assert Link.objects.count() == 3 and Spare.objects.count() == len(spare_keys(held.poll))
    held.close()
    assert not Link.objects.exists() and not Spare.objects.exists()
    assert "codes.forget" in [entry.act for entry in of_election(held.election.pk, 20)]


def test_an_election_without_spares_keeps_no_link_and_replaces_nothing() -> None:
    election = drafted()
    type(election).objects.filter(pk=election.pk).update(spare_percentage=0)
    election.refresh_from_db()
    held = open_now(election)
    assert not Link.objects.exists() and not spare_keys(held.poll)
    assert refused(held) == "reissue.none"


def test_what_is_stored_says_nothing_without_the_registrars_key() -> None:
    held = opened()
    stored = b"".join(bytes(row.sealed) for row in (*Link.objects.all(), *Spare.objects.all()))
    for key in held.poll.credentials.values_list("key", flat=True):
        assert key.encode() not in stored
    links = list(Link.objects.all())
    links[0].sealed = links[1].sealed
    with pytest.raises(ValueError, match="tampered"):
        sealed.credential_of(links[0])


def test_asking_twice_at_once_gives_one_code() -> None:
    held = opened()
    ask(held)
    assert refused(held) == "reissue.waiting"
    work_until_idle(("registrar", "sequencer"))
    assert states() == [State.SENT]


@pytest.mark.django_db(transaction=True)
def test_two_of_the_helpdesk_ask_for_one_voter_at_once() -> None:
    held = opened()

    def desk(_: int) -> str:
        try:
            ask(held)
        except Refused as why:
            return why.code
        finally:
            connection.close()
        return "asked"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(desk, range(4)))
    assert outcomes == ["asked"] + ["reissue.waiting"] * 3
    work_until_idle(("registrar", "sequencer"))
    # The one with the old code, which nobody had sent yet, was taken back.
    assert len(messages("ann@x.nl")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_ballot_under_way_and_a_reissue_never_both_succeed() -> None:
    """Whoever is first at the gate: a vote keeps the code, a revoked code has no vote."""
    held = opened()
    raw = held.ballot("ann@x.nl", [[0, 1, 0, 0]])
    ask(held)

    def cast() -> str:
        try:
            status, answer = held.cast(raw)
            return "voted" if status == 200 else str(answer["code"])
        finally:
            connection.close()

    def work() -> None:
        try:
            work_until_idle(("registrar", "sequencer"))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        voting, working = pool.submit(cast), pool.submit(work)
        outcome, _ = voting.result(), working.result()
    both = {("voted", "voted"), ("ballot.credential_replaced", "sent")}
    assert (outcome, states()[0]) in both


def page(held: Held, rest: str = "") -> str:
    return f"/en/elections/{held.election.pk}/codes/{rest}"


def test_the_helpdesk_finds_a_voter_and_sees_what_became_of_it() -> None:
    held = opened()
    client = organiser(held.election)[1]
    found = client.post(page(held), {"who": "ANN"}).content.decode()
    assert "ann@x.nl" in found and "ben@x.nl" not in found
    voter = voter_at("ann@x.nl", held.election)
    client.post(page(held, "reissue/"), {"voter": str(voter.pk), "reason": "Lost the mail"})
    assert "Asked for" in client.get(page(held)).content.decode()
    work_until_idle(("registrar", "sequencer"))
    shown = client.get(page(held)).content.decode()
    assert "New code sent" in shown and "Lost the mail" in shown
    acts = [entry.act for entry in of_election(held.election.pk, 20)]
    assert {"code.reissue", "reissue.sent"} <= set(acts)


@pytest.mark.parametrize(
    ("voter", "reason", "code"),
    [
        ("nobody", "x", "reissue.voter"),
        (None, " ", "text.invalid"),
        (None, "a\x07", "text.control"),
    ],
)
def test_what_can_not_be_asked_is_said(voter: str | None, reason: str, code: str) -> None:
    held = opened()
    client = organiser(held.election)[1]
    given = voter or str(voter_at("ann@x.nl", held.election).pk)
    asked = {"voter": given, "reason": reason}
    assert code in client.post(page(held, "reissue/"), asked, follow=True).content.decode()
    assert not Reissue.objects.exists()


def test_a_voter_of_another_election_can_not_be_reached() -> None:
    mine, theirs = opened(), drafted(name="Theirs", roll="email\nzoe@x.nl\n")
    client = organiser(mine.election)[1]
    stranger = {"voter": str(theirs.voters.get().pk), "reason": "curious"}
    shown = client.post(page(mine, "reissue/"), stranger, follow=True).content.decode()
    assert "reissue.voter" in shown
    assert organiser(email="stranger@x.nl")[1].get(page(mine)).status_code == 404
    assert queries.of_election(mine.election, 5) == []
