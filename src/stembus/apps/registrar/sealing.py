"""Sealing: what voters decide on becomes bytes that nobody can change without being seen.

The rules (questions, lists, candidates, seats, how they are given, the roll's keyed hash) are one
canonical JSON text; its hash, and the public keys that sign receipts and checkpoints, stand in
every poll's election object, to whose hash each ballot is bound.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from stembus import keys
from stembus.config import ORIGIN
from stembus.domain.elections.models import Election, Poll, Question, RollSalt
from stembus.domain.elections.queries import PAPERS, authority_of, trustee_keys
from stembus.domain.rolls.queries import commitment
from stembus.protocol import election as protocol
from stembus.protocol.group import Element, group
from stembus.protocol.trustee import make_trustees, parse_trustees
from stembus.protocol.wire import render


def seal(election: Election, spares: Mapping[UUID, list[str]]) -> None:
    """Write rules, definitions and trustee keys, inside the caller's transaction.

    `spares`: public credentials that belong to nobody yet, by poll. The rules name them, so that
    anyone can see that none is used but to replace another.
    """
    polls = list(election.polls.prefetch_related(*PAPERS))
    salt = secrets.token_bytes(32)
    rules = render(_rules(election, polls, spares, commitment(election, salt)))
    Election.objects.filter(pk=election.pk).update(rules=rules.decode())
    RollSalt.objects.create(election=election, salt=salt)
    trustees = make_trustees(trustee_keys(election))
    public_key = parse_trustees(trustees, group(election.group)).election_key
    digest = base64.b64encode(hashlib.sha256(rules).digest()).decode().rstrip("=")
    for poll in polls:
        if poll.uncontested:
            continue
        definition = _definition(poll, public_key, digest)
        Poll.objects.filter(pk=poll.pk).update(
            definition=definition.decode(),
            trustee_keys=trustees.decode(),
            spares=len(spares.get(poll.pk, ())),
        )


def _rules(
    election: Election, polls: list[Poll], spares: Mapping[UUID, list[str]], roll: str
) -> dict[str, Any]:
    return {
        "version": 1,
        "election": str(election.pk),
        "name": election.name,
        "description": election.description,
        "language": election.language,
        "origin": ORIGIN,
        "polls": [
            {
                "uuid": poll.uuid,
                "name": poll.name,
                "questions": [_question(question) for question in poll.questions.all()],
                "spares": spares.get(poll.pk, []),
            }
            for poll in polls
        ],
        "roll": {"voters": election.voters.count(), "hmac_sha256": roll},
        **_authority(election),
    }


def _authority(election: Election) -> dict[str, str]:
    """Who made the voting codes, if that was not the server."""
    authority = authority_of(election)
    return {"code_authority": authority.name} if authority else {}


def _question(question: Question) -> dict[str, Any]:
    return {
        "title": question.title,
        "answers": question.answers,
        "lists": _lists(question) or None,
        "min": question.min,
        "max": question.max,
        "blank": question.blank,
        "seats": question.seats,
        "rules": question.rules,
        # False: it is on no ballot paper, since no vote can change who is elected.
        "voted": not question.uncontested,
    }


def _lists(question: Question) -> list[dict[str, object]]:
    """Names and sizes: the candidates stand in `answers`, list after list."""
    return [
        {"name": each.name, "size": len(each.candidates.all())} for each in question.lists.all()
    ]


def _definition(poll: Poll, public_key: Element, rules: str) -> bytes:
    election = poll.election
    questions = [question for question in poll.questions.all() if not question.uncontested]
    lists = [_lists(question) for question in questions]
    return protocol.make_election(
        uuid=poll.uuid,
        name=f"{election.name} – {poll.name}" if poll.name else election.name,
        description=election.description,
        group=group(election.group),
        public_key=public_key,
        questions=[
            protocol.Question(q.title, tuple(q.answers), q.min, q.max, q.blank) for q in questions
        ],
        extra={
            "stembus": {
                "version": 1,
                "election": {"id": str(election.pk), "name": election.name},
                "poll": {"name": poll.name},
                "language": election.language,
                # For the booth, which shows them; the rules have them too.
                "questions": [{"lists": each} if each else {} for each in lists],
                "rules": rules,
                "receipt_key": keys.public_key(keys.RECEIPT),
                "checkpoint_key": keys.public_key(keys.CHECKPOINT),
                "origin": ORIGIN,
            }
        },
    )
