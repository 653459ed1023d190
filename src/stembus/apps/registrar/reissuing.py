"""A new voting code for a lost one, a first one for who was added to the roll, the end of one for
who is taken off it; in steps that each leave everything consistent.

Asked → the old credential is to be revoked (the sequencer decides, at the gate) → a spare code
goes out. The voter has one active code at any time, or none for a moment.
"""

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.codes import actions, queries
from stembus.domain.codes.models import Act, Link, Reissue, State
from stembus.domain.elections import actions as elections
from stembus.domain.elections.models import Revocation
from stembus.domain.elections.phases import Phase
from stembus.domain.elections.queries import closing_time_passed
from stembus.domain.outbox import actions as outbox
from stembus.domain.outbox.models import Kind
from stembus.domain.outbox.queries import wording
from stembus.domain.rolls.models import Voter
from stembus.turns import take_turns

from . import sealed
from .posting import code_message


def work() -> bool:
    """True if any reissue took a step."""
    return take_turns(queries.waiting(), _step)


@transaction.atomic
def _step(reissue: Reissue) -> bool:
    election = elections.lock(reissue.election)
    link = Link.objects.filter(voter=reissue.voter).select_related("poll").first()
    if election.phase != Phase.OPEN or closing_time_passed(election):
        return _end(reissue, State.CLOSED)
    if reissue.act == Act.GIVE:
        return _give(reissue)
    if link is None:
        return _end(reissue, State.CLOSED)
    if reissue.state == State.ASKED:
        return _revoke(reissue, link)
    revocation = Revocation.objects.get(poll=link.poll, key=sealed.credential_of(link))
    if revocation.revoked is None:
        return False
    if not revocation.revoked:
        return _refuse(reissue)
    if reissue.act == Act.WITHDRAW:
        link.delete()
        return _end(reissue, State.WITHDRAWN)
    return _replace(reissue, revocation)


def _give(reissue: Reissue) -> bool:
    """The first code of a voter who was added."""
    voter = Voter.objects.select_related("poll", "election").get(pk=reissue.voter)
    if not actions.reserve(reissue, voter.poll, voter.weight):
        return _end(reissue, State.NO_SPARE)
    elections.name_addition(voter.poll, _send(reissue, voter, Kind.CODE))
    return _end(reissue, State.SENT)


def _revoke(reissue: Reissue, link: Link) -> bool:
    """First keep a spare for who stays a voter: else there could be no code in the end."""
    withdrawn = reissue.act == Act.WITHDRAW
    if not withdrawn:
        voter = Voter.objects.get(pk=reissue.voter)
        if not actions.reserve(reissue, link.poll, voter.weight):
            return _end(reissue, State.NO_SPARE)
    elections.ask_revocation(link.poll, sealed.credential_of(link), withdrawn=withdrawn)
    actions.set_state(reissue, State.REVOKING)
    return True


def _refuse(reissue: Reissue) -> bool:
    """The old code was used to vote: it stays, and may vote again."""
    actions.release(reissue)
    return _end(reissue, State.VOTED)


def _replace(reissue: Reissue, revocation: Revocation) -> bool:
    voter = Voter.objects.select_related("poll", "election").get(pk=reissue.voter)
    elections.name_replacement(revocation, _send(reissue, voter, Kind.REISSUE))
    return _end(reissue, State.SENT)


def _send(reissue: Reissue, voter: Voter, kind: Kind) -> str:
    """Hand out the spare that was kept, in place of what still waits. Returns its credential."""
    code, credential = sealed.code_of(actions.take_reserved(reissue))
    sealed.link(voter.pk, voter.poll, credential).save()
    outbox.withdraw(voter.election, [voter.pk], (Kind.CODE, Kind.REISSUE))
    message = code_message(wording(voter.election), voter, code)
    outbox.post(voter.election, [message], kind)
    return credential


def _end(reissue: Reissue, state: State) -> bool:
    actions.set_state(reissue, state)
    audit.record("registrar", f"reissue.{state}", reissue.election_id, voter=str(reissue.voter))
    return True
