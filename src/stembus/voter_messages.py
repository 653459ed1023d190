"""What voters receive, in their language: the registrar sends it, the organiser sees it beforehand.

Each ends with what the law wants: who organises, why one gets this, who answers for the data.
"""

from django.template.loader import render_to_string
from django.utils import translation

from stembus.config import ORIGIN
from stembus.domain.elections.models import CodeAuthority
from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Wording
from stembus.domain.rolls.models import Voter

# In place of a code, where a message is only looked at.
SPECIMEN = "X" * 22


def voting_message(wording: Wording, voter: Voter, code: str) -> Outgoing:
    """The code is in the link's fragment: a browser never sends that to a server."""
    link = f"{booth(voter)}#{code}"
    return _message("voter/code.txt", wording, voter, code=code, link=link)


def announcement(wording: Wording, voter: Voter, authority: CodeAuthority) -> Outgoing:
    """The voting is open, and the code comes from the authority."""
    link = booth(voter)
    return _message("voter/announcement.txt", wording, voter, authority=authority, link=link)


def extension(wording: Wording, voter: Voter, reason: str) -> Outgoing:
    """Without a code: nobody has it any more."""
    return _message("voter/extension.txt", wording, voter, reason=reason)


def reminder(wording: Wording, voter: Voter) -> Outgoing:
    """To all, whether they have voted or not; without a code."""
    return _message("voter/reminder.txt", wording, voter)


def booth(voter: Voter) -> str:
    return f"{ORIGIN}/{voter.language}/vote/{voter.poll.uuid}/"


def context(wording: Wording, voter: Voter) -> dict[str, object]:
    """For the templates under `voter/`."""
    return {
        "election": wording.election,
        "wording": wording,
        "note": wording.note(voter.language),
        "voter": voter,
        "origin": ORIGIN,
    }


def _message(template: str, wording: Wording, voter: Voter, **more: object) -> Outgoing:
    with translation.override(voter.language):
        lines = render_to_string(template, context(wording, voter) | more)
    subject, body = lines.split("\n", 1)
    return Outgoing(voter.address, subject.strip(), body.strip() + "\n", voter.pk)
