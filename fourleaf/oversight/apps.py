from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "fourleaf.oversight"
    label = "oversight"
