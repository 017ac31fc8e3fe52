from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "fourleaf.spaces"
    label = "spaces"
