"""The index of what can be found: derived from the tables of other apps, kept by triggers, read by one function."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from fourleaf.kit import time


class Indexed(models.Model):
    """One thing that can be found by its words. `thread` is the root of a reply, or the post of a file.

    `author_id` is who wrote a post, put a file there or began a document; `at` when, of a document its last change.

    No row refers to another: what is derived is dropped and made again, and a reference would cost every post a look.
    """

    class Kind(models.TextChoices):
        POST = "post"
        DOCUMENT = "document"
        FILE = "file"

    object_id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    space_id = models.UUIDField()
    thread_id = models.UUIDField(null=True)
    author_id = models.UUIDField()
    at = models.DateTimeField()
    has_link = models.BooleanField(default=False)
    words = SearchVectorField()

    class Meta:
        indexes = [
            # A short list of what is not yet sorted in: each search reads it whole.
            GinIndex(fields=["words"], name="search_indexed_words", gin_pending_list_limit=256),
            models.Index(fields=["space_id", "at"], name="search_indexed_space"),
            models.Index(fields=["at", "object_id"], name="search_indexed_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class PlainText(models.Model):
    """The words of a document with all updates up to `upto`, without suggestions: SQL cannot read a Yjs document.

    `places` are where every 200th word begins, so that a snippet needs no more than its part of a long text;
    `holds` are of "link", "image" and "decision" those that are in it.
    """

    document_id = models.UUIDField(primary_key=True)
    upto = models.BigIntegerField()
    text = models.TextField()
    places = ArrayField(models.IntegerField())
    holds = ArrayField(models.CharField(max_length=20))
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"text at {self.upto}"


class Progress(models.Model):
    """How far the things that were there before the index are in it: all whose key is at or above `reached`.

    `version` is that of the function that makes words; another one begins anew, newest first, as before.
    """

    kind = models.CharField(max_length=20, primary_key=True)
    version = models.CharField(max_length=32)
    reached = models.UUIDField(null=True)
    is_done = models.BooleanField(default=False)
    at = models.DateTimeField(default=time.now)

    def __str__(self) -> str:
        return f"{self.kind}: {'done' if self.is_done else self.reached}"
