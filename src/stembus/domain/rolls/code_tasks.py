"""What the roll asks of a separate code authority, and whether it was done."""

from stembus.domain.elections.models import Election, HandedIn, Poll
from stembus.domain.elections.queries import authority_of
from stembus.protocol.codes_task import CodesTask, PollTask, Recipient
from stembus.protocol.group import group

from .models import Voter


def codes_task(election: Election, origin: str) -> CodesTask:
    """The voters of each ballot paper on which there is something to vote."""
    polls = election.polls.order_by("uuid").prefetch_related("questions__candidates")
    return CodesTask(
        election=str(election.pk),
        name=election.name,
        origin=origin,
        group=group(election.group),
        polls=[_poll(poll) for poll in polls if not poll.uncontested],
    )


def _poll(poll: Poll) -> PollTask:
    """In an order of their own: by reference."""
    voters = poll.voters.order_by().iterator(chunk_size=5000)
    found = [_by_mail(voter) if voter.address else _by_letter(voter) for voter in voters]
    return PollTask(poll.uuid, poll.name, sorted(found, key=lambda each: each.reference))


def _by_mail(voter: Voter) -> Recipient:
    return Recipient(str(voter.pk), voter.name, voter.address, voter.language, voter.weight)


def _by_letter(voter: Voter) -> Recipient:
    address = "\n".join(voter.letter_lines)
    return Recipient(str(voter.pk), voter.name, address, voter.language, voter.weight)


def missing_credentials(election: Election) -> list[str]:
    """Codes of what a code authority, if there is one, still has to do before the opening."""
    authority = authority_of(election)
    if authority is None:
        return []
    handed_in = HandedIn.objects.filter(authority=authority).defer("content").first()
    if handed_in is None:
        return ["public_creds.missing"]
    stale = handed_in.task != codes_task(election, origin="").fingerprint
    return ["public_creds.stale"] if stale else []
