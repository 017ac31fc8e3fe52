"""Which of our rows came from which row of somebody else's, so that an import can be run again."""

from django.db import models


class Correspondence(models.Model):
    """One imported thing: `source` names the system and workspace, `kind` what it is, `external` its key there."""

    source = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    external = models.CharField(max_length=120)
    target = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "external"], name="imports_correspondence_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.external}"
