"""What an export says, in our own words and with every shape checked: people, conversations, messages.

Fields: https://docs.slack.dev/reference/events/message and the export's own help page.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from fourleaf.imports.slack.archive import Archive, ArchiveError
from fourleaf.imports.slack.messages import Message, read_message
from fourleaf.imports.slack.shapes import Shape
from fourleaf.kit import time

Form = Literal["channel", "group", "dm", "mpim"]
#: Which file lists which form of conversation. Only the first is in every export.
LISTS: dict[str, Form] = {
    "channels.json": "channel",
    "groups.json": "group",
    "dms.json": "dm",
    "mpims.json": "mpim",
}
USERS = ("users.json", "org_users.json")


@dataclass(frozen=True)
class User:
    """A member of the workspace. `email` is lower-case or empty; `is_gone` says that their account was closed."""

    id: str
    name: str
    email: str
    title: str
    is_bot: bool
    is_gone: bool


@dataclass(frozen=True)
class Conversation:
    """A channel (public), group (private), dm or mpim (direct, of two or of several)."""

    id: str
    form: Form
    name: str
    purpose: str
    topic: str
    creator: str
    created_at: datetime
    members: tuple[str, ...]
    is_archived: bool
    files: tuple[str, ...]


@dataclass(frozen=True)
class Workspace:
    """The whole export but its messages, which `messages_of` reads one conversation at a time."""

    archive: Archive
    source: str
    users: dict[str, User]
    bots: dict[str, str]
    conversations: tuple[Conversation, ...]
    left_out: tuple[str, ...]

    def messages_of(self, conversation: Conversation) -> tuple[list[Message], Counter[str]]:
        """The messages of a conversation in the order in which they can be written, and what is left out, by reason.

        Replies come after what they answer, whatever the clocks say; what the export lists twice comes once.
        """
        skipped: Counter[str] = Counter()
        found: dict[tuple[str, str, str], Message] = {}
        for name in conversation.files:
            for number, item in enumerate(self.archive.load(name), 1):
                message = read_message(Shape(item, f"{name}, item {number}"), self.bots, skipped)
                if message is None:
                    continue
                same = (message.ts, message.author, message.text)
                skipped["listed twice in the export"] += same in found
                found.setdefault(same, message)
        return _numbered(sorted(found.values(), key=Message.order)), +skipped


def read_workspace(archive: Archive) -> Workspace:
    """Read and check the lists of people and conversations."""
    listed = next((name for name in USERS if name in archive), None)
    for missing, name in ((listed is None, USERS[0]), ("channels.json" not in archive, "channels.json")):
        if missing:
            raise ArchiveError(
                f"{name} is missing from {archive.path.name}. Is this a Slack export, and is it whole?"
            )
    shapes = [Shape(item, f"{listed}, item {n}") for n, item in enumerate(archive.load(str(listed)), 1)]
    users = {user.id: user for user in map(_user, shapes)}
    bots = {bot: shape.key("id") for shape in shapes if (bot := shape.part("profile").text("bot_id"))}
    folders = archive.days()
    conversations = tuple(_conversations(archive, folders))
    used = {name for conversation in conversations for name in conversation.files}
    known = {*LISTS, *USERS}
    left_out = tuple(name for name in archive.names() if name not in used | known)
    return Workspace(archive, _source(shapes, conversations), users, bots, conversations, left_out)


def _source(shapes: list[Shape], conversations: tuple[Conversation, ...]) -> str:
    """The workspace's name among sources; without a team's key, that of its first conversation."""
    teams = Counter(team for shape in shapes if (team := shape.text("team_id")))
    if teams:
        return f"slack:{min(teams, key=lambda team: (-teams[team], team))}"[:80]
    if not conversations:
        raise ArchiveError("The export names neither a workspace nor a channel: there is nothing to import.")
    return f"slack:{min(conversation.id for conversation in conversations)}"[:80]


def _user(shape: Shape) -> User:
    profile = shape.part("profile")
    key = shape.key("id")
    names = (
        profile.text("real_name"),
        shape.text("real_name"),
        profile.text("display_name"),
        shape.text("name"),
    )
    email = profile.text("email").strip().lower()
    return User(
        id=key,
        name=next((" ".join(name.split()) for name in names if name.strip()), key)[:150],
        email=email if re.fullmatch(r"[^@\s]+@[^@\s]+", email) and len(email) <= 254 else "",
        title=profile.text("title")[:150],
        is_bot=shape.flag("is_bot") or key == "USLACKBOT",
        is_gone=shape.flag("deleted"),
    )


def _conversations(archive: Archive, folders: dict[str, list[str]]) -> Iterator[Conversation]:
    seen: set[str] = set()
    for file, form in LISTS.items():
        if file not in archive:
            continue
        for number, item in enumerate(archive.load(file), 1):
            shape = Shape(item, f"{file}, item {number}")
            key = shape.key("id")
            if key in seen:
                raise ArchiveError(f"{shape.where}: the conversation {key} is listed twice.")
            seen.add(key)
            yield _conversation(shape, key, form, folders)


def _conversation(shape: Shape, key: str, form: Form, folders: dict[str, list[str]]) -> Conversation:
    name = shape.text("name")
    if form in ("channel", "group") and not name.strip():
        raise ArchiveError(f"{shape.where}: the channel has no name.")
    created = shape.number("created")
    return Conversation(
        id=key,
        form=form,
        name=name.strip()[:120],
        purpose=shape.part("purpose").text("value").strip(),
        topic=shape.part("topic").text("value").strip(),
        creator=shape.text("creator"),
        created_at=datetime.fromtimestamp(created, UTC) if created else time.now(),
        members=tuple(dict.fromkeys(shape.keys("members"))),
        is_archived=shape.flag("is_archived"),
        files=tuple(folders.get(name) or folders.get(key) or ()),
    )


def _numbered(messages: list[Message]) -> list[Message]:
    """Different messages of one instant get different keys, the same ones in every run."""
    seen: Counter[str] = Counter()
    for message in messages:
        seen[message.ts] += 1
        if seen[message.ts] > 1:
            message.key = f"{message.ts}#{seen[message.ts]}"
    return messages
