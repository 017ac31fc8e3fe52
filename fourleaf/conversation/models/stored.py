"""A file that a row holds: its bytes are in the store as long as any row holds them."""

from __future__ import annotations

from django.db import models

from fourleaf.conversation.media.pictures import shown_size
from fourleaf.conversation.media.types import word_for
from fourleaf.kit import time


class StoredFile(models.Model):
    """What a file is. The bytes live in the store under `digest` (SHA-256, hex); sizes are in bytes and pixels.

    Each kind of holder is a model of its own, which says who may read it. `actions.storing` finds all of them.
    """

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    digest = models.CharField(
        max_length=64, blank=True, help_text="Empty where only the metadata was imported."
    )
    thumbnail = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(default=time.now)

    class Meta:
        abstract = True

    @property
    def is_picture(self) -> bool:
        """A whole picture of a kind that browsers show, and not too large to be opened."""
        return bool(self.digest and self.thumbnail)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of the thumbnail in pixels."""
        return shown_size(self.width or 1, self.height or 1)

    @property
    def kind(self) -> str:
        """A short word such as PDF, the same in every language; empty for what is unknown."""
        return word_for(self.media_type)

    @property
    def shown_bytes(self) -> str:
        """The size as people read it in every language: whole kB below 10 MB, then whole MB."""
        return f"{max(1, round(self.size / 1e3))} kB" if self.size < 1e7 else f"{round(self.size / 1e6)} MB"
