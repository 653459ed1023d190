"""What stands sealed in the tables, found as a test wants it: by what it says."""

from stembus.domain.elections.models import Election
from stembus.domain.outbox.models import Message
from stembus.domain.rolls.models import Voter


def voter_at(address: str, election: Election | None = None) -> Voter:
    """The one with this address or name, there or in all elections."""
    voters = Voter.objects.filter(election=election) if election else Voter.objects.all()
    (found,) = (each for each in voters if address in (each.address, each.name))
    return found


def addresses_of(election: Election) -> list[str]:
    return sorted(each.address for each in election.voters.all())


def readdress(old: str, new: str) -> None:
    found = voter_at(old)
    found.address = new
    found.save()


def messages(to: str = "", saying: str = "", election: Election | None = None) -> list[Message]:
    """In the order in which they are due."""
    found = Message.objects.filter(election=election) if election else Message.objects.all()
    due = found.order_by("not_before")
    return [each for each in due if to in ("", each.to) and saying in each.body]


def message_to(to: str) -> Message:
    (found,) = messages(to)
    return found
