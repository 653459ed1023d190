from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "stembus.domain.retention"
    label = "retention"
