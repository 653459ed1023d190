"""What a provider reports of a message after it took it."""

from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from .models import Delivery, Message, State


class Report(StrEnum):
    """COMPLAINED: it arrived, and its receiver marked it as unwanted."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


BOUNCE, COMPLAINT = "Bounced", "Complained"
# A report may overtake the answer to the handing over; then it is the answer.
HANDED_OVER = (State.SENDING, State.UNCERTAIN, State.SENT)


@transaction.atomic
def store(report: Report, provider_id: str, delivery: UUID | None) -> bool:
    """False if it is about none of ours, or nothing new. What came back stays so."""
    ours = Q(pk=delivery) | (Q(provider_id=provider_id) if provider_id else Q())
    told = Delivery.objects.only("state", "last_error", "provider_id")
    found = told.select_for_update().filter(ours).first()
    if found is None or found.state not in (*HANDED_OVER, State.DELIVERED):
        return False
    # A complaint outlasts the report of the delivery, in whatever order they come.
    complaint = report == Report.COMPLAINED or found.last_error == COMPLAINT
    Delivery.objects.filter(pk=found.pk).update(
        state=State.BOUNCED if report == Report.BOUNCED else State.DELIVERED,
        changed_at=Now(),
        last_error=BOUNCE if report == Report.BOUNCED else COMPLAINT if complaint else "",
        provider_id=found.provider_id or provider_id[:200],
    )
    Message.objects.filter(pk=found.pk).delete()
    return True
