"""Messages that wait to be sent. A row is deleted once the relay has taken the message."""

import uuid

from django.db import models

from stembus.domain.elections.models import Election


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    election = models.ForeignKey(Election, models.CASCADE, related_name="+")
    to = models.EmailField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = (models.Index(fields=("not_before",), name="message_due"),)

    def __str__(self) -> str:
        return f"message {self.id}"
