"""The message that brings a voter the voting code."""

from django.template.loader import render_to_string
from django.utils import translation

from stembus.config import ORIGIN
from stembus.domain.elections.models import Election
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.rolls.models import Voter


def voting_message(election: Election, voter: Voter, code: str) -> Outgoing:
    """In the voter's language.

    The code is in the link's fragment: a browser never sends that to a server.
    """
    link = f"{ORIGIN}/{voter.language}/vote/{voter.poll.uuid}/#{code}"
    context = {"election": election, "voter": voter, "code": code, "link": link, "origin": ORIGIN}
    with translation.override(voter.language):
        lines = render_to_string("registrar/voting_code.txt", context)
    subject, body = lines.split("\n", 1)
    return Outgoing(voter.address, subject.strip(), body.strip() + "\n", voter.pk)
