"""What is left of messages goes when its term has passed: first whose they were, then all of it."""

from stembus.domain.elections.keeping import Counts, delete_rows
from stembus.domain.elections.models import Election

from .models import Delivery, Message, Pause, PrintRun, Reminder, Wording


def unlink_voters(election: Election) -> Counts:
    """What was sent stays, as figures: no delivery names a voter any more."""
    theirs = Delivery.objects.filter(election=election, voter__isnull=False)
    counts = delete_rows(Message.objects.filter(delivery__in=theirs))
    unlinked = theirs.update(voter=None, last_error="", provider_id="")
    return counts | {f"{Delivery._meta.label}.voter": unlinked}


def erase(election: Election) -> Counts:
    return delete_rows(
        Message.objects.filter(election=election),
        Delivery.objects.filter(election=election),
        PrintRun.objects.filter(election=election),
        Reminder.objects.filter(election=election),
        Wording.objects.filter(election=election),
        Pause.objects.filter(election=election),
    )
