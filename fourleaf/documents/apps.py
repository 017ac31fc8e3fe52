from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "fourleaf.documents"
    label = "documents"
