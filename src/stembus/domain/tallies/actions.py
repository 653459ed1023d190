"""Writes of the count. Each row is inserted once; the same again changes nothing."""

from django.db import transaction

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election, Poll, Trustee
from stembus.domain.refusals import Refused

from .models import EncryptedTally, PartialDecryption, Result


def store_encrypted_tally(poll: Poll, content: bytes, sized: bytes) -> None:
    EncryptedTally.objects.get_or_create(
        poll=poll, defaults={"content": content.decode(), "sized": sized.decode()}
    )


@transaction.atomic
def store_partial_decryption(poll: Poll, trustee: Trustee, owner: int, content: bytes) -> bool:
    """True if it was new. A second one that differs is refused; the first one stands."""
    stored, new = PartialDecryption.objects.get_or_create(
        poll=poll, owner=owner, defaults={"trustee": trustee, "content": content.decode()}
    )
    if not new and stored.content.encode() != content:
        raise Refused("decryption.exists")
    return new


def store_result(poll: Poll, content: bytes) -> None:
    Result.objects.get_or_create(poll=poll, defaults={"content": content.decode()})


def erase_workings(election: Election) -> Counts:
    """What the result was made of."""
    polls = Poll.objects.filter(election=election)
    return delete_rows(
        PartialDecryption.objects.filter(poll__in=polls),
        EncryptedTally.objects.filter(poll__in=polls),
    )


def erase(election: Election) -> Counts:
    return delete_rows(Result.objects.filter(poll__in=Poll.objects.filter(election=election)))
