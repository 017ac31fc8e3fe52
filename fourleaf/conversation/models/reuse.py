"""Where a post comes from."""

from django.conf import settings
from django.db import models

from fourleaf.conversation.models.posts import Post
from fourleaf.kit import time


class Reuse(models.Model):
    """A post is a copy, perhaps with black bars, of another one. Whose it is stays told; what was black is nowhere."""

    post = models.OneToOneField(Post, models.CASCADE, primary_key=True, related_name="reuse")
    source = models.ForeignKey(Post, models.CASCADE, related_name="reused")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return "copy"
