from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "stembus.domain.audit"
    label = "audit"
