from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "stembus.domain.people"
    label = "people"
