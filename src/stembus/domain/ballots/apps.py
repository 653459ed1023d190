from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "stembus.domain.ballots"
    label = "ballots"
