from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "fourleaf.inbox"
    label = "inbox"
