"""How a voting code goes out: by mail, or in a letter to who has no e-mail address."""

from stembus.domain.outbox.actions import Outgoing
from stembus.domain.outbox.models import Channel, Wording
from stembus.domain.rolls.models import Voter
from stembus.voter_letter import voting_letter
from stembus.voter_messages import voting_message

from . import sealed


def code_message(wording: Wording, voter: Voter, code: str) -> Outgoing:
    """A letter is sealed for who prints it: it can wait for days."""
    if voter.address:
        return voting_message(wording, voter, code)
    letter = voting_letter(wording, voter, code)
    return Outgoing("", letter.subject, sealed.letter(letter), voter.pk, Channel.LETTER)
