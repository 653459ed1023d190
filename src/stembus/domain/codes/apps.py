from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "stembus.domain.codes"
    label = "codes"
