from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "fourleaf.search"
    label = "search"
