from django.apps import AppConfig


class ProceedingsConfig(AppConfig):
    name = "stembus.domain.proceedings"
    label = "proceedings"
