from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "stembus.domain.board"
    label = "board"
