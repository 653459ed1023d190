from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "stembus.domain.outbox"
    label = "outbox"
