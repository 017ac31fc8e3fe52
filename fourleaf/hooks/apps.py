from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "fourleaf.hooks"
    label = "hooks"
