from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "stembus.domain.tallies"
    label = "tallies"
