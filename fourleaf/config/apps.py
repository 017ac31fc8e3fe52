"""Ties the apps together once they are all there."""

import importlib

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "fourleaf.config"
    label = "config"

    def ready(self) -> None:
        """Reactions name models, so they are read only now that all apps are loaded."""
        importlib.import_module("fourleaf.config.reactions").take_effect()
