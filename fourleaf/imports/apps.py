from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "fourleaf.imports"
    label = "imports"
