"""What is written down of reading posts and files, where reading is recorded."""

from collections.abc import Iterable
from uuid import UUID

from fourleaf.conversation.models import Attachment
from fourleaf.conversation.showing import note_file_opened
from fourleaf.people.models import Person
from fourleaf.spaces.models import Space
from fourleaf.spaces.reading import note_reading, recorded_among

#: A post with its key, the space it stands in, and its author.
Read = tuple[UUID, Space, UUID]


def note_posts(person: Person, posts: Iterable[Read]) -> None:
    """Posts from several spaces on one page: each that stands where reading is recorded, once."""
    listed = dict.fromkeys(posts)
    recorded = recorded_among(person, {space for _post, space, _author in listed})
    for post, space, author in listed:
        if space.pk in recorded:
            note_reading(person, space, kind="post", object_id=post, whose=author)


def note_file(person: Person, attachment: Attachment) -> None:
    """The bytes of a file, or its small picture, are on their way out."""
    space = Space.objects.readable_by(person).filter(pk=attachment.space_id).first()
    if space is None:
        note_file_opened(person, attachment)
    else:
        note_reading(person, space, kind="file", object_id=attachment.pk, whose=attachment.uploader_id)
