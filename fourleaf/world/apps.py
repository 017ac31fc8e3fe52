from django.apps import AppConfig


class WorldConfig(AppConfig):
    name = "fourleaf.world"
    label = "world"
