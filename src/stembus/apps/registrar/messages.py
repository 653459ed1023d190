"""The message that brings a voter the voting code, or says who does."""

from django.template.loader import render_to_string
from django.utils import translation

from stembus.config import ORIGIN
from stembus.domain.elections.models import CodeAuthority, Election
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.rolls.models import Voter


def voting_message(election: Election, voter: Voter, code: str) -> Outgoing:
    """In the voter's language.

    The code is in the link's fragment: a browser never sends that to a server.
    """
    link = f"{_booth(voter)}#{code}"
    context = {"election": election, "voter": voter, "code": code, "link": link, "origin": ORIGIN}
    return Outgoing(voter.address, *_text("registrar/voting_code.txt", voter, context), voter.pk)


def announcement(election: Election, voter: Voter, authority: CodeAuthority) -> Outgoing:
    """The voting is open, and the code comes from the authority."""
    context = {"election": election, "voter": voter, "authority": authority, "link": _booth(voter)}
    return Outgoing(voter.address, *_text("registrar/announcement.txt", voter, context), voter.pk)


def _booth(voter: Voter) -> str:
    return f"{ORIGIN}/{voter.language}/vote/{voter.poll.uuid}/"


def _text(template: str, voter: Voter, context: dict[str, object]) -> tuple[str, str]:
    """(subject, body), in the voter's language: the first line, and the rest."""
    with translation.override(voter.language):
        lines = render_to_string(template, context)
    subject, body = lines.split("\n", 1)
    return subject.strip(), body.strip() + "\n"
