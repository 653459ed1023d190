from django.apps import AppConfig


class RollsConfig(AppConfig):
    name = "stembus.domain.rolls"
    label = "rolls"
