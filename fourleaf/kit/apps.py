from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "fourleaf.kit"
    label = "kit"
