from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "fourleaf.adoption"
    label = "adoption"
