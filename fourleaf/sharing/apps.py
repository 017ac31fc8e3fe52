from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "fourleaf.sharing"
    label = "sharing"
