"""Messages become posts, in batches; each batch and the memory of it are one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse

from fourleaf.conversation.actions.importing import PastFile, PastPost, import_posts
from fourleaf.conversation.models import Post
from fourleaf.imports import actions
from fourleaf.imports.models import Correspondence
from fourleaf.imports.slack.messages import ACTION, TOMBSTONE, Message
from fourleaf.imports.slack.report import Report
from fourleaf.imports.slack.workspace import Conversation
from fourleaf.kit import bus, ids
from fourleaf.kit.html import render_markdown
from fourleaf.kit.slack.emoji import emoji_named
from fourleaf.kit.slack.markup import Mentioned, translate
from fourleaf.spaces.models import Space

BATCH = 1000
KIND = "message"
EMOJI_LIMIT = 32


@dataclass
class Carrier:
    """Carries the messages of one conversation into its space."""

    source: str
    conversation: Conversation
    space: Space
    people: dict[str, UUID]
    names: dict[UUID, str]
    places: dict[str, tuple[str, str]]
    report: Report
    threads: dict[str, UUID] = field(default_factory=dict)

    def carry(self, messages: list[Message], step: Callable[[int], None]) -> int:
        """Write what is not here yet; answers how many posts that was."""
        known = self._known()
        self._remember_threads(known)
        fresh = [message for message in messages if self._external(message) not in known]
        self.report.posts_known += len(messages) - len(fresh)
        step(len(messages) - len(fresh))
        parents = {m.thread: m.parent_author for m in messages if m.thread and m.parent_author}
        for start in range(0, len(fresh), BATCH):
            self._write(fresh[start : start + BATCH], parents)
            step(len(fresh[start : start + BATCH]))
        return len(fresh)

    def _write(self, messages: list[Message], parents: dict[str, str]) -> None:
        posts: list[PastPost] = []
        with transaction.atomic():
            for message in messages:
                posts.append(self._post(message, parents))
            last = import_posts(space=self.space, posts=posts)
            pairs = {self._external(message): post.id for message, post in zip(messages, posts, strict=True)}
            actions.remember(source=self.source, kind=KIND, pairs=pairs)
        bus.send(bus.Notice(f"space:{self.space.pk}", last, "PostAdded"))
        bus.flush(connection)
        self._count(posts)

    def _post(self, message: Message, parents: dict[str, str]) -> PastPost:
        key, root = ids.uuid7(), self._root(message)
        self.threads[message.ts] = root or key
        author = self.people[message.author]
        if message.subtype == TOMBSTONE:
            # The thread's replies still say whose message it was.
            author = self.people.get(parents.get(message.ts, ""), author)
            return PastPost(key, author, message.at, "", "", root, is_withdrawn=True)
        translated = translate(message.text, self._person, self.places.get)
        links = {name: (who.address, who.key) for name, who in translated.names.items()}
        body = emphasised(translated.markdown) if message.subtype == ACTION else translated.markdown
        mentioned = {UUID(person) for person in translated.people} - {author}
        return PastPost(
            id=key,
            author=author,
            at=message.at,
            body=body,
            html=render_markdown(body, links),
            root=root,
            mentioned=tuple(sorted(mentioned)),
            reactions=tuple(self._reactions(message)),
            files=tuple(
                PastFile(f.name, f.media_type, f.size, f.at, f.width, f.height) for f in message.files
            ),
            edited_at=message.edited_at,
        )

    def _root(self, message: Message) -> UUID | None:
        if not message.thread:
            return None
        root = self.threads.get(message.thread)
        if root is None:
            self.report.notes["replies whose thread is not in the export, now posts of their own"] += 1
        elif message.subtype == "thread_broadcast":
            self.report.notes["replies that Slack also showed in the channel, now in their thread only"] += 1
        return root

    def _reactions(self, message: Message) -> Iterator[tuple[UUID, str]]:
        seen: set[tuple[UUID, str]] = set()
        for name, users in message.reactions:
            emoji = emoji_named(name)
            if not emoji or len(emoji) > EMOJI_LIMIT:
                self.report.skipped["reactions with emoji of the workspace's own"] += len(users)
                continue
            for user in users:
                if user not in self.people:
                    self.report.skipped["reactions of people whom the export does not name"] += 1
                elif (pair := (self.people[user], emoji)) not in seen:
                    seen.add(pair)
                    yield pair

    def _person(self, key: str) -> Mentioned | None:
        person = self.people.get(key)
        if person is None:
            self.report.notes["mentions of people whom the export does not name, now plain text"] += 1
            return None
        return Mentioned(str(person), self.names[person], reverse("person", args=[person]))

    def _external(self, message: Message) -> str:
        return f"{self.conversation.id}:{message.key}"

    def _known(self) -> dict[str, UUID]:
        rows = Correspondence.objects.filter(
            source=self.source, kind=KIND, external__startswith=f"{self.conversation.id}:"
        )
        return dict(rows.values_list("external", "target"))

    def _remember_threads(self, known: dict[str, UUID]) -> None:
        """ts of a message of an earlier run → root of its thread."""
        roots = dict(Post.objects.filter(space=self.space).values_list("pk", "root_id")) if known else {}
        for external, post in known.items():
            ts = external.partition(":")[2]
            self.threads[ts] = roots.get(post) or post

    def _count(self, posts: list[PastPost]) -> None:
        report = self.report
        report.posts += len(posts)
        report.edited += sum(post.edited_at is not None for post in posts)
        report.withdrawn += sum(post.is_withdrawn for post in posts)
        report.reactions += sum(len(post.reactions) for post in posts)
        report.mentions += sum(len(post.mentioned) for post in posts)
        report.files += sum(len(post.files) for post in posts)
        report.replies += sum(post.root is not None for post in posts)
        report.roots |= {post.root for post in posts if post.root}


def emphasised(markdown: str) -> str:
    """The Markdown of a `/me` message: every line in italics, unless a line is more than running text."""
    lines = markdown.split("\n")
    if any(line.startswith(("```", "> ", "- ", "  ")) or line[:1].isdigit() for line in lines):
        return markdown
    return "\n".join(_italic(line) for line in lines)


def _italic(line: str) -> str:
    mark = "*" if line.startswith("_") or line.endswith("_") else "_"
    return f"{mark}{line}{mark}" if line else ""
