"""Letters: printed together as a run, whose contents go once it is handed to the printer.

Until then a run can be printed again; that makes another run in its place.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from stembus.domain.elections.models import Election
from stembus.domain.refusals import Refused

from .models import Channel, Delivery, Message, Pause, PrintRun, State

BATCH = 500


def waiting(election: Election) -> QuerySet[Message]:
    """Letters that are not handed over, printed or not."""
    return Message.objects.filter(
        election=election, delivery__channel=Channel.LETTER, delivery__state=State.QUEUED
    )


def runs(election: Election) -> list[PrintRun]:
    """The latest first."""
    return list(PrintRun.objects.filter(election=election).order_by("-made_at"))


def to_print(election: Election, limit: int) -> list[Message]:
    """What waits, locked. Refuses with `letters.paused` or `letters.none`."""
    if Pause.objects.filter(election=election).exists():
        raise Refused("letters.paused")
    found = list(waiting(election).select_for_update(of=("self",)).order_by("pk")[:limit])
    if not found:
        raise Refused("letters.none")
    return found


def note_run(election: Election, letters: Sequence[Message], *, sha256: str, by: str) -> PrintRun:
    """A run of these letters was printed, inside the caller's transaction. One that was not handed
    over is void."""
    PrintRun.objects.filter(election=election, handed_over_at=None).delete()
    run = PrintRun(election=election, letters=len(letters), sha256=sha256, by=by, made_at=Now())
    run.save()
    for start in range(0, len(letters), BATCH):
        keys = [each.pk for each in letters[start : start + BATCH]]
        Message.objects.filter(pk__in=keys).update(run=run)
    run.refresh_from_db()
    return run


@transaction.atomic
def hand_over(sha256: str, *, to: str) -> PrintRun:
    """The printer has the file with this hash: from now on the codes in it are nowhere here.

    Refuses with `letters.unknown`, `letters.handed_over`, or `letters.changed` if a letter was
    taken back since: then the run has to be printed again.
    """
    run = PrintRun.objects.select_for_update().filter(sha256=sha256).first()
    if run is None:
        raise Refused("letters.unknown")
    if run.handed_over_at is not None:
        raise Refused("letters.handed_over")
    letters = _still_in(run)
    if len(letters) != run.letters:
        raise Refused("letters.changed")
    for start in range(0, len(letters), BATCH):
        some = letters[start : start + BATCH]
        Delivery.objects.filter(pk__in=some).update(
            state=State.SENT, started_at=Now(), changed_at=Now(), attempts=1
        )
        Message.objects.filter(pk__in=some).delete()
    PrintRun.objects.filter(pk=run.pk).update(handed_over_at=Now(), handed_to=to)
    run.refresh_from_db()
    return run


def _still_in(run: PrintRun) -> list[UUID]:
    """Its deliveries, locked against being taken back meanwhile."""
    found = Delivery.objects.filter(message__run=run, state=State.QUEUED)
    return list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
