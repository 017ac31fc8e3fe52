"""What the kit itself keeps."""

from django.db import models

from fourleaf.kit import ids, time


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


class DataKey(models.Model):
    """A key that values are sealed with, itself encrypted with the key file's (`kit.envelope`).

    `outer_key` is the fingerprint of that one. The key that is not retired is the present one; a retired one stays
    until nothing is sealed with it any more.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    wrapped = models.BinaryField()
    outer_key = models.CharField(max_length=16)
    made_at = models.DateTimeField(default=time.now)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(retired_at=None),
                name="kit_datakey_one_present",
            )
        ]

    def __str__(self) -> str:
        return f"data key {self.pk}"
