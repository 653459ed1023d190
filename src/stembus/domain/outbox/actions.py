"""Writes of the outbox: others post, the mailer hands over, organisers pause and send again."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from stembus import keys
from stembus.domain.elections.data_keys import known
from stembus.domain.elections.models import Election
from stembus.domain.elections.texts import check
from stembus.domain.refusals import Refused
from stembus.domain.sealing import keyring

from .models import Channel, Delivery, Kind, Message, Pause, State, Wording

BATCH = 500
# As long as nobody has begun to hand a message over, or has refused it, taking it back is sure.
AT_HAND = (State.QUEUED, State.FAILED)

Item = TypeVar("Item")


class Outgoing(NamedTuple):
    """`to`: an e-mail address, or a number such as +31612345678 where the channel is SMS, which
    has no subject. `voter`: the id on the roll, for what is sent to a voter; `person`: the
    account's."""

    to: str
    subject: str
    body: str
    voter: UUID | None = None
    channel: Channel = Channel.MAIL
    person: UUID | None = None


@transaction.atomic
def post(
    election: Election | None,
    messages: Iterable[tuple[str, str, str] | Outgoing],
    kind: Kind = Kind.OTHER,
) -> None:
    """Queue messages: (address, subject, body), or `Outgoing`, which also names the voter. Without
    an election they are about an account.

    All are of one `kind`, which the delivery page shows: a new sort of message gets a name in
    `models.Kind`, and its caller gives it here, as in `post(election, [message], Kind.REISSUE)`.
    """
    key = known(keys.MESSAGES, keyring.posting_name())
    for some in _batches(Outgoing(*message) for message in messages):
        now = Now()
        deliveries = [
            Delivery(
                election=election, voter=each.voter, person=each.person, kind=kind,
                channel=each.channel, queued_at=now, changed_at=now,
            )
            for each in some
        ]  # fmt: skip
        Delivery.objects.bulk_create(deliveries)
        Message.objects.bulk_create(
            Message(
                delivery_id=delivery.pk, election=election, not_before=now, key_id=key,
                to=each.to, addressee="" if each.voter or election is None else each.to,
                **_content(each),
            )
            for each, delivery in zip(some, deliveries, strict=True)
        )  # fmt: skip


def _content(each: Outgoing) -> dict[str, object]:
    """A letter's is sealed already."""
    if each.channel == Channel.LETTER:
        return {"letter": each.body}
    return {"content": [each.subject, each.body]}


def write_wording(election: Election, **fields: str) -> None:
    """For the messages that are posted from now on."""
    wording = Wording(election=election, **fields)
    check(wording, *fields)
    Wording.objects.update_or_create(election=election, defaults=fields)


@transaction.atomic
def withdraw(election: Election, voters: Iterable[UUID], kinds: Iterable[Kind] = Kind) -> int:
    """Take back what still waits for them, because they were taken off the roll or their code was
    replaced: how many."""
    withdrawn = 0
    for some in _batches(voters):
        theirs = Delivery.objects.filter(
            election=election, voter__in=some, kind__in=list(kinds), state__in=AT_HAND
        )
        found = list(theirs.select_for_update().values_list("pk", flat=True))
        _set(Delivery.objects.filter(pk__in=found), State.WITHDRAWN)
        Message.objects.filter(pk__in=found).delete()
        withdrawn += len(found)
    return withdrawn


@transaction.atomic
def forget(election: Election) -> int:
    """After the closing: delete what voters were still to get, codes above all. How many.

    What was printed may have been posted.
    """
    left = Message.objects.filter(election=election, delivery__voter__isnull=False)
    waiting = Delivery.objects.filter(message__in=left, state=State.QUEUED)
    _set(waiting.filter(message__run__isnull=False), State.UNCERTAIN)
    _set(waiting, State.WITHDRAWN)
    return left.delete()[0]


def pause(election: Election) -> None:
    """From now on nothing of it is begun; what is being handed over just now still goes."""
    Pause.objects.get_or_create(election=election, defaults={"since": Now()})


def resume(election: Election) -> None:
    Pause.objects.filter(election=election).delete()


@transaction.atomic
def send_again(election: Election, delivery: UUID, to: str | None = None) -> Delivery:
    """On purpose, perhaps to another address: of an uncertain one someone may have it already."""
    again = Delivery.objects.filter(
        election=election, pk=delivery, state__in=(State.FAILED, State.UNCERTAIN)
    )
    if not _set(again, State.QUEUED, last_error=""):
        raise Refused("delivery.not_stuck")
    message = _addressed().filter(pk=delivery).first()
    if message is None:
        raise Refused("delivery.forgotten")
    _address(message, to)
    return message.delivery


@transaction.atomic
def send_refused_again(election: Election, addresses: Mapping[UUID, str | None]) -> int:
    """All that were refused, voters' to these addresses if they are among them. How many.

    Who was refused for how the relay was set is many; and nobody has any of them.
    """
    refused = _addressed().filter(election=election, delivery__state=State.FAILED)
    again = []
    for message in refused.select_for_update(of=("self",)):
        voter = message.delivery.voter
        if voter is None or voter in addresses:
            _address(message, addresses[voter] if voter else None)
            again.append(message.pk)
    for some in _batches(again):
        _set(Delivery.objects.filter(pk__in=some), State.QUEUED, last_error="")
    return len(again)


def _addressed() -> QuerySet[Message]:
    """Without what they say and to whom, which whoever sends them again need not read."""
    return Message.objects.select_related("delivery").defer("to", "content", "letter")


def _address(message: Message, to: str | None) -> None:
    """To be sent now, to this address if there is one. What is in it can't be read here."""
    message.not_before = Now()
    if to:
        message.to = to
    message.save(update_fields=["not_before", *(["to"] if to else [])])


def _set(deliveries: QuerySet[Delivery], state: State, **more: object) -> int:
    return deliveries.update(state=state, changed_at=Now(), **more)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    remaining = iter(items)
    return iter(lambda: list(islice(remaining, BATCH)), [])
