from django.apps import AppConfig


class ElectionsConfig(AppConfig):
    name = "stembus.domain.elections"
    label = "elections"
