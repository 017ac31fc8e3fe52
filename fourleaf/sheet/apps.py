from django.apps import AppConfig


class SheetConfig(AppConfig):
    name = "fourleaf.sheet"
    label = "sheet"
