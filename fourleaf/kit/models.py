"""What the kit itself keeps."""

from django.db import models

from fourleaf.kit import time


class KeptAnswer(models.Model):
    """What the API answered to a write that carried an idempotency key; kept for a day (`kit.api.idempotency`)."""

    pk = models.CompositePrimaryKey("person_id", "key")
    person_id = models.UUIDField()
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField(default=time.now)

    class Meta:
        indexes = [models.Index(fields=["at"], name="kit_keptanswer_at")]

    def __str__(self) -> str:
        return f"kept {self.status}"
