"""Verbs of the organiser."""

import argparse
import json
import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from stembus.apps.registrar.opening import open_election
from stembus.command.election_file import question_draft, read_election_file
from stembus.command.finding import find
from stembus.command.private_file import write_private
from stembus.domain.audit import actions as audit
from stembus.domain.board import queries as board
from stembus.domain.codes import actions as codes
from stembus.domain.elections import actions, papers, queries
from stembus.domain.elections.models import Election, Organisation, Poll
from stembus.domain.elections.organisations import by_name
from stembus.domain.people.actions import appoint, register
from stembus.domain.people.models import Person, Role
from stembus.domain.people.queries import roles_in
from stembus.domain.refusals import Refused
from stembus.domain.rolls.queries import with_address
from stembus.protocol.board import EventType
from stembus.protocol.group import group
from stembus.protocol.key_file import KeyFile, make_key_file
from stembus.protocol.trustee import make_key, make_secret

ACTOR = "command line"
OPTIONAL = ("description", "language", "group", "spare_percentage")


def _let_organise(person: Person, election: Election) -> None:
    if Role.ORGANISER not in roles_in(person, election):
        appoint(person, election, by=ACTOR)


def create(options: argparse.Namespace) -> None:
    content = read_election_file(Path(options.file).read_bytes())
    organisation = by_name(options.organisation) if options.organisation else None
    print(create_from(content, options.organiser, organisation).pk)


@transaction.atomic
def create_from(
    content: dict[str, Any],
    organiser: str | None = None,
    organisation: Organisation | None = None,
) -> Election:
    """An election from a mapping as docs/guides/command-line.md describes it."""
    about = {name: content[name] for name in OPTIONAL if name in content}
    election = actions.create_election(content["name"], organisation=organisation, **about)
    poll = election.polls.get()
    for number, paper in enumerate(content["polls"]):
        name = paper.get("name", "")
        if number == 0:
            papers.rename_poll(poll, name)
        else:
            poll = papers.add_poll(election, name)
        for question in paper["questions"]:
            papers.write_question(poll, question_draft(question))
    if organiser:
        _let_organise(register(organiser), election)
    audit.record(ACTOR, "election.create", election.pk)
    return election


def trustee(options: argparse.Namespace) -> None:
    election = find(options.election)
    add_trustee(election, options.name, options.email, Path(options.key_file))


@transaction.atomic
def add_trustee(election: Election, name: str, email: str, key_file: Path) -> None:
    added, _ = actions.add_trustee(election, name=name, email=email)
    arithmetic = group(election.group)
    secret = make_secret(arithmetic, secrets.token_bytes)
    key = make_key(arithmetic, secret, secrets.token_bytes)
    content = KeyFile(str(election.pk), str(added.pk), arithmetic, secret)
    write_private(key_file, make_key_file(content))
    actions.store_trustee_key(added, key)
    audit.record(ACTOR, "trustee.add", election.pk, email=email)


def _time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused("election.time") from error
    if time is not None and time.tzinfo is None:
        raise Refused("election.time")
    return time


def open(options: argparse.Namespace) -> None:
    election = find(options.election)
    with transaction.atomic():
        actions.schedule(election, _time(options.at), _time(options.closes))
        audit.record(ACTOR, "election.schedule", election.pk)
    if options.at is None:
        open_now(election)


def open_now(election: Election) -> None:
    """Do at once what the registrar would do in its next round; it may do so meanwhile."""
    election.refresh_from_db()
    try:
        open_election(election)
    except Refused as why:
        election.refresh_from_db()
        if election.phase != "open":
            actions.unschedule(election)
            raise why


def reissue(options: argparse.Namespace) -> None:
    election = find(options.election)
    voter = with_address(election, options.address.lower())
    if voter is None:
        raise Refused("reissue.voter")
    with transaction.atomic():
        codes.ask(election, voter.pk, reason=options.reason, by=ACTOR)
        audit.record(ACTOR, "code.reissue", election.pk, voter=str(voter.pk))


def close(options: argparse.Namespace) -> None:
    election = find(options.election)
    with transaction.atomic():
        actions.close(election)
        audit.record(ACTOR, "election.close", election.pk)


def status(options: argparse.Namespace) -> None:
    election = find(options.election)
    polls = [
        {
            "uuid": poll.uuid,
            "name": poll.name,
            **asdict(board.turnout(poll)),
            "status": queries.voting_status(poll),
        }
        for poll in election.polls.all()
    ]
    print(json.dumps({"phase": election.phase, "polls": polls}))


def export(options: argparse.Namespace) -> None:
    poll = Poll.objects.filter(uuid=options.poll).select_related("election").first()
    if poll is None or not board.has(poll, EventType.SETUP):
        raise Refused("poll.unknown")
    path = Path(options.output or f"{poll.uuid}.bel")
    with path.open("wb") as file:
        for piece in board.archive(poll):
            file.write(piece)
    print(path)
