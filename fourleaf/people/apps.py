from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fourleaf.people"
    label = "people"
