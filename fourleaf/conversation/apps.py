from django.apps import AppConfig


class ConversationConfig(AppConfig):
    name = "fourleaf.conversation"
    label = "conversation"
