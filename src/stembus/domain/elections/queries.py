"""What may be read of elections."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.functions import Now

from .models import Addition, CodeAuthority, Election, Poll, PublicCredential, Revocation, Trustee
from .phases import Phase


def closing_time_passed(election: Election) -> bool:
    """By the database's clock."""
    return Election.objects.filter(pk=election.pk, closes_at__lte=Now()).exists()


def opening_due(election: Election) -> bool:
    return Election.objects.filter(pk=election.pk, opens_at__lte=Now()).exists()


# What to prefetch of polls of which questions, lists and candidates are read.
PAPERS = ("questions__candidates", "questions__lists__candidates")

CLOCK = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT STRFTIME('%Y-%m-%d %H:%M:%f+00:00', 'NOW')",
}


def database_now() -> datetime:
    """The one clock of an election: each process may have another."""
    with connection.cursor() as cursor:
        cursor.execute(CLOCK[connection.vendor])
        (now,) = cursor.fetchone()
    return now if isinstance(now, datetime) else datetime.fromisoformat(now)


def missing_for_opening(election: Election) -> list[str]:
    """Codes of what the ballot papers and trustees still lack; the roll is not known here."""
    missing = []
    polls = list(election.polls.prefetch_related("questions__candidates"))
    if not polls:
        missing.append("polls")
    if any(not poll.questions.all() for poll in polls):
        missing.append("questions")
    trustees = list(election.trustees.only("key"))
    if len(trustees) < 2:
        missing.append("trustees.two")
    elif any(not trustee.key for trustee in trustees):
        missing.append("trustees.keys")
    return missing


def voted(election: Election) -> list[Poll]:
    """The polls that have a ballot paper, of an election that is or was open."""
    return list(election.polls.exclude(definition=""))


def polls_in_phase(*phases: str) -> list[Poll]:
    """Those that have a ballot paper."""
    found = Poll.objects.filter(election__phase__in=phases).exclude(definition="")
    return list(found.select_related("election"))


def trustee_keys(election: Election) -> list[bytes]:
    """In their order on the board: the trustee at index i is owner i + 1 (§2.2)."""
    return [key.encode() for key in election.trustees.values_list("key", flat=True)]


def authority_of(election: Election) -> CodeAuthority | None:
    """The separate code authority, if the election has one."""
    return CodeAuthority.objects.filter(election=election).defer("token_hash").first()


def owner_number(trustee: Trustee) -> int:
    ids = list(trustee.election.trustees.values_list("pk", flat=True))
    return ids.index(trustee.pk) + 1


@dataclass(frozen=True, slots=True)
class OpenPoll:
    """All that the booth needs to check a ballot. It never changes once the poll is open."""

    id: UUID
    uuid: str
    definition: bytes


def open_poll(uuid: str) -> OpenPoll | None:
    row = (
        Poll.objects.filter(uuid=uuid)
        .exclude(definition="")
        .values_list("pk", "uuid", "definition")
        .first()
    )
    return OpenPoll(row[0], row[1], row[2].encode()) if row else None


def exists(uuid: str) -> bool:
    return Poll.objects.filter(uuid=uuid).exists()


def is_replaced(uuid: str, key: str) -> bool:
    """Whether another code was given out for this one."""
    return Revocation.objects.filter(poll__uuid=uuid, key=key, revoked=True).exists()


def replaced(election: Election) -> list[Revocation]:
    """The credentials whose codes were replaced, in an order that says nothing of when."""
    rows = Revocation.objects.filter(poll__election=election, revoked=True)
    return list(rows.exclude(replacement="").select_related("poll").order_by("poll", "key"))


def withdrawn(election: Election) -> list[Revocation]:
    """The credentials of voters who were taken off after the opening; in that order too."""
    rows = Revocation.objects.filter(poll__election=election, revoked=True, withdrawn=True)
    return list(rows.select_related("poll").order_by("poll", "key"))


def added(election: Election) -> list[Addition]:
    """The credentials of voters who were added after the opening; in that order too."""
    rows = Addition.objects.filter(poll__election=election)
    return list(rows.select_related("poll").order_by("poll", "key"))


def voters_since_opening(poll: Poll) -> int:
    """How many were added, less how many were taken off."""
    return poll.additions.count() - poll.revocations.filter(revoked=True, withdrawn=True).count()


def revocations_to_decide() -> list[Revocation]:
    return list(Revocation.objects.filter(revoked=None).select_related("poll"))


def credential_weight(uuid: str, key: str) -> int | None:
    """The weight of a listed public credential; None if it is not listed."""
    if not key.isalnum():  # no credential; and a NUL is an error to PostgreSQL
        return None
    listed = PublicCredential.objects.filter(poll__uuid=uuid, key=key)
    return listed.values_list("weight", flat=True).first()


def why_refused(poll_id: UUID, credential: str) -> str:
    """The code for a ballot that the insert did not take."""
    if Revocation.objects.filter(poll_id=poll_id, key=credential, revoked=True).exists():
        return "ballot.credential_replaced"
    if not PublicCredential.objects.filter(poll_id=poll_id, key=credential).exists():
        return "ballot.credential_unlisted"
    return "poll.closed"


def voting_status(poll: Poll) -> str:
    """`scheduled`, `open` or `closed`, by the database's clock."""
    election = poll.election
    if election.phase in (Phase.DRAFT, Phase.READY):
        return "scheduled"
    if election.phase != Phase.OPEN or closing_time_passed(election):
        return "closed"
    return "open"
