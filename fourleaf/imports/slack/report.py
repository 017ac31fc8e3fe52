"""What an import did, what it left out and why, and what is left to do; for people and as JSON."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class SpaceLine:
    """One space of the report. `steward` is empty where nobody active could be found."""

    name: str
    address: str
    access: str
    posts: int
    members: int
    steward: str


@dataclass
class Report:
    """Counts are of this run; `known` counts what earlier runs had brought."""

    source: str
    people_matched: int = 0
    people_created: int = 0
    people_unknown: int = 0
    people_known: int = 0
    spaces_created: int = 0
    spaces_known: int = 0
    posts: int = 0
    posts_known: int = 0
    replies: int = 0
    roots: set[UUID | None] = field(default_factory=set)
    edited: int = 0
    withdrawn: int = 0
    reactions: int = 0
    mentions: int = 0
    files: int = 0
    seconds: float = 0.0
    skipped: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    spaces: list[SpaceLine] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    to_invite: list[str] = field(default_factory=list)

    @property
    def in_threads(self) -> int:
        """Posts that are in threads: the replies and what they answer."""
        return self.replies + len(self.roots)

    def as_json(self) -> dict[str, Any]:
        """All of it, in plain types."""
        counted = {"skipped": dict(+self.skipped), "notes": dict(+self.notes)}
        threads = {"in_threads": self.in_threads, "threads": len(self.roots)}
        return {name: value for name, value in asdict(self).items() if name != "roots"} | counted | threads

    def lines(self) -> list[str]:
        """All of it, to read; long lists are cut."""
        people = self.people_matched + self.people_created + self.people_known
        return [
            f"Imported from {self.source} in {self.seconds:.1f} s:",
            f"  {people:,} people: {self.people_matched:,} matched by e-mail, {self.people_created:,} created "
            f"inactive{_of_them(self.people_unknown, 'unknown to the export')}{_before(self.people_known)}",
            f"  {self.spaces_created:,} spaces{_before(self.spaces_known)}",
            f"  {self.posts:,} posts, {self.in_threads:,} of them in {len(self.roots):,} threads"
            f"{_before(self.posts_known)}",
            f"  {self.edited:,} edited, {self.withdrawn:,} withdrawn, {self.reactions:,} reactions, "
            f"{self.mentions:,} mentions, {self.files:,} files (names only: Slack keeps the contents)",
            *_counted("Left out", self.skipped),
            *_counted("Changed on the way", self.notes),
            *self._space_lines(),
            *self._invitations(),
            *self._warning(),
        ]

    def _space_lines(self) -> list[str]:
        lines = [
            f"  {line.name} ({line.access}, {line.members:,} members, {line.posts:,} new posts"
            f"{f', steward {line.steward}' if line.steward else ''}): {line.address}"
            for line in self.spaces
        ]
        return ["Spaces:", *_cut(lines, 50)] if lines else []

    def _warning(self) -> list[str]:
        if not self.orphans:
            return []
        return [
            f"ATTENTION: nobody who can sign in is steward of {', '.join(_cut(self.orphans, 12))}. The creator stays "
            "steward, inactive.",
            "  Run this command again with --steward EMAIL (for a private channel, once one of its members is "
            "active here).",
        ]

    def _invitations(self) -> list[str]:
        if not self.to_invite:
            return []
        return [
            f"{len(self.to_invite):,} people cannot sign in yet. Invite them, or bring them in with "
            "`fourleaf import people`:",
            *_cut([f"  {line}" for line in self.to_invite], 10),
            "  Not counted here: bots, accounts closed in Slack, and people without an e-mail address. They are kept "
            "as authors only.",
        ]


def _of_them(count: int, what: str) -> str:
    return f" ({count:,} of them {what})" if count else ""


def _before(count: int) -> str:
    return f"; {count:,} were here from an earlier run" if count else ""


def _counted(title: str, counts: Counter[str]) -> list[str]:
    lines = [f"  {count:,} × {reason}" for reason, count in sorted(counts.items()) if count]
    return [f"{title}:", *lines] if lines else []


def _cut(lines: list[str], most: int) -> list[str]:
    rest = len(lines) - most
    return [*lines[:most], f"  … and {rest:,} more (all of them with --json)"] if rest > 0 else lines
