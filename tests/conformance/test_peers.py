"""Elections that Stembus holds are right in the eyes of programs that we did not write."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conformance import peers
from tests.conformance.holding import Held, Plan
from tests.conformance.plans import plans
from tests.conformance.tampering import TAMPERINGS, tampered

BELENIOS = plans("BELENIOS-2048")
ED25519 = plans("Ed25519")
PEERS = [
    (BELENIOS, peers.belenios_tool, ()),
    (ED25519, peers.sirona, ()),
    (BELENIOS, peers.newer_belenios_tool, pytest.mark.newer_peer),
    (ED25519, peers.newer_belenios_tool, pytest.mark.newer_peer),
]
EVERY = [pytest.param(plan, peer, marks=mark) for all, peer, mark in PEERS for plan in all]
FULL = [pytest.param(all[0], peer, marks=mark) for all, peer, mark in PEERS]
HoldPlan = Callable[[Plan], Held]
Peer = Callable[[Path], bool]


def named(value: object) -> str:
    if isinstance(value, Plan):
        return f"{value.group}: {value.name}"
    return getattr(value, "__name__", "")


@pytest.mark.parametrize(("plan", "peer"), EVERY, ids=named)
def test_a_peer_accepts_an_election_held_by_stembus(held: HoldPlan, plan: Plan, peer: Peer) -> None:
    assert peer(held(plan).archive)


@pytest.mark.parametrize(("plan", "peer"), EVERY, ids=named)
def test_a_peer_accepts_the_archive_while_the_voting_goes_on(
    held: HoldPlan, plan: Plan, peer: Peer
) -> None:
    assert peer(held(plan).earlier)


@pytest.mark.parametrize("plan", [*BELENIOS, *ED25519], ids=named)
def test_our_verifier_finds_the_result_of_the_votes_that_were_cast(
    held: HoldPlan, plan: Plan
) -> None:
    report = peers.stembus_verify(held(plan).archive)
    assert report["valid"] and report["code"] is None
    assert report["result"] == plan.result
    assert (report["ballots"], report["counted"]) == (len(plan.votes), len(plan.counted))
    assert report["weight"] == sum(plan.weights[voter] for voter in plan.counted)


@pytest.mark.parametrize("plan", [*BELENIOS, *ED25519], ids=named)
def test_our_verifier_finds_that_the_archive_only_grew(held: HoldPlan, plan: Plan) -> None:
    election = held(plan)
    assert peers.stembus_verify(election.archive, "--earlier", election.earlier)["valid"]
    report = peers.stembus_verify(election.earlier, "--earlier", election.archive)
    assert not report["valid"]


@pytest.mark.parametrize("plan", BELENIOS, ids=named)
def test_belenios_tool_finds_that_the_archive_only_grew(held: HoldPlan, plan: Plan) -> None:
    election = held(plan)
    assert peers.belenios_tool_extends(election.earlier, election.archive)
    assert not peers.belenios_tool_extends(election.archive, election.earlier)


@pytest.mark.parametrize(("plan", "peer"), FULL, ids=named)
def test_an_election_put_together_again_as_it_was_is_accepted(
    held: HoldPlan, plan: Plan, peer: Peer
) -> None:
    election = held(plan)
    raw = tampered(election.archive, list)
    assert peers.accepts(peer, raw, election.archive.name)
    assert peers.accepts(_we_accept, raw, election.archive.name)


@pytest.mark.parametrize("tampering", TAMPERINGS, ids=named)
@pytest.mark.parametrize(("plan", "peer"), FULL, ids=named)
def test_a_tampered_election_is_refused_by_the_peer_and_by_us(
    held: HoldPlan, plan: Plan, peer: Peer, tampering: Callable[..., list[object]]
) -> None:
    election = held(plan)
    raw = tampered(election.archive, tampering)
    assert not peers.accepts(peer, raw, election.archive.name)
    assert not peers.accepts(_we_accept, raw, election.archive.name)


def _we_accept(archive: Path) -> bool:
    return bool(peers.stembus_verify(archive)["valid"])
