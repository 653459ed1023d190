from django.apps import AppConfig


class OrganiserConfig(AppConfig):
    name = "stembus.apps.organiser"

    def ready(self) -> None:
        from .account import second_factor

        second_factor.listen()
