"""A report whose sender was checked (signature or password), written to the delivery."""

from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, EventType

from stembus.domain.outbox import reports
from stembus.domain.outbox.reports import Report

MEANINGS = {
    EventType.DELIVERED: Report.DELIVERED,
    EventType.BOUNCED: Report.BOUNCED,
    EventType.REJECTED: Report.BOUNCED,
    EventType.COMPLAINED: Report.COMPLAINED,
}


def receive(event: AnymailTrackingEvent, **_more: Any) -> None:
    """What is not of ours, or says nothing of the delivery, is taken and forgotten."""
    meaning = MEANINGS.get(event.event_type)
    if meaning:
        reports.store(meaning, event.message_id or "", _delivery(event.metadata or {}))


def _delivery(metadata: dict[str, object]) -> UUID | None:
    """Which one the mailer said it was; the id is not known yet where it died before the answer."""
    try:
        return UUID(str(metadata.get("delivery")))
    except ValueError:
        return None
