"""A new voting code for a lost one, in steps that each leave everything consistent.

Asked → the old credential is to be revoked (the sequencer decides, at the gate) → a spare code
goes out. The voter has one active code at any time, or none for a moment.
"""

from django.db import transaction

from stembus.domain.audit import actions as audit
from stembus.domain.codes import actions, queries
from stembus.domain.codes.models import Link, Reissue, State
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
    if election.phase != Phase.OPEN or closing_time_passed(election) or link is None:
        return _end(reissue, State.CLOSED)
    if reissue.state == State.ASKED:
        return _revoke(reissue, link)
    revocation = Revocation.objects.get(poll=link.poll, key=sealed.credential_of(link))
    if revocation.revoked is None:
        return False
    return _replace(reissue, link, revocation) if revocation.revoked else _refuse(reissue)


def _revoke(reissue: Reissue, link: Link) -> bool:
    """First keep a spare: else the voter could end without any code."""
    voter = Voter.objects.get(pk=reissue.voter)
    if not actions.reserve(reissue, link.poll, voter.weight):
        return _end(reissue, State.NO_SPARE)
    elections.ask_revocation(link.poll, sealed.credential_of(link))
    actions.set_state(reissue, State.REVOKING)
    return True


def _refuse(reissue: Reissue) -> bool:
    """The old code was used to vote: it stays, and may vote again."""
    actions.release(reissue)
    return _end(reissue, State.VOTED)


def _replace(reissue: Reissue, link: Link, revocation: Revocation) -> bool:
    voter = Voter.objects.select_related("poll", "election").get(pk=reissue.voter)
    code, credential = sealed.code_of(actions.take_reserved(reissue))
    elections.name_replacement(revocation, credential)
    sealed.link(voter.pk, link.poll, credential).save()
    outbox.withdraw(voter.election, [voter.pk], (Kind.CODE, Kind.REISSUE))
    message = code_message(wording(voter.election), voter, code)
    outbox.post(voter.election, [message], Kind.REISSUE)
    return _end(reissue, State.SENT)


def _end(reissue: Reissue, state: State) -> bool:
    actions.set_state(reissue, state)
    audit.record("registrar", f"reissue.{state}", reissue.election_id, voter=str(reissue.voter))
    return True
