from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "stembus.domain.proposals"
    label = "proposals"
