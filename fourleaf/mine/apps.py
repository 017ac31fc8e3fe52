from django.apps import AppConfig


class MineConfig(AppConfig):
    name = "fourleaf.mine"
    label = "mine"
