from django.apps import AppConfig


class ChronicleConfig(AppConfig):
    name = "fourleaf.chronicle"
    label = "chronicle"
